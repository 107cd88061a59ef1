"""The reference evaluator: what a rule means, in as little Python as possible.

It reads the typed core over typed facts (`conform.typed`), in strong Kleene logic: None is unknown. The engine's oracle in tests and,
in production, the shadow of every verdict. Readable before fast.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from zcforms.checks import core, dates
from zcforms.checks.core import DOCUMENT, Condition, Records, Value

Environment = Mapping[str, Any]
Truth = bool | None

_COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ELAPSED: Mapping[core.Unit, Callable[[date, date], int]] = {
    core.Unit.YEARS: dates.full_years,
    core.Unit.MONTHS: dates.full_months,
    core.Unit.DAYS: lambda start, end: (end - start).days,
}


def holds(condition: Condition, facts: Mapping[str, Any]) -> Truth:
    """Whether the condition holds of the whole document; None: unknown."""
    return _truth(condition, {DOCUMENT: facts})


def value_of(value: Value, facts: Mapping[str, Any]) -> Any:
    """The value over the whole document; None: nothing."""
    return _value(value, {DOCUMENT: facts})


def truth_in(condition: Condition, env: Environment) -> Truth:
    """Whether the condition holds where each variable stands for this record (`DOCUMENT`: the whole facts); None: unknown."""
    return _truth(condition, env)


def value_in(value: Value, env: Environment) -> Any:
    """The value where each variable stands for this record; None: nothing."""
    return _value(value, env)


def values_of(
    records: Records, variable: str, where: Condition, value: Value, facts: Mapping[str, Any]
) -> list[Any]:
    """The present values over the records of the document that definitely fulfil `where`, in order."""
    env = {DOCUMENT: facts}
    return _present(value, variable, _chosen(records, variable, where, env), env)


def _truth(condition: Condition, env: Environment) -> Truth:
    match condition:
        case core.Constant(truth):
            return truth
        case core.Compare(op, left, right):
            one, other = _value(left, env), _value(right, env)
            return None if one is None or other is None else bool(_COMPARE[op](one, other))
        case core.Among(value, choices):
            found = _value(value, env)
            return None if found is None else found in [choice.value for choice in choices]
        case core.Present(value):
            return _value(value, env) is not None
        case _:
            return _combined(condition, env)


def _combined(condition: core.Compound, env: Environment) -> Truth:
    match condition:
        case core.AllOf(parts):
            return _at_least(len(parts), [_truth(part, env) for part in parts])
        case core.AnyOf(parts):
            return _at_least(1, [_truth(part, env) for part in parts])
        case core.AtLeast(number, parts):
            return _at_least(number, [_truth(part, env) for part in parts])
        case core.Not(part):
            truth = _truth(part, env)
            return None if truth is None else not truth
        case core.Definitely(part):
            return _truth(part, env) is True
        case _:
            return _quantified(condition, env)


def _quantified(condition: core.Quantified, env: Environment) -> Truth:
    match condition:
        case core.Some(records, variable, part):
            return _at_least(1, [_truth(part, {**env, variable: each}) for each in _list(records, env)])
        case core.Every(records, variable, part):
            truths = [_truth(part, {**env, variable: each}) for each in _list(records, env)]
        case _:
            names = (condition.first, condition.second)
            pairs = itertools.permutations(_list(condition.records, env), 2)
            truths = [
                _truth(condition.condition, {**env, **dict(zip(names, pair, strict=True))}) for pair in pairs
            ]
    return _at_least(len(truths), truths)


def _at_least(number: int, truths: list[Truth]) -> Truth:
    if truths.count(True) >= number:
        return True
    return False if truths.count(True) + truths.count(None) < number else None


def _value(value: Value, env: Environment) -> Any:
    match value:
        case core.Literal(_, literal):
            return literal
        case core.Field(variable, path, _):
            return _found(env[variable], path)
        case core.FirstPresent(values):
            return next((found for each in values if (found := _value(each, env)) is not None), None)
        case core.Count(records, variable, where):
            return len(_chosen(records, variable, where, env))
        case core.Total(records, variable, where, inner):
            return sum(_present(inner, variable, _chosen(records, variable, where, env), env))
        case core.Distinct(records, variable, where, inner):
            return len(set(_present(inner, variable, _chosen(records, variable, where, env), env)))
        case _:
            return _calculated(value, env)


def _calculated(value: core.Calculated, env: Environment) -> Any:
    operands = [_value(each, env) for each in _operands(value)]
    if None in operands:
        return None
    match value:
        case core.Elapsed(unit):
            return _ELAPSED[unit](*operands)
        case core.YearOf():
            return operands[0].year
        case core.Sum():
            return sum(operands)
        case core.Difference():
            return operands[0] - operands[1]
        case core.Multiple(factor):
            return factor * operands[0]
        case _:
            return max(operands) if value.greatest else min(operands)


def _operands(value: core.Calculated) -> tuple[Value, ...]:
    match value:
        case core.Elapsed(_, start, end):
            return (start, end)
        case core.Difference(left, right):
            return (left, right)
        case core.YearOf(inner) | core.Multiple(_, inner):
            return (inner,)
        case _:
            return value.values


def _chosen(records: Records, variable: str, where: Condition, env: Environment) -> list[Any]:
    return [each for each in _list(records, env) if _truth(where, {**env, variable: each}) is True]


def _present(value: Value, variable: str, records: Iterable[Any], env: Environment) -> list[Any]:
    found = [_value(value, {**env, variable: each}) for each in records]
    return [each for each in found if each is not None]


def _list(records: Records, env: Environment) -> list[Any]:
    return _found(env[records.variable], records.path) or []


def _found(node: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node
