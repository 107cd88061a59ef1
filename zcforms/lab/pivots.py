"""Where rules turn, by field and list: the values around which made-up people are spread, because there rules tell them apart."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any, TypeVar

from zcforms.checks import core
from zcforms.checks.assembly import Rule
from zcforms.checks.core import DOCUMENT, Compare, Count, Field, Literal, Total
from zcforms.checks.shape import Shape
from zcforms.lab.edges import Edge, edges, replaced

Path = tuple[str, ...]
"""Names from the top of the facts; a list and its records are one step. Below a part of an application: from the part's own record."""

_T = TypeVar("_T")

SIZE = "#"
"""The last step of a path to the number of a list's records."""

_BOUND = ("variable", "first", "second")
_CHOICES = (core.Chosen, core.FirstPresent, core.Extreme)
_EXACTLY, _BARELY, _SHORT = 0.14, 0.3, 0.06
"""Shares (each includes those before it, but for the last): at the pivot, less than one unit beyond, and on the other side."""

_YEAR = 365
_SHAPE, _YEARS = 1.6, 2.4
"""Of the gamma distribution of years beyond: most of them one to six, some fifteen."""

_PORTION = 0.2
"""How far numbers lie beyond, as a share of the pivot."""


@dataclass(frozen=True, slots=True)
class Pivot:
    """A comparison just holds at `inside`, and just does not at `outside`. Both are numbers, or dates."""

    inside: Any
    outside: Any

    @property
    def deeper(self) -> int:
        """The direction in which it goes on holding."""
        return 1 if self.inside > self.outside else -1

    def beyond(self, source: random.Random) -> Any:
        """A value as people have it: mostly somewhat beyond what is asked, some exactly there, few just short of it."""
        roll = source.random()
        if roll < _EXACTLY:
            return self.inside
        if roll > 1 - _SHORT:
            return self.short(source)
        amount = source.random() if roll < _BARELY else source.gammavariate(_SHAPE, _YEARS)
        return self._off(self.inside, amount * self.deeper)

    def short(self, source: random.Random) -> Any:
        """A value for which it does not hold, mostly by little."""
        return self._off(self.outside, -min(source.expovariate(1.2), 6) * self.deeper)

    def _off(self, start: Any, amount: float) -> Any:
        if isinstance(start, date):
            return start + timedelta(days=int(amount * _YEAR))
        unit = max(1.0, abs(float(start)) * _PORTION / _YEARS)
        moved = float(start) + amount * unit
        whole = start == int(start)
        return round(moved) if whole else round(moved, 2)


def pivots(rules: Iterable[Rule], shape: Shape) -> Mapping[Path, tuple[Pivot, ...]]:
    """By the place in the facts whose value the rules compare with something fixed; of lists whose records they count, by the list's path
    and SIZE."""
    found: dict[Path, dict[Pivot, None]] = {}
    for rule in rules:
        for condition in chain.from_iterable(map(_simple, (rule.question.guard, rule.question.requirement))):
            where = {id(node): places for node, places in _placed(condition, {DOCUMENT: ()})}
            for edge in edges(condition, shape):
                for path, pivot in _turning(edge, where[id(edge.comparison)]):
                    found.setdefault(path, {})[pivot] = None
    return {path: tuple(listed) for path, listed in found.items()}


def spoken(rules: Iterable[Rule]) -> Mapping[Path, tuple[Any, ...]]:
    """By the place in the facts that is compared with texts or codes: one tuple of them for each group that the rules speak of, an
    empty one where they look for a part of a text."""
    found: dict[Path, dict[tuple[Any, ...], None]] = {}
    for rule in rules:
        for condition in (rule.question.guard, rule.question.requirement):
            for node, places in _placed(condition, {DOCUMENT: ()}):
                for field, texts in _texts(node):
                    if field.variable in places:
                        found.setdefault((*places[field.variable], *field.path), {})[texts] = None
    return {path: tuple(listed) for path, listed in found.items()}


def _texts(node: Any) -> Iterator[tuple[Field, tuple[Any, ...]]]:
    texts: tuple[Any, ...]
    match node:
        case core.Contains(Field() as field):
            texts = ()
        case core.Among(Field() as field, choices):
            texts = tuple(each.value for each in choices)
        case Compare(core.Operator.EQUAL, Field() as field, Literal(_, value)):
            texts = (value,)
        case _:
            return
    if all(isinstance(each, str) for each in texts):
        yield field, texts


def of_part(found: Mapping[Path, tuple[_T, ...]], heads: Iterable[Path]) -> dict[Path, tuple[_T, ...]]:
    """Those in a part of the application, by their paths from there; `heads`: where rules see the part."""
    made: dict[Path, tuple[_T, ...]] = {}
    for head in heads:
        for path, listed in found.items():
            if path[: len(head)] == head and len(path) > len(head):
                rest = path[len(head) :]
                made[rest] = (*made.get(rest, ()), *listed)
    return made


def _simple(condition: core.Condition) -> Iterator[core.Condition]:
    """The condition once for each value that a choice in it can come to."""
    choice = next((each for each in core.walk(condition) if isinstance(each, _CHOICES)), None)
    if choice is None:
        yield condition
        return
    for value in dict.fromkeys(_values(choice)):
        yield from _simple(replaced(condition, choice, value))


def _values(choice: core.Chosen | core.FirstPresent | core.Extreme) -> Iterator[core.Value]:
    match choice:
        case core.Chosen(branches, otherwise):
            yield from (each.value for each in branches)
            if otherwise is not None:
                yield otherwise
        case core.FirstPresent(values) | core.Extreme(_, values):
            yield from values


def _turning(edge: Edge, places: Mapping[str, Path]) -> Iterator[tuple[Path, Pivot]]:
    """What the edge's two sides say of a field, of the values that are added up, or of the number of records."""
    inside, outside = edge.inside, edge.outside
    if isinstance(edge.comparison.left, core.Covered):
        yield from _beginning(edge, edge.comparison.left, places)
        return
    if not (isinstance(inside, Compare) and isinstance(outside, Compare)):
        return
    if not (isinstance(inside.right, Literal) and isinstance(outside.right, Literal)):
        return
    pair = inside.right.value, outside.right.value
    if not all(isinstance(each, int | Decimal | date) for each in pair):
        return
    pivot = Pivot(*(float(each) if isinstance(each, Decimal) else each for each in pair))
    match inside.left:
        case Field(variable=variable, path=path):
            yield (*places[variable], *path), pivot
        case Count(records) | core.Distinct(records):
            yield (*places[records.variable], *records.path, SIZE), pivot
        case Total(records, _, _, Field(path=path)):
            yield (*places[records.variable], *records.path, *path), pivot


def _beginning(edge: Edge, covered: core.Covered, places: Mapping[str, Path]) -> Iterator[tuple[Path, Pivot]]:
    """The day on which a period begins that is just long enough alone, if it goes on."""
    if not isinstance(covered.start, Field) or not isinstance(covered.until, Literal):
        return
    until: Any = covered.until.value
    days = [
        until - timedelta(each.right.value)  # type: ignore[arg-type]
        for each in (edge.inside, edge.outside)
        if isinstance(each, Compare) and isinstance(each.right, Literal) and _in_days(each.left)
    ]
    records = covered.records
    if len(days) == 2:
        yield (*places[records.variable], *records.path, *covered.start.path), Pivot(*days)


def _in_days(value: core.Value) -> bool:
    return isinstance(value, core.Covered) and value.unit is core.Unit.DAYS


def _placed(node: Any, places: Mapping[str, Path]) -> Iterator[tuple[Any, Mapping[str, Path]]]:
    """Every comparison with the places that its variables mean."""
    records = getattr(node, "records", None)
    if isinstance(records, core.Records):
        below = (*places[records.variable], *records.path)
        places = {**places, **{getattr(node, name): below for name in _BOUND if hasattr(node, name)}}
    if isinstance(node, Compare | core.Among | core.Contains):
        yield node, places
    for child in core.children(node):
        yield from _placed(child, places)
