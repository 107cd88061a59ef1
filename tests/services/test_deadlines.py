"""The last evening: the grace, the longer time after a return, and nothing after the close."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from types import MappingProxyType

import pytest

from tests.services.conftest import NOW
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.errors import PlanClosed
from zcforms.domain.plan import Plan
from zcforms.services import applications, approvals
from zcforms.services.deadlines import deadline
from zcforms.services.house import House
from zcforms.services.submission import submit, withdraw
from zcforms.storage.columns import CHINA
from zcforms.storage.work import work


def at(day: int, *clock: int, month: int = 7) -> datetime:
    return datetime(2022, month, day, *clock, tzinfo=CHINA)


def with_window(house: House, plan_id: str, **changes: object) -> House:
    """The house with another window for one plan, as its document could say."""
    plan: Plan = replace(house.plan(plan_id), **changes)  # type: ignore[arg-type]
    plans = MappingProxyType({**house.catalogue.plans, plan_id: plan})
    return replace(house, catalogue=replace(house.catalogue, plans=plans))


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
    layered = with_window(house, plan_id, resubmit_until=date(2022, 8, 10))
    due = applications.record(layered, who.actor, application_id, at(5, month=8)).due
    assert due is not None
    assert (due.last.date(), due.closed, due.passed) == (date(2022, 8, 10), True, False)
    assert submit(layered, who.actor, application_id, at(5, month=8))
    with pytest.raises(PlanClosed):  # it could not be handed in again
        withdraw(layered, who.actor, application_id, at(6, month=8))


def test_what_is_left_is_told_when_it_is_near(town: Stage, house: House) -> None:
    _who, application_id = town.filled("ready", TEACHER)
    with work(house.database, write=False) as w:
        application = w.applications.get(application_id)
    plan = house.plan(application.plan_id)
    told = {
        moment: (due.near, due.passed, due.remaining)
        for moment in (at(20), at(29, 12), at(31, 20), at(31, 23, 59, 30), at(1, month=8))
        if (due := deadline(plan, application, moment))
    }
    assert list(told.values()) == [
        (False, False, "11 天 23 小时"),
        (True, False, "2 天 11 小时"),
        (True, False, "3 小时 59 分"),
        (True, False, "不到 1 分钟"),
        (False, True, "不到 1 分钟"),
    ]
