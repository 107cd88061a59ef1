"""Files of people who are made up: names alone, typed as text. There are no bytes behind them, and none are stored.

A trial's forms ask for names where the declaration asks for files; everything else about them (how many, of which kinds) is held to the real schema.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from zcforms.domain.achievement import FileRef

Schema = Mapping[str, Any]
_PREFIX = "made-up:"
_BETWEEN = re.compile(r"[、，,;；\n]+")
_LONGEST = 60
_KINDS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_SIZE = 100_000
_WIDGETS = ("files", "photo")
_TEXT = ("caption", "wide", "shownWhen", "requiredWhen", "readOnly")


def with_names(schema: Schema) -> dict[str, Any]:
    """An object schema whose files, at any depth, are texts of names."""
    properties = {name: _named(each) for name, each in schema.get("properties", {}).items()}
    return {**schema, "properties": properties}


def names_of(schema: Schema, value: Any) -> Any:
    """A value of the schema as `with_names` has it."""
    if schema.get("widget") in _WIDGETS:
        files = value if isinstance(value, list) else [value] if value else []
        return "、".join(str(each["name"]) for each in files) or None
    if schema.get("properties") and isinstance(value, Mapping):
        inner = schema["properties"]
        return {name: names_of(inner[name], each) if name in inner else each for name, each in value.items()}
    if isinstance(value, list) and "properties" in schema.get("items", {}):
        return [names_of(schema["items"], each) for each in value]
    return value


def ids_of(schema: Schema, value: Any) -> Any:
    """The other way round: what a request for files would send, for `content.Admission` with `find`."""
    widget = schema.get("widget")
    if widget in _WIDGETS:
        names = [name.strip() for name in _BETWEEN.split(str(value or "")) if name.strip()]
        ids = [{"id": f"{_PREFIX}{name[:_LONGEST]}"} for name in dict.fromkeys(names)]
        return ids if widget == "files" else (ids[0] if ids else None)
    if schema.get("properties") and isinstance(value, Mapping):
        inner = schema["properties"]
        return {name: ids_of(inner[name], each) if name in inner else each for name, each in value.items()}
    if isinstance(value, list) and "properties" in schema.get("items", {}):
        return [ids_of(schema["items"], each) for each in value]
    return value


def find(file_id: str) -> FileRef | None:
    """The file of a name; a name without an ending is a picture's."""
    if not file_id.startswith(_PREFIX):
        return None
    name = file_id.removeprefix(_PREFIX)
    name = name if "." in name else f"{name}.jpg"
    kind = _KINDS.get(name.rsplit(".", 1)[-1].lower(), "application/octet-stream")
    return FileRef(f"{_PREFIX}{name}", name, hashlib.sha256(name.encode()).hexdigest(), _SIZE, kind)


def _named(schema: Schema) -> dict[str, Any]:
    if schema.get("widget") in _WIDGETS:
        kept = {name: schema[name] for name in _TEXT if name in schema}
        kinds = "、".join(schema.get("accept", ()))
        hint = " ".join(
            part
            for part in (
                str(schema.get("hint", "")),
                "试填不用上传：写上文件名即可，几个文件用顿号分开。",
                f"可用的种类：{kinds}。" if kinds else "",
            )
            if part
        )
        return {**kept, "type": "string", "hint": hint, "maxLength": 600, "wide": True}
    if "properties" in schema:
        return with_names(schema)
    if "properties" in schema.get("items", {}):
        return {**schema, "items": with_names(schema["items"])}
    return dict(schema)
