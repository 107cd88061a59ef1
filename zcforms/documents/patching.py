"""JSON Patch (RFC 6902): the only door to jsonpatch. Content is never changed in place: what was before is what it was."""

from __future__ import annotations

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
