"""An outsider's JSON Schema taken as a form section of ours.

Nothing is dropped in silence: what only describes is mapped or noted, and what limits answers in a way that no form of ours can say is
refused with its place and the reason, so that nobody believes a form to ask what it does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.documents import reading
from zcforms.documents.pointer import pointer
from zcforms.documents.reading import Document
from zcforms.documents.references import written_out
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.forms import catalogue, foreign_words
from zcforms.forms.foreign_fields import Field, Taking
from zcforms.forms.foreign_groups import record
from zcforms.forms.shelf import Shelf

_HEAD = ("title", "description", "type", "properties", "required", "items", "definitions", "$defs")


@dataclass(frozen=True, slots=True)
class Taken:
    """`documents`: path -> data, the section first; `notes`: what was put otherwise than it was written, a sentence each."""

    documents: Mapping[str, Any]
    notes: tuple[str, ...]


def take(text: str, name: str, *, file: str = "schema.json", base: Shelf | None = None) -> Taken:
    """The section that a JSON Schema's text describes, called `name`. `base`: the documents that it may refer to.

    Raises:
        DocumentsInvalid: it is no document, or asks for what a form of ours cannot say, with every place and reason.
    """
    document = reading.document(text, file)
    if not isinstance(document.data, Mapping):
        raise DocumentsInvalid([DocumentFault(file, "", "不是 JSON Schema", "请提供一个 JSON 对象。")])
    written, faults = written_out(_hoisted(document))
    if faults := [each for each in faults if not each.pointer.startswith("/definitions/")]:
        raise DocumentsInvalid(faults)
    taking = Taking(name, record)
    section = _section(taking, written.data, name)
    if taking.refused:
        raise DocumentsInvalid([DocumentFault(file, pointer(at), *said) for at, said in taking.refused])
    documents = {f"schemas/series/{name}.json": section, **taking.lists}
    _require_sound(documents, base or Shelf(), file)
    return Taken(documents, tuple(taking.notes))


def _hoisted(document: Document) -> Document:
    """The map of fields that some libraries write in place of an object schema is one."""
    data = document.data
    fields = all(isinstance(each, Mapping) for each in data.values())
    if data and fields and not {"type", "properties", "$ref"} & set(data):
        data = {"type": "object", "properties": data}
    return Document(document.file, data, document.digest)


def _section(taking: Taking, data: Mapping[str, Any], name: str) -> dict[str, Any]:
    _told(taking, data)
    head: dict[str, Any] = {"caption": foreign_words.caption(data, name), "source": "由其他系统的表单导入"}
    if data.get("description"):
        head["hint"] = str(data["description"])[: foreign_words.LONGEST]
    if data.get("type") == "array" and isinstance(data.get("items"), Mapping):
        one = record(taking, data["items"], ("items",))
        limits = {key: data[key] for key in ("minItems", "maxItems") if data.get(key)}
        return {
            **head,
            "kind": "records",
            "type": "array",
            "items": one,
            "columns": list(one["properties"])[:6],
            **limits,
        }
    if not isinstance(data.get("properties"), Mapping):
        taking.refuse((), "没有写明有哪些字段", "表单分区要有 properties；任意内容的对象无法做成表单。")
        return head
    return {**head, "kind": "fields", **record(taking, data, ())}


def _told(taking: Taking, data: Mapping[str, Any]) -> None:
    """Keywords of the schema as a whole."""
    for key in data:
        if key not in _HEAD and not (data.get("type") == "array" and key in ("minItems", "maxItems")):
            taking.other(Field((), data), key)


def _require_sound(documents: Mapping[str, Any], base: Shelf, file: str) -> None:
    """Held to our metaschema and our checks like any other document; the faults are told of the outsider's file."""
    made = [reading.document(json.dumps(data, ensure_ascii=False), path) for path, data in documents.items()]
    shelf = catalogue.overlaid(base, made)
    if shelf.faults:
        raise DocumentsInvalid(
            [DocumentFault(file, each.pointer, each.fault, each.remedy) for each in shelf.faults]
        )
