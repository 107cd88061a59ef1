"""Time limits are counted in working days: of a step, of a public notice, of what was returned."""

from __future__ import annotations

from datetime import date, timedelta


def due(since: date, days: int) -> date:
    """The last of so many working days after `since`; Saturdays and Sundays do not count, holidays are not known here."""
    day = since
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def earliest(last: date, days: int) -> date:
    """The first day since which so many working days are not over before `last`: `due(day, days) >= last`."""
    day = last
    while due(day - timedelta(days=1), days) >= last:
        day -= timedelta(days=1)
    return day
