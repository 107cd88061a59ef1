"""Facts for the engine: values and forms -> functions that compute plain integers, texts and truth values from typed facts.

Counts, sums, dates, membership and comparisons within one record are worked out here, before the engine; which rule is violated is
decided there. Decimals are integers scaled by `SCALE`. Independent of the reference evaluator on purpose.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from zcforms.checks import core, normal
from zcforms.checks.core import Records, Type, Value, type_of
from zcforms.checks.normal import Form, Mode
from zcforms.checks.scope import DECIMALS

SCALE = 10**DECIMALS
Environment: TypeAlias = dict[str, Any]
Measure: TypeAlias = Callable[[Environment], Any]
"""int, str, bool, date, or None for nothing."""

_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def measure(value: Value, kind: Type) -> Measure:
    """The function for a value that is used as `kind`: an integer used as a decimal is scaled."""
    inner = _measured(value)
    if kind is Type.NUMBER and type_of(value) is Type.INTEGER:
        return lambda env: None if (found := inner(env)) is None else found * SCALE
    return inner


def _measured(value: Value) -> Measure:
    match value:
        case core.Literal(_, literal):
            fixed = int(literal * SCALE) if isinstance(literal, Decimal) else literal
            return lambda _: fixed
        case core.Field(variable, path, kind):
            return _field(variable, path, kind)
        case core.FirstPresent(values):
            choices = [measure(each, type_of(value)) for each in values]
            return lambda env: next((found for each in choices if (found := each(env)) is not None), None)
        case core.Count() | core.Total() | core.Distinct():
            return _over_records(value)
        case _:
            return _calculated(value)


def _field(variable: str, path: tuple[str, ...], kind: Type) -> Measure:
    scaled = kind is Type.NUMBER

    def find(env: Environment) -> Any:
        node = env[variable]
        for name in path:
            node = node.get(name) if isinstance(node, Mapping) else None
        return int(node * SCALE) if scaled and node is not None else node

    return find


def _calculated(value: core.Calculated) -> Measure:
    operands: tuple[Value, ...]
    combine: Callable[..., Any]
    match value:
        case core.Elapsed(unit, start, end):
            operands, combine = (start, end), _SPANS[unit]
        case core.YearOf(inner):
            operands, combine = (inner,), lambda moment: moment.year
        case core.Sum(values):
            operands, combine = values, lambda *terms: sum(terms)
        case core.Difference(left, right):
            operands, combine = (left, right), operator.sub
        case core.Multiple(factor, inner):
            operands, combine = (inner,), lambda term: factor * term
        case _:
            operands, combine = value.values, _greatest if value.greatest else _least
    measures = [measure(each, type_of(value)) for each in operands]

    def calculate(env: Environment) -> Any:
        found = [each(env) for each in measures]
        return None if any(each is None for each in found) else combine(*found)

    return calculate


def _greatest(*terms: Any) -> Any:
    return sorted(terms)[-1]


def _least(*terms: Any) -> Any:
    return sorted(terms)[0]


def _years(start: date, end: date) -> int:
    one, other = (day.year * 10_000 + day.month * 100 + day.day for day in (start, end))
    return (other - one) // 10_000


def _months(start: date, end: date) -> int:
    one, other = ((day.year * 12 + day.month) * 100 + day.day for day in (start, end))
    return (other - one) // 100


_SPANS: Mapping[core.Unit, Callable[..., Any]] = {
    core.Unit.YEARS: _years,
    core.Unit.MONTHS: _months,
    core.Unit.DAYS: lambda start, end: end.toordinal() - start.toordinal(),
}


def _over_records(value: core.Count | core.Total | core.Distinct) -> Measure:
    chosen = _choose(value.records, value.variable, normal.form(value.where, Mode.TRUE))
    if isinstance(value, core.Count):
        return lambda env: sum(1 for _ in chosen(env))
    variable, inner = value.variable, _measured(value.value)

    def values(env: Environment) -> list[Any]:
        found = [inner({**env, variable: each}) for each in chosen(env)]
        return [each for each in found if each is not None]

    if isinstance(value, core.Total):
        return lambda env: sum(values(env))
    return lambda env: len(set(values(env)))


def _choose(records: Records, variable: str, where: Form) -> Callable[[Environment], list[Any]]:
    test = fulfils(where)
    listed = _listed(records)
    return lambda env: [each for each in listed(env) if test({**env, variable: each})]


def _listed(records: Records) -> Callable[[Environment], list[Any]]:
    find = _field(records.variable, records.path, Type.TEXT)
    return lambda env: find(env) or []


# ------------------------------------------------------------------------------------------------ forms


def fulfils(asked: Form) -> Callable[[Environment], bool]:
    """The function that decides a two-valued form, for records that are counted before the engine runs."""
    match asked:
        case normal.Every(forms):
            tests = [fulfils(each) for each in forms]
            return lambda env: all(test(env) for test in tests)
        case normal.Either(forms):
            tests = [fulfils(each) for each in forms]
            return lambda env: any(test(env) for test in tests)
        case normal.Known(value, present):
            find = _measured(value)
            return lambda env: (find(env) is not None) is present
        case normal.Test(op, left, right):
            return _test(_OPERATORS[op], left, right)
        case normal.Member(value, choices, inside):
            flag = membership(value, choices)
            return lambda env: flag(env) == int(inside)
        case _:
            number, negated = tally(asked), asked.negated
            return lambda env: (number(env) == 0) is negated


def _test(compare: Callable[[Any, Any], bool], left: Value, right: Value) -> Callable[[Environment], bool]:
    kind = core.widest(type_of(left), type_of(right))
    one, other = measure(left, kind), measure(right, kind)

    def test(env: Environment) -> bool:
        first, second = one(env), other(env)
        return first is not None and second is not None and compare(first, second)

    return test


def membership(value: Value, choices: tuple[core.Literal, ...]) -> Measure:
    """1 or 0: whether the value is among the choices; None when it is absent."""
    kind = core.widest(type_of(value), *(choice.type for choice in choices))
    find = measure(value, kind)
    known = {measure(choice, kind)({}) for choice in choices}
    return lambda env: None if (found := find(env)) is None else int(found in known)


def gap(left: Value, right: Value) -> Measure:
    """How far two values of the same record lie apart: their difference, or 0 and 1 for equal and different texts."""
    kind = core.widest(type_of(left), type_of(right))
    one, other = measure(left, kind), measure(right, kind)

    def distance(env: Environment) -> int | None:
        first, second = one(env), other(env)
        if first is None or second is None:
            return None
        if isinstance(first, date):
            return int(first.toordinal() - second.toordinal())
        return int(first != second) if isinstance(first, str | bool) else int(first - second)

    return distance


def tally(asked: normal.Exists | normal.ExistsPair) -> Measure:
    """How many records, or ordered pairs of records, fulfil the form that is asked for."""
    test = fulfils(asked.form)
    listed = _listed(asked.records)
    if isinstance(asked, normal.Exists):
        variable = asked.variable
        return lambda env: sum(1 for each in listed(env) if test({**env, variable: each}))
    first, second = asked.first, asked.second

    def pairs(env: Environment) -> int:
        records = listed(env)
        return sum(
            1
            for i, one in enumerate(records)
            for j, other in enumerate(records)
            if i != j and test({**env, first: one, second: other})
        )

    return pairs
