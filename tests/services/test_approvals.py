"""Returns to earlier steps and by module, time limits, public notices (features 17, 62)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.services.chain_hall import COMMITTEE, EDUCATION, OFFICE, PERSONNEL, PLAN, SCHOOL, Hall
from tests.services.conftest import NOW
from tests.services.journal import everything
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.approval import ApplicationState, Outcome
from zcforms.domain.chain import Chain, Resubmission, When
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, WrongState
from zcforms.services import applications, approvals, desk, filling, home, public_notices
from zcforms.services.house import House
from zcforms.services.submission import submit, withdraw
from zcforms.storage.columns import CHINA
from zcforms.storage.work import work

LATER = NOW + timedelta(days=1)
MONDAY = datetime(2022, 7, 11, 9, tzinfo=CHINA)


@pytest.fixture
def hall(town: Stage) -> Hall:
    return Hall(town)


def test_back_to_an_earlier_step_and_through_the_chain_again(hall: Hall) -> None:
    """It stays in approval; whoever it went back to has it, with a new time limit, and the flow says where it came from."""
    (one,) = hall.come(1, "human-resources")
    house, personnel = hall.house, hall.desk(PERSONNEL)
    asked = approvals.case(house, personnel, one, NOW).answering
    assert asked is not None
    assert [each.id for each in asked.returns] == ["applicant", "employer", "authority"]
    approvals.give_back(house, personnel, one, " 考核表未盖章 ", LATER, to="employer")
    after = hall.application(one)
    assert (after.state, after.step, after.step_since) == (ApplicationState.IN_APPROVAL, "employer", LATER)
    back, current = hall.flow(one, LATER)[1:3]
    assert (back.outcome, back.note, back.opinion) == ("退回", "退回至“单位审核”", "考核表未盖章")
    assert (current.caption, current.state, current.until) == ("单位审核", "current", date(2022, 7, 20))
    assert desk.pending_applications(house, hall.desk(SCHOOL), LATER).total == 1
    assert desk.pending_applications(house, personnel, LATER).total == 0
    assert "由人社部门审核退回至单位审核" in hall.told(one)[0]
    with work(house.database, write=False) as w:
        (told,) = w.notices.of(organisation_id=hall.desk(SCHOOL).organisation())
    assert told.text == "教师1的申报由人社部门审核退回，等待单位审核：考核表未盖章"
    for sub in (SCHOOL, EDUCATION, PERSONNEL):
        approvals.endorse(house, hall.desk(sub), one, "", LATER)
    assert hall.application(one).step == "organising-unit"


@pytest.mark.parametrize("to", ["organising-unit", "human-resources", "nowhere"])
def test_only_where_the_document_says(hall: Hall, to: str) -> None:
    (one,) = hall.come(1, "human-resources")
    with pytest.raises(InputRefused) as refused:
        approvals.give_back(hall.house, hall.desk(PERSONNEL), one, "理由", NOW, to=to)
    assert refused.value.faults[0].pointer == "/to"
    assert hall.application(one).step == "human-resources"


def test_a_step_that_this_applicant_did_not_go_through_is_no_way_back(hall: Hall) -> None:
    """A company has no competent authority."""
    company = hall.desk("demo-company").organisation()
    (one,) = hall.come(1, "human-resources", organisation_id=company)
    asked = approvals.case(hall.house, hall.desk(PERSONNEL), one, NOW).answering
    assert asked is not None
    assert [each.id for each in asked.returns] == ["applicant", "employer"]


def test_where_there_is_nobody_to_return_to_it_is_not_offered(hall: Hall) -> None:
    company = hall.desk("demo-company").organisation()
    (one,) = hall.come(1, "human-resources", organisation_id=company)
    plan = hall.house.plan(PLAN)
    steps = (
        replace(step, returns=("authority",)) if step.id == "human-resources" else step
        for step in plan.chain.steps
    )
    catalogue = replace(hall.house.catalogue, plans={PLAN: replace(plan, chain=plan.chain.only(steps))})
    strict = replace(hall.house, instead=catalogue)
    assert approvals.case(strict, hall.desk(PERSONNEL), one, NOW).actions == ("endorse", "reject")


def test_too_late_for_the_applicant_is_told_and_refused(hall: Hall) -> None:
    """A plan without time for what is returned now: never to the applicant, and what can be done instead; the earlier steps stay."""
    one, other = hall.come(2, "human-resources")
    catalogue = hall.house.catalogue
    plans = {PLAN: replace(hall.house.plan(PLAN), resubmit_days=None)}
    strict = replace(hall.house, instead=replace(catalogue, plans=plans))
    personnel, late = hall.desk(PERSONNEL), datetime(2022, 8, 1, 0, 0, tzinfo=CHINA)
    evening = approvals.case(strict, personnel, one, late - timedelta(minutes=1)).answering
    assert evening is not None
    assert [each.id for each in evening.returns] == ["applicant", "employer", "authority"]
    assert "须在 2022-07-31 前修改并重新提交" in evening.again
    asked = approvals.case(strict, personnel, one, late).answering
    assert asked is not None
    assert [each.id for each in asked.returns] == ["employer", "authority"]
    told = "申报人重新提交的时间已于 2022-07-31 截止，不能再退回申报人。可以退回“单位审核”、“主管部门审核”重新审核，或不通过。"
    assert asked.again == told
    for to in ("applicant", ""):
        with pytest.raises(InputRefused) as refused:
            approvals.give_back(strict, personnel, one, "请补充", late, to=to)
        assert [(each.pointer, each.message) for each in refused.value.faults] == [("/to", told)]
    assert hall.application(one).step == "human-resources"
    approvals.give_back(strict, personnel, one, "请核实", late, to="employer")
    assert hall.application(one).step == "employer"
    school = approvals.case(hall.house, personnel, other, late).answering  # as the shipped plan says
    assert school is not None
    assert "须在 2022-08-08 前" in school.again


def test_returned_by_module_with_a_reason_each(town: Stage, house: House) -> None:
    """Features 17, 62: the applicant reads each reason in 待处理, in the flow and on the page that it is about; handed in again it is gone."""
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    school = town.desks[SCHOOL]
    reasons = {
        "/imports/assessments": " 考核表盖章不清晰 ",
        "/imports/ability": "请补充佐证",
        "/attachments": "  ",
    }
    approvals.give_back(house, school, application_id, "", NOW, modules=reasons)
    record = applications.record(house, who.actor, application_id, NOW)
    assert [(each.caption, each.pointer, each.reason) for each in record.returned] == [
        ("年度考核", "/imports/assessments", "考核表盖章不清晰"),
        ("能力条件", "/imports/ability", "请补充佐证"),
    ]
    assert record.reason == "年度考核：考核表盖章不清晰；能力条件：请补充佐证"
    assert record.flow[-2].modules == record.returned
    task = home.home(house, who.actor, NOW).tasks[0]
    (group,) = task.groups
    assert [(gap.caption, gap.pointer) for gap in group.gaps] == [
        ("年度考核：考核表盖章不清晰", "/imports/assessments"),
        ("能力条件：请补充佐证", "/imports/ability"),
    ]
    shared = filling.filling(house, who.actor, application_id, NOW)
    pages = [page.id for page in shared.progress.pages if shared.returned_on(page.id)]
    assert pages == ["assessments", "ability"]
    assert "盖章" not in everything(house), "what somebody typed does not stand in the journal"
    submit(house, who.actor, application_id, LATER)
    assert applications.record(house, who.actor, application_id, LATER).returned == ()
    assert filling.filling(house, who.actor, application_id, NOW).returned == ()


@pytest.mark.parametrize(
    ("reasons", "pointer"),
    [
        ({"/answers/nothing": "x"}, "/modules"),
        ({"/imports/assessments": "长" * 501}, "/modules/imports/assessments"),
        ({"/imports/assessments": " "}, "/reason"),
        ({}, "/reason"),
    ],
)
def test_modules_that_cannot_be(hall: Hall, reasons: dict[str, str], pointer: str) -> None:
    (one,) = hall.come(1, "employer")
    with pytest.raises(InputRefused) as refused:
        approvals.give_back(hall.house, hall.desk(SCHOOL), one, " ", NOW, modules=reasons)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert hall.application(one).state is ApplicationState.IN_APPROVAL


def test_since_when_and_until_when(hall: Hall) -> None:
    """Feature 62; ten working days from 5 July 2022, a Tuesday, end on 19 July."""
    (one,) = hall.come(1, "authority")
    for day, limit in ((19, "应于 2022-07-19 前办结"), (20, "应于 2022-07-19 前办结（已超过办理时限）")):
        line = hall.flow(one, datetime(2022, 7, day, 23, tzinfo=CHINA))[1]
        assert (line.outcome, line.since, line.until, line.limit) == ("审核中", NOW, date(2022, 7, 19), limit)
    approvals.endorse(hall.house, hall.desk(EDUCATION), one, "同意", LATER)
    done, current, coming = hall.flow(one, LATER)[1:4]
    assert (done.since, done.until, done.at) == (NOW, date(2022, 7, 19), LATER)
    assert (current.since, current.until) == (LATER, date(2022, 7, 20))
    assert (coming.since, coming.until, coming.limit) == (None, None, "")


def test_a_notice_lasts_its_working_days(hall: Hall) -> None:
    """Five of them from Tuesday end on Tuesday; on Wednesday it can be endorsed, not on the evening before."""
    (one,) = hall.come(1, "result-notice")
    house, office = hall.house, hall.desk(OFFICE)
    for when in (NOW, datetime(2022, 7, 12, 23, 59, tzinfo=CHINA)):
        asked = approvals.case(house, office, one, when).answering
        assert asked is not None
        assert (asked.shut_until, asked.limit) == (date(2022, 7, 12), "公示至 2022-07-12")
        with pytest.raises(InputRefused, match="公示期到 2022-07-12 为止，2022-07-13 起才能通过"):
            approvals.endorse(house, office, one, "", when)
    assert hall.flow(one)[1].outcome == "公示中"
    over = datetime(2022, 7, 13, tzinfo=CHINA)
    approvals.endorse(house, office, one, "无异议", over)
    assert hall.application(one).step == "grant"
    assert hall.flow(one, over)[1].outcome == "公示无异议"


def test_an_objection_returns_or_rejects(hall: Hall) -> None:
    """While the notice is on, too."""
    one, two = hall.come(2, "result-notice")
    house, office = hall.house, hall.desk(OFFICE)
    approvals.give_back(house, office, one, "有异议，请复议", NOW)
    assert hall.application(one).step == "committee"
    approvals.reject(house, office, two, "经查实，业绩不属实", NOW)
    assert hall.application(two).state is ApplicationState.REJECTED
    assert hall.last(two).detail == {"kind": "notice"}
    assert hall.told(two)[0].endswith("公示未通过：经查实，业绩不属实")
    assert hall.flow(two)[-1].outcome == "公示未通过"
    assert public_notices.listing(house, NOW).total == 0


@pytest.mark.parametrize("step", ["committee", "grant"])
def test_votes_and_approvals_are_not_endorsed_by_a_word(hall: Hall, step: str) -> None:
    (one,) = hall.come(1, step)
    sub = COMMITTEE if step == "committee" else "demo-issuer"
    with pytest.raises(NotAllowed, match="不能进行这项操作"):
        approvals.endorse(hall.house, hall.desk(sub), one, "", NOW)


def test_who_is_shown_to_the_public(hall: Hall) -> None:
    """Only while it is on; names and employers, no number of anything."""
    hall.come(12, "result-notice")
    hall.come(1, "result-notice", since=NOW - timedelta(days=8))
    hall.come(1, "committee")
    hall.come(1, "result-notice", state=ApplicationState.REJECTED)
    page = public_notices.listing(hall.house, NOW)
    assert (page.total, page.pages, len(page.rows)) == (12, 2, 10)
    first = page.rows[0]
    assert (first.name, first.employer, first.title, first.specialty) == (
        "教师1", "蚌埠市禾田路小学", "高级教师", "小学科学",
    )  # fmt: skip
    assert (first.step, first.until, first.by) == ("评审结果公示", date(2022, 7, 12), "蚌埠市教育局")
    assert "E0000" not in repr(page)
    assert "2022TEST" not in repr(page)
    assert len(public_notices.listing(hall.house, NOW, page=2).rows) == 2
    assert public_notices.listing(hall.house, datetime(2022, 7, 12, 23, tzinfo=CHINA)).total == 12
    assert public_notices.listing(hall.house, datetime(2022, 7, 13, tzinfo=CHINA)).total == 0


def test_a_notice_that_opened_on_a_weekend(hall: Hall) -> None:
    """Saturday counts for nothing: until Friday."""
    saturday = datetime(2022, 7, 9, 20, tzinfo=CHINA)
    hall.come(1, "result-notice", since=saturday)
    for day, total in ((9, 1), (15, 1), (16, 0)):
        assert public_notices.listing(hall.house, datetime(2022, 7, day, 21, tzinfo=CHINA)).total == total


def test_freelancers_skip_the_second_look_of_the_same_authority(hall: Hall) -> None:
    """Feature 12: what `when` of the document says, of an application that was handed in as a freelancer's."""
    personnel = hall.desk(PERSONNEL)
    (one,) = hall.come(1, "employer", organisation_id=personnel.organisation(), freelancer=True)
    assert [line.step for line in hall.flow(one)[1:4]] == ["employer", "organising-unit", "committee"]
    approvals.endorse(hall.house, personnel, one, "", NOW)
    assert hall.application(one).step == "organising-unit"


def test_what_was_decided_before_there_were_details(hall: Hall) -> None:
    (one,) = hall.come(1, "employer")
    assert hall.last(one).detail == {}
    approvals.endorse(hall.house, hall.desk(SCHOOL), one, "同意", NOW)
    with work(hall.house.database, write=False) as w:
        assert [(each.outcome, each.detail) for each in w.decisions.of(one)][1] == (Outcome.ENDORSED, {})


@pytest.mark.parametrize("step", ["result-notice", "organising-unit"])
def test_the_operators_own_is_shown_and_not_decided(hall: Hall, step: str) -> None:
    """Whoever opens it reads so before typing anything; another's at the same desk is decided as ever."""
    one, other = hall.come(2, step)
    house, office = hall.house, hall.desk(OFFICE)
    hall.own(OFFICE, one)
    mine, theirs = (approvals.case(house, office, each, NOW).answering for each in (one, other))
    assert (mine and mine.own, theirs and theirs.own) == (True, False)
    with pytest.raises(NotAllowed, match="本人"):
        approvals.give_back(house, office, one, "x", NOW)
    with pytest.raises(NotAllowed, match="本人"):
        approvals.reject(house, office, one, "x", NOW)
    approvals.reject(house, office, other, "不符合条件", NOW)


def with_chain(house: House, chain: Chain) -> House:
    """The same house with another chain for the teachers' plan."""
    plan = replace(house.plan(PLAN), chain=chain)
    return replace(house, instead=replace(house.catalogue, plans={**house.catalogue.plans, PLAN: plan}))


def test_where_it_stands_stays_when_the_employer_or_the_document_changes(hall: Hall) -> None:
    """A competent authority that falls away, or a step that is no longer for such people: what stands there is decided and goes on."""
    one, two = hall.come(2, "authority")
    with work(hall.house.database) as w:
        w.organisations.get(hall.desk(SCHOOL).organisation()).parent_id = None
    assert [line.step for line in hall.flow(one)[1:3]] == ["authority", "human-resources"]
    assert approvals.case(hall.house, hall.desk(SCHOOL), one, NOW).answering is None
    chain = hall.house.plan(PLAN).chain
    freelancers = (
        replace(each, when=When(freelancer=True)) for each in chain.steps if each.id == "human-resources"
    )
    steps = {each.id: each for each in freelancers}
    changed = with_chain(hall.house, chain.only(steps.get(each.id, each) for each in chain.steps))
    (three,) = hall.come(1, "human-resources")
    approvals.endorse(changed, hall.desk(PERSONNEL), three, "", NOW)
    assert hall.application(three).step == "organising-unit"
    gone = with_chain(hall.house, chain.only(each for each in chain.steps if each.id != "authority"))
    for sub in (SCHOOL, EDUCATION, PERSONNEL, OFFICE):
        with pytest.raises(NotFound):
            approvals.case(gone, hall.desk(sub), two, NOW)


@pytest.mark.parametrize(
    ("way", "step"), [(Resubmission.FIRST, "employer"), (Resubmission.RETURNING, "human-resources")]
)
def test_where_it_goes_on_when_it_is_handed_in_again(town: Stage, way: Resubmission, step: str) -> None:
    """From the first step, or from the one that returned it, as the document says (退回修改后重提)."""
    who, application_id = town.filled("ready", TEACHER)
    house = with_chain(town.house, replace(town.house.plan(PLAN).chain, resubmission=way))
    submit(house, who.actor, application_id, NOW)
    for sub in (SCHOOL, EDUCATION):
        approvals.endorse(house, town.desks[sub], application_id, "", NOW)
    approvals.give_back(house, town.desks[PERSONNEL], application_id, "请补充", NOW)
    submit(house, who.actor, application_id, LATER)
    record = applications.record(house, who.actor, application_id, LATER)
    (current,) = (line for line in record.flow if line.state == "current")
    assert (current.step, current.since) == (step, LATER)
    assert "withdraw" in record.actions
    with work(house.database, write=False) as w:
        at = town.desks[SCHOOL if step == "employer" else PERSONNEL].organisation()
        assert w.notices.of(organisation_id=at)[0].text.endswith("请审核。")
    withdraw(house, who.actor, application_id, LATER)
    submit(house, who.actor, application_id, LATER)
    after = applications.record(house, who.actor, application_id, LATER)
    assert [line.step for line in after.flow if line.state == "current"] == ["employer"]


def test_who_was_told_of_one_that_was_taken_back_reads_why_it_is_not_there(town: Stage) -> None:
    """The message about it leads there; who never had it learns nothing."""
    who, application_id = town.filled("ready", TEACHER)
    house = town.house
    with pytest.raises(NotFound, match="没有找到"):
        approvals.case(house, town.desks[SCHOOL], application_id, NOW)
    submit(house, who.actor, application_id, NOW)
    withdraw(house, who.actor, application_id, NOW)
    with pytest.raises(NotFound, match=r"撤回.*重新提交后会再次出现"):
        approvals.case(house, town.desks[SCHOOL], application_id, NOW)
    for sub in (EDUCATION, PERSONNEL, "demo-company"):
        with pytest.raises(NotFound, match="没有找到"):
            approvals.case(house, town.desks[sub], application_id, NOW)
    submit(house, who.actor, application_id, LATER)
    approvals.endorse(house, town.desks[SCHOOL], application_id, "", LATER)
    approvals.give_back(house, town.desks[EDUCATION], application_id, "请补充", LATER)
    for sub in (SCHOOL, EDUCATION):
        with pytest.raises(NotFound, match="退回申报人修改"):
            approvals.case(house, town.desks[sub], application_id, LATER)


def test_what_is_too_long_is_told_with_how_long_it_may_be(town: Stage) -> None:
    who, application_id = town.filled("ready", TEACHER)
    submit(town.house, who.actor, application_id, NOW)
    for act in (approvals.endorse, approvals.reject, approvals.give_back):
        with pytest.raises(InputRefused, match="不能超过 500 字，现在有 501 字"):
            act(town.house, town.desks[SCHOOL], application_id, "好" * 501, NOW)
    approvals.endorse(town.house, town.desks[SCHOOL], application_id, "好\r\n" * 250, NOW)


def test_a_new_employer_looks_first(town: Stage) -> None:
    who, application_id = town.filled("ready", TEACHER)
    chain = replace(town.house.plan(PLAN).chain, resubmission=Resubmission.RETURNING)
    house = with_chain(town.house, chain)
    submit(house, who.actor, application_id, NOW)
    for sub in (SCHOOL, EDUCATION):
        approvals.endorse(house, town.desks[sub], application_id, "", NOW)
    approvals.give_back(house, town.desks[PERSONNEL], application_id, "请补充", NOW)
    with work(house.database) as w:
        binding = w.bindings.current(who.actor.person())
        assert binding
        binding.organisation_id = town.desks["demo-company"].organisation()
    submit(house, who.actor, application_id, LATER)
    assert desk.pending_applications(house, town.desks["demo-company"], LATER).total == 1


def test_not_taken_back_after_somebody_acted(town: Stage) -> None:
    """What an authority sent back to the first step stands there again, and has been acted on."""
    who, application_id = town.filled("ready", TEACHER)
    submit(town.house, who.actor, application_id, NOW)
    approvals.endorse(town.house, town.desks[SCHOOL], application_id, "", NOW)
    approvals.give_back(town.house, town.desks[EDUCATION], application_id, "请单位核实", NOW, to="employer")
    assert "withdraw" not in applications.record(town.house, who.actor, application_id, NOW).actions
    with pytest.raises(WrongState, match="已经处理"):
        withdraw(town.house, who.actor, application_id, NOW)
