"""JSON Patch (RFC 6902): the only door to jsonpatch. Content is never changed in place: what was before is what it was."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import jsonpatch

from zcforms.documents.pointer import pointer, steps

Patch = Sequence[Mapping[str, Any]]
Path = Sequence[str | int]


class PatchRefused(ValueError):
    """The patch does not fit the content: a place is not there, or a test does not hold."""


def patched(content: Any, patch: Patch) -> Any:
    """The content after all of the operations, or `PatchRefused` and nothing."""
    try:
        return jsonpatch.JsonPatch(list(patch)).apply(content)
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as error:
        raise PatchRefused(str(error)) from error


def inverse(before: Any, patch: Patch) -> list[dict[str, Any]]:
    """What undoes the patch on what it made of `before`. Raises `PatchRefused`."""
    undoing: list[dict[str, Any]] = []
    content = before
    for operation in patch:
        undoing[:0] = _undoing(content, operation)
        content = patched(content, [operation])
    return undoing


def found(content: Any, path: Path) -> Any:
    """What stands at the path. Raises `KeyError`."""
    for step in path:
        if isinstance(content, Mapping):
            content = content[step]
        elif isinstance(content, list) and _position(step) < len(content):
            content = content[_position(step)]
        else:
            raise KeyError(step)
    return content


def add(path: Path, value: Any) -> dict[str, Any]:
    return {"op": "add", "path": pointer(path), "value": value}


def replace(path: Path, value: Any) -> dict[str, Any]:
    return {"op": "replace", "path": pointer(path), "value": value}


def remove(path: Path) -> dict[str, Any]:
    return {"op": "remove", "path": pointer(path)}


def move(path: Path, to: Path) -> dict[str, Any]:
    return {"op": "move", "from": pointer(path), "path": pointer(to)}


def in_order(path: Path, value: Mapping[str, Any]) -> dict[str, Any]:
    """Put an object in place of the one there: how a key gets another place among its neighbours, which RFC 6902 has no operation for."""
    return replace(path, dict(value))


def _undoing(content: Any, operation: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The order of keys comes back, too: where an object's key goes or comes, the object is put back as a whole."""
    if operation["op"] == "test":
        return []
    places = [steps(operation["path"])]
    if operation["op"] == "move":
        places.append(steps(operation["from"]))
    shared = _shared([place[:-1] for place in places])
    return [replace(shared, _held(content, shared))] if shared else [replace((), content)]


def _shared(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The beginning that all of them have."""
    same: list[str] = []
    for each in zip(*paths, strict=False):
        if len(set(each)) > 1:
            break
        same.append(each[0])
    return tuple(same)


def _held(content: Any, path: Path) -> Any:
    try:
        return found(content, path)
    except (KeyError, ValueError) as error:
        raise PatchRefused(f"nothing at {pointer(path)}") from error


def _position(step: str | int) -> int:
    return int(step)


def between(before: Any, after: Any, path: Path = ()) -> list[dict[str, Any]]:
    """Operations that make `after` of `before`, as small as what changed: a key that goes or comes, a list's entry that goes, comes or moves. The order of keys counts."""
    if canonical_order(before) == canonical_order(after):
        return []
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _between_objects(before, after, path)
    if isinstance(before, list) and isinstance(after, list):
        return _between_lists(before, after, path)
    return [replace(path, after)]


def canonical_order(value: Any) -> str:
    """The value as text, in which the order of keys counts and 1 is not true."""
    return json.dumps(value, ensure_ascii=False)


def _between_objects(before: Mapping[str, Any], after: Mapping[str, Any], path: Path) -> list[dict[str, Any]]:
    kept = [key for key in before if key in after]
    added = [key for key in after if key not in before]
    if list(after) != kept + added:
        return [in_order(path, after)]
    operations = [remove((*path, key)) for key in before if key not in after]
    for key in kept:
        operations += between(before[key], after[key], (*path, key))
    return operations + [add((*path, key), after[key]) for key in added]


def _between_lists(before: list[Any], after: list[Any], path: Path) -> list[dict[str, Any]]:
    old, new = [canonical_order(each) for each in before], [canonical_order(each) for each in after]
    first = next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )
    if len(new) == len(old) + 1 and old[first:] == new[first + 1 :]:
        return [add((*path, first), after[first])]
    if len(new) + 1 == len(old) and old[first + 1 :] == new[first:]:
        return [remove((*path, first))]
    if len(new) != len(old):
        return [replace(path, after)]
    last = max(at for at in range(len(old)) if old[at] != new[at])
    if first < last and old[first:last] == new[first + 1 : last + 1] and old[last] == new[first]:
        return [move((*path, last), (*path, first))]
    if first < last and new[first:last] == old[first + 1 : last + 1] and new[last] == old[first]:
        return [move((*path, first), (*path, last))]
    return [
        operation
        for at in range(first, last + 1)
        for operation in between(before[at], after[at], (*path, at))
    ]
