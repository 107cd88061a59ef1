"""Places in application documents, and values as documents have them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from zcforms.checks.alterations import Path
from zcforms.checks.conform import untyped
from zcforms.checks.core import Nothing
from zcforms.documents.conditions import missing
from zcforms.domain.plan import Schema
from zcforms.forms import shown


def as_json(value: Any, blank: str = "无") -> Any:
    """A typed value as documents have it; what says that there is none is the plan's word for it."""
    if isinstance(value, Mapping):
        return {name: as_json(each, blank) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [as_json(each, blank) for each in value]
    if isinstance(value, Nothing):
        return blank if value is Nothing.NONE else None
    return untyped(value)


def record(given: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """A record as facts show it -> as documents have it: lists of choices without `value`, months without a day."""
    made = {}
    for name, value in given.items():
        inner = schema.get("properties", {}).get(name, {})
        items = inner.get("items", {})
        if isinstance(value, list) and "properties" not in items and inner.get("widget") != "files":
            made[name] = [each.get("value") if isinstance(each, Mapping) else each for each in value]
        elif isinstance(value, list) and "properties" in items:
            made[name] = [record(each, items) for each in value]
        else:
            made[name] = formatted(value, inner)
    return made


def formatted(value: Any, schema: Schema) -> Any:
    """A day as the field has it: of a month without its first day."""
    return value[:7] if schema.get("format") == "month" and isinstance(value, str) else value


def get(node: Any, path: Path) -> Any:
    """What stands at a place of the document; None where there is nothing."""
    for step in path:
        if isinstance(node, list):
            node = node[step] if isinstance(step, int) and step < len(node) else None
        else:
            node = node.get(step) if isinstance(node, Mapping) else None
    return node


def put(document: dict[str, Any], path: Path, value: Any) -> None:
    """Place the value; None takes away what stands there. What is missing on the way comes into being."""
    node: Any = document
    for step, following in itertools.pairwise(path):
        if isinstance(node, list):
            node = node[int(step)]
        else:
            if not isinstance(node.get(step), dict | list):
                node[step] = [] if isinstance(following, int) else {}
            node = node[step]
    last: Any = path[-1]
    if isinstance(node, list):
        if value is None:
            del node[last]
        elif last < len(node):
            node[last] = value
        else:
            node.append(value)
    elif value is None:
        node.pop(last, None)
    else:
        node[last] = value


def lacking(schema: Schema, record: Any) -> frozenset[str]:
    """What the record should have and has not."""
    if not isinstance(record, Mapping):
        return frozenset()
    return frozenset(name for name in shown.required(schema, record) if missing(record.get(name)))


def ordered(schema: Schema, name: str) -> frozenset[str]:
    """The fields that must not pass this one, or that it must not pass."""
    properties: Mapping[str, Schema] = schema.get("properties", {})
    below = {each for each, inner in properties.items() if inner.get("atMost") == name}
    return frozenset(below | {str(properties.get(name, {}).get("atMost", ""))})
