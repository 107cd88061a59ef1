"""The last step: number of approval, day, and the title in 我的职称 (features 74, 78)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.services.chain_hall import COMMITTEE, ISSUER, OFFICE, PLAN, Hall
from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.demo.people import CITY_ISSUER
from zcforms.domain.approval import ApplicationState
from zcforms.domain.authority import Issuing
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, WrongState
from zcforms.domain.evaluation import Votes
from zcforms.services import approvals, certificate_desk, conferring, desk, evaluations, flow
from zcforms.services.declaration_records import Beside, record_of
from zcforms.services.house import House
from zcforms.services.responsibility import handles, organisation_at, steps_of
from zcforms.storage.work import work

RESULT = NOW + timedelta(days=1)
OVER = NOW + timedelta(days=14)
APPROVAL = "蚌人社职〔2022〕88号"


@pytest.fixture
def hall(town: Stage) -> Hall:
    made = Hall(town)
    (one,) = made.come(1, "committee")
    evaluations.evaluate(made.house, made.desk(COMMITTEE), one, Votes(25, 25, 0, 0), "", now=RESULT)
    approvals.endorse(made.house, made.desk(OFFICE), one, "", OVER)
    return made


def test_granted(hall: Hall) -> None:
    one, house = hall.people[0], hall.house
    id_ = conferring.confer(
        house, hall.desk(ISSUER), one, f" {APPROVAL} ", RESULT.date(), now=OVER, opinion="予以核准"
    )
    after = hall.application(one)
    assert (after.state, after.step) == (ApplicationState.ENDORSED, None)
    with work(house.database, write=False) as w:
        made = w.certificates.get(id_)
        assert [each.id for each in w.certificates.of("passport", "E00000001")] == [id_]
        record = record_of(w, house, after, OVER, Beside.of(w, [after]))
    assert (made.name, made.title, made.specialty, made.level, made.series) == (
        "教师1", "高级教师", "小学科学", "senior", "22",
    )  # fmt: skip
    assert (made.approval, made.obtained_on, made.issuer, made.employer) == (
        APPROVAL, RESULT.date(), "安徽省人力资源和社会保障厅", "蚌埠市禾田路小学",
    )  # fmt: skip
    assert record.caption == "已取得职称"
    line = record.flow[-1]
    assert (line.caption, line.outcome, line.note) == (
        "核准", "已核准", f"批准文号 {APPROVAL}，取得资格时间 {RESULT.date()}",
    )  # fmt: skip
    said = f"已核准，取得“高级教师”资格，批准文号 {APPROVAL}。可以在“我的职称”中查看。"
    assert [each for each in hall.told(one) if each.endswith(said)]
    with pytest.raises(WrongState):
        conferring.confer(house, hall.desk(ISSUER), one, APPROVAL, RESULT.date(), now=OVER)
    with work(house.database, write=False) as w:
        assert len(w.certificates.of("passport", "E00000001")) == 1


@pytest.mark.parametrize(
    ("approval", "day", "faults"),
    [
        ("", RESULT.date(), ["/approval"]),
        ("文" * 61, RESULT.date(), ["/approval"]),
        (APPROVAL, None, ["/obtained_on"]),
        (APPROVAL, OVER.date() + timedelta(days=1), ["/obtained_on"]),
        (APPROVAL, RESULT.date() - timedelta(days=1), ["/obtained_on"]),
        (" ", date(1999, 1, 1), ["/approval", "/obtained_on"]),
    ],
)
def test_what_cannot_be_right(hall: Hall, approval: str, day: date | None, faults: list[str]) -> None:
    """Neither in the future nor before the result."""
    one = hall.people[0]
    with pytest.raises(InputRefused) as refused:
        conferring.confer(hall.house, hall.desk(ISSUER), one, approval, day, now=OVER)
    assert [fault.pointer for fault in refused.value.faults] == faults
    assert hall.application(one).step == "grant"
    with work(hall.house.database, write=False) as w:
        assert w.certificates.of("passport", "E00000001") == []


def test_nobody_but_the_issuing_authority_and_only_there(hall: Hall) -> None:
    one = hall.people[0]
    for sub, refused in ((OFFICE, WrongState), (COMMITTEE, WrongState), ("demo-company", NotFound)):
        with pytest.raises(refused):
            conferring.confer(hall.house, hall.desk(sub), one, APPROVAL, RESULT.date(), now=OVER)
    (other,) = hall.come(1, "committee")
    with pytest.raises(NotAllowed):
        conferring.confer(hall.house, hall.desk(COMMITTEE), other, APPROVAL, RESULT.date(), now=OVER)


def issued_by(house: House, authority: str) -> House:
    """The plan's certificates are another authority's."""
    plan = house.plan(PLAN)
    plans = {
        **house.catalogue.plans,
        PLAN: replace(plan, issuing=Issuing(house.catalogue.authorities[authority], 1)),
    }
    return replace(house, instead=replace(house.catalogue, plans=plans))


@pytest.mark.parametrize("authority", ["anhui", "bengbu"])
def test_the_plans_authority_grants_and_issues(hall: Hall, authority: str) -> None:
    """One and the same, though the other one is nearer or above: in what it is shown, may look at and may do, and on the certificate."""
    house, one = issued_by(hall.house, authority), hall.people[0]
    name = house.catalogue.authorities[authority].caption
    desks = {sub: hall.desk(sub) for sub in (ISSUER, CITY_ISSUER)}
    with work(house.database, write=False) as w:
        application = w.applications.get(one)
        step = house.plan(PLAN).chain.steps[-1]
        at = organisation_at(w, house, house.plan(PLAN), application, step)
        (mine,) = (each for each in desks.values() if at and each.organisation_id == at.id)
        (other,) = (each for each in desks.values() if each is not mine)
        assert at
        assert at.name == name
        told = [
            (next(iter(steps_of(w, house, w.organisations.get(each.organisation())).values())), handles(w, house, each.organisation(), application))
            for each in (mine, other)
        ]  # fmt: skip
    assert told == [(["employer", "grant"], True), (["employer"], False)]
    assert [len(desk.pending_applications(house, each, OVER).rows) for each in (mine, other)] == [1, 0]
    with pytest.raises(NotFound):
        conferring.confer(house, other, one, APPROVAL, RESULT.date(), now=OVER)
    made = conferring.confer(house, mine, one, APPROVAL, RESULT.date(), now=OVER)
    assert certificate_desk.case(house, mine, made).view.id == made
    with work(house.database, write=False) as w:
        kept = w.certificates.get(made)
    assert (kept.issuer, kept.authority) == (name, authority)
    with pytest.raises(NotFound):
        certificate_desk.case(house, other, made)


def test_where_the_plans_authority_has_no_account_the_flow_says_whom_to_ask(hall: Hall) -> None:
    house, one = issued_by(hall.house, "bengbu"), hall.people[0]
    with work(house.database) as w:
        w.organisations.get(hall.desk(CITY_ISSUER).organisation()).name = "蚌埠市职称办"
    with work(house.database, write=False) as w:
        (line,) = (
            each for each in flow.flow_of(w, house, w.applications.get(one), OVER) if each.step == "grant"
        )
    assert (line.actor, line.state) == ("", "current")
    assert "发证机关“蚌埠市人力资源和社会保障局”尚未在本系统登记" in line.note
    assert desk.pending_applications(house, hall.desk(ISSUER), OVER).total == 0


def test_returned_to_the_notice(hall: Hall) -> None:
    one = hall.people[0]
    approvals.give_back(hall.house, hall.desk(ISSUER), one, "公示材料不全", OVER)
    assert hall.application(one).step == "result-notice"
