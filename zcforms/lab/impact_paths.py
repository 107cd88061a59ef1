"""Which places of the facts rules read, and a shape that has only these: so that a million facts are not typed in vain."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zcforms.checks.assembly import Rule
from zcforms.checks.core import DOCUMENT, Field, Records
from zcforms.checks.shape import Shape

Path = tuple[str, ...]
"""Names from the top of the facts; a list and its records are one step."""

_BOUND = ("variable", "first", "second")
"""The members of a node over records that name its record variables."""


def read_by(rule: Rule) -> frozenset[Path]:
    """Every place that decides about the rule: its guard, its requirement, what it adjusts and from what."""
    parts: list[Any] = [rule.question.guard, rule.question.requirement]
    if rule.adjustment is not None:
        parts += [rule.adjustment.target, rule.adjustment.value]
    return frozenset(path for part in parts for path in _read(part, {DOCUMENT: ()}))


def touch(some: Iterable[Path], others: Iterable[Path]) -> bool:
    """Whether a place of the one stands in, above or at a place of the other."""
    kept = list(others)
    return any(one[: len(other)] == other[: len(one)] for one in some for other in kept)


def narrowed(shape: Shape, paths: Iterable[Path]) -> Shape:
    """The shape with only these places, and their lists."""
    tree: dict[str, Any] = {}
    for path in paths:
        place = tree
        for name in path:
            place = place.setdefault(name, {})
    schema = _narrowed(shape, tree)
    return Shape(schema, schema)


def _read(node: Any, places: Mapping[str, Path]) -> Iterator[Path]:
    if isinstance(node, Field | Records):
        yield (*places[node.variable], *node.path)
        return
    records = getattr(node, "records", None)
    if isinstance(records, Records):
        below = (*places[records.variable], *records.path)
        places = {**places, **{getattr(node, name): below for name in _BOUND if hasattr(node, name)}}
    for member in dataclasses.fields(node):
        child = getattr(node, member.name)
        for each in child if isinstance(child, tuple) else (child,):
            if dataclasses.is_dataclass(each):
                yield from _read(each, places)


def _narrowed(shape: Shape, tree: Mapping[str, Any]) -> dict[str, Any]:
    records = shape.records
    if records is not None:
        names = tree or {_cheapest(records): {}}
        return {**shape.schema, "items": _members(records, names)}
    return _members(shape, tree) if shape.type is None else dict(shape.schema)


def _members(shape: Shape, tree: Mapping[str, Any]) -> dict[str, Any]:
    children = {name: shape.child(name) for name in shape.names if name in tree}
    properties = {name: _narrowed(child, tree[name]) for name, child in children.items() if child}
    return {**shape.schema, "properties": properties}


def _cheapest(records: Shape) -> str:
    """One property of a record: a list whose records have none is no list of records."""
    scalars = (name for name in records.names if (child := records.child(name)) and child.type)
    return next(scalars, records.names[0])
