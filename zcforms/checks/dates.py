"""Elapsed time as the policies count it."""

from __future__ import annotations

import re
from datetime import date

_WRITTEN = re.compile(r"\d{4}-\d{2}(-\d{2})?", re.ASCII)


def full_years(start: date, end: date) -> int:
    """Anniversaries that have passed: who began on 10 September 2017 completes five years on 10 September 2022.

    A year that began on 29 February is complete on 1 March in a common year.
    """
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def calendar_years(start: date, end: date) -> int:
    """Years by the calendar: who began at any time in 2017 completes five years with the year 2022."""
    return end.year - start.year


def full_months(start: date, end: date) -> int:
    """Months that have passed, counted by the day of the month."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def back(moment: date, *, years: int = 0, months: int = 0) -> date:
    """The same day so many years and months earlier, or the last day of that month where it has no such day."""
    count = moment.year * 12 + moment.month - 1 - years * 12 - months
    year, month = divmod(count, 12)
    for day in range(moment.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, moment.day)


def is_month(text: str) -> bool:
    """Whether what `parse` reads is a month and not a day."""
    return len(text) < 10


def parse(text: str) -> date | None:
    """YYYY-MM-DD, or YYYY-MM for the first day of the month; None for anything else."""
    if not _WRITTEN.fullmatch(text):
        return None
    text = text if len(text) == 10 else f"{text}-01"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
