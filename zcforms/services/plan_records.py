"""Records of fields wherever they stand: a section's own, a table section's rows, a field's rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.services.plan_conditions import without

_MOST_COLUMNS = 6


def record_of(data: Any) -> dict[str, Any]:
    """What holds the properties of a section or of a table field: itself, or its items."""
    items = data.get("items")
    return items if isinstance(items, dict) and "properties" in items else data


def put_after(properties: dict[str, Any], name: str, schema: Any, after: str | None) -> None:
    """Put a property behind another one, or at the end; "" is the beginning."""
    others = {key: value for key, value in properties.items() if key != name}
    properties.clear()
    if after == "":
        properties[name] = schema
    for key, value in others.items():
        properties[key] = value
        if key == after:
            properties[name] = schema
    properties.setdefault(name, schema)


def show_column(owner: dict[str, Any], name: str) -> None:
    """A new field of a table stands in its list, too, while there is room."""
    columns = owner.get("columns")
    if isinstance(columns, list) and len(columns) < _MOST_COLUMNS:
        columns.append(name)


def forget(owner: dict[str, Any], record: dict[str, Any], name: str) -> None:
    """Whatever names a field that is gone: the list of the required ones, columns, limits and conditions of its neighbours."""
    for holder, key in ((record, "required"), (owner, "columns")):
        if name in holder.get(key, ()):
            left = [each for each in holder[key] if each != name]
            holder.update({key: left}) if left else holder.pop(key)
    for schema in record["properties"].values():
        _forget_in(schema, name)
    if owner is not record and not owner.get("columns") and record["properties"]:
        owner["columns"] = list(record["properties"])[:_MOST_COLUMNS]


def _forget_in(schema: dict[str, Any], name: str) -> None:
    if schema.get("atMost") == name:
        schema.pop("atMost")
    for keyword in ("shownWhen", "requiredWhen"):
        if keyword in schema and (left := without(schema[keyword], name)) != schema[keyword]:
            schema.update({keyword: left}) if left else schema.pop(keyword)


def mend_columns(section: dict[str, Any], known: Mapping[str, Any]) -> None:
    """Columns that are there; the first ones where none is left."""
    kept = [name for name in section.get("columns", ()) if name in known]
    section["columns"] = kept or list(known)[:_MOST_COLUMNS]
