"""Formats are those that people write, and only real days pass."""

from __future__ import annotations

import pytest

from zcforms.documents.formats import is_date, is_email, is_month, is_time


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("2020-02-29", True),
        ("2021-02-29", False),
        ("20200229", False),
        ("2020-W01-1", False),
        ("2020-2-9", False),
        ("２０２０-02-29", False),
        ("2020-02-29\n", False),
        (20200229, True),
    ],
)
def test_dates(text: object, real: bool) -> None:
    assert is_date(text) is real


@pytest.mark.parametrize(
    ("text", "real"), [("2020-02", True), ("2020-13", False), ("2020-2", False), ("2020-02-01", False)]
)
def test_months(text: str, real: bool) -> None:
    assert is_month(text) is real


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("00:00", True),
        ("23:59", True),
        ("24:00", False),
        ("8:30", False),
        ("08:60", False),
        ("08:30\n", False),
        (830, True),
    ],
)
def test_times(text: object, real: bool) -> None:
    assert is_time(text) is real


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("a@example.com", True),
        ("王@例子.中国", True),
        ("a@b", False),
        ("a b@example.com", False),
        ("@example.com", False),
    ],
)
def test_addresses(text: str, real: bool) -> None:
    assert is_email(text) is real
