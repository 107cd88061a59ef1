"""Kinds of files that a schema may accept, and how its limits are said in words (feature 39)."""

from __future__ import annotations

from typing import Any

from zcforms.domain.plan import Schema

_KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "jpg": ("image/jpeg", ("jpg", "jpeg", "jfif")),
    "png": ("image/png", ("png",)),
    "pdf": ("application/pdf", ("pdf",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)),
}
KINDS = tuple(_KINDS)


def suffixes(kind: str) -> tuple[str, ...]:
    """File name endings of a kind, without the dot."""
    return _KINDS[kind][1] if kind in _KINDS else (kind,)


def type_of(kind: str) -> str:
    """The media type of a kind."""
    return _KINDS[kind][0]


def accepted(schema: Schema, media_type: str) -> bool:
    """Whether a file with this media type (found from its content) is among the kinds that the schema accepts."""
    kinds = schema.get("accept")
    return kinds is None or any(media_type == _KINDS[kind][0] for kind in kinds if kind in _KINDS)


def kinds_text(schema: Schema) -> str:
    return "、".join(str(kind) for kind in schema.get("accept", ()))


def bytes_text(size: int) -> str:
    """A file's size as people read it: 10 MB, 178 KB."""
    if size >= 1024 * 1024:
        return f"{size / 1024 / 1024:.1f}".removesuffix(".0") + " MB"
    return f"{round(size / 1024)} KB" if size >= 1024 else f"{size} 字节"


def limits(schema: Schema) -> str:
    """支持 jpg、docx 格式，单个文件不超过 10 MB，最多 10 个文件"""
    parts: list[str] = []
    if schema.get("accept"):
        parts.append(f"支持 {kinds_text(schema)} 格式")
    if schema.get("maxBytes"):
        parts.append(f"单个文件不超过 {bytes_text(schema['maxBytes'])}")
    most: Any = schema.get("maxItems")
    if most:
        parts.append(f"最多 {most} 个文件")
    return "，".join(parts)
