"""JSON data in the style of our documents: what fits on a line stands on one, longer things one entry a line. The same data is the same bytes."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

WIDEST = 120
"""Columns of a line before an object or a list is broken up; a Chinese character takes two."""

_STEP = "  "


def dump(data: Any) -> str:
    """The data as JSON text in the order of its keys; ends with a line feed."""
    return _value(data, "", 0) + "\n"


def _value(data: Any, indent: str, before: int) -> str:
    """`before`: characters that stand on the line already, `indent` among them."""
    flat = _flat(data)
    if not isinstance(data, Mapping | list) or not data or before + _columns(flat) <= WIDEST:
        return flat
    inner = indent + _STEP
    if isinstance(data, Mapping):
        keys = {key: f"{inner}{_text(key)}: " for key in data}
        entries = [keys[key] + _value(each, inner, _columns(keys[key]) + 1) for key, each in data.items()]
        return "{\n" + ",\n".join(entries) + f"\n{indent}}}"
    entries = [inner + _value(each, inner, len(inner) + 1) for each in data]
    return "[\n" + ",\n".join(entries) + f"\n{indent}]"


def _flat(data: Any) -> str:
    if isinstance(data, Mapping):
        return "{" + ", ".join(f"{_text(key)}: {_flat(each)}" for key, each in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(_flat(each) for each in data) + "]"
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def _text(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)


def _columns(text: str) -> int:
    return len(text) + sum(unicodedata.east_asian_width(each) in "WF" for each in text)
