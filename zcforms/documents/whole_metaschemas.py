"""The metaschemas as editors take them: each complete in itself, so that nothing is fetched for completion and hints."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from zcforms import resources

_SHARED = "vocabulary"


def names() -> list[str]:
    """Of every metaschema, without suffix."""
    return sorted(path.stem for path in (resources.folder("schemas") / "meta").glob("*.json"))


@cache
def whole(name: str) -> Any:
    """The metaschema with what it takes from the vocabulary written into its `$defs`.

    Raises:
        FileNotFoundError: there is no such metaschema.
    """
    data = _read(name)
    if name == _SHARED or f"{_SHARED}.json#" not in json.dumps(data):
        return data
    shared = {f"{_SHARED}-{key}": _moved(each, "#/$defs/") for key, each in _read(_SHARED)["$defs"].items()}
    made = _moved(data, f"{_SHARED}.json#/$defs/")
    return {**made, "$defs": {**made.get("$defs", {}), **shared}}


def _moved(schema: Any, before: str) -> Any:
    """The schema with its references into the vocabulary leading to where that stands now."""
    if isinstance(schema, list):
        return [_moved(each, before) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: f"#/$defs/{_SHARED}-{each[len(before) :]}"
        if key == "$ref" and isinstance(each, str) and each.startswith(before)
        else _moved(each, before)
        for key, each in schema.items()
    }


def _read(name: str) -> Any:
    if name not in names():
        raise FileNotFoundError(f"没有元模式 schemas/meta/{name}.json")
    return json.loads((resources.folder("schemas") / "meta" / f"{name}.json").read_text(encoding="utf-8"))
