"""Sittings made, changed, announced and taken back, and who learns of it (feature 22)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.services.conftest import NOW
from tests.services.exam_hall import DAY, LATER, PLAN, SITTING, Hall
from tests.storage.queries import counted
from zcforms.demo.load import Stage
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, StaleWrite, WrongState
from zcforms.services import exam_schedule, exam_seating
from zcforms.services.exam_schedule import SittingView


@pytest.fixture
def hall(town: Stage) -> Hall:
    return Hall.of(town, 2)


def only(hall: Hall, now: Any = NOW) -> SittingView:
    (found,) = exam_schedule.sittings(hall.house, hall.office, PLAN, now).rows
    return found


def pointers(refused: pytest.ExceptionInfo[InputRefused]) -> list[str]:
    return [fault.pointer for fault in refused.value.faults]


def revise(hall: Hall, sitting: str, now: Any = NOW, version: int | None = None, **changed: Any) -> int:
    answers = {**SITTING, **changed}
    return exam_schedule.revise_sitting(hall.house, hall.office, sitting, answers, now, version=version)


def take_back(hall: Hall, *sittings: str, reason: str = "考点停电", now: Any = NOW) -> int:
    return exam_schedule.take_back(hall.house, hall.office, PLAN, sittings, reason, now=now)


def test_planned_and_seen(hall: Hall) -> None:
    sitting = hall.sitting(notes="请从南门入场。")
    found = only(hall)
    assert (found.id, found.form, found.caption, found.capacity, found.seated, found.room) == (
        sitting, "面试答辩", "机械组第一场", 2, 0, 2,
    )  # fmt: skip
    assert found.when == "2022年7月20日 08:30 报到，09:00 开始"
    assert (found.standing, found.announced, found.begun) == ("准考证未发布", False, False)
    assert hall.acts(f"sitting:{sitting}") == ["sitting.plan"]


def test_the_form_offers_what_the_plan_examines_by(hall: Hall) -> None:
    form = exam_schedule.sitting_form(hall.house, hall.office, PLAN, NOW)
    assert [code.caption for code in form.codes["exam_forms"].codes] == ["面试答辩", "笔试"]
    assert form.data is None
    kept = exam_schedule.sitting_form(hall.house, hall.office, PLAN, NOW, hall.sitting())
    assert kept.data == SITTING


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"place": " "}, ["/place"]),
        ({"form": "lesson"}, ["/form"]),
        ({"capacity": 0, "starts_at": "25:00"}, ["/capacity", "/starts_at"]),
        ({"reports_at": "09:30"}, ["/reports_at"]),
        ({"date": "2022-07-01"}, ["/date"]),
        ({"organiser": "x"}, ["/organiser"]),
    ],
)
def test_what_is_wrong_is_told_at_its_place(hall: Hall, changed: dict[str, Any], wrong: list[str]) -> None:
    with pytest.raises(InputRefused) as refused:
        hall.sitting(**changed)
    assert pointers(refused) == wrong


def test_of_one_name_there_is_one(hall: Hall) -> None:
    sitting = hall.sitting()
    with pytest.raises(InputRefused) as refused:
        hall.sitting(date="2022-07-21")
    assert pointers(refused) == ["/caption"]
    exam_schedule.remove_sitting(hall.house, hall.office, sitting, NOW)
    hall.sitting()


def test_changed_with_everybody_told_once_it_was_announced(hall: Hall) -> None:
    sitting = hall.sitting()
    hall.assign(sitting, hall.people)
    assert revise(hall, sitting, place="市第二中学") == 0
    hall.announce(sitting)
    assert revise(hall, sitting, LATER, place="市第二中学", capacity=9) == 0
    assert revise(hall, sitting, LATER, place="市第三中学", capacity=9) == 2
    assert "安排有调整" in hall.told(hall.people[0])[0]
    assert "地点：市第三中学" in hall.told(hall.people[0])[0]


def test_a_change_holds_people_and_hours(hall: Hall) -> None:
    person = hall.come(1, "safety")[0]
    oral = hall.sitting()
    written = hall.sitting(form="written", caption="笔试", date="2022-07-21")
    for sitting in (oral, written):
        hall.assign(sitting, [person])
    with pytest.raises(InputRefused, match="有 1 人同时安排在“机械组第一场”等时间重叠的场次"):
        revise(hall, written, form="written", caption="笔试")
    with pytest.raises(InputRefused) as refused:
        revise(hall, oral, form="written")
    assert pointers(refused) == ["/form"]
    assert revise(hall, oral, starts_at="10:00") == 0


def test_two_who_change_one_sitting(hall: Hall) -> None:
    sitting = hall.sitting()
    seen = only(hall).version
    revise(hall, sitting, version=seen, place="市第二中学")
    with pytest.raises(StaleWrite):
        revise(hall, sitting, version=seen, place="市第三中学")


def test_removed_when_nobody_is_in_it(hall: Hall) -> None:
    sitting = hall.sitting()
    hall.assign(sitting, hall.people[:1])
    with pytest.raises(WrongState, match="还安排着 1 人"):
        exam_schedule.remove_sitting(hall.house, hall.office, sitting, NOW)
    exam_seating.release(hall.house, hall.office, sitting, hall.people[:1], "", now=NOW)
    assert exam_schedule.remove_sitting(hall.house, hall.office, sitting, NOW) == PLAN
    assert exam_schedule.sittings(hall.house, hall.office, PLAN, NOW).rows == ()
    with pytest.raises(NotFound):
        exam_schedule.sitting_form(hall.house, hall.office, PLAN, NOW, sitting)
    with pytest.raises(NotFound):
        revise(hall, sitting)


def test_announced_for_all_or_none(hall: Hall) -> None:
    first, second = hall.sitting(), hall.sitting(caption="第二场", date="2022-07-10")
    with pytest.raises(InputRefused) as refused:
        hall.announce(first, second, opens=DAY - timedelta(days=5))
    assert pointers(refused) == ["/opens"]
    assert {each.standing for each in exam_schedule.sittings(hall.house, hall.office, PLAN, NOW).rows} == {
        "准考证未发布"
    }
    with pytest.raises(InputRefused, match="请先勾选场次"):
        hall.announce()
    with pytest.raises(NotFound):
        hall.announce("nowhere")


def test_standing_as_time_goes_by(hall: Hall) -> None:
    sitting = hall.sitting()
    hall.announce(sitting, opens=NOW + timedelta(days=1))
    moments = (NOW, NOW + timedelta(days=1), DAY.replace(hour=9), DAY.replace(hour=12))
    assert [only(hall, each).standing for each in moments] == [
        "2022年7月6日 09:00 开放准考证", "准考证已开放", "进行中", "已结束",
    ]  # fmt: skip
    assert [only(hall, each).takeable_back for each in (NOW, DAY)] == [True, False]


def test_taken_back_before_the_day(hall: Hall) -> None:
    sitting = hall.sitting()
    hall.assign(sitting, hall.people[:1])
    with pytest.raises(WrongState, match="还没有发布"):
        take_back(hall, sitting)
    hall.announce(sitting)
    with pytest.raises(InputRefused) as refused:
        take_back(hall, sitting, reason=" ")
    assert pointers(refused) == ["/reason"]
    assert take_back(hall, sitting, now=LATER) == 1
    assert "准考证（机械组第一场）已收回：考点停电。" in hall.told(hall.people[0])[0]
    assert only(hall).standing == "准考证未发布"
    hall.announce(sitting)
    with pytest.raises(WrongState, match="当天"):
        take_back(hall, sitting, now=DAY)


def test_only_who_organises_the_plan(hall: Hall, town: Stage) -> None:
    sitting = hall.sitting()
    teachers, school = town.desks["demo-teacher-office"], town.desks["demo-school"]
    for other in (teachers, school):
        with pytest.raises(NotFound):
            exam_schedule.sitting_form(hall.house, other, PLAN, NOW, sitting)
        with pytest.raises(NotFound):
            exam_schedule.plan_sitting(hall.house, other, PLAN, SITTING, NOW)
        with pytest.raises(NotFound):
            exam_schedule.revise_sitting(hall.house, other, sitting, SITTING, NOW)
        with pytest.raises(NotFound):
            exam_schedule.announce(hall.house, other, PLAN, [sitting], NOW, now=NOW)
    with pytest.raises(NotFound):
        exam_schedule.sittings(hall.house, school, "", NOW)
    person = town.employed("draft", "teacher-complete").actor
    with pytest.raises(NotAllowed):
        exam_schedule.sittings(hall.house, person, "", NOW)


def test_a_plan_without_an_examination_has_no_schedule(town: Stage) -> None:
    office = town.desks["demo-teacher-office"]
    with pytest.raises(NotFound):
        exam_schedule.plan_sitting(town.house, office, "2022-teacher-senior", SITTING, NOW)


def test_queries_do_not_grow_with_sittings(hall: Hall) -> None:
    hall.sitting()
    with counted(hall.house.database) as few:
        exam_schedule.sittings(hall.house, hall.office, PLAN, NOW)
    for number in range(5):
        hall.assign(hall.sitting(caption=f"第{number}场", date=f"2022-07-2{number + 1}"), hall.people)
    with counted(hall.house.database) as many:
        assert len(exam_schedule.sittings(hall.house, hall.office, PLAN, NOW).rows) == 6
    assert len(few) == len(many)
