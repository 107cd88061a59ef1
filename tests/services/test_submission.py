"""Checking, submitting and withdrawing (features 58 to 62)."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.declared import record
from tests.services.journal import acts
from zcforms.checks.program import EngineRule, Pattern
from zcforms.checks.ruleset import Ruleset
from zcforms.demo.load import INCOMPLETE, TEACHER, Stage
from zcforms.domain.errors import (
    GateClosed,
    NotAllowed,
    NotFound,
    PlanClosed,
    StaleWrite,
    SubmissionBlocked,
    WrongState,
    ZcformsError,
)
from zcforms.domain.identity import BindingState
from zcforms.domain.plan import Plan
from zcforms.services import approvals, checking, notices, overviews, submission
from zcforms.services.bench import Bench
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.rulebook import Rulebook
from zcforms.services.submission import SHEET_JOB, submit, withdraw
from zcforms.storage.columns import CHINA
from zcforms.storage.records import IntegrityRecord
from zcforms.storage.work import work


def test_the_table_of_figure_4_25(town: Stage, house: House) -> None:
    """Features 58 to 61: made from the database, it is the table that the file gives; it blocks, and nothing changes."""
    who, application_id = town.filled("incomplete", INCOMPLETE)
    verdict = checking.check(house, who.actor, application_id)
    assert [row.caption for row in verdict.rows if not row.passed] == ["年度考核情况", "能力条件"]
    with Bench.load() as bench:
        from_file = bench.check(town.documents[INCOMPLETE])
    assert [(row.id, row.text, row.passed) for row in verdict.rows] == [
        (row.id, row.text, row.passed) for row in from_file.rows
    ]
    with pytest.raises(SubmissionBlocked) as blocked:
        submit(house, who.actor, application_id, NOW)
    assert {finding.row for finding in blocked.value.findings} == {
        row.id for row in verdict.rows if not row.passed
    }
    after = record(town, who, application_id)
    assert (after.caption, after.number, after.flow) == ("编辑中", None, ())
    with work(house.database, write=False) as w:
        assert w.verdicts.of(application_id) == []


class Astray(Rulebook):
    """Whatever the plan, these rules."""

    def __init__(self, book: Rulebook, rules: Ruleset) -> None:
        super().__init__(book._database, book.files)
        self.rules = rules

    def rules_of(self, plan: Plan) -> Ruleset:
        return self.rules


def test_where_the_engine_is_wrong_nothing_is_submitted(town: Stage, house: House) -> None:
    """A complete application, and a compiler that asks something else in one rule: the two evaluators differ, and that blocks."""
    who, application_id = town.filled("ready", TEACHER)
    plan_id = record(town, who, application_id).plan_id
    ruleset = house.rulesets[plan_id]
    name, table = next(iter(ruleset.tables.items()))
    assert table.compiled is not None
    program = table.compiled.program
    wrong = replace(program, digest="wrong", rules=(*program.rules, EngineRule(0, (Pattern(kind=0),))))
    broken = replace(ruleset, tables={name: replace(table, compiled=replace(table.compiled, program=wrong))})
    astray = replace(house, rulebook=Astray(house.rulebook, broken))
    with pytest.raises(SubmissionBlocked) as blocked:
        submit(astray, who.actor, application_id, NOW)
    assert [finding.undetermined for finding in blocked.value.findings] == [True]
    assert record(town, who, application_id).caption == "编辑中"
    assert submit(house, who.actor, application_id, NOW)


def test_the_table_of_figure_4_26_and_its_submission(town: Stage, house: House) -> None:
    """Features 61, 62, 73: the state, the flow, the notice, the journal, the verdict and the sheet's job, together."""
    who, application_id = town.filled("ready", TEACHER)
    assert checking.check(house, who.actor, application_id).passed
    number = submit(house, who.actor, application_id, NOW)
    after = record(town, who, application_id)
    assert (after.caption, after.number, after.actions) == ("审核中", number, ("view", "sheet", "withdraw"))
    assert [(line.caption, line.state, line.outcome, line.actor) for line in after.flow] == [
        ("个人申报", "done", "提交", "林晓禾"),
        ("单位审核", "current", "审核中", "蚌埠市禾田路小学"),
        ("主管部门审核", "coming", "待审核", "蚌埠市禾丰区教育局"),
        ("人社部门审核", "coming", "待审核", "蚌埠市禾丰区人力资源和社会保障局"),
        ("组建单位审核", "coming", "待审核", "蚌埠市教育局"),
        ("评审", "coming", "待评审", "蚌埠市中小学教师系列高级职称评审委员会"),
        ("评审结果公示", "coming", "待公示", "蚌埠市教育局"),
        ("核准", "coming", "待核准", "安徽省人力资源和社会保障厅"),
    ]
    assert notices.unread(house, town.desks["demo-school"]) >= 1
    assert acts(house, f"application:{application_id}")[-1] == "application.submitted"
    assert house.database.jobs.counts().waiting == 1
    with work(house.database, write=False) as w:
        (kept,) = w.verdicts.of(application_id)
    assert (kept.plan_digest, len(kept.rows), kept.alarms) == (house.plan(after.plan_id).digest, 11, [])


def test_numbers_follow_each_other(town: Stage, house: House) -> None:
    numbers = []
    for sub in ("ready", "submitted", "returned"):
        who, application_id = town.filled(sub, TEACHER)
        numbers.append(submit(house, who.actor, application_id, NOW))
    assert [number[-6:] for number in numbers] == ["000001", "000002", "000003"]
    assert len({number[:-6] for number in numbers}) == 1
    assert numbers[0].startswith("2022")


def test_submitted_twice_at_once_is_submitted_once(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    barrier, found = threading.Barrier(2), []

    def click() -> None:
        barrier.wait()
        try:
            found.append(submit(house, who.actor, application_id, NOW))
        except (WrongState, StaleWrite) as error:
            found.append(type(error).__name__)

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    number = record(town, who, application_id).number
    assert found.count(number) == 1
    assert len(record(town, who, application_id).flow) == 8


@pytest.mark.parametrize("when", [datetime(2022, 8, 1, tzinfo=CHINA), datetime(2022, 6, 1, tzinfo=CHINA)])
def test_a_closed_plan_takes_nothing(town: Stage, house: House, when: datetime) -> None:
    who, application_id = town.filled("ready", TEACHER)
    with pytest.raises(PlanClosed):
        submit(house, who.actor, application_id, when)
    submit(house, who.actor, application_id, NOW)
    with pytest.raises(PlanClosed):
        withdraw(house, who.actor, application_id, when)


def test_the_gate_and_the_ban_are_asked_again(town: Stage, house: House) -> None:
    """Features 13, 64: between start and submission much can happen."""
    who, application_id = town.filled("ready", TEACHER)
    with work(house.database) as w:
        binding = w.bindings.current(who.actor.person())
        assert binding is not None
        binding.state = BindingState.SUPERSEDED
    with pytest.raises(GateClosed):
        submit(house, who.actor, application_id, NOW)
    with work(house.database) as w:
        w.bindings.get(binding.id).state = BindingState.APPROVED
        ban = IntegrityRecord(new_id(), who.person.id_number, date(2022, 1, 1), None, "提供虚假材料", NOW)
        w.integrity.add(ban)
    with pytest.raises(NotAllowed, match="禁止申报期"):
        submit(house, who.actor, application_id, NOW)


def test_withdrawn_while_nobody_has_acted(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    number = submit(house, who.actor, application_id, NOW)
    withdraw(house, who.actor, application_id, NOW)
    after = record(town, who, application_id)
    assert (after.caption, after.actions) == ("编辑中", ("fill", "view", "delete", "preview"))
    assert [line.outcome for line in after.flow] == ["提交", "撤回"]
    with pytest.raises(NotFound):
        approvals.case(house, town.desks["demo-school"], application_id, NOW)
    later = NOW + timedelta(hours=1)
    assert submit(house, who.actor, application_id, later) == number
    approvals.endorse(house, town.desks["demo-school"], application_id, "同意", later)
    assert "withdraw" not in record(town, who, application_id).actions
    with pytest.raises(WrongState, match="已经处理"):
        withdraw(house, who.actor, application_id, NOW)


def test_whoever_may_withdraw_is_told_until_when_to_hand_in_again(town: Stage, house: House) -> None:
    """Feature 62: withdrawn in the last minutes and not handed in again, the year would be lost."""
    who, application_id = town.filled("ready", TEACHER)
    assert record(town, who, application_id).again_by is None
    submit(house, who.actor, application_id, NOW)
    close = datetime(2022, 7, 31, 23, 59, 59, tzinfo=CHINA)
    last_minute, too_late = close.replace(second=0), close + timedelta(minutes=1)
    again_by = record(town, who, application_id, last_minute).again_by
    assert again_by is not None
    assert abs(again_by - close) <= timedelta(seconds=1)
    after = record(town, who, application_id, too_late)
    assert ("withdraw" in after.actions, after.again_by) == (False, None)


def test_a_failed_submission_leaves_no_job(town: Stage, house: House) -> None:
    """Everything of a submission happens or nothing: here the number is taken in the meantime."""
    who, application_id = town.filled("ready", TEACHER)
    with work(house.database) as w:
        application = w.applications.get(application_id)
        w.enqueue(SHEET_JOB, "other", {"application_id": "other"})
        assert application.number is None
    with pytest.raises(ZcformsError):
        submit(house, who.actor, application_id, datetime(2022, 9, 1, tzinfo=CHINA))
    assert house.database.jobs.counts().waiting == 1
    assert record(town, who, application_id).caption == "编辑中"


def test_a_verdict_counts_for_the_facts_that_it_was_made_from_alone(town: Stage, house: House) -> None:
    """The check is made before the transaction; what changed in between is checked again."""
    who, application_id = town.filled("ready", TEACHER)
    document = overviews.document(house, who.actor, application_id)
    plan = house.plan(document["plan"])
    early = checking.judge_document(house, plan, document)
    assert submission._judged(house, plan, document, early) is early
    emptied = {**document, "imports": {}}
    assert not submission._judged(house, plan, emptied, early).verdict.passed
    assert submission._judged(house, plan, document, None).verdict == early.verdict
    assert submission._judged(house, replace(plan, digest="0" * 64), document, early) is not early


def test_a_chain_without_steps(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    plan = house.plan("2022-teacher-senior")
    empty = replace(plan, chain=replace(plan.chain, steps=()))
    strict = replace(house, instead=replace(house.catalogue, plans={plan.id: empty}))
    with pytest.raises(WrongState, match="没有设置审核流程"):
        submit(strict, who.actor, application_id, NOW)
