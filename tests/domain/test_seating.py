"""Nobody in two places at one time, no sitting with more people than it holds (feature 22)."""

from __future__ import annotations

from tests.domain.test_sitting import ANSWERS, NOW
from zcforms.domain.seating import Seating
from zcforms.domain.sitting import Sitting


def made(id: str, form: str = "interview", hour: int = 9, capacity: int = 1) -> Sitting:
    hours = {"reports_at": f"{hour:02}:00", "starts_at": f"{hour:02}:00", "ends_at": f"{hour + 1:02}:00"}
    return Sitting.planned(id, "plan", {**ANSWERS, **hours, "form": form, "capacity": capacity}, NOW)


ORAL, WRITTEN, LATER = made("oral"), made("written", "written"), made("later", "written", 14)


def test_places_are_counted() -> None:
    seating = Seating([ORAL], {}, {})
    assert seating.room(ORAL) == 1
    seating.place("a", ORAL)
    assert seating.room(ORAL) == 0
    seating.lift("a", "interview")
    seating.lift("nobody", "interview")
    assert seating.room(ORAL) == 1
    assert Seating([ORAL], {}, {"oral": 3}).room(ORAL) == -2


def test_two_who_change_places_do_not_stand_in_each_others_way() -> None:
    other = made("other")
    seating = Seating(
        [ORAL, other], {("a", "interview"): "oral", ("b", "interview"): "other"}, {"oral": 1, "other": 1}
    )
    for person in ("a", "b"):
        seating.lift(person, "interview")
    seating.place("a", other)
    seating.place("b", ORAL)
    assert (seating.room(ORAL), seating.room(other)) == (0, 0)


def test_nobody_is_in_two_places() -> None:
    seating = Seating([ORAL, WRITTEN, LATER], {("a", "interview"): "oral"}, {"oral": 1})
    assert seating.clash("a", WRITTEN) is ORAL
    assert seating.clash("a", LATER) is None
    assert seating.clash("a", ORAL) is None
    assert seating.clash("b", WRITTEN) is None
