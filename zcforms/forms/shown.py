"""Which properties of a record are asked for: shownWhen and requiredWhen, applied the same way by form and validation.

A hidden property is not kept, so that what depends on it sees it as missing (a stale answer decides nothing).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.documents.conditions import holds, missing, shown
from zcforms.domain.plan import Schema

__all__ = ["kept", "required", "shown"]


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
