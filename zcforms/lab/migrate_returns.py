"""What was set aside earlier, and whether it has its place again: there is one, it is empty, and all of it fits and reads as it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from zcforms.documents.conditions import missing
from zcforms.documents.pointer import steps
from zcforms.lab.migrate_paths import Moves, Path, Row, moved
from zcforms.lab.migrate_places import CHOICES, Place, Places
from zcforms.lab.migrate_tree import Obj, Rows, Tree, solid
from zcforms.lab.migrate_values import NOTHING, Field, carried, told

_READ = frozenset({"choice", "choices", "rows", "object"})
"""Kinds whose values say nothing without the form that they were given in: they come back where people would read the same."""


class Kept(Protocol):
    """What is known of something that was set aside."""

    @property
    def pointer(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def shown(self) -> str: ...


def stands_in_table(places: Iterable[Places], pointer: str) -> bool:
    """Whether the pointer leads into a row of a list inside a record or a fields section, which nothing but its position tells apart."""
    read = [path for each in places if (path := each.read(steps(pointer)))]
    return any(isinstance(step, Row) for path in read for step in path[len(_RECORD) :])


_RECORD = ("answers", "work", "0")


@dataclass(frozen=True, slots=True)
class Returns:
    """`tree`: the application as it stands in the new version so far; what comes back is put there."""

    before: Places
    after: Places
    moves: Moves
    tree: Tree

    def chosen_again(self, kept: Kept) -> bool:
        """Whether it is a choice that stands in the application and is offered again."""
        name = kept.pointer.removeprefix("/")
        return name in CHOICES and name not in self.after.open and self.after.chosen[name] == kept.value

    def placed(self, kept: Kept) -> Path | None:
        """Where it stands again; None where it stays aside."""
        root, *_ = steps(kept.pointer) or ("",)
        if root == "imports" and isinstance(kept.value, Mapping) and "record" in kept.value:
            return self._row(kept, str(kept.value["record"]))
        if root == "attachments" and isinstance(kept.value, Mapping):
            return self._row(kept, str(kept.value.get("id", "")))
        return self._answer(kept) if root in ("answers", "imports") else None

    def _row(self, kept: Kept, key: str) -> Path | None:
        """An imported record or a file, at its old position. No record stands twice."""
        root, name, number = steps(kept.pointer)
        target = moved((root, name, Row(key)), self.moves)
        place = self.after.find(target)
        if place is None or not place.asked or self._taken(root, key):
            return None
        value = self._entry(place, kept.value) if root == "imports" else kept.value
        if value is None:
            return None
        self.tree.put(target, value, int(number))
        return target

    def _taken(self, root: str, key: str) -> bool:
        lists = self.tree.root[root].values()
        return any(isinstance(each, Rows) and key in each for each in lists)

    def _entry(self, place: Place, entry: Mapping[str, Any]) -> Obj | None:
        said = {name: value for name, value in entry.items() if name != "record"}
        whole = self._whole(place, said)
        return None if whole is NOTHING else Obj({"record": entry["record"], **whole})

    def _answer(self, kept: Kept) -> Path | None:
        for target in self._targets(kept.pointer):
            place = self.after.find(target)
            if place is None or not place.asked or not self._room(target):
                continue
            value = self._fitting(target, place, kept)
            if value is not NOTHING:
                self.tree.put(target, value)
                return target
        return None

    def _targets(self, text: str) -> list[Path]:
        """Where it might be now: the pointer is of an earlier version, so that moves may be about it or not."""
        read = [path for places in (self.before, self.after) if (path := places.read(steps(text)))]
        return [moved(path, self.moves) for path in read] + read

    def _fitting(self, target: Path, place: Place, kept: Kept) -> Any:
        field = place.field(self.after.plan.codes)
        value = self._whole(place, kept.value)
        if value is NOTHING or (field.kind in _READ and self._told(field, value) != kept.shown):
            return NOTHING
        standing = self.tree.get(target)
        return value if missing(standing) else _joined(field, solid(standing), value)

    def _room(self, target: Path) -> bool:
        """Whether the rows that it stood in are still there."""
        rows = [end for end in range(2, len(target)) if isinstance(target[end], Row)]
        return all(self.tree.has(target[: end + 1]) for end in rows if end + 1 < len(target))

    def _told(self, field: Field, value: Any) -> str:
        return told(field.schema, solid(value), field.codes)

    def _whole(self, place: Place, value: Any) -> Any:
        """The value as it stands in the tree; `NOTHING` unless all of it fits."""
        field = place.field(self.after.plan.codes)
        if field.kind == "object" and isinstance(value, Mapping):
            inner = {name: self._inner(place, name, each) for name, each in value.items()}
            return NOTHING if NOTHING in inner.values() else Obj(inner)
        if field.kind == "rows" and isinstance(value, list):
            items = Place(field.schema["items"], "", asked=True)
            rows = [self._whole(items, each) for each in value]
            return NOTHING if NOTHING in rows else Rows({str(n): each for n, each in enumerate(rows)})
        made = carried(None, field, value)
        return made.value if made.left is NOTHING else NOTHING

    def _inner(self, place: Place, name: str, value: Any) -> Any:
        schema = (place.schema.get("properties") or {}).get(name)
        return NOTHING if schema is None else self._whole(Place(schema, "", asked=True), value)


def _joined(field: Field, standing: Any, value: Any) -> Any:
    """Choices of which others stand there already, in the order in which they are offered."""
    if field.kind != "choices" or not isinstance(standing, list) or set(standing) & set(value):
        return NOTHING
    order = list(field.offered())
    return sorted([*standing, *value], key=lambda each: order.index(each) if each in order else len(order))
