"""The last evening: the grace, the longer time after a return, and nothing after the close."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from types import MappingProxyType

import pytest

from tests.services.conftest import NOW
from zcforms.demo.load import TEACHER, Stage
from zcforms.demo.replay import Replay
from zcforms.domain.errors import Lapsed, NotFound, PlanClosed, WrongState
from zcforms.domain.plan import Plan
from zcforms.services import applications, approvals, desk_decided, filling, home, imports, last_check
from zcforms.services.deadlines import deadline
from zcforms.services.desk_decided import DecidedQuery
from zcforms.services.house import House
from zcforms.services.submission import submit, withdraw
from zcforms.services.wording import LAPSED
from zcforms.storage.columns import CHINA
from zcforms.storage.work import work


def at(day: int, *clock: int, month: int = 7) -> datetime:
    return datetime(2022, month, day, *clock, tzinfo=CHINA)


def with_window(house: House, plan_id: str, **changes: object) -> House:
    """The house with another window for one plan, as its document could say."""
    plan: Plan = replace(house.plan(plan_id), **changes)  # type: ignore[arg-type]
    plans = MappingProxyType({**house.catalogue.plans, plan_id: plan})
    return replace(house, instead=replace(house.catalogue, plans=plans))


def test_grace_for_a_draft_and_nothing_after_it(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    plan_id = applications.record(house, who.actor, application_id, NOW).plan_id
    strict = with_window(house, plan_id, closing_time=time(17, 30))
    with pytest.raises(PlanClosed, match="2022-07-31 17:30") as refused:
        submit(strict, who.actor, application_id, at(31, 18))
    assert "已填写的内容都已保存" in str(refused.value)
    with work(house.database, write=False) as w:
        untouched = w.applications.get(application_id)
        assert (untouched.state.value, untouched.number, w.verdicts.of(application_id)) == ("draft", None, [])
    lenient = with_window(house, plan_id, closing_time=time(17, 30), grace_minutes=60)
    with pytest.raises(PlanClosed):
        submit(lenient, who.actor, application_id, at(31, 18, 31))
    assert submit(lenient, who.actor, application_id, at(31, 18))


def test_what_was_returned_has_its_own_last_day(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    plan_id = applications.record(house, who.actor, application_id, NOW).plan_id
    submit(house, who.actor, application_id, NOW)
    approvals.give_back(house, town.desks["demo-school"], application_id, "请补充", NOW)
    with pytest.raises(PlanClosed):
        submit(house, who.actor, application_id, at(5, month=8))
    layered = with_window(house, plan_id, resubmit_days=None, resubmit_until=date(2022, 8, 10))
    due = applications.record(layered, who.actor, application_id, at(5, month=8)).due
    assert due is not None
    assert (due.last.date(), due.closed, due.passed) == (date(2022, 8, 10), True, False)
    assert submit(layered, who.actor, application_id, at(5, month=8))
    with pytest.raises(PlanClosed):  # it could not be handed in again
        withdraw(layered, who.actor, application_id, at(6, month=8))


LAST, OVER = at(15, 23, 59, month=8), at(16, month=8)


def returned_after_the_close(town: Stage, house: House) -> tuple[Replay, str]:
    """Handed in on the last evening, returned on Monday 8 August: five working days end with the 15th."""
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, at(31, 20))
    approvals.give_back(house, town.desks["demo-school"], application_id, "请补充考核表", at(8, 9, month=8))
    return who, application_id


def test_returned_after_the_close_there_are_working_days_to_hand_it_in_again(
    town: Stage, house: House
) -> None:
    """Features 17, 62: the message, 待处理, the record and the flow say until when."""
    who, application_id = returned_after_the_close(town, house)
    with work(house.database, write=False) as w:
        notices = [each.text for each in w.notices.of(person_id=w.applications.get(application_id).person_id)]
    assert any(
        "被退回修改，请在 2022-08-15 前修改并重新提交，逾期未补正的视为放弃：请补充" in each
        for each in notices
    )
    shown = applications.record(house, who.actor, application_id, LAST)
    assert shown.due is not None
    assert (shown.due.until, shown.due.closed) == ("2022-08-15", True)
    assert (shown.caption, shown.lapsed, "fill" in shown.actions) == ("已退回", False, True)
    last = shown.flow[-1]
    assert (last.caption, last.outcome, last.state) == ("个人申报", "修改中", "current")
    assert last.limit == "请在 2022-08-15 前重新提交"
    texts = [task.text for task in home.home(house, who.actor, LAST).tasks]
    assert any("被退回修改，请在 2022-08-15 前修改并重新提交：请补充考核表" in each for each in texts)
    assert filling.filling(house, who.actor, application_id, LAST).editable
    choices = applications.choices_of(filling.filling(house, who.actor, application_id, LAST).application)
    applications.choose_again(house, who.actor, application_id, choices, LAST)
    assert submit(house, who.actor, application_id, LAST)
    with pytest.raises(PlanClosed):
        withdraw(house, who.actor, application_id, LAST)


def test_what_was_not_handed_in_again_counts_as_given_up(town: Stage, house: House) -> None:
    """Everybody who sees how it stands reads it, nothing can be changed, nothing is lost, and it was this year's (feature 63)."""
    who, application_id = returned_after_the_close(town, house)
    actor = who.actor
    shown = applications.record(house, actor, application_id, OVER)
    assert (shown.state.value, shown.caption, shown.lapsed) == ("returned", LAPSED, True)
    assert shown.actions == ("view", "preview")
    assert (shown.flow[-1].outcome, shown.flow[-1].state) == (LAPSED, "done")
    assert [each.id for each in applications.current(house, actor, OVER)] == [application_id]
    texts = [task.text for task in home.home(house, actor, OVER).tasks]
    assert sum("没有在 2022-08-15 前重新提交，逾期未补正，视为放弃" in each for each in texts) == 1
    assert not any("被退回修改" in each or "请在" in each for each in texts)
    decided = desk_decided.listing(house, town.desks["demo-school"], DecidedQuery(), OVER)
    assert [each.stands for each in decided.rows.rows] == [LAPSED]
    seen = filling.filling(house, actor, application_id, OVER)
    assert (seen.editable, seen.lapsed) == (False, True)
    assert not filling.section(house, actor, application_id, "basic", OVER).editable
    assert not imports.import_list(house, actor, application_id, "work", OVER).editable
    assert last_check.last(house, actor, application_id, OVER).verdict is not None
    basic = filling.section(house, actor, application_id, "basic", OVER).value
    choices = applications.choices_of(seen.application)
    for act in (
        lambda: filling.save_fields(house, actor, application_id, "basic", basic, now=OVER),
        lambda: applications.choose_again(house, actor, application_id, choices, OVER),
        lambda: applications.pledge(house, actor, application_id, OVER),
        lambda: submit(house, actor, application_id, OVER),
    ):
        with pytest.raises(Lapsed, match="逾期未补正，视为放弃"):
            act()
    with pytest.raises(WrongState):
        applications.delete(house, actor, application_id, OVER)
    standing = applications.standing(house, actor, shown.plan_id, OVER)
    assert (standing.allowed, standing.application_id) == (False, application_id)
    assert LAPSED in standing.reason
    with pytest.raises(NotFound, match="视为放弃"):
        approvals.case(house, town.desks["demo-school"], application_id, OVER)


def test_what_is_left_is_told_when_it_is_near(town: Stage, house: House) -> None:
    _who, application_id = town.filled("ready", TEACHER)
    with work(house.database, write=False) as w:
        application = w.applications.get(application_id)
    plan = house.plan(application.plan_id)
    told = {
        moment: (due.near, due.passed, due.remaining)
        for moment in (at(20), at(29, 12), at(31, 20), at(31, 23, 59, 30), at(1, month=8))
        if (due := deadline(plan, application, moment, ()))
    }
    assert list(told.values()) == [
        (False, False, "11 天 23 小时"),
        (True, False, "2 天 11 小时"),
        (True, False, "3 小时 59 分"),
        (True, False, "不到 1 分钟"),
        (False, True, "不到 1 分钟"),
    ]
