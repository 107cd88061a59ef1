"""Where a comparison turns: the value that just fulfils it, and its neighbour that just does not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zcforms.checks import core, monthly, naming, nearness, reading_back, reference
from zcforms.checks.alterations import FINDINGS
from zcforms.checks.core import (
    DOCUMENT,
    Compare,
    Condition,
    Elapsed,
    Field,
    Literal,
    Operator,
    Type,
    Unit,
    type_of,
)
from zcforms.checks.shape import Shape

_FALSE, _TRUE = core.Constant(False), core.Constant(True)
_TOUCHING = {
    Operator.AT_LEAST: (0, -1),
    Operator.MORE: (1, 0),
    Operator.AT_MOST: (0, 1),
    Operator.LESS: (-1, 0),
    Operator.EQUAL: (0, 1),
    Operator.UNEQUAL: (1, 0),
}
"""How many units beside the bound the comparison just holds, and just does not."""

_DAYS = {"minimum": 0, "maximum": 60_000}
_UNITS = {Unit.YEARS: "年", Unit.MONTHS: "个月", Unit.DAYS: "天"}


@dataclass(frozen=True, slots=True)
class Edge:
    """`inside`: the comparison just holds; `outside`: it just does not, one unit further. Each as a condition and in words."""

    comparison: Compare
    inside: Condition
    outside: Condition
    words: tuple[str, str]
    of_document: bool = True
    """Whether it compares what the document has one of, as against something of each record."""


def edges(condition: Condition, shape: Shape) -> Iterator[Edge]:
    """Of every comparison of numbers or dates in the condition. What the form's own validation found has no edges that people could stand on."""
    for comparison, scope in _comparisons(condition, {DOCUMENT: shape}):
        if type_of(comparison.left).ordered and not _about_findings(comparison):
            yield dataclasses.replace(_edge(comparison, scope), of_document=set(scope) == {DOCUMENT})


def replaced(node: Any, old: Any, new: Any) -> Any:
    """The condition with this very part in it exchanged."""
    if node is old:
        return new
    if isinstance(node, tuple):
        return tuple(replaced(each, old, new) for each in node)
    if not dataclasses.is_dataclass(node) or isinstance(node, type):
        return node
    changes = {
        field.name: replaced(getattr(node, field.name), old, new) for field in dataclasses.fields(node)
    }
    return dataclasses.replace(node, **changes)


# ------------------------------------------------------------------------------------------- looking for


def _comparisons(node: Any, scope: Mapping[str, Shape]) -> Iterator[tuple[Compare, Mapping[str, Shape]]]:
    records = getattr(node, "records", None)
    if isinstance(records, core.Records):
        listed = scope[records.variable].at(records.path)
        one = (listed.records if listed else None) or Shape({}, {})
        names = [getattr(node, name) for name in ("variable", "first", "second") if hasattr(node, name)]
        scope = {**scope, **dict.fromkeys(names, one)}
    if isinstance(node, Compare):
        yield node, scope
    for child in core.children(node):
        yield from _comparisons(child, scope)


def _about_findings(node: Any) -> bool:
    return any(
        isinstance(each, core.Records | Field) and each.path[:1] == (FINDINGS,) for each in core.walk(node)
    )


# ----------------------------------------------------------------------------------------------- edges


def _edge(comparison: Compare, scope: Mapping[str, Shape]) -> Edge:
    left, right = comparison.left, comparison.right
    if not isinstance(left, Literal):
        return _edge_of(comparison, scope)
    mirrored = Compare(comparison.operator.mirrored, right, left)
    return dataclasses.replace(_edge_of(mirrored, scope), comparison=comparison)


def _edge_of(comparison: Compare, scope: Mapping[str, Shape]) -> Edge:
    if isinstance(comparison.left, core.Covered):
        return _edge_of_covered(comparison, comparison.left, scope) or _edge_of_numbers(comparison, scope)
    found = _moving(comparison)
    if found is not None:
        edge = _edge_in_days(comparison, *found, scope)
        if edge is not None:
            return edge
    if type_of(comparison.left) is Type.DATE:
        return _edge_of_dates(comparison, scope)
    return _edge_of_numbers(comparison, scope)


def _moving(comparison: Compare) -> tuple[Field, Elapsed] | None:
    """The date that moves in a span of years or months to or from a fixed day that is compared with a number."""
    span = comparison.left
    if not isinstance(span, Elapsed) or not isinstance(comparison.right, Literal) or span.unit is Unit.DAYS:
        return None
    for one, other in ((span.start, span.end), (span.end, span.start)):
        if isinstance(one, Field) and isinstance(other, Literal):
            return one, span
    return None


def _edge_in_days(
    comparison: Compare, moving: Field, span: Elapsed, scope: Mapping[str, Shape]
) -> Edge | None:
    """The very day on which so many years are complete, and the day beside it."""
    shape = _shape(moving, scope)

    def holds(day: Any) -> bool:
        return (
            reference.truth_in(replaced(comparison, moving, Literal(Type.DATE, day)), {DOCUMENT: {}}) is True
        )

    start = nearness.moved(_number(span.end if moving is span.start else span.start), 0, shape)
    wanted = not holds(start)
    before = span.start is moving
    turns = [
        day
        for day in nearness.nearest(start, lambda day: holds(day) is wanted, shape)
        if holds(day) is wanted
    ]
    turns = [day for day in turns if (day <= start) is before] or turns
    if not turns:
        return None
    turn = turns[0]
    beside = nearness.moved(turn, 1 if turn < start else -1, shape)
    inside, outside = (turn, beside) if wanted else (beside, turn)
    words = _complete(comparison, _UNITS[span.unit], "一个月" if shape.month else "一天")
    return Edge(comparison, _is(moving, inside), _is(moving, outside), _called(moving, scope, words))


def _edge_of_covered(comparison: Compare, covered: core.Covered, scope: Mapping[str, Shape]) -> Edge | None:
    """So many days as make the years complete, and the day that they lack, or that is one too many."""
    until, bound = covered.until, comparison.right
    if not isinstance(until, Literal) or not isinstance(bound, Literal) or covered.unit is Unit.DAYS:
        return None
    last: Any = until.value

    def holds(days: Any) -> bool:
        since = Literal(Type.DATE, last - timedelta(days))
        spent = Elapsed(covered.unit, since, until, covered.calendar)
        return reference.truth_in(dataclasses.replace(comparison, left=spent), {DOCUMENT: {}}) is True

    wanted = not holds(0)
    turns = list(nearness.nearest(0, lambda days: holds(days) is wanted, Shape(_DAYS, {})))
    if not turns or holds(turns[0]) is not wanted:
        return None
    inside, outside = (turns[0], turns[0] - 1) if wanted else (turns[0] - 1, turns[0])
    in_days = dataclasses.replace(covered, unit=Unit.DAYS, calendar=False)
    words = _complete(comparison, _UNITS[covered.unit], "一天")
    return Edge(comparison, _is(in_days, inside), _is(in_days, outside), _called(covered, scope, words))


def _complete(comparison: Compare, unit: str, step: str) -> tuple[str, str]:
    """How the two sides of a number of years or months are told. `step`: by which they differ."""
    number = naming.number(_number(comparison.right))
    if comparison.operator is Operator.AT_LEAST:
        return f"恰好 {number} {unit}", f"差{step}满 {number} {unit}"
    return f"刚好未越过 {number} {unit}的界限", f"越过 {number} {unit}的界限{step}"


def _number(value: core.Value) -> Any:
    return value.value if isinstance(value, Literal) else 0


def _is(value: core.Value, fixed: Any) -> Condition:
    return Compare(Operator.EQUAL, value, Literal(type_of(value), fixed, monthly.is_month(value)))


def _edge_of_dates(comparison: Compare, scope: Mapping[str, Shape]) -> Edge:
    left, right = comparison.left, comparison.right
    inside, outside = _TOUCHING[comparison.operator]
    month = monthly.is_month(left)
    unit, step = (Unit.MONTHS, "一个月") if month else (Unit.DAYS, "一天")
    words = tuple(f"{_beside(number, '早', '晚', step)}" for number in (inside, outside))
    if isinstance(right, Literal) and isinstance(right.value, date):
        shape = Shape({"format": "month"} if month else {}, {})
        base = right.value
        days = [
            nearness.moved(base, number, shape) or base + timedelta(number) for number in (inside, outside)
        ]
        told = tuple(naming.day(day, month=month) for day in days)
        return Edge(
            comparison,
            _is(left, days[0]),
            _is(left, days[1]),
            _called(left, scope, (f"为{told[0]}", f"为{told[1]}")),
        )
    apart = [
        Compare(Operator.EQUAL, Elapsed(unit, right, left), Literal(Type.INTEGER, n))
        for n in (inside, outside)
    ]
    other = _caption(right, scope)
    return Edge(
        comparison, apart[0], apart[1], _called(left, scope, (f"与{other}{words[0]}", f"与{other}{words[1]}"))
    )


def _edge_of_numbers(comparison: Compare, scope: Mapping[str, Shape]) -> Edge:
    left, right = comparison.left, comparison.right
    kind = core.widest(type_of(left), type_of(right))
    unit: Any = 1
    if kind is Type.NUMBER:
        unit = Decimal(1).scaleb(-nearness.places([_number(right)]))
    conditions, words = [], []
    for number in _TOUCHING[comparison.operator]:
        if isinstance(right, Literal):
            bound = nearness.of_kind(right.value, kind) + number * unit
            conditions.append(_is_number(left, bound, kind))
            words.append(f"为 {naming.number(bound)}{_unit(left, scope)}")
        else:
            moved: core.Value = (
                core.Sum((right, Literal(kind, nearness.of_kind(number * unit, kind)))) if number else right
            )
            conditions.append(Compare(Operator.EQUAL, left, moved))
            words.append(
                f"{_amount(left)}与{_caption(right, scope) or _WANTED}{_beside(number, '少', '多', '一')}"
            )
    return Edge(comparison, conditions[0], conditions[1], _called(left, scope, (words[0], words[1])))


def _is_number(left: core.Value, bound: Any, kind: Type) -> Condition:
    return Compare(Operator.EQUAL, left, Literal(kind, bound))


# ------------------------------------------------------------------------------------------------ words


def _beside(number: int, less: str, more: str, step: str) -> str:
    return "相同" if number == 0 else f"相比{less if number < 0 else more}{step}"


def _called(value: core.Value, scope: Mapping[str, Shape], words: tuple[str, str]) -> tuple[str, str]:
    caption = _caption(value, scope)
    return f"{caption}{words[0]}", f"{caption}{words[1]}"


def _caption(value: core.Value, scope: Mapping[str, Shape]) -> str:
    """What the value is about: its first field's caption, or the list that is counted."""
    match value:
        case Field():
            return _shape(value, scope).caption or naming.UNNAMED
        case Literal(_, fixed):
            return naming.shown(fixed)
        case core.Count(records) | core.Distinct(records) | core.Total(records) | core.Covered(records):
            if value.where != _TRUE and of_document(value):
                return reading_back.value_text(value, scope[DOCUMENT])  # of which records
            listed = scope[records.variable].at(records.path) if records.variable in scope else None
            counted = (
                "数"
                if isinstance(value, core.Count)
                else "所选的项数"
                if records.choices
                else "种数"
                if isinstance(value, core.Distinct)
                else "合计"
            )
            return f"{listed.caption if listed else ''}{counted}"
        case core.Multiple() if of_document(value):
            return reading_back.value_text(value, scope[DOCUMENT])  # how many times it is
        case _:
            inner = next((each for each in core.children(value) if not isinstance(each, Literal)), None)
            return _caption(inner, scope) if inner is not None else ""


def of_document(value: core.Node) -> bool:
    """Whether it can be told without the record that it stands in."""
    read, named = set(), {DOCUMENT}
    for each in core.walk(value):
        if isinstance(each, Field | core.Records):
            read.add(each.variable)
        elif hasattr(each, "records"):
            named |= {getattr(each, word) for word in ("variable", "first", "second") if hasattr(each, word)}
    return read <= named


_WANTED = "要求的数"
"""What something is compared with that is chosen from several and is about no field."""


def _amount(value: core.Value) -> str:
    """What of a day is compared with a number."""
    return f"所满的{_UNITS[value.unit].removeprefix('个')}数" if isinstance(value, Elapsed) else ""


def _unit(value: core.Value, scope: Mapping[str, Shape]) -> str:
    match value:
        case Field():
            unit = _shape(value, scope).unit
        case Elapsed(unit=elapsed) | core.Covered(unit=elapsed):
            unit = _UNITS[elapsed]
        case core.Count():
            unit = "条"
        case core.Distinct(records):
            unit = "项" if records.choices else "种"
        case _:
            unit = ""
    return f" {unit}" if unit else ""


def _shape(field: Field, scope: Mapping[str, Shape]) -> Shape:
    return (scope[field.variable].at(field.path) if field.variable in scope else None) or Shape({}, {})
