"""Every plan that ships, from the employer's desk to the title, through the services (features 12, 62, 74, 78)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from tests.schemas.test_titles import AT_HOME, PLANS
from tests.services.chain_hall import EDUCATION, OFFICE, PERSONNEL, SCHOOL, Hall
from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.domain.approval import ApplicationState
from zcforms.domain.chain import StepKind
from zcforms.domain.errors import InputRefused
from zcforms.domain.evaluation import Votes
from zcforms.domain.identity import Organisation, Role
from zcforms.services import accounts, approvals, conferring, desk, evaluations, notices, public_notices
from zcforms.services.actor import Actor
from zcforms.services.responsibility import chain_of, organisation_at
from zcforms.storage.columns import CHINA
from zcforms.storage.work import work

ANNOUNCED = "2022-teacher-intermediate"
APPROVAL = "皖人社职〔2022〕108号"
CODES = "11340199MA00009009", "11340199MA0000901C", "11340199MA0000902F"
OVER = datetime(2022, 7, 13, 9, tzinfo=CHINA)
"""Five working days from a Tuesday, and the day after."""


def hall_of(town: Stage, plan_id: str) -> Hall:
    """With everybody registered whom the plan names."""
    plan = town.house.plan(plan_id)
    assert plan.issuing is not None
    named = {
        plan.organising_unit: Role.ORGANISING_UNIT,
        plan.committee: Role.COMMITTEE,
        plan.issuing.authority.caption: Role.ISSUER,
    }
    with work(town.house.database) as w:
        for code, (name, role) in zip(CODES, named.items(), strict=True):
            if name not in {each.name for each in w.organisations.by_role(role)}:
                w.organisations.add(Organisation(code, name, code, "government", role, "340300"))
    chosen = plan.standards[0].id, plan.specialties[0].id, plan.titles[0].id
    return Hall(town, plan_id=plan_id, chosen=chosen)


def sitting_at(hall: Hall, organisation: Organisation) -> Actor:
    claims = {
        "sub": f"desk-of-{organisation.id}",
        "name": "经办人",
        "account_kind": "legal",
        "organisation_name": organisation.name,
        "credit_code": organisation.credit_code,
    }
    return accounts.sign_in(hall.house, claims, NOW)


def walk(hall: Hall, application_id: str) -> Iterator[tuple[str, str]]:
    """Step by step to the end, each as soon as it can be: the step and who answered."""
    house, now = hall.house, NOW
    while (application := hall.application(application_id)).step is not None:
        with work(house.database, write=False) as w:
            plan = house.plan(application.plan_id)
            step = chain_of(w, plan, application).step(application.step)
            assert step is not None
            at = organisation_at(w, house, plan, application, step)
        assert at is not None, step
        actor = sitting_at(hall, at)
        if step.kind is StepKind.RESULT:
            present = step.members or 25
            votes = Votes(present, present - 1, 1, 0)
            evaluations.evaluate(house, actor, application_id, votes, "经评审。", now=now)
        elif step.kind is StepKind.GRANT:
            conferring.confer(house, actor, application_id, APPROVAL, now.date(), now=now)
        else:
            if step.kind is StepKind.NOTICE:
                with pytest.raises(InputRefused, match="公示期到"):
                    approvals.endorse(house, actor, application_id, "", now)
                now += timedelta(days=8)
            approvals.endorse(house, actor, application_id, "同意。", now)
        yield step.id, at.name


@pytest.mark.parametrize("plan_id", PLANS)
def test_it_leads_to_its_title(town: Stage, plan_id: str) -> None:
    """An employee of a school, and a freelancer, at whom nobody looks twice."""
    hall = hall_of(town, plan_id)
    plan, personnel = hall.house.plan(plan_id), hall.desk(PERSONNEL).organisation()
    assert plan.issuing is not None
    notice = () if plan_id in AT_HOME else ("employer-notice",)
    offices = ("authority", "human-resources")
    unit, committee, issuer = plan.organising_unit, plan.committee, plan.issuing.authority.caption
    first = plan.chain.steps[0].id
    (employed,) = hall.come(1, first)
    (free,) = hall.come(1, first, organisation_id=personnel, freelancer=True)
    for application_id, before in ((employed, offices), (free, ())):
        walked = list(walk(hall, application_id))
        assert [step for step, _ in walked] == [
            "employer", *notice, *before, "organising-unit", "committee", "result-notice", "grant",
        ]  # fmt: skip
        assert [name for _, name in walked[-4:]] == [unit, committee, unit, issuer]
        assert hall.application(application_id).state is ApplicationState.ENDORSED
        assert any("已核准，取得" in text for text in hall.told(application_id))
    with work(hall.house.database, write=False) as w:
        made = [w.certificates.of("passport", f"E0000000{number}") for number in (1, 2)]
    for ((one),) in made:
        assert (one.title, one.approval, one.issuer) == (plan.titles[0].caption, APPROVAL, issuer)
        assert one.number


def test_the_employers_notice(town: Stage) -> None:
    """It begins when the employer has looked, everybody reads it, and nobody hands it up before its end."""
    hall = hall_of(town, ANNOUNCED)
    house, school = hall.house, hall.desk(SCHOOL)
    (one,) = hall.come(1, "employer")
    approvals.endorse(house, school, one, "材料真实。", NOW)
    assert hall.told(one)[0].endswith("已通过单位审核，进入单位公示（公示至 2022-07-12）。")
    told = notices.listing(house, school).rows[0].text
    assert told == "教师1的申报进入单位公示（公示至 2022-07-12），期满后请办理。"
    line = hall.flow(one)[2]
    assert (line.caption, line.outcome, line.actor, line.limit) == (
        "单位公示", "公示中", "蚌埠市禾田路小学", "公示至 2022-07-12",
    )  # fmt: skip
    (shown,) = public_notices.listing(house, NOW).rows
    assert (shown.employer, shown.step, shown.until, shown.by) == (
        "蚌埠市禾田路小学", "单位公示", date(2022, 7, 12), "蚌埠市禾田路小学",
    )  # fmt: skip
    (waiting,) = desk.pending_applications(house, school, NOW).rows
    assert (waiting.step, waiting.due, waiting.overdue) == ("单位公示", None, False)
    assert waiting.alone == "公示到 2022-07-12 为止，期满后才能通过"
    with pytest.raises(InputRefused, match="2022-07-13 起才能通过"):
        approvals.endorse(house, school, one, "", NOW)
    assert desk.pending_applications(house, hall.desk(EDUCATION), NOW).total == 0
    (waiting,) = desk.pending_applications(house, school, OVER).rows
    assert (waiting.alone, waiting.overdue) == ("", False)
    approvals.endorse(house, school, one, "公示无异议。", OVER)
    assert (hall.flow(one, OVER)[2].outcome, hall.application(one).step) == ("公示无异议", "authority")
    assert public_notices.listing(house, OVER).total == 0


def test_a_freelancers_notice_is_the_human_resources_authoritys(town: Stage) -> None:
    """Feature 12: it does what an employer does, and hands it to the organising unit at once."""
    hall = hall_of(town, ANNOUNCED)
    house, personnel = hall.house, hall.desk(PERSONNEL)
    (one,) = hall.come(1, "employer", organisation_id=personnel.organisation(), freelancer=True)
    approvals.endorse(house, personnel, one, "", NOW)
    (shown,) = public_notices.listing(house, NOW).rows
    assert (shown.step, shown.by) == ("单位公示", "蚌埠市禾丰区人力资源和社会保障局")
    approvals.endorse(house, personnel, one, "", OVER)
    assert desk.pending_applications(house, personnel, OVER).total == 0
    assert desk.pending_applications(house, hall.desk(OFFICE), OVER).total == 1


def test_an_objection_to_the_employers_notice(town: Stage) -> None:
    """The applicant corrects, or it has ended; neither waits for the end of the notice."""
    hall = hall_of(town, ANNOUNCED)
    house, school = hall.house, hall.desk(SCHOOL)
    one, two = hall.come(2, "employer-notice")
    approvals.give_back(house, school, one, "论文署名有异议，请补充说明。", NOW)
    assert hall.application(one).state is ApplicationState.RETURNED
    approvals.reject(house, school, two, "经查实，业绩不属实。", NOW)
    assert hall.told(two)[0].endswith("公示未通过：经查实，业绩不属实。")
    assert public_notices.listing(house, NOW).total == 0
