"""What can be put into a plan: the documents of schemas/designer, each with what a new one begins with and the form that edits it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.domain.errors import NotFound
from zcforms.forms.shelf import Shelf
from zcforms.services.plan_making import plain
from zcforms.services.plan_nodes import NodeKind

Schema = Mapping[str, Any]
_FALLBACK = {
    "integer": "field-integer",
    "number": "field-decimal",
    "boolean": "field-yes-no",
    "array": "field-files",
}
_NAMED = ("long-text", "region", "photo", "files")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of the palette. `start`: what a new one begins with."""

    id: str
    caption: str
    group: str
    hint: str
    start: Schema


@dataclass(frozen=True, slots=True)
class _Known:
    """The palette of one shelf of documents, and which entry draws which kind of field."""

    base: Shelf
    entries: Mapping[str, tuple[Entry, ...]]
    kinds: Mapping[tuple[Any, ...], Entry]


_last: list[_Known] = []


def palette(base: Shelf, stem: str) -> tuple[Entry, ...]:
    """The entries of `field` or `section`, in their order."""
    return _known(base).entries[stem]


def _known(base: Shelf) -> _Known:
    """Made once for the documents in force: a tree asks it for each field."""
    last = _last[0] if _last else None
    if last is None or last.base is not base:
        entries = {stem: _entries(base, stem) for stem in ("field", "section")}
        kinds = {signature(each.start): each for each in reversed(entries["field"])}
        last = _Known(base, entries, kinds)
        _last[:] = [last]
    return last


def _entries(base: Shelf, stem: str) -> tuple[Entry, ...]:
    found = [
        (name, data) for name, data in _documents(base) if name.startswith(f"{stem}-") and "start" in data
    ]
    found.sort(key=lambda each: (each[1].get("order", 0), each[0]))
    return tuple(
        Entry(name, data["caption"], data.get("group", ""), data.get("hint", ""), data["start"])
        for name, data in found
    )


def entry(base: Shelf, name: str) -> Entry:
    """Raises `NotFound`."""
    found = base.data("designer", name)
    if found is None or "start" not in found:
        raise NotFound("没有这种内容可以添加，请重新选择。")
    return Entry(name, found["caption"], found.get("group", ""), found.get("hint", ""), found["start"])


def form_of(base: Shelf, kind: NodeKind, data: Any) -> dict[str, Any]:
    """The form that edits a thing: an object schema with `caption` and `hint`."""
    name = kind.form or (f"section-{data['kind']}" if kind.id == "section" else field_kind(base, data))
    return form_named(base, name)


def form_named(base: Shelf, name: str) -> dict[str, Any]:
    """A document of schemas/designer with the properties of those that it names before and after its own."""
    data = plain(base.data("designer", name))
    parts = [
        *(plain(base.data("designer", each)) for each in data.get("before", ())),
        data,
        *(plain(base.data("designer", each)) for each in data.get("after", ())),
    ]
    properties = {key: schema for part in parts for key, schema in part["properties"].items()}
    required = [key for part in parts for key in part.get("required", ())]
    return {
        "type": "object",
        "caption": data["caption"],
        "hint": data.get("hint", ""),
        "properties": properties,
        "required": required,
    }


def field_kind(base: Shelf, schema: Schema) -> str:
    """The palette's entry that a field is one of."""
    found = _known(base).kinds.get(signature(schema))
    return found.id if found else _FALLBACK.get(str(schema.get("type")), "field-text")


def signature(schema: Schema) -> tuple[Any, ...]:
    """What tells kinds of fields apart: not what an author may change within one kind."""
    items = schema.get("items")
    if schema.get("widget") == "records" or (isinstance(items, Mapping) and "properties" in items):
        return ("records",)
    inner = items if isinstance(items, Mapping) else schema
    source = next((keyword for keyword in ("enum", "codes") if keyword in inner), None)
    widget = schema.get("widget") if schema.get("widget") in _NAMED else None
    if widget == "region":
        return ("region",)
    filled = bool(schema.get("readOnly")) and schema.get("type") != "object"
    return ("filled",) if filled else (schema.get("type"), schema.get("format"), widget, source)


def _documents(base: Shelf) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((name, document.data) for name, document in base.of("designer"))
