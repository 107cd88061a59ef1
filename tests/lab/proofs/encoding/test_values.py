"""Periods that are covered together are worked out in the order of their starts only where that order can be had."""

from __future__ import annotations

from datetime import date

import pytest

from zcforms.checks.core import DOCUMENT, TRUE, Covered, Field, Literal, Records
from zcforms.checks.kinds import Type
from zcforms.lab import proof
from zcforms.lab.proofs.encoding.nodes import Calendar, Group, Leaf, Many, Texts, day_number
from zcforms.lab.proofs.encoding.rules import Reader

UNTIL = Literal(Type.DATE, date(2022, 1, 1))


def leaf(name: str, day: date) -> Leaf:
    parts = Calendar(day.year // 4, day.year % 4, day.month - 1, day.day - 1)
    return Leaf(name, Type.DATE, True, True, day_number(day), calendar=parts)


def period(start: date, end: date) -> Group:
    known = {"start": start, "begun": start, "end": end}
    return Group("r", True, {name: leaf(name, day) for name, day in known.items()})


def reader() -> Reader:
    many = Many("work", True, [period(date(2019, 1, 1), date(2020, 12, 31))], [True])
    categories = Group("categories", True, {"x": many})
    return Reader(
        Group("", True, {"work": many, "categories": categories}),
        Texts(),
        lambda _: None,
        proof.truth,
        proof.number,
    )


def covered(start: str, *path: str) -> Covered:
    field = Field("r1", (start,), Type.DATE)
    return Covered(Records(DOCUMENT, path), "r1", TRUE, field, Field("r1", ("end",), Type.DATE), UNTIL)


def test_one_period_covers_its_years() -> None:
    found = reader()
    assert found.value(covered("start", "work")).term == 2
    assert not found.open


@pytest.mark.parametrize("other", [covered("begun", "work"), covered("start", "categories", "x")])
def test_what_cannot_be_in_two_orders_is_left_open_and_named(other: Covered) -> None:
    """A list that another rule takes to be in another order, and one that is several lists one after the other: otherwise somebody would be overlooked."""
    found = reader()
    found.value(covered("start", "work"))
    assert not isinstance(found.value(other).term, int)
    assert found.open
