"""Time between dates, and which of several values is the greatest, for the engine's facts. Independent of `dates` on purpose: the two must be able to
disagree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from zcforms.checks import core


def greatest(*terms: Any) -> Any:
    return sorted(terms)[-1]


def least(*terms: Any) -> Any:
    return sorted(terms)[0]


def first_of_month(day: date) -> date:
    return date.fromordinal(day.toordinal() - day.day + 1)


def calendar_years(start: date, end: date) -> int:
    return int(end.strftime("%Y")) - int(start.strftime("%Y"))


def _years(start: date, end: date) -> int:
    one, other = (day.year * 10_000 + day.month * 100 + day.day for day in (start, end))
    return (other - one) // 10_000


def _months(start: date, end: date) -> int:
    one, other = ((day.year * 12 + day.month) * 100 + day.day for day in (start, end))
    return (other - one) // 100


SPANS: Mapping[core.Unit, Callable[..., Any]] = {
    core.Unit.YEARS: _years,
    core.Unit.MONTHS: _months,
    core.Unit.DAYS: lambda start, end: end.toordinal() - start.toordinal(),
}


def under_way(turns: list[tuple[int, int]]) -> int:
    """Days on which one of the periods is under way. `turns`: where one begins (1) and where one is over (-1)."""
    days = running = before = 0
    for day, step in sorted(turns):
        days += day - before if running else 0
        running, before = running + step, day
    return days
