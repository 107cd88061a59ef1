"""Checking, submitting, withdrawing and the approval chain (features 58 to 62)."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts, everything
from zcforms.checks.program import EngineRule, Pattern
from zcforms.demo.evidence import portrait
from zcforms.demo.load import ENGINEER, INCOMPLETE, TEACHER, Stage
from zcforms.demo.replay import Replay, claims_of
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import (
    GateClosed,
    InputRefused,
    NotAllowed,
    NotFound,
    PlanClosed,
    StaleWrite,
    SubmissionBlocked,
    WrongState,
    ZcformsError,
)
from zcforms.domain.evaluation import Votes
from zcforms.domain.identity import BindingState
from zcforms.services import (
    accounts,
    applications,
    approvals,
    certificates,
    checking,
    conferring,
    desk,
    evaluations,
    notices,
    overviews,
    submission,
)
from zcforms.services.bench import Bench
from zcforms.services.declaration_records import Record
from zcforms.services.desk_queue import QueueQuery
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.registration import EmployerChoice
from zcforms.services.submission import SHEET_JOB, submit, withdraw
from zcforms.storage.columns import CHINA
from zcforms.storage.records import IntegrityRecord
from zcforms.storage.work import work

CHAIN = ("demo-school", "demo-education", "demo-hr", "demo-teacher-office")


def record(town: Stage, who: Replay, application_id: str, now: datetime = NOW) -> Record:
    return applications.record(town.house, who.actor, application_id, now)


def to_the_title(town: Stage, application_id: str) -> None:
    """The committee's result, the public notice and the approval of what everybody has looked at."""
    house, over = town.house, NOW + timedelta(days=14)
    evaluations.evaluate(
        house, town.desks["demo-committee"], application_id, Votes(25, 20, 5, 0), "同意评审通过。", now=NOW
    )
    approvals.endorse(house, town.desks["demo-teacher-office"], application_id, "", over)
    conferring.confer(
        house, town.desks["demo-issuer"], application_id, "蚌人社职〔2022〕88号", NOW.date(), now=over
    )


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
    astray = replace(house, rulesets={**house.rulesets, plan_id: broken})
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


def test_the_whole_chain(town: Stage, house: House) -> None:
    """Feature 62: each step's organisation in its turn, and nobody else."""
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    for number, sub in enumerate(CHAIN):
        for other in {*CHAIN, "demo-company", "demo-engineer-office"} - {sub}:
            assert desk.pending_applications(house, town.desks[other], NOW).total == 0
            with pytest.raises((NotFound, WrongState)):
                approvals.endorse(house, town.desks[other], application_id, "", NOW)
        (waiting,) = desk.pending_applications(house, town.desks[sub], NOW).rows
        assert (waiting.name, waiting.title, waiting.specialty, waiting.overdue) == (
            "林晓禾", "高级教师", "小学科学", False,
        )  # fmt: skip
        case = approvals.case(house, town.desks[sub], application_id, NOW)
        assert case.actions == ("endorse", "return", "reject")
        assert case.verdict.passed
        approvals.endorse(
            house, town.desks[sub], application_id, f" 同意{number} ", NOW, version=case.version
        )
    to_the_title(town, application_id)
    after = record(town, who, application_id)
    assert (after.state, after.caption) == (ApplicationState.ENDORSED, "已取得职称")
    assert [(line.outcome, line.opinion) for line in after.flow] == [
        ("提交", ""), ("通过", "同意0"), ("通过", "同意1"), ("通过", "同意2"), ("通过", "同意3"), ("评审通过", "同意评审通过。"),
        ("公示无异议", ""), ("已核准", ""),
    ]  # fmt: skip
    assert any("取得“高级教师”资格" in row.text for row in notices.listing(house, who.actor).rows)
    assert [row.title for row in certificates.held(house, who.actor).rows] == ["高级教师"]
    assert "同意0" not in everything(house), "what somebody typed does not stand in the journal"
    case = approvals.case(house, town.desks["demo-school"], application_id, NOW)
    assert case.actions == ()
    with pytest.raises(WrongState):
        approvals.endorse(house, town.desks["demo-teacher-office"], application_id, "", NOW)


def test_an_employer_without_authority(town: Stage, house: House) -> None:
    """A company: its step falls away, and the flow says so by not naming it."""
    who, application_id = town.filled("engineer", ENGINEER, "demo-company")
    submit(house, who.actor, application_id, NOW)
    assert [line.caption for line in record(town, who, application_id).flow][1:] == [
        "单位审核", "人社部门审核", "组建单位审核", "评审", "评审结果公示", "核准",
    ]  # fmt: skip
    for sub in ("demo-company", "demo-hr", "demo-engineer-office"):
        approvals.endorse(house, town.desks[sub], application_id, "", NOW)
    (current,) = (line for line in record(town, who, application_id).flow if line.state == "current")
    assert (current.caption, current.actor) == ("评审", "安徽省工程系列高级专业技术资格评审委员会")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_no_refusal_without_a_reason(town: Stage, house: House, reason: str) -> None:
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    for act in (approvals.give_back, approvals.reject):
        with pytest.raises(InputRefused) as refused:
            act(house, town.desks["demo-school"], application_id, reason, NOW)
        assert refused.value.faults[0].pointer == "/reason"
    assert record(town, who, application_id).caption == "审核中"


def test_returned_and_submitted_again(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    number = submit(house, who.actor, application_id, NOW)
    approvals.endorse(house, town.desks["demo-school"], application_id, "同意", NOW)
    approvals.give_back(house, town.desks["demo-education"], application_id, " 请补充材料 ", NOW)
    after = record(town, who, application_id)
    assert (after.caption, after.reason, after.actions) == (
        "已退回",
        "请补充材料",
        ("fill", "view", "preview"),
    )
    for sub in CHAIN:
        with pytest.raises(NotFound):
            approvals.case(house, town.desks[sub], application_id, NOW)
    assert submit(house, who.actor, application_id, NOW + timedelta(days=1)) == number
    assert desk.pending_applications(house, town.desks["demo-school"], NOW).total == 1
    assert record(town, who, application_id).flow[-7].state == "current"


def test_rejected_is_the_end(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    approvals.reject(house, town.desks["demo-school"], application_id, "不符合学历要求", NOW)
    after = record(town, who, application_id)
    assert (after.caption, after.reason, after.actions) == ("审核不通过", "不符合学历要求", ("view", "sheet"))
    assert not applications.standing(house, who.actor, after.plan_id, NOW).allowed
    assert approvals.case(house, town.desks["demo-school"], application_id, NOW).actions == ()
    with pytest.raises(NotFound):
        approvals.case(house, town.desks["demo-education"], application_id, NOW)


def test_an_action_that_the_step_does_not_offer(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    plan = house.plan("2022-teacher-senior")
    first, *others = plan.chain.steps
    chain = replace(plan.chain, steps=(replace(first, actions=("endorse",)), *others))
    strict = replace(house, catalogue=replace(house.catalogue, plans={plan.id: replace(plan, chain=chain)}))
    with pytest.raises(NotAllowed, match="不能进行这项操作"):
        approvals.reject(strict, town.desks["demo-school"], application_id, "理由", NOW)


def test_nobody_answers_for_oneself(town: Stage, house: House) -> None:
    """The operator of the employer's account is the applicant: achievements, bindings and applications are left to a colleague."""
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    school = town.desks["demo-school"]
    with work(house.database, write=False) as w:
        credit_code = w.organisations.get(school.organisation()).credit_code
    own = accounts.sign_in(
        house,
        {
            **claims_of(who.person),
            "sub": "legal-own",
            "account_kind": "legal",
            "organisation_name": "x",
            "credit_code": credit_code,
        },
        NOW,
    )
    assert own.organisation() == school.organisation()
    with pytest.raises(NotAllowed, match="本人"):
        approvals.endorse(house, own, application_id, "", NOW)
    who.records.clear()
    who.enter(["w1"])
    (mine,) = who.hand_in()
    with pytest.raises(NotAllowed, match="本人"):
        desk.approve_achievements(house, own, [mine], NOW)
    approvals.endorse(house, school, application_id, "", NOW)


def test_two_officials_at_once(town: Stage, house: House) -> None:
    """What was seen last counts: the second one reads that it changed."""
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    school = town.desks["demo-school"]
    seen = approvals.case(house, school, application_id, NOW).version
    approvals.endorse(house, school, application_id, "", NOW, version=seen)
    with pytest.raises((StaleWrite, WrongState)):
        approvals.reject(house, school, application_id, "理由", NOW, version=seen)


def test_looks_of_others_are_refused_and_kept(town: Stage, house: House) -> None:
    _, application_id = town.filled("ready", TEACHER)
    other = town.employed("library", TEACHER).actor
    looks = (
        lambda: checking.check(house, other, application_id),
        lambda: overviews.overview(house, other, application_id),
        lambda: submit(house, other, application_id, NOW),
        lambda: withdraw(house, other, application_id, NOW),
        lambda: approvals.flow(house, other, application_id, NOW),
        lambda: approvals.case(house, town.desks["demo-company"], application_id, NOW),
        lambda: overviews.document(house, town.desks["demo-school"], application_id),
    )
    for look in looks:
        with pytest.raises(NotFound):
            look()
    assert acts(house, f"application:{application_id}").count("look.refused") == len(looks)


def test_overdue(town: Stage, house: House) -> None:
    """The employer's step has ten working days: 5 July 2022 is a Tuesday, the tenth is 19 July."""
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    school = town.desks["demo-school"]
    for day, overdue in ((19, False), (20, True)):
        (case,) = desk.pending_applications(house, school, datetime(2022, 7, day, 23, tzinfo=CHINA)).rows
        assert case.overdue is overdue


def test_the_inbox(town: Stage, house: House) -> None:
    """Counts and the oldest of each kind; searched by name and number."""
    who, application_id = town.filled("ready", TEACHER)
    number = submit(house, who.actor, application_id, NOW)
    town.replay("pending", TEACHER).register(EmployerChoice(town.desks["demo-school"].organisation()))
    library = town.employed("library", TEACHER)
    library.enter(["w1", "t1"])
    library.hand_in()
    school = town.desks["demo-school"]
    inbox = desk.inbox(house, school, NOW)
    assert (inbox.organisation, inbox.role) == ("蚌埠市禾田路小学", "用人单位")
    assert (inbox.bindings.total, inbox.achievements.total, inbox.applications.total) == (1, 2, 1)
    assert who.person.id_number not in repr(inbox)
    for search, total in ((number, 1), ("林晓", 1), ("陈", 0)):
        assert desk.pending_applications(house, school, NOW, QueueQuery(text=search)).total == total
    with pytest.raises(NotAllowed):
        desk.inbox(house, who.actor, NOW)


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
    early, plan = checking.judge_document(house, document), house.plan(document["plan"])
    assert submission._judged(house, plan, document, early) is early
    emptied = {**document, "imports": {}}
    assert not submission._judged(house, plan, emptied, early).verdict.passed
    assert submission._judged(house, plan, document, None).verdict == early.verdict
    assert submission._judged(house, replace(plan, digest="0" * 64), document, early) is not early


def test_a_chain_without_steps(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    plan = house.plan("2022-teacher-senior")
    empty = replace(plan, chain=replace(plan.chain, steps=()))
    strict = replace(house, catalogue=replace(house.catalogue, plans={plan.id: empty}))
    with pytest.raises(WrongState, match="没有设置审核流程"):
        submit(strict, who.actor, application_id, NOW)


def test_where_nobody_has_registered_yet_it_waits(town: Stage, house: House) -> None:
    """A step whose organisation is not there: the flow shows it without a name, and nobody is told."""
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    plan = house.plan("2022-teacher-senior")
    elsewhere = replace(plan, organising_unit="尚未注册的单位")
    strict = replace(house, catalogue=replace(house.catalogue, plans={plan.id: elsewhere}))
    for sub in CHAIN[:3]:
        approvals.endorse(strict, town.desks[sub], application_id, "", NOW)
    last = next(
        line for line in approvals.flow(strict, who.actor, application_id, NOW) if line.state == "current"
    )
    assert (last.caption, last.state, last.actor) == ("组建单位审核", "current", "")
    assert desk.pending_applications(strict, town.desks["demo-teacher-office"], NOW).total == 0


def test_a_freelancer_goes_through_the_human_resources_authority(town: Stage, house: House) -> None:
    """Feature 12: it stands for the employer; its own step, which would be a second look of the same, falls away."""
    who = town.replay("freelancer", ENGINEER)
    who.register(EmployerChoice(town.desks["demo-hr"].organisation(), freelancer=True))
    who.bind(town.desks["demo-hr"])
    who.photograph(portrait(1))
    who.stock(town.desks["demo-hr"])
    application_id = who.declare()
    who.fill(application_id)
    submit(house, who.actor, application_id, NOW)
    assert [(line.caption, line.actor) for line in record(town, who, application_id).flow[1:]] == [
        ("单位审核", "蚌埠市禾丰区人力资源和社会保障局"),
        ("组建单位审核", "安徽省经济和信息化厅"),
        ("评审", "安徽省工程系列高级专业技术资格评审委员会"),
        ("评审结果公示", "安徽省经济和信息化厅"),
        ("核准", "安徽省人力资源和社会保障厅"),
    ]
    approvals.endorse(house, town.desks["demo-hr"], application_id, "", NOW)
    assert desk.pending_applications(house, town.desks["demo-engineer-office"], NOW).total == 1
