"""What numbers a value can come to, and how many records it takes to bring one to so much."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

from zcforms.checks import core
from zcforms.checks.core import Counted, Value
from zcforms.checks.kinds import Type, Unit
from zcforms.lab.proofs.bounds.lists import FINEST, INFINITE, Bounds, Lists, place_of
from zcforms.lab.proofs.bounds.needs import Amount, ListPath

_DAYS = {Unit.YEARS: 366, Unit.MONTHS: 31, Unit.DAYS: 1}
"""Days that are certainly so long."""
_UNBOUNDED: Bounds = (-INFINITE, INFINITE)
Places = Mapping[str, ListPath]


def reach(value: Value, lists: Lists, places: Places) -> Bounds:
    """The least and the greatest number that an answered value comes to, whatever is answered."""
    match value:
        case core.Literal(type=kind, value=number):
            exact = Decimal(str(number)) if kind.numeric else None
            return _UNBOUNDED if exact is None else (exact, exact)
        case core.Field():
            return lists.bounds(place_of(value, places))
        case core.Count() | core.Total() | core.Distinct() | core.Covered():
            return _counted(value, lists, places)
        case core.FirstPresent() | core.Chosen():
            found = [reach(each, lists, places) for each in _taken(value)]
            return min((low for low, _ in found), default=-INFINITE), max(
                (high for _, high in found), default=INFINITE
            )
        case _:
            return _calculated(value, lists, places)


def _taken(value: core.FirstPresent | core.Chosen) -> tuple[Value, ...]:
    if isinstance(value, core.FirstPresent):
        return value.values
    return core.outcomes(value.branches, value.otherwise)


def _calculated(value: Value, lists: Lists, places: Places) -> Bounds:
    found = [reach(each, lists, places) for each in operands(value)]
    lows, highs = [low for low, _ in found], [high for _, high in found]
    match value:
        case core.Sum():
            return sum(lows, Decimal(0)), sum(highs, Decimal(0))
        case core.Difference():
            return lows[0] - highs[1], highs[0] - lows[1]
        case core.Multiple(factor):
            ends = [factor * each if factor else Decimal(0) for each in (lows[0], highs[0])]
            return min(ends), max(ends)
        case core.Extreme(greatest):
            pick = max if greatest else min
            return pick(lows), pick(highs)
        case _:
            return _UNBOUNDED


def _counted(value: Counted, lists: Lists, places: Places) -> Bounds:
    path = (*places[value.records.variable], *value.records.path)
    most, inside = lists.at_most(path), {**places, value.variable: (*path, "*")}
    match value:
        case core.Count():
            return Decimal(0), most
        case core.Distinct(value=inner):
            options = lists.options(place_of(inner, inside)) if isinstance(inner, core.Field) else INFINITE
            return Decimal(0), min(most, options)
        case core.Total(value=inner):
            low, high = reach(inner, lists, inside)
            return min(Decimal(0), _times(most, low)), max(Decimal(0), _times(most, high))
        case _:
            return Decimal(0), INFINITE


def _times(one: Decimal, other: Decimal) -> Decimal:
    return one * other if one and other else Decimal(0)


def picked(value: Counted, least: Decimal, lists: Lists, places: Places) -> Amount:
    """How many records, well chosen, bring the value to `least` if all of them do. `places`: with the record's variable.

    Each that is chosen adds something new: 1 to a count, a value that was not there, a day; to a sum the least that a record can add."""
    if least.is_infinite():
        return None
    match value:
        case core.Total(value=inner):
            return math.ceil(least / _smallest(inner, lists, places))
        case core.Covered(unit=unit, calendar=calendar):
            days = _DAYS[Unit.YEARS if calendar and unit is not Unit.DAYS else unit]
            return math.ceil(least) * days
        case _:
            return math.ceil(least)


def _smallest(value: Value, lists: Lists, places: Places) -> Decimal:
    """The least number above 0 that the value can be, of a value that is never below 0."""
    kind = core.type_of(value)
    if isinstance(value, core.Field):
        step = lists.step(place_of(value, places), kind)
    else:
        step = Decimal(1) if kind is Type.INTEGER else FINEST
    return max(step, reach(value, lists, places)[0])


def operands(value: Value) -> tuple[Value, ...]:
    """What a calculated value is calculated from; of others nothing."""
    match value:
        case core.Elapsed(_, start, end):
            return (start, end)
        case core.Difference(left, right):
            return (left, right)
        case core.YearOf(inner) | core.MonthOf(inner) | core.Multiple(_, inner):
            return (inner,)
        case core.Sum(values) | core.Extreme(_, values):
            return values
        case _:
            return ()
