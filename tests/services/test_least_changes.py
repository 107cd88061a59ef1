"""最少要改什么: asked for by the applicant, worked out in the background, true of one content alone (issue 7, point 6)."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.advised import CHANGES, HOPELESS, OPEN, PASSING, advised
from tests.services.conftest import NOW
from tests.services.journal import acts
from zcforms.demo.load import INCOMPLETE, SCHOOL, TEACHER, Stage
from zcforms.domain.errors import NotAllowed, NotFound, WrongState
from zcforms.lab.proofs import proving
from zcforms.lab.proofs.answers import Least, Step
from zcforms.services import applications, filling, least_changes, submission
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.least_changes import LeastShown, Outcome, Told
from zcforms.storage.proof_records import Advice, ProofState
from zcforms.storage.work import work
from zcforms.worker import KINDS

needs_solver = pytest.mark.skipif(not proving.available(), reason="the solver is not installed")


def kept(house: House, application_id: str) -> Advice | None:
    with work(house.database, write=False) as w:
        return w.advice.find(application_id)


def shown(house: House, actor: Actor, application_id: str, at: timedelta = timedelta()) -> LeastShown:
    found = least_changes.shown(house, actor, application_id, NOW + at)
    assert found is not None
    return found


def change(house: House, actor: Actor, application_id: str, **fields: object) -> None:
    basic = {**filling.section(house, actor, application_id, "basic", NOW).value, **fields}
    filling.save_fields(house, actor, application_id, "basic", basic, now=NOW)


def test_without_the_solver_nothing_of_it_is_there(
    town: Stage, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, application = town.filled("incomplete", INCOMPLETE)
    monkeypatch.setitem(sys.modules, "z3", None)
    assert least_changes.shown(house, who.actor, application, NOW) is None
    with pytest.raises(WrongState, match="没有安装"):
        least_changes.ask(house, who.actor, application, NOW)
    assert kept(house, application) is None


@needs_solver
def test_it_is_worked_out_once_for_each_content(town: Stage, house: House) -> None:
    who, application = town.filled("incomplete", INCOMPLETE)
    assert shown(house, who.actor, application).outcome is Outcome.UNASKED
    for _ in range(2):
        least_changes.ask(house, who.actor, application, NOW)
    waiting = shown(house, who.actor, application)
    assert (waiting.outcome, waiting.over) == (Outcome.WAITING, False)
    assert house.database.jobs.counts().waiting == 1
    assert acts(house, f"application:{application}").count("application.advise") == 1

    change(house, who.actor, application, birthplace="安徽阜阳")
    assert shown(house, who.actor, application).outcome is Outcome.UNASKED
    least_changes.ask(house, who.actor, application, NOW)
    found = kept(house, application)
    assert found is not None
    assert (found.number, found.state) == (2, ProofState.WAITING)
    least_changes.run(house, application, 1, 0, NOW)  # the first one's job comes late
    assert shown(house, who.actor, application).outcome is Outcome.WAITING


@needs_solver
def test_what_was_worked_out_for_another_content_is_not_shown(town: Stage, house: House) -> None:
    who, application = town.filled("incomplete", INCOMPLETE)
    advised(house, application, CHANGES)
    assert shown(house, who.actor, application).outcome is Outcome.CHANGES
    change(house, who.actor, application, birthplace="安徽阜阳")
    assert shown(house, who.actor, application).told == ()
    change(house, who.actor, application, birthplace="安徽怀远")


@needs_solver
def test_a_job_for_a_content_that_is_left_behind_works_nothing_out(town: Stage, house: House) -> None:
    who, application = town.filled("incomplete", INCOMPLETE)
    least_changes.ask(house, who.actor, application, NOW)
    change(house, who.actor, application, birthplace="安徽阜阳")
    least_changes.run(house, application, 1, 0, NOW)
    found = kept(house, application)
    assert found is not None
    assert (found.state, found.answer) == (ProofState.SUPERSEDED, {})


@needs_solver
def test_what_is_told_of_changes(town: Stage, house: House) -> None:
    who, application = town.filled("incomplete", INCOMPLETE)
    advised(house, application, CHANGES)
    found = shown(house, who.actor, application)
    assert (found.number, found.given, found.proved, found.imports) == (3, 1, True, True)
    assert found.told == (
        Told("“年度考核”第 1 条的“考核结果”：现在是“不合格”，须为“合格”", "/imports/assessments/0/verdict"),
        Told("行动研究报告：增加一条，例如题目为示例，类别为行动研究报告", "/imports/action_report/-"),
        Told("“工作经历”第 2 条：去掉“2001年至2003年”", "/answers/work/1"),
    )


@needs_solver
def test_what_is_told_of_conditions(town: Stage, house: House) -> None:
    """Each change with the condition under which it can be made; of what is blank that nothing stands there, of what is not decided that it is to be told as it is."""
    who, application = town.filled("incomplete", INCOMPLETE)
    steps = (
        Step(
            "/answers/titles/-",
            "现有职称情况",
            "没有",
            "增加一条：评审日期 2015年7月1日，其余按实际填写",
            "left-out",
        ),
        Step("/answers/basic/work_start", "工作时间", "没有填写", "按实际填写，例如2005年7月1日", "left-out"),
        Step("/answers/basic/politics", "政治面貌", "没有填写", "群众"),
        Step("/answers/profession/qualification", "教师资格", "无", "按实际填写", "corrected"),
        Step("/imports/education/0", "“学历教育”第 1 条", "草稿", "已通过单位审核", "approved"),
    )
    advised(house, application, replace(CHANGES, steps=steps, least=Least(5, 1, proved=True, claimed=2)))
    found = shown(house, who.actor, application)
    assert (found.number, found.given, found.claimed) == (5, 1, 2)
    assert [each.text for each in found.told] == [
        "现有职称情况：增加一条，例如评审日期 2015年7月1日，其余按实际填写（只有确实有、原来漏填的才能补）",
        "工作时间：现在没有填写，请按实际填写，例如2005年7月1日（只有确实有、原来漏填的才能补）",
        "政治面貌：现在没有填写，须为“群众”",
        "教师资格：现在是“无”，请按实际填写（只有原来填错了才能改）",
        "“学历教育”第 1 条：现在是“草稿”，须为“已通过单位审核”（须先由单位审核通过）",
    ]


@needs_solver
def test_what_is_told_where_nothing_helps(town: Stage, house: House) -> None:
    who, application = town.filled("incomplete", INCOMPLETE)
    advised(house, application, HOPELESS)
    found = shown(house, who.actor, application)
    assert (found.outcome, found.proved) == (Outcome.HOPELESS, True)
    assert found.told == (
        Told("年度考核为合格：要求每一条“年度考核”的考核结果为“合格”。（政策第三条）", row="assessments"),
        Told("实际工作年限：“实际工作年限”是 3，不能改"),
    )
    advised(house, application, replace(PASSING, least=None))
    assert shown(house, who.actor, application).outcome is Outcome.PASSES


@needs_solver
@pytest.mark.parametrize("answer", [OPEN, None])
def test_what_was_not_found_out_can_be_asked_again(town: Stage, house: House, answer: object) -> None:
    who, application = town.filled("incomplete", INCOMPLETE)
    advised(house, application, answer)  # type: ignore[arg-type]
    assert shown(house, who.actor, application).outcome is Outcome.UNKNOWN
    least_changes.ask(house, who.actor, application, NOW)
    assert shown(house, who.actor, application).outcome is Outcome.WAITING
    long = timedelta(minutes=11)
    assert shown(house, who.actor, application, long).outcome is Outcome.UNKNOWN  # its job is lost
    least_changes.ask(house, who.actor, application, NOW + long)
    assert shown(house, who.actor, application, long).outcome is Outcome.WAITING


@needs_solver
def test_one_declaration_at_a_time(town: Stage, house: House) -> None:
    who, application = town.filled("incomplete", INCOMPLETE)
    least_changes.ask(house, who.actor, application, NOW)
    later = NOW + timedelta(minutes=9)
    with least_changes._turn:
        least_changes.run(house, application, 1, 0, later)
    assert house.database.jobs.counts().waiting == 2
    assert shown(house, who.actor, application, timedelta(minutes=18)).outcome is Outcome.WAITING


@needs_solver
def test_it_is_the_applicants_alone(town: Stage, house: House) -> None:
    who, application = town.filled("incomplete", INCOMPLETE)
    advised(house, application, CHANGES)
    other, _ = town.filled("ready", TEACHER)
    for act in (least_changes.shown, least_changes.ask):
        with pytest.raises(NotFound):
            act(house, other.actor, application, NOW)
        with pytest.raises(NotAllowed):
            act(house, town.desks[SCHOOL], application, NOW)
    assert shown(house, who.actor, application).outcome is Outcome.CHANGES


@needs_solver
def test_it_goes_with_the_declaration_and_when_that_is_handed_in(town: Stage, house: House) -> None:
    who, application = town.filled("incomplete", INCOMPLETE)
    advised(house, application, CHANGES)
    applications.delete(house, who.actor, application, NOW)
    assert kept(house, application) is None
    least_changes.run(house, application, 1, 0, NOW)
    applications.restore(house, who.actor, application, NOW)
    assert shown(house, who.actor, application).outcome is Outcome.UNASKED
    ready, complete = town.filled("ready", TEACHER)
    advised(house, complete, PASSING)
    submission.submit(house, ready.actor, complete, NOW)
    assert kept(house, complete) is None
    assert least_changes.shown(house, ready.actor, complete, NOW) is None
    with pytest.raises(WrongState):
        least_changes.ask(house, ready.actor, complete, NOW)


@pytest.mark.slow
@needs_solver
def test_the_solver_finds_the_one_place_that_is_missing(town: Stage, house: House) -> None:
    who, application = town.filled("ready", TEACHER)
    change(house, who.actor, application, birthplace=None)
    least_changes.ask(house, who.actor, application, NOW)
    KINDS[least_changes.JOB](house, {"application_id": application, "number": 1, "turn": 0})
    found = shown(house, who.actor, application)
    assert (found.outcome, found.number, found.given, found.proved) == (Outcome.CHANGES, 1, 0, True)
    assert [each.pointer for each in found.told] == ["/answers/basic/birthplace"]
    stored = kept(house, application)
    assert stored is not None
    assert (stored.answer["examples"], stored.answer["subject"]["caption"]) == ([], "")
