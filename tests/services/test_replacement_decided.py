"""已处理 of 补换证, and the journal of a request (features 85, 87)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.services.asking import OLD, UNLISTED, Asking
from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.demo.people import COMPANY
from zcforms.domain.approval import Outcome
from zcforms.domain.errors import NotFound
from zcforms.services import replacement_decided, replacement_desk, replacements
from zcforms.services.actor import Actor
from zcforms.services.replacement_decided import DecidedCase, DecidedQuery
from zcforms.services.replacements import Wanted
from zcforms.storage.work import work

LATER = NOW + timedelta(days=1)


@pytest.fixture
def asking(town: Stage) -> Asking:
    """The listed one is endorsed, the other one returned a day later."""
    made = Asking(town)
    made.endorse(made.hand_in(), made.desks[:1])
    other = made.hand_in(Wanted("unlisted"), **UNLISTED)
    replacement_desk.give_back(made.house, made.desks[0], other, "请补充证书照片。", LATER)
    return made


def listed(asking: Asking, desk: Actor | None = None, **asked: Any) -> tuple[DecidedCase, ...]:
    found = replacement_decided.listing(asking.house, desk or asking.desks[0], DecidedQuery(**asked))
    return found.rows.rows


def test_what_was_decided_and_what_became_of_it(asking: Asking) -> None:
    """The word of the list is the word of the page."""
    told = [(each.number, each.caption, each.opinion, each.stands, each.viewable) for each in listed(asking)]
    assert told == [
        (UNLISTED["number"], "退回", "请补充证书照片。", "已退回", False),
        (OLD, "通过", "情况属实", "审核中（主管部门审核）", True),
    ]
    for each in listed(asking):
        if each.viewable:
            assert asking.case(asking.desks[0], each.replacement_id).name == each.name
        else:
            with pytest.raises(NotFound):
                asking.case(asking.desks[0], each.replacement_id)
    for other in (asking.desks[1], asking.town.desks[COMPANY]):
        assert listed(asking, other) == ()


def test_seen_again_from_the_step_on(asking: Asking) -> None:
    """Endorsed, returned by a later desk and handed in again: the later one does not see it yet."""
    one = listed(asking)[1].replacement_id
    replacement_desk.give_back(asking.house, asking.desks[1], one, "请补充登报声明。", NOW)
    asking.hand_in(again=one)
    assert [each.viewable for each in listed(asking, asking.desks[1])] == [False]
    with pytest.raises(NotFound):
        asking.case(asking.desks[1], one)
    assert [each.viewable for each in listed(asking) if each.replacement_id == one] == [True]
    replacements.withdraw(asking.house, asking.who.actor, one, NOW)
    replacements.give_up(asking.house, asking.who.actor, one, NOW)
    assert [(each.stands, each.viewable) for each in listed(asking, asking.desks[1])] == [("已放弃", False)]


@pytest.mark.parametrize(
    ("asked", "outcomes"),
    [
        ({"outcome": "endorsed"}, [Outcome.ENDORSED]),
        ({"outcome": "submitted"}, []),
        ({"kind": "unlisted"}, [Outcome.RETURNED]),
        ({"state": "in_approval"}, [Outcome.ENDORSED]),
        ({"state": "returned"}, [Outcome.RETURNED]),
        ({"since": LATER.date()}, [Outcome.RETURNED]),
        ({"text": "2352116"}, [Outcome.RETURNED]),
        ({"text": OLD}, [Outcome.ENDORSED]),
        ({"text": "林晓"}, [Outcome.RETURNED, Outcome.ENDORSED]),
        ({"text": "%"}, []),
    ],
)
def test_filters(asking: Asking, asked: dict[str, Any], outcomes: list[Outcome]) -> None:
    assert [each.outcome for each in listed(asking, **asked)] == outcomes


def test_the_kinds_to_choose_from(asking: Asking) -> None:
    found = replacement_decided.listing(asking.house, asking.desks[0], DecidedQuery(text="没有"))
    assert ([kind.id for kind in found.kinds], found.rows.total) == (["listed", "unlisted"], 0)


def test_the_journal_of_a_request(asking: Asking) -> None:
    """Since it was handed in, the last first; without a name of a person and without a word that somebody typed."""
    one = listed(asking)[1].replacement_id
    with pytest.raises(NotFound):
        replacement_desk.journal(asking.house, asking.town.desks[COMPANY], one)
    with work(asking.house.database, write=False) as w:
        company = w.organisations.get(asking.town.desks[COMPANY].organisation()).name
    name, lines = replacement_desk.journal(asking.house, asking.desks[1], one)
    assert name == asking.who.person.name
    assert [(line.who, line.act, line.step) for line in lines.rows] == [
        (company, "无权查看，已拒绝", ""),
        ("蚌埠市禾田路小学", "通过", "单位审核"),
        ("申请人", "提交", ""),
    ]
    assert "情况属实" not in repr(lines)
    assert asking.who.person.name not in repr(lines)
