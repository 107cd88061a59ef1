"""Sittings and tickets: hours in order, nothing changes once it has begun, numbers that are nobody else's (feature 22)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from zcforms.domain.errors import InputRefused, WrongState
from zcforms.domain.sitting import Sitting, Ticket, number_scope, ticket_number

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2022, 7, 5, 9, tzinfo=CHINA)
ANSWERS = {
    "form": "interview", "caption": "机械组", "capacity": 2, "date": "2022-07-20",
    "reports_at": "08:30", "starts_at": "09:00", "ends_at": "11:30", "place": "省经济技术学校",
}  # fmt: skip
DAY = datetime(2022, 7, 20, tzinfo=CHINA)


def sitting(**changed: Any) -> Sitting:
    return Sitting.planned("s", "plan", {**ANSWERS, **changed}, NOW)


def ticket() -> Ticket:
    return Ticket("t", "application", "s", "interview", "2022000101", "secret", NOW)


def pointers(refused: pytest.ExceptionInfo[InputRefused]) -> list[str]:
    return [fault.pointer for fault in refused.value.faults]


def test_its_hours_are_those_of_the_day() -> None:
    made = sitting()
    assert (made.day, made.reports_at, made.ends_at) == (
        DAY.date(),
        DAY.replace(hour=8, minute=30),
        DAY.replace(hour=11, minute=30),
    )
    assert not made.begun(DAY.replace(hour=8, minute=59))
    assert made.begun(DAY.replace(hour=9))
    assert not made.over(DAY.replace(hour=11))
    assert made.over(DAY.replace(hour=11, minute=30))


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"reports_at": "09:01"}, ["/reports_at"]),
        ({"ends_at": "09:00"}, ["/ends_at"]),
        ({"date": "2022-07-05", "reports_at": "08:00"}, ["/date"]),
        ({"date": "2022-07-01", "reports_at": "10:00", "ends_at": "08:00"}, ["/date", "/reports_at", "/ends_at"]),
    ],
)  # fmt: skip
def test_hours_out_of_order_and_in_the_past(changed: dict[str, str], faults: list[str]) -> None:
    with pytest.raises(InputRefused) as refused:
        sitting(**changed)
    assert pointers(refused) == faults


@pytest.mark.parametrize(
    ("reports", "ends", "overlap"),
    [
        ("11:30", "13:00", False),
        ("11:29", "13:00", True),
        ("07:00", "08:30", False),
        ("07:00", "08:31", True),
        ("09:30", "10:00", True),
        ("08:00", "12:00", True),
    ],
)
def test_overlap_is_from_reporting_to_the_end(reports: str, ends: str, overlap: bool) -> None:
    other = sitting(reports_at=reports, starts_at=reports, ends_at=ends)
    assert sitting().overlaps(other) is overlap
    assert other.overlaps(sitting()) is overlap


def test_revised_until_it_begins() -> None:
    made = sitting()
    assert made.revise({**ANSWERS, "place": "市第二中学"}, NOW, seated=2)
    assert not made.revise({**made.answers, "capacity": 5}, NOW, seated=2)
    assert (made.answers["place"], made.capacity) == ("市第二中学", 5)
    assert made.revise({**made.answers, "date": "2022-07-21"}, NOW, seated=2)
    assert made.day == DAY.date() + timedelta(days=1)
    with pytest.raises(WrongState, match="已经开始"):
        made.revise(ANSWERS, made.starts_at, seated=0)


def test_people_in_it_keep_their_places_and_their_form() -> None:
    made = sitting()
    with pytest.raises(InputRefused) as refused:
        made.revise({**ANSWERS, "capacity": 1, "form": "written"}, NOW, seated=2)
    assert pointers(refused) == ["/capacity", "/form"]
    assert (made.capacity, made.form) == (2, "interview")
    made.revise({**ANSWERS, "form": "written"}, NOW, seated=0)
    assert made.form == "written"


def test_people_can_print_before_they_report() -> None:
    made = sitting()
    made.announce(DAY - timedelta(days=2), NOW)
    with pytest.raises(InputRefused) as refused:
        made.revise({**ANSWERS, "date": "2022-07-17"}, NOW, seated=0)
    assert pointers(refused) == ["/date"]
    made.revise({**ANSWERS, "date": "2022-07-18"}, NOW, seated=0)


def test_announced_and_taken_back_before_the_day() -> None:
    made = sitting()
    opens = NOW + timedelta(days=7)
    made.announce(opens, NOW)
    assert (made.announced, made.printable(NOW), made.printable(opens)) == (True, False, True)
    with pytest.raises(WrongState, match="已经发布"):
        made.announce(opens, NOW)
    with pytest.raises(InputRefused) as refused:
        made.take_back(" ", NOW)
    assert pointers(refused) == ["/reason"]
    made.take_back("考点停电", NOW)
    assert not made.printable(opens)
    with pytest.raises(WrongState, match="还没有发布"):
        made.take_back("考点停电", NOW)


def test_what_was_meant_to_open_earlier_opens_now() -> None:
    made = sitting()
    made.announce(NOW - timedelta(days=1), NOW)
    assert made.printable_from == NOW


def test_printing_opens_before_people_report_and_is_not_closed_on_the_day() -> None:
    made = sitting()
    with pytest.raises(InputRefused) as refused:
        made.announce(made.reports_at, NOW)
    assert pointers(refused) == ["/opens"]
    made.announce(NOW, NOW)
    with pytest.raises(WrongState, match="当天"):
        made.take_back("考点停电", DAY)
    with pytest.raises(WrongState, match="已经开始"):
        sitting().announce(NOW, DAY.replace(hour=9))


def test_removed_when_it_is_empty() -> None:
    made = sitting()
    with pytest.raises(WrongState, match="还安排着 1 人"):
        made.remove(NOW, seated=1)
    made.remove(NOW, seated=0)
    assert made.removed_at == NOW


def test_a_place_is_moved_and_released() -> None:
    mine = ticket()
    mine.move("other")
    assert (mine.sitting_id, mine.number) == ("other", "2022000101")
    mine.release(NOW, " 改为免面试 ")
    assert (mine.released_at, mine.reason) == (NOW, "改为免面试")
    for late in (lambda: mine.move("s"), lambda: mine.release(NOW, ""), lambda: mine.arrive("operator", NOW)):
        with pytest.raises(WrongState):
            late()


def test_whoever_is_here_stays_here() -> None:
    mine = ticket()
    with pytest.raises(WrongState, match="还没有登记"):
        mine.undo_arrival()
    mine.arrive("operator", NOW)
    assert (mine.arrived_by, mine.arrived_at) == ("operator", NOW)
    with pytest.raises(WrongState, match="09:00 报到"):
        mine.arrive("operator", NOW)
    for late in (lambda: mine.move("other"), lambda: mine.release(NOW, "")):
        with pytest.raises(WrongState, match="已经报到"):
            late()
    mine.undo_arrival()
    assert (mine.arrived_by, mine.arrived_at) == (None, None)


def test_the_code_is_in_no_log() -> None:
    assert "secret" not in repr(ticket())


def test_numbers_follow_the_template() -> None:
    template = "{year}{plan:04}{specialty:02}{serial:04}"
    asked = {"year": 2022, "plan": 12, "specialty": 3}
    assert ticket_number(template, **asked, serial=7) == "20220012030007"
    assert number_scope(template, **asked) == "2022001203*"
    assert ticket_number(template, **asked, serial=12345) == "202200120312345"
    assert number_scope("A-{serial}", **asked) == "A-*"
