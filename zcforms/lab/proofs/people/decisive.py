"""What of a new record decides: the fields that rules read, and the values that somebody names. The rest is for the applicant to fill in as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks import core
from zcforms.checks.alterations import GROUPS, IMPORTED, ITEMS, Path, shape_at
from zcforms.checks.assembly import Table
from zcforms.checks.kinds import Type
from zcforms.checks.shape import Shape
from zcforms.checks.unasked import groups
from zcforms.domain.plan import Plan
from zcforms.lab.impact_paths import read_by
from zcforms.lab.proofs.encoding.literals import literals
from zcforms.lab.proofs.encoding.nodes import words_of
from zcforms.lab.spots import GUARD, with_part

_FEW = 5
"""Fields that are told of a record where nothing that failed reads more."""
Names = tuple[str, ...]
"""Where a field stands in a record, through lists in it."""


@dataclass(frozen=True, slots=True)
class Decisive:
    """Places in the facts, a list and its records one step: `first` are read by rules that failed, or decide whether a record is taken at all; `further` are what any rule requires something of. `named`: texts that rules and forms name, by
    property."""

    first: frozenset[Names]
    further: frozenset[Names]
    named: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, plan: Plan, shape: Shape, table: Table, failed: Collection[str]) -> Decisive:
        first, further = set(_taken(plan)), set[Names]()
        for rule in table.rules:
            failing = rule.id in failed or rule.adjustment is not None
            found, read = (first, rule) if failing else (further, with_part(rule, GUARD, core.TRUE))
            found.update(each for path in read_by(read) for each in _sources(path, shape))
        return cls(frozenset(first), frozenset(further), literals(plan, table))

    def fields(self, record: Mapping[str, Any], place: Path, shape: Shape) -> dict[str, Any]:
        """Of a new record in this list the fields to be told, with those of the lists in them: as many as have to be, and a few more."""
        names = _names(place)
        told = self._of(record, names, shape, self.first)
        for name, inner in self._of(record, names, shape, self.further).items():
            if len(told) < _FEW:
                told.setdefault(name, inner)
        return told

    def reads(self, place: Path) -> bool:
        """Whether any rule requires something of the place."""
        return self.failed(place) or _within(place, self.further)

    def failed(self, place: Path) -> bool:
        """Whether what failed depends on the place."""
        return _within(place, self.first)

    def tells(self, name: str, value: Any, shape: Shape) -> bool:
        """Whether the value is one that has to be; of a free text it is not."""
        if shape.type is not Type.TEXT or shape.options:
            return True
        return isinstance(value, str) and words_of(value) in self.named.get(name, ())

    def _of(
        self, record: Mapping[str, Any], names: Names, shape: Shape, read: Collection[Names]
    ) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name in shape.names:
            child, value, here = shape.child(name), record.get(name), (*names, name)
            if child is None or value in (None, "", []):
                continue
            if child.records is not None and isinstance(value, list) and child.several is None:
                inner: dict[str, Any] = {}
                for each in value:
                    inner |= self._of(each, here, child.records, read)
                if inner:
                    told[name] = inner
            elif _within(here, read) and self.tells(name, value, child):
                told[name] = {}
        return told


def _within(place: Path, read: Collection[Names]) -> bool:
    names = _names(place)
    return any(path[: len(names)] == names for path in read)


def _names(place: Path) -> Names:
    return tuple(step for step in place if isinstance(step, str))


def _sources(path: Names, shape: Shape) -> Iterator[Names]:
    """What a place in the groups of achievements repeats: places of the items."""
    if path[:1] == (GROUPS,) and len(path) > 1:
        item = shape_at(shape, (GROUPS, path[1], 0, "item"))
        yield from ((ITEMS, str(each), *path[2:]) for each in (item.options if item else ()))
    elif path[:1] == (IMPORTED,):
        items = shape.child(ITEMS)
        yield from ((ITEMS, each, *path[1:]) for each in (items.names if items else ()))
    else:
        yield path


def _taken(plan: Plan) -> Iterator[Names]:
    """By what items choose the records that they take."""
    for _, item in groups(plan):
        yield from ((ITEMS, item.id, name) for name in _clauses(item.where or {}))


def _clauses(condition: Mapping[str, Any]) -> Iterator[str]:
    for name, wanted in condition.items():
        inner: Iterable[Any] = wanted if name == "any" else [wanted] if name == "not" else ()
        if name not in ("any", "not"):
            yield name
        for each in inner:
            yield from _clauses(each)
