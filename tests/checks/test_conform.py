"""Typed facts as JSON has them (feature 66: what a rule adjusts becomes an answer again)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zcforms.checks.conform import untyped


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (date(2022, 7, 5), "2022-07-05"),
        (Decimal("6"), 6),
        (Decimal("2.50"), 2.5),
        (6, 6),
        ("x", "x"),
        (True, True),
        (None, None),
    ],
)
def test_a_single_value_is_json(typed: Any, plain: Any) -> None:
    found = untyped(typed)
    assert (found, type(found)) == (plain, type(plain))
