"""Which properties of a record are asked for: shownWhen and requiredWhen, applied the same way by form and validation.

A hidden property is not kept, so that what depends on it sees it as missing (a stale answer decides nothing).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.documents.conditions import holds, missing
from zcforms.domain.plan import Schema


def shown(schema: Schema, record: Mapping[str, Any]) -> frozenset[str]:
    """The properties that stand open for this record."""
    properties: Schema = schema.get("properties", {})
    conditional = {name: prop["shownWhen"] for name, prop in properties.items() if prop.get("shownWhen")}
    open_now = frozenset(properties)
    for _ in range(len(conditional) + 1):  # each round settles one link of a chain of conditions
        kept = {name: value for name, value in record.items() if name in open_now}
        closed = {name for name, condition in conditional.items() if not holds(condition, kept)}
        settled = frozenset(properties) - closed
        if settled == open_now:
            break
        open_now = settled
    return open_now


def required(schema: Schema, record: Mapping[str, Any]) -> tuple[str, ...]:
    """The properties that must have a value in this record, in the schema's order."""
    properties: Schema = schema.get("properties", {})
    always = set(schema.get("required", ()))
    asked = shown(schema, record)
    return tuple(
        name
        for name, prop in properties.items()
        if name in asked
        and (name in always or ("requiredWhen" in prop and holds(prop["requiredWhen"], record)))
    )


def kept(schema: Schema, value: Any) -> Any:
    """The value without what is hidden and without empty values, at every depth; positions in lists never shift."""
    if isinstance(value, Mapping) and "properties" in schema:
        properties: Schema = schema["properties"]
        inner = {name: kept(properties.get(name, {}), item) for name, item in value.items()}
        filled = {name: item for name, item in inner.items() if not missing(item)}
        asked = shown(schema, filled)
        return {name: item for name, item in filled.items() if name in asked or name not in properties}
    if isinstance(value, list) and isinstance(schema.get("items"), Mapping):
        return [kept(schema["items"], item) for item in value]
    return value
