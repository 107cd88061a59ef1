"""Facts for the engine: values and forms -> functions that compute plain integers, texts and truth values from typed facts.

Counts, sums, dates, membership and comparisons within one record are worked out here, before the engine; which rule is violated is
decided there. Decimals are integers scaled by `SCALE`. Independent of the reference evaluator on purpose. What goes through more records
than it is given steps raises `TooManySteps`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from zcforms.checks import core, normal, spans
from zcforms.checks.core import DOCUMENT, Nothing, Records, State, Type, Value, type_of
from zcforms.checks.missing import is_known, is_there, missing
from zcforms.checks.normal import Form, Mode, Place
from zcforms.checks.scope import DECIMALS
from zcforms.checks.steps import STEPS

SCALE = 10**DECIMALS
_NONE, _UNASKED = Nothing.NONE, Nothing.UNASKED  # once: to look a member up costs more than to compare
Environment: TypeAlias = dict[str, Any]
Measure: TypeAlias = Callable[[Environment], Any]
"""int, str, bool, date; None for blank, or a `Nothing`."""
Decision: TypeAlias = Callable[[Environment], bool]

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
        return lambda env: found * SCALE if is_there(found := inner(env)) else found
    return inner


def _measured(value: Value) -> Measure:
    match value:
        case core.Literal(_, literal):
            fixed = int(literal * SCALE) if isinstance(literal, Decimal) else literal
            return lambda _: fixed
        case core.Field(variable, path, kind):
            return _field(variable, path, kind)
        case core.FirstPresent(values):
            return _first_there([measure(each, type_of(value)) for each in values])
        case core.Chosen():
            return _choice(value)
        case core.Count() | core.Total() | core.Distinct() | core.Covered():
            return _over_records(value)
        case _:
            return _calculated(value)


def _field(variable: str, path: tuple[str, ...], kind: Type) -> Measure:
    scaled = kind is Type.NUMBER

    def find(env: Environment) -> Any:
        node = env[variable]
        for name in path:
            if isinstance(node, dict):
                node = node.get(name)
            elif node is not _UNASKED:
                return None
        return int(node * SCALE) if scaled and is_there(node) else node

    return find


def _first_there(choices: list[Measure]) -> Measure:
    def first(env: Environment) -> Any:
        passed = []
        for each in choices:
            found = each(env)
            if is_there(found):
                return found
            passed.append(found)
        return missing(passed)

    return first


def _choice(value: core.Chosen) -> Measure:
    kind = type_of(value)
    branches = [
        (fulfils(normal.form(branch.condition, Mode.TRUE)), measure(branch.value, kind))
        for branch in value.branches
    ]
    otherwise = (lambda _: None) if value.otherwise is None else measure(value.otherwise, kind)

    def choose(env: Environment) -> Any:
        for test, then in branches:
            if test(env):
                return then(env)
        return otherwise(env)

    return choose


def _calculated(value: core.Calculated) -> Measure:
    operands: tuple[Value, ...]
    combine: Callable[..., Any]
    match value:
        case core.Elapsed(unit, start, end, calendar):
            operands, combine = (start, end), spans.calendar_years if calendar else spans.SPANS[unit]
        case core.YearOf(inner):
            operands, combine = (inner,), lambda moment: moment.year
        case core.MonthOf(inner):
            operands, combine = (inner,), spans.first_of_month
        case core.Sum(values):
            operands, combine = values, lambda *terms: sum(terms)
        case core.Difference(left, right):
            operands, combine = (left, right), operator.sub
        case core.Multiple(factor, inner):
            operands, combine = (inner,), lambda term: factor * term
        case _:
            operands, combine = value.values, spans.greatest if value.greatest else spans.least
    measures = [measure(each, type_of(value)) for each in operands]

    def calculate(env: Environment) -> Any:
        found = [each(env) for each in measures]
        return combine(*found) if all(map(is_there, found)) else missing(found)

    return calculate


def _over_records(value: core.Counted) -> Measure:
    combined = _covered(value) if isinstance(value, core.Covered) else _combined(value)
    find = _field(value.records.variable, value.records.path, Type.TEXT)
    may_be_blank = value.records.choices

    def found(env: Environment) -> Any:
        listed = find(env)
        return listed or None if listed is _UNASKED or (may_be_blank and not listed) else combined(env)

    return found


def _combined(value: core.Count | core.Total | core.Distinct) -> Measure:
    chosen = _choose(value.records, value.variable, normal.form(value.where, Mode.TRUE))
    if isinstance(value, core.Count):
        return lambda env: len(chosen(env))
    variable, inner = value.variable, _measured(value.value)

    def values(env: Environment) -> list[Any]:
        found = [inner(here) for here in _each(variable, chosen(env), env)]
        return list(filter(is_there, found))

    if isinstance(value, core.Total):
        return lambda env: sum(values(env))
    return lambda env: len(set(values(env)))


def _covered(value: core.Covered) -> Measure:
    chosen = _choose(value.records, value.variable, normal.form(value.where, Mode.TRUE))
    begin, finish, until = (_measured(each) for each in (value.start, value.end, value.until))
    spent = spans.calendar_years if value.calendar else spans.SPANS[value.unit]

    def covered(env: Environment) -> Any:
        limit = until(env)
        if not is_there(limit):
            return limit
        turns: list[tuple[int, int]] = []
        for here in _each(value.variable, chosen(env), env):
            start, end = begin(here), finish(here)
            if is_there(start) and start < limit:
                beyond = min(end.toordinal() + 1, limit.toordinal()) if is_there(end) else limit.toordinal()
                if start.toordinal() < beyond:
                    turns += [(start.toordinal(), 1), (beyond, -1)]
        return spent(date.fromordinal(limit.toordinal() - spans.under_way(turns)), limit)

    return covered


def _choose(records: Records, variable: str, where: Form) -> Callable[[Environment], list[Any]]:
    test = fulfils(where)
    listed = _listed(records)
    return lambda env: [here[variable] for here in _each(variable, listed(env), env) if test(here)]


def _each(variable: str, records: list[Any], env: Environment) -> Iterator[Environment]:
    """What is asked about one record after the other; the next takes the place of the one before."""
    here = {**env}
    for each in records:
        here[variable] = each
        yield here


def _listed(records: Records) -> Callable[[Environment], list[Any]]:
    find = _field(records.variable, records.path, Type.TEXT)

    def listed(env: Environment) -> list[Any]:
        found = find(env)
        if not isinstance(found, list):
            return []
        env[STEPS].take(len(found))
        return found

    return listed


# ------------------------------------------------------------------------------------------------ forms


def fulfils(asked: Form) -> Decision:
    """The function that decides a two-valued form, for records that are counted before the engine runs."""
    match asked:
        case normal.Every(forms):
            return _all([fulfils(each) for each in forms])
        case normal.Either(forms):
            return _any([fulfils(each) for each in forms])
        case normal.Enough(number, forms):
            return _enough(number, [fulfils(each) for each in forms])
        case normal.Unknown(value):
            find = _measured(value)
            return lambda env: not is_known(find(env))
        case normal.Member() | normal.Part() | normal.Is() | normal.Touched() | normal.Held():
            flag, wanted = flagged(asked), int(asked.so)
            return lambda env: flag(env) == wanted
        case normal.Test(op, left, right):
            return _test(_OPERATORS[op], left, right)
        case _:
            fulfilling, negated = tally(asked), asked.negated
            return lambda env: (fulfilling(env) == 0) is negated


def _all(tests: list[Decision]) -> Decision:
    def holds(env: Environment) -> bool:
        for test in tests:  # noqa: SIM110 - a generator for all() takes twice as long
            if not test(env):
                return False
        return True

    return holds


def _any(tests: list[Decision]) -> Decision:
    def holds(env: Environment) -> bool:
        for test in tests:  # noqa: SIM110
            if test(env):
                return True
        return False

    return holds


def _enough(number: int, tests: list[Decision]) -> Decision:
    def holds(env: Environment) -> bool:
        wanting = number
        for test in tests:
            wanting -= test(env)
            if not wanting:
                return True
        return False

    return holds


def _test(compare: Callable[[Any, Any], bool], left: Value, right: Value) -> Decision:
    kind = core.widest(type_of(left), type_of(right))
    one, other = measure(left, kind), measure(right, kind)

    def test(env: Environment) -> bool:
        first, second = one(env), other(env)
        if first is None or first is _UNASKED or second is None or second is _UNASKED:
            return False
        if first is _NONE or second is _NONE:
            return compare is operator.ne
        return compare(first, second)

    return test


def flagged(asked: normal.Flagged) -> Measure:
    """1 or 0: whether it is so; None when it is unknown."""
    match asked:
        case normal.Member(value, choices):
            return membership(value, choices)
        case normal.Part(value, texts, at_start):
            return part(value, texts, at_start=at_start)
        case normal.Is(subject, state):
            return in_state(subject, state)
        case normal.Held(form):
            test = fulfils(form)
            return lambda env: int(test(env))
        case _:
            return touched(asked.places)


def membership(value: Value, choices: tuple[core.Literal, ...]) -> Measure:
    """1 or 0: whether the value is among the choices; None when it is unknown."""
    kind = core.widest(type_of(value), *(choice.type for choice in choices))
    find = measure(value, kind)
    known = {measure(choice, kind)({}) for choice in choices}
    return lambda env: int(found in known) if is_known(found := find(env)) else None


def part(value: Value, texts: tuple[str, ...], *, at_start: bool) -> Measure:
    """1 or 0: whether the text has one of the texts in it, or at its beginning; None when it is unknown."""
    find = _measured(value)

    def test(env: Environment) -> int | None:
        found = find(env)
        if not is_known(found):
            return None
        places = [found.find(text) for text in texts] if isinstance(found, str) else []
        return int(any(place == 0 if at_start else place >= 0 for place in places))

    return test


def in_state(subject: Value | Records, state: State) -> Measure:
    """1 or 0: whether the place is in the state."""
    if isinstance(subject, Records):
        find = _field(subject.variable, subject.path, Type.TEXT)
        return lambda env: int(_state(find(env) or None) is state)
    value = _measured(subject)
    return lambda env: int(_state(value(env)) is state)


def _state(found: Any) -> State:
    if found is None:
        return State.BLANK
    if isinstance(found, Nothing):
        return State.NONE if found is _NONE else State.UNASKED
    return State.ANSWERED


def touched(places: tuple[Place, ...]) -> Measure:
    """1 or 0: whether one of the places was not asked for."""
    return lambda env: int(any(_unasked(env[DOCUMENT], place, env) for place in places))


def _unasked(node: Any, place: Place, env: Environment) -> bool:
    found = _field("", place[0], Type.TEXT)({"": node})
    if len(place) == 1 or not isinstance(found, list):
        return found is _UNASKED
    env[STEPS].take(len(found))
    return any(_unasked(each, place[1:], env) for each in found)


def gap(left: Value, right: Value) -> Measure:
    """How far two values of the same record lie apart: their difference, or 0 and 1 for equal and different texts."""
    kind = core.widest(type_of(left), type_of(right))
    one, other = measure(left, kind), measure(right, kind)

    def distance(env: Environment) -> int | None:
        first, second = one(env), other(env)
        if not (is_known(first) and is_known(second)):
            return None
        if isinstance(first, Nothing) or isinstance(second, Nothing):
            return 1
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
        return lambda env: sum(map(test, _each(variable, listed(env), env)))
    first, second = asked.first, asked.second

    def pairs(env: Environment) -> int:
        records = listed(env)
        env[STEPS].take(len(records) ** 2)
        return sum(
            1
            for i, one in enumerate(records)
            for j, other in enumerate(records)
            if i != j and test({**env, first: one, second: other})
        )

    return pairs
