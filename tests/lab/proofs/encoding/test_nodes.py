"""Days as the solver counts them: order, full years, full months and days between are those of the calendar."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from zcforms.checks import dates
from zcforms.checks.kinds import Type
from zcforms.lab import proof
from zcforms.lab.proof import Quotient
from zcforms.lab.proofs.encoding.nodes import (
    MONTH,
    UNLISTED,
    YEAR,
    Calendar,
    Texts,
    Variables,
    day_number,
    day_of,
    is_day,
)

FIRST, LAST = date(1901, 1, 1), date(2099, 12, 31)
LEAP_DAYS = [date(year, 2, 29) for year in range(1904, 2100, 4)]


def days(number: int = 600) -> list[date]:
    source = random.Random("days")
    span = (LAST - FIRST).days
    made = [FIRST + timedelta(days=source.randrange(span)) for _ in range(number)]
    beside = [day + timedelta(days=step) for day in LEAP_DAYS[1:-1] for step in (-1, 0, 1, 2)]
    return [FIRST, LAST, *beside, *made]


def parts(day: date) -> Calendar:
    return Calendar(day.year // 4, day.year % 4, day.month - 1, day.day - 1)


def test_every_day_has_a_number_and_is_found_again() -> None:
    for day in days():
        assert day_of(day_number(day)) == day
        assert parts(day).key == day_number(day)
        assert is_day(day_number(day)) is True


def test_the_number_in_the_calendar_is_the_calendar_s() -> None:
    for day in days():
        assert parts(day).ordinal == day.toordinal(), day


def test_full_years_and_months_are_those_of_the_policies() -> None:
    """The trap of the leap day among them: who began on 29 February completes a year on 1 March."""
    known = days(200)
    source = random.Random("pairs")
    for _ in range(20_000):
        start, end = source.choice(known), source.choice(known)
        between = day_number(end) - day_number(start)
        assert proof.plain(Quotient(between, YEAR)) == dates.full_years(start, end), (start, end)
        assert proof.plain(Quotient(between, MONTH)) == dates.full_months(start, end), (start, end)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (2021, 2, 29),
        (2020, 2, 30),
        (2020, 2, 31),
        (2020, 4, 31),
        (2020, 6, 31),
        (2020, 9, 31),
        (2020, 11, 31),
    ],
)
def test_days_that_no_month_has_are_told(year: int, month: int, day: int) -> None:
    key = YEAR * year + MONTH * (month - 1) + day - 1
    assert is_day(key) is False
    assert day_of(key).month == month


def test_two_forms_see_the_same_choice_at_the_same_place() -> None:
    variables = Variables(shared=True)
    one = variables.leaf("basic/kind", Type.TEXT, options=[1, 2])
    other = variables.leaf("basic/kind", Type.TEXT, options=[2, 3])
    assert one is other
    assert one.options == {1, 2, 3}
    assert variables.leaf("basic/kind", Type.INTEGER) is not one


def test_a_text_has_one_number() -> None:
    texts = Texts()
    assert texts.number("甲") == texts.number("甲") != texts.number("乙")
    assert texts.text(texts.number("乙")) == "乙"
    assert texts.text(UNLISTED) not in texts.known()


def test_a_calendar_begins_with_the_first_year_that_days_lie_in() -> None:
    """1900 is one of four years with 1901, and no leap year, whatever four divides."""
    for year, possible in ((1900, False), (1901, True), (2099, True)):
        solver = proof.Solver()
        solver.require(parts(date(year, 12, 31)).limits)
        assert solver.ask([], proof.clock() + 5).possible is possible
