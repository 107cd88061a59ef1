"""Typed facts that are changed a little: places, edits, and what differs between two versions of one document.

Facts are never changed in place: each alteration gives a new tree that shares what it did not touch. Records remember the position that
they had in the original, so that the difference between two trees can be told as edits of the original.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from zcforms.checks.core import DOCUMENT, Condition, Field, Records, walk
from zcforms.checks.shape import Shape

Path: TypeAlias = tuple[str | int, ...]
"""Names of properties and positions in lists."""

ITEMS, GROUPS, IMPORTED, FINDINGS = "achievements", "categories", "imported", "breaches"
"""Parts of the facts (`facts`): records by item; the same records by group and all together; what the form's validation found."""


class Kind(StrEnum):
    SET = "set"
    REMOVE = "remove"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class Edit:
    """One place that changes. `path`: into the original facts; of an added record, its list. REMOVE takes away a value or a record."""

    kind: Kind
    path: Path
    value: Any = None


class Tracked(dict[str, Any]):
    """A record that knows where it stood in the original list; None: it is new."""

    origin: int | None = None


def tracked(node: Any) -> Any:
    """The same facts, every record of a list tracked."""
    if isinstance(node, Mapping):
        return {name: tracked(value) for name, value in node.items()}
    if not isinstance(node, list):
        return node
    records = []
    for position, each in enumerate(node):
        record = Tracked(tracked(each))
        record.origin = position
        records.append(record)
    return records


def plain(node: Any) -> Any:
    """The facts without the records' memory."""
    if isinstance(node, Mapping):
        return {name: plain(value) for name, value in node.items()}
    return [plain(each) for each in node] if isinstance(node, list) else node


def copied(record: Mapping[str, Any]) -> Tracked:
    """A new record like this one, with new records in its lists."""
    return Tracked(
        {
            name: [copied(each) for each in value] if isinstance(value, list) else value
            for name, value in record.items()
        }
    )


def at(node: Any, path: Path) -> Any:
    """What stands at a place; None where there is nothing."""
    for step in path:
        if isinstance(step, int):
            node = node[step] if isinstance(node, list) and step < len(node) else None
        else:
            node = node.get(step) if isinstance(node, Mapping) else None
    return node


def answered(value: Any) -> bool:
    """Whether there is a value, as against any kind of nothing."""
    return type(value) in (int, Decimal, date, str, bool)


def placed(node: Any, path: Path, value: Any) -> Any:
    """The tree with another value at a place. Objects that are missing on the way come into being."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return [placed(each, rest, value) if n == step else each for n, each in enumerate(node)]
    made: dict[str, Any]
    if isinstance(node, Tracked):
        made = Tracked(node)
        made.origin = node.origin
    else:
        made = dict(node) if isinstance(node, Mapping) else {}
    made[step] = placed(made.get(step), rest, value)
    return made


def several_of(shape: Shape, edit: Edit) -> Shape | None:
    """The field of several choices of which the edit changes one; None for anything else."""
    above = {Kind.ADD: edit.path, Kind.REMOVE: edit.path[:-1], Kind.SET: edit.path[:-2]}[edit.kind]
    listed = shape_at(shape, above)
    return listed if listed is not None and listed.several is not None else None


def appended(node: Any, path: Path, record: Tracked) -> Any:
    """The tree with one more record in the list at a place."""
    return placed(node, path, [*(at(node, path) or ()), record])


def without(node: Any, path: Path) -> Any:
    """The tree without a record of a list."""
    listed = at(node, path[:-1])
    return placed(node, path[:-1], [each for n, each in enumerate(listed) if n != path[-1]])


def original(node: Any, path: Path) -> Path | None:
    """Where a place stood in the original; None below a record that is new."""
    found: list[str | int] = []
    for step in path:
        node = at(node, (step,))
        known = node.origin if isinstance(step, int) and isinstance(node, Tracked) else None
        if isinstance(step, int) and known is None:
            return None
        found.append(step if known is None else known)
    return tuple(found)


def applied(facts: Any, edits: Iterable[Edit], mirrors: Mirrors | None = None) -> Any:
    """The tracked facts after edits of the original: values first, then new records, then what is removed, the last first."""
    removed: list[Path] = []
    for edit in sorted(edits, key=lambda edit: edit.kind is Kind.ADD):
        if edit.kind is Kind.ADD:
            facts = appended(facts, edit.path, copied(edit.value))
        elif edit.kind is Kind.REMOVE and isinstance(edit.path[-1], int):
            removed.append(edit.path)
        else:
            facts = placed(facts, edit.path, edit.value)
    for path in sorted(removed, key=lambda path: (path[:-1], path[-1]), reverse=True):
        facts = without(facts, path)
    return mirrors.coherent(facts) if mirrors else facts


def differences(before: Any, after: Any, path: Path = ()) -> Iterator[Edit]:
    """The edits that make `after` of `before`; both tracked, `before` the original."""
    for name in {**before, **after}:
        one, other, here = before.get(name), after.get(name), (*path, name)
        if one is other or (not path and name in (GROUPS, IMPORTED)):
            continue
        if isinstance(one, list) or isinstance(other, list):
            yield from _list_differences(one or [], other or [], here)
        elif isinstance(one, Mapping) or isinstance(other, Mapping):
            yield from differences(one or {}, other or {}, here)
        elif one != other or type(one) is not type(other):
            yield Edit(Kind.SET, here, other) if other is not None else Edit(Kind.REMOVE, here)


def _list_differences(before: list[Any], after: list[Any], path: Path) -> Iterator[Edit]:
    kept = {record.origin: record for record in after if record.origin is not None}
    for position, record in enumerate(before):
        if position not in kept:
            yield Edit(Kind.REMOVE, (*path, position))
        elif kept[position] is not record:
            yield from differences(record, kept[position], (*path, position))
    for record in after:
        if record.origin is None:
            yield Edit(Kind.ADD, path, plain(record))


# ------------------------------------------------------------------------------------------------ mirrors


@dataclass(frozen=True, slots=True)
class Mirrors:
    """The groups of achievement items, and the list of all of them, which repeat the records of the items: what changes in one place
    changes in the others."""

    groups: Mapping[str, tuple[str, ...]]
    shape: Shape
    records: Mapping[str, tuple[Any, ...]]
    """Ids of the records that each item had in the original."""

    everything: bool = True
    """Whether the list of everything imported is kept in step."""

    @classmethod
    def of(cls, shape: Shape, facts: Mapping[str, Any]) -> Mirrors:
        groups = shape.child(GROUPS) if shape.child(ITEMS) else None
        found: dict[str, tuple[str, ...]] = {}
        for name in groups.names if groups else ():
            item = shape_at(shape, (GROUPS, name, 0, "item"))
            found[name] = tuple(str(each) for each in item.options) if item else ()
        records: dict[str, tuple[Any, ...]] = {}
        for each in _listed(facts.get(IMPORTED)):
            name = str(each.get("item"))
            records[name] = (*records.get(name, ()), each.get("record"))
        return cls(found, shape, records)

    def seen_by(self, condition: Condition) -> Mirrors:
        """Only those that the condition looks at: the others need not be kept in step while it is looked into."""
        read = [
            each.path
            for each in walk(condition)
            if isinstance(each, Field | Records) and each.variable == DOCUMENT
        ]
        if any(path[0] == IMPORTED or path == (GROUPS,) for path in read):
            return self
        names = {path[1] for path in read if path[0] == GROUPS}
        return replace(
            self,
            groups={name: items for name, items in self.groups.items() if name in names},
            everything=False,
        )

    def coherent(self, facts: Any) -> Any:
        """The facts with groups, and the list of everything imported, made anew from the items."""
        items = facts.get(ITEMS)
        if not self.groups or not isinstance(items, Mapping):
            return facts
        groups = {
            group: self._repeated(group, names, items)
            for group, names in self.groups.items()
            if isinstance(facts.get(GROUPS, {}).get(group), list) or any(items.get(name) for name in names)
        }
        made = {**facts, GROUPS: {**facts.get(GROUPS, {}), **groups}}
        if self.everything and isinstance(facts.get(IMPORTED), list):
            made[IMPORTED] = self._everything(items)
        return made

    def _repeated(self, group: str, names: Iterable[str], items: Mapping[str, Any]) -> list[Any]:
        known = shape_at(self.shape, (GROUPS, group, 0))
        return [
            {**{name: each[name] for name in (known.names if known else ()) if name in each}, "item": item}
            for item in names
            for each in _listed(items.get(item))
        ]

    def _everything(self, items: Mapping[str, Any]) -> list[Any]:
        """A record that is new has an id of its own."""
        known = shape_at(self.shape, (IMPORTED, 0))
        made = []
        for group, names in self.groups.items():
            for item in names:
                for position, each in enumerate(_listed(items.get(item))):
                    identity = self._identity(item, each, position)
                    everything = {**each, "item": item, "group": group, "record": identity}
                    made.append({name: everything.get(name) for name in (known.names if known else ())})
        return made

    def _identity(self, item: str, record: Any, position: int) -> Any:
        place = record.origin if isinstance(record, Tracked) else position
        ids = self.records.get(item, ())
        return ids[place] if place is not None and place < len(ids) else f"+{item}/{position}"

    def source(self, facts: Any, path: Path) -> Path:
        """The place in the items that a place in a group repeats; any other place is its own."""
        if len(path) < 2 or path[0] not in (GROUPS, IMPORTED) or not self.groups:
            return path
        head = 2 if path[0] == GROUPS else 1
        position = path[head] if len(path) > head else None
        if not isinstance(position, int):
            return path
        records: list[Any] = at(facts, path[:head]) or []
        item = records[position].get("item")
        earlier = sum(1 for each in records[:position] if each.get("item") == item)
        return (ITEMS, str(item), earlier, *path[head + 1 :])

    def sources(self, path: Path) -> tuple[Path, ...]:
        """The lists that a new record of a list can go to."""
        if path[:1] == (GROUPS,) and len(path) == 2 and path[1] in self.groups:
            return tuple((ITEMS, item) for item in self.groups[str(path[1])])
        if path == (IMPORTED,) and self.groups:
            return tuple((ITEMS, item) for items in self.groups.values() for item in items)
        return (path,)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def shape_at(shape: Shape | None, path: Path) -> Shape | None:
    """The shape of a place in the facts; any position stands for the list's record."""
    for step in path:
        if shape is None:
            return None
        shape = shape.records if isinstance(step, int) else shape.child(step)
    return shape
