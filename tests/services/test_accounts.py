"""Signing in and login sessions (features 2, 3, 5, 65)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts, everything
from zcforms.demo.load import Stage
from zcforms.demo.people import PEOPLE
from zcforms.demo.replay import claims_of
from zcforms.domain.errors import InputRefused, NotAllowed
from zcforms.domain.identity import AccountKind, Organisation, Role
from zcforms.services import accounts
from zcforms.services.house import House
from zcforms.storage.work import work

CLAIMS = claims_of(PEOPLE[0])
LEGAL = {
    "sub": "legal-1",
    "name": "人事处",
    "account_kind": "legal",
    "organisation_name": "蚌埠市禾苗路小学",
    "credit_code": "12340199MA0000107E",
}


def test_the_first_visit_makes_account_and_person(house: House) -> None:
    """Features 2, 3: name, identity number and phone come from the provider."""
    actor = accounts.sign_in(house, CLAIMS, NOW)
    assert (actor.kind, actor.name, actor.entered) == (AccountKind.PERSON, "林晓禾", False)
    with work(house.database, write=False) as w:
        person = w.people.get(actor.person_id or "")
        assert (person.name, person.id_type, person.id_number, person.phone, person.registered) == (
            "林晓禾", "resident-id", CLAIMS["id_number"], CLAIMS["phone_number"], False,
        )  # fmt: skip
    assert acts(house, f"account:{actor.account_id}") == ["account.sign_in"]


def test_the_phone_follows_the_provider_and_nothing_else_does(house: House) -> None:
    """Feature 65."""
    first = accounts.sign_in(house, CLAIMS, NOW)
    changed = {**CLAIMS, "phone_number": "19900000099", "name": "林小禾", "id_number": PEOPLE[1].id_number}
    again = accounts.sign_in(house, changed, NOW + timedelta(days=1))
    assert again == first
    with work(house.database, write=False) as w:
        person = w.people.get(first.person_id or "")
    assert (person.phone, person.name, person.id_number) == ("19900000099", "林晓禾", CLAIMS["id_number"])


def test_a_provider_without_phone_leaves_the_phone(house: House) -> None:
    actor = accounts.sign_in(house, CLAIMS, NOW)
    accounts.sign_in(house, {k: v for k, v in CLAIMS.items() if k != "phone_number"}, NOW)
    with work(house.database, write=False) as w:
        assert w.people.get(actor.person_id or "").phone == CLAIMS["phone_number"]


@pytest.mark.parametrize("missing", ["sub", "name", "account_kind", "id_type", "id_number"])
def test_a_missing_claim_is_named(house: House, missing: str) -> None:
    with pytest.raises(InputRefused) as refused:
        accounts.sign_in(house, {k: v for k, v in CLAIMS.items() if k != missing}, NOW)
    assert f"/{missing}" in {fault.pointer for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("claim", "value"), [("id_number", "340199198503120067"), ("account_kind", "robot"), ("name", 7)]
)
def test_a_wrong_claim_is_named(house: House, claim: str, value: object) -> None:
    with pytest.raises(InputRefused) as refused:
        accounts.sign_in(house, {**CLAIMS, claim: value}, NOW)
    assert {fault.pointer for fault in refused.value.faults} >= {f"/{claim}"}
    assert CLAIMS["id_number"] not in str(refused.value)


def test_an_officers_number_has_no_check_character(house: House) -> None:
    claims = {**CLAIMS, "id_type": "军官证", "id_number": "军字第0000001号"}
    actor = accounts.sign_in(house, claims, NOW)
    with work(house.database, write=False) as w:
        assert w.people.get(actor.person_id or "").id_type == "officer"


def test_one_identity_number_has_one_account(house: House) -> None:
    accounts.sign_in(house, CLAIMS, NOW)
    with pytest.raises(NotAllowed, match="另一个账号"):
        accounts.sign_in(house, {**CLAIMS, "sub": "someone-else"}, NOW)


def test_a_subject_does_not_change_its_kind(house: House) -> None:
    accounts.sign_in(house, CLAIMS, NOW)
    with pytest.raises(NotAllowed, match="类型"):
        accounts.sign_in(house, {**LEGAL, "sub": CLAIMS["sub"]}, NOW)


def test_a_legal_account_of_a_registered_organisation_acts_for_it_at_once(town: Stage, house: House) -> None:
    actor = accounts.sign_in(house, {**LEGAL, "credit_code": "12340199ma0000101u"}, NOW)
    assert (actor.kind, actor.role, actor.entered) == (AccountKind.LEGAL, Role.EMPLOYER, True)
    assert actor.organisation() == town.desks["demo-school"].organisation()


def test_a_legal_account_of_an_unknown_organisation_has_to_register(house: House) -> None:
    actor = accounts.sign_in(house, LEGAL, NOW)
    assert (actor.organisation_id, actor.entered) == (None, False)
    with pytest.raises(NotAllowed, match="单位注册"):
        actor.organisation()


def test_an_actor_is_held_to_its_kind(house: House) -> None:
    person, legal = accounts.sign_in(house, CLAIMS, NOW), accounts.sign_in(house, LEGAL, NOW)
    with pytest.raises(NotAllowed, match="个人注册"):
        person.person()
    with pytest.raises(NotAllowed, match="个人账号"):
        person.organisation()
    with pytest.raises(NotAllowed, match="单位账号"):
        legal.person()
    assert replace(person, entered=True).person() == person.person_id


def test_a_session_resolves_until_it_expires(house: House) -> None:
    actor = accounts.sign_in(house, CLAIMS, NOW)
    token = accounts.open_session(house, actor, NOW)
    hours = timedelta(hours=house.terms.session_hours)
    assert accounts.resolve_session(house, token, NOW + hours - timedelta(seconds=1)) == actor
    assert accounts.resolve_session(house, token, NOW + hours) is None
    assert accounts.resolve_session(house, token + "x", NOW) is None


def test_tokens_differ_and_are_kept_nowhere(house: House) -> None:
    actor = accounts.sign_in(house, CLAIMS, NOW)
    tokens = {accounts.open_session(house, actor, NOW) for _ in range(5)}
    assert len(tokens) == 5
    assert min(map(len, tokens)) >= 40
    assert not any(token in everything(house) for token in tokens)


def test_signing_out_ends_one_session(house: House) -> None:
    actor = accounts.sign_in(house, CLAIMS, NOW)
    one, other = (accounts.open_session(house, actor, NOW) for _ in range(2))
    accounts.close_session(house, one, NOW)
    accounts.close_session(house, "unknown", NOW)
    assert accounts.resolve_session(house, one, NOW) is None
    assert accounts.resolve_session(house, other, NOW) == actor


def test_the_journal_has_no_numbers(house: House) -> None:
    accounts.sign_in(house, CLAIMS, NOW)
    assert CLAIMS["id_number"] not in everything(house)
    assert CLAIMS["phone_number"] not in everything(house)


def test_an_organisation_that_registered_meanwhile_is_joined_at_the_next_sign_in(
    town: Stage, house: House
) -> None:
    first = accounts.sign_in(house, {**LEGAL, "credit_code": "12340199MA0000107E"}, NOW)
    assert not first.entered
    with work(house.database) as w:
        parent = town.desks["demo-education"].organisation()
        w.organisations.add(
            Organisation(
                "o9", "蚌埠市禾苗路小学", "12340199MA0000107E", "institution", Role.EMPLOYER, "340303", parent
            )
        )
    again = accounts.sign_in(house, {**LEGAL, "name": "新的经办人"}, NOW)
    assert (again.account_id, again.organisation_id, again.name) == (first.account_id, "o9", "新的经办人")
    assert accounts.sign_in(house, LEGAL, NOW).organisation_id == "o9"
