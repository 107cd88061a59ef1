"""Two application documents -> the differences that make the second of the first, as a case would write them (`applicants`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.documents.pointer import pointer
from zcforms.documents.reading import canonical

Steps = tuple[str, ...]
_MADE_UP = ("id", "digest", "evidence")
"""What is made up anew for a new record or file."""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """`change`, `add` and `remove`, as far as there are any."""
    told = _Told()
    told.compare(before, after, ())
    told.fold_imports()
    found = {"change": told.changed, "add": told.added, "remove": told.removed}
    return {kind: entries for kind, entries in found.items() if entries}


class _Told:
    """Collects differences by their paths."""

    def __init__(self) -> None:
        self.changed: dict[str, Any] = {}
        self.added: dict[str, Any] = {}
        self.removed: list[str] = []

    def compare(self, before: Any, after: Any, path: Steps) -> None:
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            self._members(before, after, path)
        elif isinstance(before, list) and isinstance(after, list) and path:
            self._elements(before, after, path)
        elif canonical(before) != canonical(after):
            self.changed[_text(path)] = after

    def fold_imports(self) -> None:
        """A new achievement that is imported once is written where it is imported."""
        new = {record["id"]: record for record in self.added.get("achievements", ())}
        imported = [
            (path, entry)
            for path, entries in self.added.items()
            if path.startswith("imports.")
            for entry in entries
        ]
        for record_id, record in new.items():
            uses = [(path, entry) for path, entry in imported if entry.get("record") == record_id]
            if len(uses) == 1:
                path, entry = uses[0]
                notes = {name: value for name, value in entry.items() if name != "record"}
                place = self.added[path]
                place[place.index(entry)] = {**_record(record), **notes}
                self.added["achievements"].remove(record)
        if "achievements" in self.added and not self.added["achievements"]:
            del self.added["achievements"]
        for path, entries in self.added.items():
            self.added[path] = entries[0] if len(entries) == 1 else entries

    def _members(self, before: Mapping[str, Any], after: Mapping[str, Any], path: Steps) -> None:
        for name in before:
            if name not in after:
                self.removed.append(_text((*path, name)))
        for name, value in after.items():
            if name in before:
                self.compare(before[name], value, (*path, name))
            elif isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
                self._add((*path, name), value)
            else:
                self.changed[_text((*path, name))] = value

    def _elements(self, before: list[Any], after: list[Any], path: Steps) -> None:
        one, other = _names(before), _names(after)
        if (
            one is None
            or other is None
            or [name for name in other if name in one] != [n for n in one if n in other]
        ):
            if canonical(before) != canonical(after):
                self.changed[_text(path)] = after
            return
        for name, element in zip(one, before, strict=True):
            if name not in other:
                self.removed.append(_text((*path, name)))
            else:
                self.compare(element, after[other.index(name)], (*path, name))
        self._add(path, [element for name, element in zip(other, after, strict=True) if name not in one])

    def _add(self, path: Steps, elements: list[Any]) -> None:
        if elements:
            shown = [_file(each) if "digest" in each else dict(each) for each in elements]
            self.added.setdefault(_text(path), []).extend(shown)


def _names(listed: list[Any]) -> list[str] | None:
    """What the elements are called by: ids, records, or positions; None where that does not tell them apart."""
    if not all(isinstance(each, Mapping) for each in listed):
        return None
    names = [str(each.get("id", each.get("record", number))) for number, each in enumerate(listed)]
    return names if len(set(names)) == len(names) else None


def _record(record: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in record.items() if name not in _MADE_UP}
    return kept if kept.get("state") != "approved" else {k: v for k, v in kept.items() if k != "state"}


def _file(file: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in file.items() if name not in _MADE_UP}


def _text(path: Steps) -> str:
    """Dotted, or a JSON Pointer where a name has a dot in it."""
    return pointer(path) if any("." in step for step in path) else ".".join(path)
