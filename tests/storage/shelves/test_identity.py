"""Persons, accounts, organisations, bindings, logins and bans."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.storage.people import ID_NUMBER, NOW, account, organisation, person, settle
from zcforms.domain.identity import Binding, BindingState, Role
from zcforms.storage.database import Database
from zcforms.storage.records import IntegrityRecord
from zcforms.storage.work import work


def test_accounts_are_found_by_subject_and_by_whom_they_act_for(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.accounts.add(account("a2", person_id=None, organisation_id="o1"))
    with work(database, write=False) as w:
        found = w.accounts.by_subject("subject-a1")
        assert found is not None
        assert found.person_id == "p1"
        assert w.accounts.by_subject("nobody") is None
        assert [one.id for one in w.accounts.of_person("p1")] == ["a1"]


def test_organisations_are_searched_by_name_and_code(database: Database) -> None:
    """Feature 9: names that begin with the text first; wildcards are ordinary characters."""
    names = {"o1": "合肥市第一中学", "o2": "中学教研室", "o3": "100%_达标中学", "o4": "合肥市教育局"}
    with work(database) as w:
        for id, name in names.items():
            role = Role.AUTHORITY if id == "o4" else Role.EMPLOYER
            w.organisations.add(organisation(id, name=name, credit_code=f"34A{id}".upper(), role=role))

    def search(text: str, **filters: object) -> list[str]:
        with work(database, write=False) as w:
            return [found.id for found in w.organisations.search(text, **filters)]

    assert search("中学")[0] == "o2"
    assert sorted(search("中学")) == ["o1", "o2", "o3"]
    assert search("合肥", role=Role.AUTHORITY) == ["o4"]
    assert sorted(search("合肥", role=[Role.AUTHORITY, Role.EMPLOYER])) == ["o1", "o4"]
    assert search("%") == search("_") == search("100%_") == ["o3"]
    assert search("34ao3") == ["o3"]
    assert len(search("", limit=2)) == 2
    assert search("合教") == ["o4"]
    assert search("合肥 一中") == search("一中 合肥") == ["o1"]
    assert search("教合") == search("% 合肥") == []
    with work(database, write=False) as w:
        found = w.organisations.by_credit_code(" 34ao4 ")
        assert found is not None
        assert found.name == "合肥市教育局"
        assert w.organisations.by_credit_code("") is None


def test_organisations_are_found_by_short_forms(database: Database) -> None:
    """Feature 9: whoever types as people speak; what contains the words stands before what only has the characters in order."""
    names = {
        "o1": "人民医院社区服务站",
        "o2": "禾丰区人力资源和社会保障局",
        "o3": "禾丰区人力资源和社会保障局第二分局",
        "o4": "人社报社",
    }
    with work(database) as w:
        for id, name in names.items():
            w.organisations.add(organisation(id, name=name, credit_code=f"34B{id}".upper()))
    full = {"人社": "人力资源和社会保障", "劳动": "人力资源和社会保障"}
    with work(database, write=False) as w:

        def search(text: str) -> list[str]:
            return [found.id for found in w.organisations.search(text, full=full)]

        assert search("人社") == ["o4", "o2", "o3", "o1"]
        assert search("禾丰人社局") == ["o2", "o3"]
        assert search("劳动局") == ["o2", "o3"]
        assert search("人力资源和社会保障") == ["o2", "o3"]


def test_what_an_authority_supervises_at_any_depth(database: Database) -> None:
    with work(database) as w:
        for id, parent in (("city", None), ("county", "city"), ("school", "county"), ("other", None)):
            w.organisations.add(organisation(id, parent_id=parent))
            w.flush()
    with work(database, write=False) as w:
        assert sorted(w.organisations.below("city")) == ["city", "county", "school"]
        assert w.organisations.below("school") == ["school"]
        assert w.organisations.below("nobody") == []


def test_organisations_by_role(database: Database) -> None:
    with work(database) as w:
        w.organisations.add(organisation("o1", role=Role.HUMAN_RESOURCES, region="340102"))
        w.organisations.add(organisation("o2", role=Role.HUMAN_RESOURCES, region="340103"))
        w.organisations.add(organisation("o3", role=Role.EMPLOYER, region="340102"))
    with work(database, write=False) as w:
        assert [one.id for one in w.organisations.by_role(Role.HUMAN_RESOURCES)] == ["o1", "o2"]


def test_the_current_binding_is_the_last_approved_one(database: Database) -> None:
    """Features 9, 76: a new wish takes effect when it is approved."""
    settle(database)
    with work(database) as w:
        w.organisations.add(organisation("o2"))
        w.people.add(person("p2"))
    with work(database) as w:
        old, new = (
            Binding("b1", "p1", "o1", False, "", NOW),
            Binding("b2", "p1", "o2", False, "", NOW + timedelta(days=1)),
        )
        w.bindings.add(old).approve("a1", NOW)
        w.bindings.add(new)
    with work(database, write=False) as w:
        assert [one.id for one in w.bindings.pending_for("o2")] == ["b2"]
        current, pending = w.bindings.current("p1"), w.bindings.pending("p1")
        assert current is not None
        assert pending is not None
        assert (current.id, pending.id) == ("b1", "b2")
    with work(database) as w:
        w.bindings.get("b2").approve("a1", NOW + timedelta(days=2))
    with work(database, write=False) as w:
        assert {person: binding.id for person, binding in w.bindings.current_of(["p1", "p2"]).items()} == {
            "p1": "b2"
        }
        assert w.bindings.pending("p1") is None
        assert [one.id for one in w.bindings.of("p1")] == ["b2", "b1"]
        assert [one.id for one in w.bindings.at("o1", [BindingState.APPROVED])] == ["b1"]


def test_a_pending_wish_can_be_replaced_in_one_unit_of_work(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.bindings.add(Binding("b1", "p1", "o1", False, "", NOW))
    with work(database) as w:
        w.bindings.get("b1").state = BindingState.SUPERSEDED
        w.bindings.add(Binding("b2", "p1", "o1", False, "", NOW))
    with work(database, write=False) as w:
        pending = w.bindings.pending("p1")
        assert pending is not None
        assert pending.id == "b2"


def test_a_login_lives_until_it_is_revoked_or_over(database: Database) -> None:
    settle(database)
    with work(database) as w:
        for token in ("t1", "t2", "t3"):
            w.sessions.open(token, "a1", at=NOW, expires_at=NOW + timedelta(hours=1), user_agent="Firefox")
    with work(database, write=False) as w:
        found = w.sessions.by_token("t1", NOW)
        assert found is not None
        assert (found.account_id, found.user_agent) == ("a1", "Firefox")
        assert w.sessions.by_token("t1", NOW + timedelta(hours=1)) is None
        assert w.sessions.by_token("T1", NOW) is None
    with work(database) as w:
        w.sessions.revoke("t1")
    with work(database) as w:
        assert w.sessions.by_token("t1", NOW) is None
        assert len(w.sessions.of("a1", NOW)) == 2
        w.sessions.revoke_all("a1")
    with work(database) as w:
        assert w.sessions.of("a1", NOW) == []
        w.sessions.open("t4", "a1", at=NOW, expires_at=NOW + timedelta(hours=1))
        w.sessions.clear_expired(NOW + timedelta(hours=2))
    with work(database, write=False) as w:
        assert w.sessions.by_token("t4", NOW) is None


def test_a_stolen_table_of_logins_opens_nothing(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.sessions.open("the-secret", "a1", at=NOW, expires_at=NOW + timedelta(hours=1))
    with database.session(write=False) as session:
        stored = bytes(session.scalar(sa.text("SELECT token_digest FROM login_sessions")) or b"")
    assert len(stored) == 32
    assert b"the-secret" not in stored


@pytest.mark.parametrize(
    ("day", "banned"),
    [
        (date(2022, 1, 1), True),
        (date(2024, 12, 31), True),
        (date(2021, 12, 31), False),
        (date(2025, 1, 1), False),
    ],
)
def test_a_ban_holds_on_its_first_and_last_day(database: Database, day: date, banned: bool) -> None:
    """Feature 64; also against a number whose holder never registered."""
    with work(database) as w:
        w.integrity.add(
            IntegrityRecord("i1", ID_NUMBER, date(2022, 1, 1), date(2024, 12, 31), "材料造假", NOW)
        )
    with work(database, write=False) as w:
        assert bool(w.integrity.bans(ID_NUMBER.lower(), day)) is banned
        assert w.integrity.bans("somebody else", day) == []


def test_a_ban_without_an_end_never_ends(database: Database) -> None:
    with work(database) as w:
        w.integrity.add(IntegrityRecord("i1", ID_NUMBER, date(2022, 1, 1), None, "材料造假", NOW))
    with work(database, write=False) as w:
        (ban,) = w.integrity.bans(ID_NUMBER, date(2099, 1, 1))
        assert (ban.id_number, ban.reason) == (ID_NUMBER, "材料造假")
