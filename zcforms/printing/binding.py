"""What a sheet document's references mean, in one overview.

An overview is a JSON-able mapping in which every value is text to be shown:

    {"heading": [{"id", "caption", "text"}],
     "groups": [{"id", "caption", "kind": "fields", "fields": [{"id", "caption", "text"}]},
                {"id", "caption", "kind": "records", "columns": [{"id", "caption"}], "rows": [row]},
                {"id", "caption", "kind": "files", "items": [{"id", "caption", "files": [{"name", "size"}]}]},
                {"id", "caption", "kind": "category", "items": [{"id", "caption", "columns", "rows"}]}]}
    row = {"cells": {column id: text}, "detail": [{"caption", "text"}],
           "nested": [{"caption", "columns": [...], "rows": [...]}], "files": [{"name", "size"}]}

`detail`, `nested` and `files` may be missing; a group of fields may have `nested` and `files` as a row has. Facts are texts, or lists of texts, that stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]

#: What stands for a value that there is none of, in a text: a line to write on.
WRITING_LINE = "＿" * 8

_PLACE = re.compile(r"\{([a-z*][A-Za-z0-9_.*-]*)(?::([^{}]*))?\}")
_KINDS = {"*fields": "fields", "*records": "records", "*categories": "category"}


@dataclass(frozen=True, slots=True)
class Field:
    """A caption and its value as text."""

    caption: str
    text: str
    wide: bool = False


class Binding:
    """The values that references find; those that find nothing are collected in `unbound`."""

    def __init__(self, overview: Document, facts: Document, named: frozenset[str]) -> None:
        self._groups: dict[str, Document] = {group["id"]: group for group in overview.get("groups", ())}
        self._heading = list(overview.get("heading", ()))
        self._facts = facts
        self._named = named
        self.unbound: list[str] = []

    def groups(self, reference: str) -> list[Document]:
        """The groups of a reference without a dot: one, or all of a kind that the sheet does not name."""
        if kind := _KINDS.get(reference):
            unnamed = (group for name, group in self._groups.items() if name not in self._named)
            return [group for group in unnamed if group["kind"] == kind]
        if reference == "heading":
            return [{"id": "heading", "kind": "fields", "fields": self._heading}]
        found = self._groups.get(reference)
        if found is None:
            self.unbound.append(reference)
            return []
        return [found]

    def texts(self, reference: str | None) -> list[str]:
        """The paragraphs that a reference with a dot stands for; none where it is not bound."""
        if reference is None:
            return []
        group, _, name = reference.partition(".")
        if group == "facts":
            value = self._facts.get(name, "")
            return [value] if isinstance(value, str) and value else list(value or ())
        field = self.field(reference)
        return [field.text] if field is not None and field.text else []

    def field(self, reference: str) -> Field | None:
        """The one field of a reference with a dot."""
        group, _, name = reference.partition(".")
        if group == "facts":
            return Field("", "\n".join(self.texts(reference)))
        for field in self._fields(group):
            if field["id"] == name:
                return Field(field["caption"], field["text"])
        self.unbound.append(reference)
        return None

    def rest(self, reference: str, taken: frozenset[str]) -> list[Field]:
        """The fields of one group, without those that stand elsewhere in the same section."""
        fields = (field for group in self.groups(reference) for field in group.get("fields", ()))
        return [
            Field(field["caption"], field["text"])
            for field in fields
            if f"{reference}.{field['id']}" not in taken
        ]

    def fill(self, text: str) -> str:
        """The text with every `{reference}` replaced by its value, or by a line to write on; every `{reference:words}` by the words with
        the value in place of their `*`, or by nothing."""
        return _PLACE.sub(self._filled, text)

    def _filled(self, place: re.Match[str]) -> str:
        value = " ".join(self.texts(place[1]))
        if place[2] is None:
            return value or WRITING_LINE
        return place[2].replace("*", value) if value else ""

    def _fields(self, group: str) -> Sequence[Document]:
        if group == "heading":
            return self._heading
        found: Sequence[Document] = self._groups.get(group, {}).get("fields", ())
        return found


def references(sheet: Document) -> Iterator[str]:
    """Every reference of a sheet document, except those inside texts."""
    parts: list[Document] = [sheet.get("cover", {}), *sheet["sections"]]
    parts += [box for section in sheet["sections"] for box in section.get("boxes", ())]
    for part in parts:
        if "from" in part:
            yield part["from"]
        for field in part.get("fields", ()):
            reference = field if isinstance(field, str) else field.get("from")
            if reference:
                yield reference


def named_groups(sheet: Document) -> frozenset[str]:
    """The groups that a sheet names, which `*fields` and its kin leave out."""
    return frozenset(reference.partition(".")[0] for reference in references(sheet))
