"""已处理, and the journal of an application: what the chain may know of what was done, and by whom (issue 5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.services import chain_hall
from tests.services.conftest import NOW
from tests.services.desk_pile import Pile
from zcforms.demo.load import Stage
from zcforms.domain.approval import Outcome
from zcforms.domain.errors import NotFound
from zcforms.domain.evaluation import Votes
from zcforms.services import approvals, case_journal, desk_decided, evaluations, submission
from zcforms.services.actor import Actor
from zcforms.services.desk_decided import DecidedList, DecidedQuery
from zcforms.storage.work import work

LATER = NOW + timedelta(days=1)


@pytest.fixture
def pile(town: Stage) -> Pile:
    """The first is endorsed, the second returned, the third rejected a day later."""
    made = Pile.of(town)
    approvals.endorse(made.house, made.school, made.ids[0], "同意推荐", NOW)
    approvals.give_back(made.house, made.school, made.ids[1], "请补充聘用文件", NOW + timedelta(hours=1))
    approvals.reject(made.house, made.school, made.ids[2], "不符合条件", LATER)
    return made


def listed(pile: Pile, actor: Actor | None = None, **asked: Any) -> DecidedList:
    return desk_decided.listing(pile.house, actor or pile.school, DecidedQuery(**asked), LATER)


def test_what_was_decided_and_what_became_of_it(pile: Pile, town: Stage) -> None:
    found = listed(pile)
    assert [(each.caption, each.opinion, each.stands, each.viewable) for each in found.rows.rows] == [
        ("不通过", "不符合条件", "审核不通过", True),
        ("退回", "请补充聘用文件", "已退回", False),
        ("通过", "同意推荐", "审核中（主管部门审核）", True),
    ]
    assert [plan.id for plan in found.plans] == ["2022-teacher-senior"]
    for other in ("demo-education", "demo-company"):
        assert listed(pile, town.desks[other]).rows.total == 0


def test_as_the_step_calls_it(town: Stage) -> None:
    """A vote is not an endorsement, and a title is more than 审核通过."""
    hall = chain_hall.Hall(town)
    passed, failed = hall.come(2, "committee")
    (objected,) = hall.come(1, "result-notice")
    house, committee = hall.house, hall.desk(chain_hall.COMMITTEE)
    evaluations.evaluate(house, committee, passed, Votes(17, 17, 0, 0), "", now=NOW)
    evaluations.evaluate(house, committee, failed, Votes(17, 0, 17, 0), "业绩不足", now=LATER)
    approvals.reject(house, hall.desk(chain_hall.OFFICE), objected, "经查实", NOW)
    told = {
        sub: [
            (each.caption, each.stands)
            for each in desk_decided.listing(house, hall.desk(sub), DecidedQuery(), LATER).rows.rows
        ]
        for sub in (chain_hall.COMMITTEE, chain_hall.OFFICE)
    }
    assert told == {
        chain_hall.COMMITTEE: [("评审未通过", "评审未通过"), ("评审通过", "审核中（评审结果公示）")],
        chain_hall.OFFICE: [("公示未通过", "公示未通过")],
    }


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"outcome": "returned"}, [Outcome.RETURNED]),
        ({"outcome": "submitted"}, []),
        ({"since": LATER.date()}, [Outcome.REJECTED]),
        ({"text": "同事1"}, [Outcome.RETURNED]),
        ({"text": "2022PILE000002"}, [Outcome.REJECTED]),
        ({"plan": "2022-teacher-senior", "outcome": "endorsed"}, [Outcome.ENDORSED]),
        ({"plan": "2021-engineering-senior"}, []),
    ],
)
def test_filters(pile: Pile, asked: dict[str, Any], expected: list[Outcome]) -> None:
    assert [each.outcome for each in listed(pile, **asked).rows.rows] == expected


def test_where_it_may_still_be_looked_at(pile: Pile) -> None:
    """The word of the list is the word of the page."""
    for each in listed(pile).rows.rows:
        if each.viewable:
            assert approvals.case(pile.house, pile.school, each.application_id, LATER).number == each.number
        else:
            with pytest.raises(NotFound):
                approvals.case(pile.house, pile.school, each.application_id, LATER)


def test_the_journal_of_an_application(pile: Pile, town: Stage) -> None:
    """From the submission on, the last first; organisations with who sat there, without the applicant's name and without a word that somebody typed."""
    authority = town.desks["demo-education"]
    approvals.give_back(pile.house, authority, pile.ids[0], "年度考核表不清晰", LATER)
    submission.submit(pile.house, pile.who.actor, pile.ids[0], LATER + timedelta(hours=1))
    with pytest.raises(NotFound):
        case_journal.listing(pile.house, town.desks["demo-company"], pile.ids[0])
    with work(pile.house.database, write=False) as w:
        company, office, school = (
            w.organisations.get(town.desks[sub].organisation()).name
            for sub in ("demo-company", "demo-education", "demo-school")
        )
    number, lines = case_journal.listing(pile.house, pile.school, pile.ids[0])
    assert number
    with work(pile.house.database, write=False) as w:
        operators = {
            w.accounts.get(town.desks[sub].account_id).name for sub in ("demo-education", "demo-school")
        }
    assert operators == {line.operator for line in lines.rows if line.who in (office, school)}
    assert "" not in operators
    assert {line.operator for line in lines.rows if line.who in ("系统", "申报人")} <= {""}
    told = [(line.who, line.act, line.step) for line in lines.rows if line.who != "系统"]
    assert told == [
        (company, "无权查看，已拒绝", ""),
        ("申报人", "提交", ""),
        (office, "退回", "主管部门审核"),
        (school, "通过", "单位审核"),
        ("申报人", "提交", ""),
    ]
    text = repr(lines)
    for word in (pile.who.person.name, "同意推荐", "年度考核表不清晰"):
        assert word not in text


def test_what_acts_are_called() -> None:
    assert case_journal.act_caption("application.endorsed") == "通过"
    assert case_journal.act_caption("waiver.grant") == "同意免面试"
    assert case_journal.act_caption("application.save") == "修改申报内容"
    assert case_journal.act_caption("something.else") == "其他操作"
