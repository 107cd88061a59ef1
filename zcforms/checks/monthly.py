"""Dates that are known only as a month: which they are, and how they are compared with days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zcforms.checks.core import Chosen, Extreme, Field, FirstPresent, Literal, MonthOf, Value, outcomes


def ends(value: Value) -> Iterator[Value]:
    """What the value is one of, through everything that only chooses."""
    match value:
        case Extreme(values=values) | FirstPresent(values):
            for each in values:
                yield from ends(each)
        case Chosen(branches, otherwise):
            for each in outcomes(branches, otherwise):
                yield from ends(each)
        case _:
            yield value


def is_month(value: Value) -> bool:
    """Whether a date is known only as a month. Of what is chosen among several, ask of its `ends`."""
    return isinstance(value, MonthOf) or (isinstance(value, Literal | Field) and value.month)


def in_months(value: Value) -> Value:
    """The same date as a month."""
    if isinstance(value, Literal):
        return whole_month(value)
    return value if all(map(is_month, ends(value))) else MonthOf(value)


def whole_month(written: Literal) -> Literal:
    """A written date as its month."""
    if not isinstance(written.value, date):
        return written
    return Literal(written.type, written.value.replace(day=1), month=True)


def alike(one: Value, other: Value) -> tuple[Value, Value]:
    """Both as they are compared: a day beside what is, or may be, a month counts as its month."""
    if any(map(is_month, (*ends(one), *ends(other)))):
        return in_months(one), in_months(other)
    return one, other
