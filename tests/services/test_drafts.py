"""Autosave: nothing that was typed is lost, in however many windows it is typed (issue 4)."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.services.conftest import NOW
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.errors import InputRefused
from zcforms.services import accounts, drafts, filling
from zcforms.services.actor import Actor
from zcforms.services.house import House

KEY = "application/1/basic"


def said(**fields: str) -> dict[str, Any]:
    return {name: ({name: [text]}, "was") for name, text in fields.items()}


def texts(house: House, actor: Actor, name: str) -> list[str]:
    draft = drafts.find(house, actor, KEY)
    return [each.values[name][0] for each in draft.typed.fields.get(name, ())] if draft else []


def newcomer(house: House, sub: str = "x") -> Actor:
    claims = {"sub": sub, "name": "甲", "account_kind": "person", "id_type": "护照（外籍）", "id_number": sub}
    return accounts.sign_in(house, claims, NOW)


def test_a_draft_is_kept_until_it_is_thrown_away(house: House) -> None:
    actor = newcomer(house)
    assert drafts.find(house, actor, KEY) is None
    drafts.keep(house, actor, KEY, said(birthplace="安"), NOW)
    drafts.keep(house, actor, KEY, said(birthplace="安徽"), NOW + timedelta(seconds=2))
    found = drafts.find(house, actor, KEY)
    assert found is not None
    assert found.at == NOW + timedelta(seconds=2)
    assert texts(house, actor, "birthplace") == ["安徽"]
    assert drafts.find(house, newcomer(house, "y"), KEY) is None
    drafts.forget(house, actor, KEY)
    drafts.forget(house, actor, KEY)
    assert drafts.find(house, actor, KEY) is None


def test_two_windows_keep_both_texts(house: House) -> None:
    actor = newcomer(house)
    assert drafts.keep(house, actor, KEY, said(birthplace="安徽"), NOW, by="a") == []
    assert drafts.keep(house, actor, KEY, said(post="教师"), NOW, by="b") == []
    assert drafts.keep(house, actor, KEY, said(birthplace="江苏"), NOW, by="b") == ["birthplace"]
    assert texts(house, actor, "birthplace") == ["江苏", "安徽"]
    assert texts(house, actor, "post") == ["教师"]


def test_windows_that_write_at_the_same_moment_lose_nothing(house: House) -> None:
    actor = newcomer(house)
    faults: list[Exception] = []

    def write(number: int) -> None:
        try:
            drafts.keep(house, actor, KEY, said(**{f"field{number}": "x"}), NOW, by=str(number))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    draft = drafts.find(house, actor, KEY)
    assert draft is not None
    assert set(draft.typed.fields) == {f"field{number}" for number in range(8)}


def test_saving_one_window_leaves_what_the_other_has_typed(house: House) -> None:
    actor = newcomer(house)
    drafts.keep(house, actor, KEY, said(birthplace="安徽"), NOW, by="a")
    drafts.keep(house, actor, KEY, said(post="教师"), NOW, by="b")
    drafts.settle(house, actor, KEY, NOW, by="a")
    assert texts(house, actor, "birthplace") == []
    assert texts(house, actor, "post") == ["教师"]
    drafts.settle(house, actor, KEY, NOW, by="b")
    assert drafts.find(house, actor, KEY) is None


def test_a_page_that_saw_an_old_draft_has_not_seen_the_next_one(house: House) -> None:
    """The draft was thrown away in another window and begun anew: its revisions go on."""
    actor = newcomer(house)
    drafts.keep(house, actor, KEY, said(post="教师"), NOW, by="a")
    old = drafts.find(house, actor, KEY)
    assert old is not None
    drafts.forget(house, actor, KEY)
    later = NOW + timedelta(seconds=1)
    drafts.keep(house, actor, KEY, said(post="校长"), later, by="b")
    drafts.settle(house, actor, KEY, later, by="c", seen=old.typed.revision)
    assert texts(house, actor, "post") == ["校长"]


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        ("", {}),
        ("k" * 201, {}),
        ("claims/organisation", {}),
        ("removed/1/titles", {}),
        ("k", {"a": "字" * 70_000}),
    ],
)
def test_what_is_not_kept(house: House, key: str, fields: dict[str, str]) -> None:
    actor = newcomer(house)
    with pytest.raises(InputRefused):
        drafts.keep(house, actor, key, said(**fields), NOW)
    assert drafts.find(house, actor, key) is None


def test_drafts_do_not_reach_what_services_keep(town: Stage, house: House) -> None:
    """A deleted record's copy lies beside the drafts: no request takes it away."""
    who = town.employed("draft", TEACHER)
    who.stock(town.desks["demo-school"])
    application_id = who.declare()
    who.fill(application_id, ("titles",))
    filling.delete_record(house, who.actor, application_id, "titles", 0, now=NOW)
    key = f"removed/{application_id}/titles"
    drafts.forget(house, who.actor, key)
    drafts.settle(house, who.actor, key, NOW, by="")
    assert drafts.find(house, who.actor, key) is None
    filling.undo_delete(house, who.actor, application_id, "titles", NOW)
    assert len(filling.section(house, who.actor, application_id, "titles", NOW).value) == 1
