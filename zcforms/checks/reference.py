"""The reference evaluator: what a rule means, in as little Python as possible.

It reads the typed core over typed facts (`conform.typed`), in strong Kleene logic: None is unknown. The engine's oracle in tests and,
in production, the shadow of every verdict. Readable before fast. A rule that goes through more records than `MOST_STEPS` is given up.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, get_args

from zcforms.checks import core, dates
from zcforms.checks.core import DOCUMENT, Condition, Field, Nothing, Records, Value
from zcforms.checks.steps import STEPS, Steps

Environment = Mapping[str, Any]
Truth = bool | None

_COMPARE: Mapping[core.Operator, Callable[[Any, Any], bool]] = {
    core.Operator.EQUAL: operator.eq,
    core.Operator.UNEQUAL: operator.ne,
    core.Operator.LESS: operator.lt,
    core.Operator.AT_MOST: operator.le,
    core.Operator.MORE: operator.gt,
    core.Operator.AT_LEAST: operator.ge,
}
_DAY = timedelta(days=1)
_NONE, _UNASKED = Nothing.NONE, Nothing.UNASKED  # once: to look a member up costs more than to compare
_ANSWERED = core.State.ANSWERED
_ELAPSED: Mapping[core.Unit, Callable[[date, date], int]] = {
    core.Unit.YEARS: dates.full_years,
    core.Unit.MONTHS: dates.full_months,
    core.Unit.DAYS: lambda start, end: (end - start).days,
}


def holds(condition: Condition, facts: Mapping[str, Any]) -> Truth:
    """Whether the condition holds of the whole document; None: unknown. Raises `TooManySteps`."""
    return _truth(condition, _of(facts))


def value_of(value: Value, facts: Mapping[str, Any]) -> Any:
    """The value over the whole document; None: blank; else a `Nothing`. Raises `TooManySteps`."""
    return _value(value, _of(facts))


def truth_in(condition: Condition, env: Environment) -> Truth:
    """Whether the condition holds where each variable stands for this record (`DOCUMENT`: the whole facts); None: unknown."""
    return _truth(condition, {STEPS: Steps(), **env})


def value_in(value: Value, env: Environment) -> Any:
    """The value where each variable stands for this record; None: blank; else a `Nothing`."""
    return _value(value, {STEPS: Steps(), **env})


def taken_in(value: Value, env: Environment) -> Value:
    """Which of several values is taken, where the value only chooses among them; otherwise the value itself."""
    return _taken(value, {STEPS: Steps(), **env})


def chosen_in(value: core.Distinct, env: Environment) -> list[Any]:
    """The answered values of all its records, whatever is selected of them, where each variable stands for this record."""
    here = {STEPS: Steps(), **env}
    return _answered(value.value, value.variable, _list(value.records, here), here)


def state_in(subject: Value | Records, env: Environment) -> core.State:
    """What became of a value or a list where each variable stands for this record."""
    return _state(subject, {STEPS: Steps(), **env})


def values_of(
    records: Records, variable: str, where: Condition, value: Value, facts: Mapping[str, Any]
) -> list[Any]:
    """The answered values over the records of the document that definitely fulfil `where`, in order."""
    env = _of(facts)
    return _answered(value, variable, _chosen(records, variable, where, env), env)


def unasked(condition: Condition, facts: Mapping[str, Any]) -> tuple[Field | Records, ...]:
    """What the condition reads and the applicant was never asked, in the document or in any of the records that it goes through."""
    return tuple(dict.fromkeys(_unasked(condition, _of(facts))))


def unmet(condition: Condition, facts: Mapping[str, Any]) -> bool:
    """Whether the condition is not true, and that not only for want of what was never asked: of alternatives and parts, one that the
    applicant was asked is not met."""
    return _unmet(condition, _of(facts))


def _unmet(condition: Condition, env: Environment) -> bool:
    truth = _truth(condition, env)
    if truth is not None:
        return not truth
    if isinstance(condition, core.AllOf | core.AnyOf | core.AtLeast):
        return any(_unmet(part, env) for part in condition.conditions)
    return next(_unasked(condition, env), None) is None


def _of(facts: Mapping[str, Any]) -> Environment:
    return {DOCUMENT: facts, STEPS: Steps()}


def _unasked(node: core.Node, env: Environment) -> Iterator[Field | Records]:
    if isinstance(node, Field | Records):
        if node.variable in env and _found(env[node.variable], node.path) is _UNASKED:
            yield node
        return
    records = getattr(node, "records", None)
    inside = [env] if records is None else list(_inside(node, records, env))
    for child in core.children(node):
        for each in [env] if child is records else inside:
            yield from _unasked(child, each)


def _inside(node: Any, records: Records, env: Environment) -> Iterator[Environment]:
    """Each record as what the node's variable stands for (of pairs, as both); and none, for what the node reads outside of them."""
    yield env
    names = (node.first, node.second) if isinstance(node, core.EveryPair) else (node.variable,)
    for each in _list(records, env) if records.variable in env else ():
        yield {**env, **dict.fromkeys(names, each)}


def _truth(condition: Condition, env: Environment) -> Truth:
    return _TRUTH[type(condition)](condition, env)


def _compare(condition: core.Compare, env: Environment) -> Truth:
    left, right = condition.left, condition.right
    return _compared(condition.operator, _VALUE[type(left)](left, env), _VALUE[type(right)](right, env))


def _among(condition: core.Among, env: Environment) -> Truth:
    choices = [choice.value for choice in condition.choices]
    return _tested(_value(condition.value, env), lambda found: found in choices)


def _contains(condition: core.Contains, env: Environment) -> Truth:
    texts, at_start = condition.texts, condition.at_start
    return _tested(
        _value(condition.value, env), lambda found: any(_has(found, text, at_start) for text in texts)
    )


def _compared(op: core.Operator, one: Any, other: Any) -> Truth:
    """Unknown with a blank or what was not asked; 无 equals nothing and has no order."""
    if one is None or other is None or one is _UNASKED or other is _UNASKED:
        return None
    if one is _NONE or other is _NONE:
        return op is core.Operator.UNEQUAL
    return _COMPARE[op](one, other)


def _tested(found: Any, test: Callable[[Any], bool]) -> Truth:
    if core.state_of(found) is _ANSWERED:
        return test(found)
    return False if found is _NONE else None


def _has(text: str, part: str, at_start: bool) -> bool:
    return text.startswith(part) if at_start else part in text


def _state(subject: Value | Records, env: Environment) -> core.State:
    if isinstance(subject, Records):
        found = _found(env[subject.variable], subject.path)
        return core.state_of([] if found is None else found)
    return core.state_of(_value(subject, env))


def _all_of(condition: core.AllOf, env: Environment) -> Truth:
    truths = _truths(condition.conditions, env)
    return _at_least(len(truths), truths)


def _truths(conditions: Iterable[Condition], env: Environment) -> list[Truth]:
    return [_TRUTH[type(part)](part, env) for part in conditions]


def _not(condition: core.Not, env: Environment) -> Truth:
    truth = _truth(condition.condition, env)
    return None if truth is None else not truth


def _some_or_every(condition: core.Some | core.Every, env: Environment) -> Truth:
    if _found(env[condition.records.variable], condition.records.path) is _UNASKED:
        return None
    part, listed = condition.condition, _list(condition.records, env)
    evaluate = _TRUTH[type(part)]
    truths = [evaluate(part, here) for here in _each(condition.variable, listed, env)]
    return _at_least(1 if isinstance(condition, core.Some) else len(truths), truths)


def _every_pair(condition: core.EveryPair, env: Environment) -> Truth:
    if _state(condition.records, env) is core.State.UNASKED:
        return None
    listed = _list(condition.records, env)
    names = (condition.first, condition.second)
    env[STEPS].take(len(listed) ** 2)
    truths = [
        _truth(condition.condition, {**env, **dict(zip(names, pair, strict=True))})
        for pair in itertools.permutations(listed, 2)
    ]
    return _at_least(len(truths), truths)


def _at_least(number: int, truths: list[Truth]) -> Truth:
    if truths.count(True) >= number:
        return True
    return False if truths.count(True) + truths.count(None) < number else None


def _value(value: Value, env: Environment) -> Any:
    return _VALUE[type(value)](value, env)


def _first_present(value: core.FirstPresent, env: Environment) -> Any:
    found = [_value(each, env) for each in value.values]
    answered = (each for each in found if core.state_of(each) is _ANSWERED)
    return next(answered, _nothing(found))


def _chosen_value(value: core.Chosen, env: Environment) -> Any:
    fulfilled = (each.value for each in value.branches if _truth(each.condition, env) is True)
    taken = next(fulfilled, value.otherwise)
    return None if taken is None else _value(taken, env)


def _taken(value: Value, env: Environment) -> Value:
    match value:
        case core.FirstPresent(values):
            answered = (each for each in values if core.state_of(_value(each, env)) is _ANSWERED)
            chosen = next(answered, None)
        case core.Chosen(branches, otherwise):
            chosen = next((each.value for each in branches if _truth(each.condition, env) is True), otherwise)
        case core.Extreme(values=values):
            made = _value(value, env)
            chosen = next((each for each in values if _value(each, env) == made), None)
        case _:
            return value
    return value if chosen is None else _taken(chosen, env)


def _nothing(found: list[Any]) -> Any:
    """What nothing among several amounts to: not asked before blank before 无."""
    if _UNASKED in found:
        return _UNASKED
    return None if None in found else _NONE


def _over_records(value: core.Counted, env: Environment) -> Any:
    become = _state(value.records, env)
    if become is core.State.UNASKED:
        return _UNASKED
    if become is core.State.BLANK and value.records.choices:
        return None
    chosen = _chosen(value.records, value.variable, value.where, env)
    match value:
        case core.Count():
            return len(chosen)
        case core.Total(value=inner):
            return sum(_answered(inner, value.variable, chosen, env))
        case core.Covered():
            return _covered(value, chosen, env)
        case _:
            return len(set(_answered(value.value, value.variable, chosen, env)))


def _covered(value: core.Covered, chosen: list[Any], env: Environment) -> Any:
    """The periods one after the other, each from where those before it have ended."""
    until = _value(value.until, env)
    if core.state_of(until) is not _ANSWERED:
        return until
    periods = []
    for here in _each(value.variable, chosen, env):
        start, end = _value(value.start, here), _value(value.end, here)
        if core.state_of(start) is _ANSWERED:
            last = end if core.state_of(end) is _ANSWERED else until
            periods.append((start, min(last, until)))
    days, reached = 0, date.min
    for start, last in sorted(periods):
        after = min(last + _DAY, until) if last < date.max else until
        days += max(0, (after - max(start, reached)).days)
        reached = max(reached, after)
    if value.unit is core.Unit.DAYS:
        return days
    if value.calendar:
        return dates.calendar_years(until - days * _DAY, until)
    return _ELAPSED[value.unit](until - days * _DAY, until)


def _calculated(value: core.Calculated, env: Environment) -> Any:
    operands = [_value(each, env) for each in _operands(value)]
    if any(core.state_of(each) is not _ANSWERED for each in operands):
        return _nothing(operands)
    match value:
        case core.Elapsed():
            return _elapsed(value, *operands)
        case core.YearOf():
            return operands[0].year
        case core.MonthOf():
            return operands[0].replace(day=1)
        case core.Sum():
            return sum(operands)
        case core.Difference():
            return operands[0] - operands[1]
        case core.Multiple(factor):
            return factor * operands[0]
        case _:
            return max(operands) if value.greatest else min(operands)


def _elapsed(value: core.Elapsed, start: date, end: date) -> int:
    if value.calendar and value.unit is core.Unit.YEARS:
        return dates.calendar_years(start, end)
    return _ELAPSED[value.unit](start, end)


def _operands(value: core.Calculated) -> tuple[Value, ...]:
    match value:
        case core.Elapsed(_, start, end):
            return (start, end)
        case core.Difference(left, right):
            return (left, right)
        case core.YearOf(inner) | core.MonthOf(inner) | core.Multiple(_, inner):
            return (inner,)
        case _:
            return value.values


def _chosen(records: Records, variable: str, where: Condition, env: Environment) -> list[Any]:
    listed = _list(records, env)
    if where == core.TRUE:
        return listed
    evaluate = _TRUTH[type(where)]
    return [here[variable] for here in _each(variable, listed, env) if evaluate(where, here) is True]


def _answered(value: Value, variable: str, records: Iterable[Any], env: Environment) -> list[Any]:
    evaluate = _VALUE[type(value)]
    found = [evaluate(value, here) for here in _each(variable, records, env)]
    return [each for each in found if core.state_of(each) is _ANSWERED]


def _each(variable: str, records: Iterable[Any], env: Environment) -> Iterator[Environment]:
    """The same surroundings for one record after the other: each is done with before the next."""
    here = {**env}
    for each in records:
        here[variable] = each
        yield here


def _list(records: Records, env: Environment) -> list[Any]:
    """The records; none where the list was never asked for."""
    found = _found(env[records.variable], records.path)
    listed = found if isinstance(found, list) else []
    env[STEPS].take(len(listed))
    return listed


def _found(node: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if node is _UNASKED:
            return node
        node = node.get(name) if isinstance(node, dict) else None
    return node


_TRUTH: Mapping[type, Callable[[Any, Environment], Truth]] = {
    core.Constant: lambda condition, _env: condition.truth,
    core.Compare: _compare,
    core.Among: _among,
    core.Contains: _contains,
    core.Present: lambda condition, env: core.state_of(_value(condition.value, env)) is _ANSWERED,
    core.InState: lambda condition, env: _state(condition.subject, env) is condition.state,
    core.AllOf: _all_of,
    core.AnyOf: lambda condition, env: _at_least(1, _truths(condition.conditions, env)),
    core.AtLeast: lambda condition, env: _at_least(condition.number, _truths(condition.conditions, env)),
    core.Not: _not,
    core.Definitely: lambda condition, env: _truth(condition.condition, env) is True,
    core.Some: _some_or_every,
    core.Every: _some_or_every,
    core.EveryPair: _every_pair,
}
"""What each kind of condition means. To look it up by type takes a third of the time of trying one kind after the other."""
_VALUE: Mapping[type, Callable[[Any, Environment], Any]] = {
    core.Literal: lambda value, _env: value.value,
    Field: lambda value, env: _found(env[value.variable], value.path),
    core.FirstPresent: _first_present,
    core.Chosen: _chosen_value,
    **dict.fromkeys(get_args(core.Counted), _over_records),
    **dict.fromkeys(get_args(core.Calculated), _calculated),
}
"""What each kind of value amounts to."""
