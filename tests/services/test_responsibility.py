"""Which organisation answers for which applicants at which step, and who may look (features 21, 62)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.declared import CHAIN, record, to_the_title
from tests.services.journal import acts, everything
from zcforms.demo.evidence import portrait
from zcforms.demo.load import ENGINEER, TEACHER, Stage
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import NotFound, WrongState
from zcforms.services import applications, approvals, certificates, checking, desk, notices, overviews
from zcforms.services.house import House
from zcforms.services.registration import EmployerChoice
from zcforms.services.submission import submit, withdraw


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


def test_where_nobody_has_registered_yet_it_waits(town: Stage, house: House) -> None:
    """A step whose organisation is not there: the flow shows it without a name, and nobody is told."""
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    plan = house.plan("2022-teacher-senior")
    elsewhere = replace(plan, organising_unit="尚未注册的单位")
    strict = replace(house, instead=replace(house.catalogue, plans={plan.id: elsewhere}))
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
