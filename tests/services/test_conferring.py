"""The last step: number of approval, day, and the title in 我的职称 (features 74, 78)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.services.chain_hall import COMMITTEE, ISSUER, OFFICE, Hall
from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, WrongState
from zcforms.domain.evaluation import Votes
from zcforms.services import approvals, conferring, evaluations
from zcforms.services.declaration_records import Beside, record_of
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


def test_returned_to_the_notice(hall: Hall) -> None:
    one = hall.people[0]
    approvals.give_back(hall.house, hall.desk(ISSUER), one, "公示材料不全", OVER)
    assert hall.application(one).step == "result-notice"
