"""Reading the values of a rule: everything that yields a number, a date, a text or a truth value."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from zcforms.checks import choosing, dates
from zcforms.checks.core import (
    TRUE,
    Branch,
    Chosen,
    Compare,
    Condition,
    Count,
    Covered,
    Difference,
    Distinct,
    Elapsed,
    Extreme,
    FirstPresent,
    Literal,
    Multiple,
    Operator,
    Records,
    Sum,
    Total,
    Type,
    Unit,
    Value,
    YearOf,
    outcomes,
    type_of,
)
from zcforms.checks.monthly import alike, ends, is_month
from zcforms.checks.possible import require_comparable, require_one_unit
from zcforms.checks.scope import Misuse, Scope, Surroundings, below, literal, quoted
from zcforms.checks.shape import Shape
from zcforms.checks.tree import members, only, several, whole
from zcforms.documents.nearest import remedy_for

MOST_OPERANDS = 50
DEEPEST = 24
"""Levels of conditions and values inside each other."""
MOST_ROWS = 200
_DIGITS = 13


@dataclass(slots=True)
class ValueReader(ABC):
    """`faults` collects what is wrong with one rule, so that its author reads all of it at once."""

    root: Shape
    surroundings: Surroundings
    faults: list[Misuse] = field(default_factory=list)
    _depth: int = 0

    @abstractmethod
    def _condition(self, tree: Any, scope: Scope, at: str) -> Condition:
        """Read a condition (of `where`)."""

    def _value(
        self, tree: Any, scope: Scope, at: str, expected: Type | None = None, shape: Shape | None = None
    ) -> Value:
        """A literal, or a mapping with one key that says what is meant. `expected` and `shape`: what it is compared with."""
        if not isinstance(tree, Mapping):
            return literal(tree, at, expected, shape)
        word, inner = only(tree, at, (*VALUES, *CHOICES))
        with self._deeper(at):
            if word in CHOICES:
                return CHOICES[word](self, inner, scope, below(at, word), _Wanted(expected, shape))
            return VALUES[word](self, inner, scope, below(at, word))

    @contextmanager
    def _deeper(self, at: str) -> Iterator[None]:
        if self._depth >= DEEPEST:
            raise Misuse(at, f"条件嵌套过深（超过 {DEEPEST} 层）", "请拆成几条规则。")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    # ------------------------------------------------------------------------------------- operands

    def _operand(self, tree: Any, scope: Scope, at: str) -> Value:
        """Where a text names data: a name, a date, a number or a value."""
        if isinstance(tree, str):
            moment = dates.parse(tree)
            if moment is None:
                return scope.field(tree, at)[0]
            return Literal(Type.DATE, moment, dates.is_month(tree))
        return self._value(tree, scope, at)

    def _operands(self, tree: Any, scope: Scope, at: str) -> tuple[Value, ...]:
        items = several(tree, at, 1, MOST_OPERANDS)
        values = tuple(self._operand(item, scope, below(at, n)) for n, item in enumerate(items))
        for number, value in enumerate(values):
            require_comparable(values[0], value, below(at, number))
        require_one_unit(values, at)
        return values

    def _moment(self, tree: Any, scope: Scope, at: str) -> Value:
        value = self._operand(tree, scope, at)
        if type_of(value) is not Type.DATE:
            raise Misuse(
                at, f"这里应为日期，写的是{type_of(value)}", "请写日期的名称，或 2022-12-31 这样的日期。"
            )
        return value

    def _numbers(self, tree: Any, scope: Scope, at: str) -> tuple[Value, ...]:
        values = self._operands(tree, scope, at)
        if not type_of(values[0]).numeric:
            raise Misuse(
                at, f"不能对{type_of(values[0])}做加减", "请写数的名称；日期之间用 years、months 或 days。"
            )
        return values

    # --------------------------------------------------------------------------------------- values

    def _field(self, tree: Any, scope: Scope, at: str) -> Value:
        return scope.field(tree, at)[0]

    def _date(self, tree: Any, scope: Scope, at: str) -> Value:
        return literal(tree, at, Type.DATE)

    def _plan(self, tree: Any, scope: Scope, at: str) -> Value:
        known: dict[str, date | int] = {**self.surroundings.dates, **self.surroundings.numbers}
        if not isinstance(tree, str) or tree not in known:
            raise Misuse(at, f"计划没有名为“{quoted(tree)}”的日期或数", remedy_for(str(tree), known))
        found = known[tree]
        return Literal(Type.DATE, found) if isinstance(found, date) else Literal(Type.INTEGER, found)

    def _parameter(self, tree: Any, scope: Scope, at: str) -> Value:
        found = self._parameter_value(tree, at)
        moment = dates.parse(found) if isinstance(found, str) else None
        return Literal(Type.DATE, moment, dates.is_month(found)) if moment else literal(found, at)

    def _parameter_value(self, name: Any, at: str) -> Any:
        parameters = self.surroundings.parameters
        if not isinstance(name, str) or name not in parameters:
            raise Misuse(at, f"没有名为“{quoted(name)}”的参数", remedy_for(str(name), parameters))
        return parameters[name]

    def _ago(self, tree: Any, scope: Scope, at: str) -> Value:
        found = members(tree, at, (), ("years", "months", "from"))
        start = self.surroundings.reference
        if "from" in found:
            named = self._plan(found["from"], scope, below(at, "from"))
            if not isinstance(named, Literal) or not isinstance(named.value, date):
                raise Misuse(below(at, "from"), "这里应为计划的日期", remedy_for("", self.surroundings.dates))
            start = named.value
        back = {word: whole(found.get(word, 0), below(at, word), 0, 1_200) for word in ("years", "months")}
        return Literal(Type.DATE, dates.back(start, **back))

    def _years_since(self, tree: Any, scope: Scope, at: str) -> Value:
        reference = Literal(Type.DATE, self.surroundings.reference)
        return _span(Unit.YEARS, self._moment(tree, scope, at), reference, self.surroundings.calendar)

    def _year_of(self, tree: Any, scope: Scope, at: str) -> Value:
        return YearOf(self._moment(tree, scope, at))

    def _sum_of(self, tree: Any, scope: Scope, at: str) -> Value:
        return Sum(self._numbers(tree, scope, at))

    def _difference(self, tree: Any, scope: Scope, at: str) -> Value:
        left, right = self._numbers(several(tree, at, 2, 2), scope, at)
        return Difference(left, right)

    def _multiple(self, tree: Any, scope: Scope, at: str) -> Value:
        factor, value = several(tree, at, 2, 2)
        times = whole(factor, below(at, 0), -1_000_000, 1_000_000)
        return Multiple(times, self._numbers([value], scope, at)[0])

    def _least(self, tree: Any, scope: Scope, at: str) -> Value:
        return self._extreme(False, tree, scope, at)

    def _greatest(self, tree: Any, scope: Scope, at: str) -> Value:
        return self._extreme(True, tree, scope, at)

    def _extreme(self, greatest: bool, tree: Any, scope: Scope, at: str) -> Value:
        values = self._operands(tree, scope, at)
        if not type_of(values[0]).ordered:
            raise Misuse(at, f"{type_of(values[0])}没有大小", "min 和 max 用于数和日期。")
        return Extreme(greatest, values)

    def _first_present(self, tree: Any, scope: Scope, at: str) -> Value:
        return FirstPresent(self._operands(tree, scope, at))

    def _count(self, tree: Any, scope: Scope, at: str) -> Value:
        records, variable, where, _ = self._selected(tree, scope, at, ())
        return Count(records, variable, where)

    def _total(self, tree: Any, scope: Scope, at: str) -> Value:
        records, variable, where, inside = self._selected(tree, scope, at, ("field",))
        value = self._operand(tree["field"], inside, below(at, "field"))
        if not type_of(value).numeric:
            raise Misuse(below(at, "field"), f"{type_of(value)}不能合计", "sum 的 field 请写数的名称。")
        return Total(records, variable, where, value)

    def _distinct(self, tree: Any, scope: Scope, at: str) -> Value:
        records, variable, where, inside = self._selected(tree, scope, at, ("field",))
        return Distinct(records, variable, where, self._operand(tree["field"], inside, below(at, "field")))

    def _picked(self, tree: Any, scope: Scope, at: str) -> Value:
        return choosing.number(tree, scope, at, self._parameter_value)

    def _covered(self, tree: Any, scope: Scope, at: str, unit: Unit) -> Value:
        """`until`: the day that is counted to, by default the reference date."""
        rest = (
            {key: each for key, each in tree.items() if key != "until"} if isinstance(tree, Mapping) else tree
        )
        records, variable, where, inside = self._selected(rest, scope, at, ("start", "end"))
        start, end = (self._moment(tree[word], inside, below(at, word)) for word in ("start", "end"))
        until: Value = Literal(Type.DATE, self.surroundings.reference)
        if "until" in tree:
            until = self._moment(tree["until"], scope, below(at, "until"))
        calendar = self.surroundings.calendar and unit is Unit.YEARS
        return Covered(records, variable, where, start, end, until, unit, calendar)

    def _selected(
        self, tree: Any, scope: Scope, at: str, required: Sequence[str]
    ) -> tuple[Records, str, Condition, Scope]:
        """`of`, `where` and `as`: which records of which list."""
        found = members(tree, at, ("of", *required), ("where", "as"))
        records, shape = scope.records(found["of"], below(at, "of"))
        inside, variable = scope.enter(shape, str(found.get("as", "")))
        where = self._condition(found["where"], inside, below(at, "where")) if "where" in found else TRUE
        return records, variable, where, inside

    # -------------------------------------------------------------------------------------- choices

    def _chosen(self, tree: Any, scope: Scope, at: str, wanted: _Wanted) -> Value:
        entries = several(tree, at, 1, MOST_OPERANDS)
        otherwise = None
        if isinstance(entries[-1], Mapping) and "otherwise" in entries[-1]:
            place = below(at, len(entries) - 1)
            last = members(entries[-1], place, ("otherwise",))
            otherwise = self._value(last["otherwise"], scope, below(place, "otherwise"), *wanted)
            entries = several(entries[:-1], at, 1, MOST_OPERANDS)
        branches = [self._branch(each, scope, below(at, n), wanted) for n, each in enumerate(entries)]
        return _choice(branches, otherwise, at)

    def _branch(self, tree: Any, scope: Scope, at: str, wanted: _Wanted) -> Branch:
        found = members(tree, at, ("when", "then"))
        condition = self._condition(found["when"], scope, below(at, "when"))
        return Branch(condition, self._value(found["then"], scope, below(at, "then"), *wanted))

    def _by(self, tree: Any, scope: Scope, at: str, wanted: _Wanted) -> Value:
        """A table: for each value of one field another value."""
        found = members(tree, at, ("field", "of"), ("otherwise",))
        key, shape = scope.field(found["field"], below(at, "field"))
        table, place = found["of"], below(at, "of")
        if not isinstance(table, Mapping) or not 1 <= len(table) <= MOST_ROWS:
            raise Misuse(place, f"这里应写 1 到 {MOST_ROWS} 行的对照表", "请写成 {取值: 值, 取值: 值}。")
        branches = []
        for name, inner in table.items():
            written = literal(_key(name, key.type), below(place, name), key.type, shape)
            value = self._value(inner, scope, below(place, name), *wanted)
            branches.append(Branch(Compare(Operator.EQUAL, key, written), value))
        last = found.get("otherwise")
        otherwise = None if last is None else self._value(last, scope, below(at, "otherwise"), *wanted)
        return _choice(branches, otherwise, at)


def _choice(branches: list[Branch], otherwise: Value | None, at: str) -> Value:
    values = outcomes(tuple(branches), otherwise)
    for value in values:
        require_comparable(values[0], value, at)
    require_one_unit(values, at)
    return Chosen(tuple(branches), otherwise)


class _Wanted(NamedTuple):
    """What a choice is compared with."""

    type: Type | None
    shape: Shape | None


def _key(name: str, kind: Type) -> Any:
    """A key of a table as what it stands for: keys of documents are texts."""
    if kind is Type.BOOLEAN:
        return {"true": True, "false": False}.get(name, name)
    if kind.numeric:
        return int(name) if name.removeprefix("-").isdecimal() and len(name) < _DIGITS else name
    return name


def _elapsed(unit: Unit, calendar: bool | None = None) -> Callable[[ValueReader, Any, Scope, str], Value]:
    """`calendar`: whether years count by the calendar; None: as the plan says."""

    def read(reader: ValueReader, tree: Any, scope: Scope, at: str) -> Value:
        start, end = several(tree, at, 2, 2)
        by_calendar = reader.surroundings.calendar if calendar is None else calendar
        return _span(
            unit,
            reader._moment(start, scope, below(at, 0)),
            reader._moment(end, scope, below(at, 1)),
            by_calendar and unit is Unit.YEARS,
        )

    return read


def _span(unit: Unit, start: Value, end: Value, calendar: bool) -> Elapsed:
    """Full years and months until a month count from the month of the start: what ends in June is not incomplete for its day."""
    by_day = unit is Unit.DAYS or calendar
    if not by_day and any(map(is_month, ends(end))):
        start, end = alike(start, end)
    return Elapsed(unit, start, end, calendar)


def _covering(unit: Unit) -> Callable[[ValueReader, Any, Scope, str], Value]:
    return lambda reader, tree, scope, at: reader._covered(tree, scope, at, unit)


VALUES: dict[str, Callable[[Any, Any, Scope, str], Value]] = {
    "field": ValueReader._field,
    "date": ValueReader._date,
    "plan": ValueReader._plan,
    "parameter": ValueReader._parameter,
    "ago": ValueReader._ago,
    "years_since": ValueReader._years_since,
    "years": _elapsed(Unit.YEARS),
    "anniversaries": _elapsed(Unit.YEARS, calendar=False),
    "calendar_years": _elapsed(Unit.YEARS, calendar=True),
    "months": _elapsed(Unit.MONTHS),
    "days": _elapsed(Unit.DAYS),
    "year_of": ValueReader._year_of,
    "add": ValueReader._sum_of,
    "sub": ValueReader._difference,
    "times": ValueReader._multiple,
    "min": ValueReader._least,
    "max": ValueReader._greatest,
    "first_present": ValueReader._first_present,
    "count": ValueReader._count,
    "sum": ValueReader._total,
    "distinct": ValueReader._distinct,
    "chosen": ValueReader._picked,
    "years_covered": _covering(Unit.YEARS),
    "months_covered": _covering(Unit.MONTHS),
    "days_covered": _covering(Unit.DAYS),
}
CHOICES: dict[str, Callable[[Any, Any, Scope, str, _Wanted], Value]] = {
    "choose": ValueReader._chosen,
    "by": ValueReader._by,
}
