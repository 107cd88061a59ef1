"""When a plan takes declarations: the window, its closing time, the grace, the longer time for what was returned."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

from zcforms.domain.window import Window

CHINA = timezone(timedelta(hours=8))
DAYS = {"opens": date(2022, 6, 21), "closes": date(2022, 7, 31)}


def at(month: int, day: int, *clock: int) -> datetime:
    return datetime(2022, month, day, *clock, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(6, 20, 23, 59, 59), False),
        (at(6, 21), True),
        (at(7, 31, 17, 29), True),
        (at(7, 31, 17, 30, 59), True),
        (at(7, 31, 17, 31), False),
        (at(8, 1), False),
    ],
)
def test_the_last_day_ends_at_the_closing_time(moment: datetime, is_open: bool) -> None:
    assert Window(**DAYS, closing_time=time(17, 30)).open_at(moment) is is_open


def test_without_a_closing_time_the_whole_last_day_belongs_to_it() -> None:
    window = Window(**DAYS)
    assert window.open_at(at(7, 31, 23, 59, 59))
    assert not window.open_at(at(8, 1))


def test_the_grace_is_for_what_was_begun_in_time() -> None:
    window = Window(**DAYS, closing_time=time(17, 30), grace_minutes=90)
    in_time = window.last_submission(at(7, 31, 17, 30), returned=None)
    assert (in_time.hour, in_time.minute) == (19, 0)
    assert window.last_submission(at(7, 31, 18), returned=None) == window.closing(at(7, 31))


def test_what_was_returned_may_have_longer_and_never_shorter() -> None:
    window = Window(**DAYS, resubmit_until=date(2022, 8, 10))
    begun, back = at(7, 1), at(7, 20)
    assert window.last_submission(begun, returned=None).date() == date(2022, 7, 31)
    assert window.last_submission(begun, returned=back).date() == date(2022, 8, 10)
    graceful = Window(**DAYS, grace_minutes=60, resubmit_until=date(2022, 7, 31))
    assert graceful.last_submission(begun, returned=back) == graceful.last_submission(begun, returned=None)
    assert Window(**DAYS).last_submission(begun, returned=back).date() == date(2022, 7, 31)


@pytest.mark.parametrize(
    ("returned", "last"),
    [
        (at(7, 15, 9), at(7, 31, 17, 30)),  # the close is later
        (at(7, 25, 9), at(8, 1, 17, 30)),  # a Monday: Tuesday to Friday, and the next Monday
        (at(7, 29, 23, 59), at(8, 5, 17, 30)),
        (at(7, 30, 0, 0), at(8, 5, 17, 30)),  # at a weekend
        (at(8, 22, 9), at(8, 29, 17, 30)),  # after the close
    ],
)
def test_so_many_working_days_after_the_return(returned: datetime, last: datetime) -> None:
    """Whichever is later, the close or the last of five working days; open to the end of its minute."""
    window = Window(**DAYS, closing_time=time(17, 30), resubmit_days=5)
    found = window.last_submission(at(7, 1), returned=returned)
    assert last + timedelta(seconds=59) <= found < last + timedelta(minutes=1)


def test_the_last_day_at_all_ends_the_working_days_and_gives_none() -> None:
    window = Window(**DAYS, resubmit_days=5, resubmit_until=date(2022, 8, 10))
    begun = at(7, 1)
    for returned, last in (
        (at(7, 1), date(2022, 7, 31)),  # not until the last day at all, as without the working days
        (at(8, 1), date(2022, 8, 8)),
        (at(8, 8), date(2022, 8, 10)),
        (at(8, 11), date(2022, 8, 10)),
    ):
        assert window.last_submission(begun, returned=returned).date() == last
    assert window.last_submission(begun, returned=None).date() == date(2022, 7, 31)


def test_the_grace_is_not_added_to_the_working_days() -> None:
    window = Window(**DAYS, closing_time=time(17, 30), grace_minutes=60, resubmit_days=5)
    again = window.last_submission(at(7, 1), returned=at(8, 1))
    assert (again.date(), again.hour, again.minute) == (date(2022, 8, 8), 17, 30)
