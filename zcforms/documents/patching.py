"""JSON Patch (RFC 6902): the only door to jsonpatch. Content is never changed in place: what was before is what it was."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from enum import StrEnum
from typing import Any

import jsonpatch

from zcforms.documents.pointer import pointer, steps
from zcforms.documents.reading import DEEPEST, LARGEST, MOST

Patch = Sequence[Mapping[str, Any]]
Path = Sequence[str | int]
_TEXT = LARGEST // MOST
"""Characters that weigh as much as one value."""


class Refusal(StrEnum):
    """Why a patch is refused."""

    FORM = "no operation of RFC 6902"
    PLACE = "there is no such place"
    TEST = "the test does not hold"
    WEIGHT = "it copies more than one document may hold"


class PatchRefused(ValueError):
    """The patch does not fit the content. `at`: the position of the operation; `why`: what is the matter with it."""

    def __init__(self, at: int, why: Refusal) -> None:
        super().__init__(f"operation {at}: {why}")
        self.at = at
        self.why = why


def patched(content: Any, patch: Patch) -> Any:
    """The content after all of the operations, or `PatchRefused` and nothing. A few operations cannot make much of little: what is copied is counted before it is."""
    made, copied = deepcopy(content), 0
    for at, operation in enumerate(patch):
        if operation.get("op") == "copy":
            copied += _weight_of_copy(made, operation, at)
            if copied > MOST:
                raise PatchRefused(at, Refusal.WEIGHT)
        made = _after(made, operation, at)
    return made


def _after(content: Any, operation: Mapping[str, Any], at: int) -> Any:
    """The content itself is changed; the operation's value is not taken into it, where later operations would change the patch."""
    try:
        return jsonpatch.JsonPatch([deepcopy(dict(operation))]).apply(content, in_place=True)
    except jsonpatch.JsonPatchTestFailed as error:
        raise PatchRefused(at, Refusal.TEST) from error
    except jsonpatch.InvalidJsonPatch as error:
        raise PatchRefused(at, Refusal.FORM) from error
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as error:
        raise PatchRefused(at, Refusal.PLACE) from error


def _weight_of_copy(content: Any, operation: Mapping[str, Any], at: int) -> int:
    """Of what a copy would bring: its values, and a share for long texts, counted no further than what is too much. Raises `PatchRefused`."""
    try:
        source, path = steps(str(operation["from"])), steps(str(operation["path"]))
        waiting = [(found(content, source), len(path))]
    except (KeyError, ValueError) as error:
        raise PatchRefused(at, Refusal.PLACE if "from" in operation else Refusal.FORM) from error
    weight = 0
    while waiting and weight <= MOST:
        value, depth = waiting.pop()
        weight += MOST + 1 if depth > DEEPEST else 1 + len(value) // _TEXT if isinstance(value, str) else 1
        inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
        waiting += [(each, depth + 1) for each in inside]
    return weight


def inverse(before: Any, patch: Patch) -> list[dict[str, Any]]:
    """What undoes the patch on what it made of `before`, to the order of the keys. Raises `PatchRefused`."""
    return between(patched(before, patch), before)


def states(content: Any, patches: Iterable[Patch]) -> Iterator[Any]:
    """The content, then what each patch makes of it: one and the same object that changes, to be looked at and not to be kept. Raises `PatchRefused`."""
    made = deepcopy(content)
    yield made
    for patch in patches:
        for at, operation in enumerate(patch):
            made = _after(made, operation, at)
        yield made


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
