"""What differs between two JSON documents, place by place; entries of lists that have ids are told apart by these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from zcforms.documents.pointer import pointer

Path = tuple[str | int, ...]


class Kind(StrEnum):
    """moved: the same entries in another order; `before` and `after` are then their ids."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Difference:
    """`pointer`: into the document that comes after; of what was removed, into the one before. `before` and `after`: what stands there, None where nothing does."""

    kind: Kind
    pointer: str
    before: Any = None
    after: Any = None


def differences(before: Any, after: Any, path: Path = ()) -> Iterator[Difference]:
    """Every place at which they differ, the outermost where one is there and the other not."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _of_objects(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(before, after, path)
    elif not _same(before, after):
        yield Difference(Kind.CHANGED, pointer(path), before, after)


def _of_objects(before: Mapping[str, Any], after: Mapping[str, Any], path: Path) -> Iterator[Difference]:
    for key in (*before, *(each for each in after if each not in before)):
        here = (*path, key)
        if key not in after:
            yield Difference(Kind.REMOVED, pointer(here), before=before[key])
        elif key not in before:
            yield Difference(Kind.ADDED, pointer(here), after=after[key])
        else:
            yield from differences(before[key], after[key], here)


def _of_lists(before: list[Any], after: list[Any], path: Path) -> Iterator[Difference]:
    name = next((each for each in ("id", "case") if _named(before, each) and _named(after, each)), None)
    if name is None:
        yield from _by_place(before, after, path)
        return
    old = {each[name]: (place, each) for place, each in enumerate(before)}
    new = {each[name]: (place, each) for place, each in enumerate(after)}
    for key, (place, each) in old.items():
        if key not in new:
            yield Difference(Kind.REMOVED, pointer((*path, place)), before=each)
    for key, (place, each) in new.items():
        if key not in old:
            yield Difference(Kind.ADDED, pointer((*path, place)), after=each)
        else:
            yield from differences(old[key][1], each, (*path, place))
    order = [key for key in old if key in new], [key for key in new if key in old]
    if order[0] != order[1]:
        yield Difference(Kind.MOVED, pointer(path), *order)


def _by_place(before: list[Any], after: list[Any], path: Path) -> Iterator[Difference]:
    if not any(isinstance(each, Mapping | list) for each in (*before, *after)):
        if not _same(before, after):
            yield Difference(Kind.CHANGED, pointer(path), before, after)
        return
    for place in range(max(len(before), len(after))):
        here = (*path, place)
        if place >= len(after):
            yield Difference(Kind.REMOVED, pointer(here), before=before[place])
        elif place >= len(before):
            yield Difference(Kind.ADDED, pointer(here), after=after[place])
        else:
            yield from differences(before[place], after[place], here)


def _named(entries: list[Any], key: str) -> bool:
    """Whether every entry is an object with this name, and no two with the same."""
    names = [each.get(key) if isinstance(each, Mapping) else None for each in entries]
    return all(isinstance(each, str) for each in names) and len(set(names)) == len(names)


def _same(before: Any, after: Any) -> bool:
    """1 and true are not the same in JSON."""
    return type(before) is type(after) and before == after
