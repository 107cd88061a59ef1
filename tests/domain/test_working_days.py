"""Working days: the last of so many, and the first that reaches so far."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from zcforms.domain.working_days import due, earliest


@pytest.mark.parametrize(
    ("since", "days", "last"),
    [
        (date(2022, 7, 5), 0, date(2022, 7, 5)),
        (date(2022, 7, 5), 3, date(2022, 7, 8)),
        (date(2022, 7, 5), 4, date(2022, 7, 11)),
        (date(2022, 7, 9), 1, date(2022, 7, 11)),
    ],
)
def test_working_days(since: date, days: int, last: date) -> None:
    """5 July 2022 is a Tuesday."""
    assert due(since, days) == last


@pytest.mark.parametrize("last", [date(2022, 7, day) for day in range(4, 16)])
@pytest.mark.parametrize("days", [1, 5, 7])
def test_the_earliest_day(last: date, days: int) -> None:
    first = earliest(last, days)
    assert due(first, days) >= last
    assert due(first - timedelta(days=1), days) < last
