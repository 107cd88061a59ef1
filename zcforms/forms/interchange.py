"""Our schemas for programs that are not ours: draft 2020-12 with the labels where such programs look for them, and the codes of short lists written out.

Our own keywords stay as they are; whoever does not know them passes over them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.domain.plan import CodeList

DRAFT = "https://json-schema.org/draft/2020-12/schema"
MOST_CODES = 100
"""Longer lists are asked for by their name."""


def interchange(schema: Mapping[str, Any], codes: Mapping[str, CodeList]) -> dict[str, Any]:
    """The schema with `title` and `description` from caption and hint, and `oneOf` from a short list of codes, at every depth."""
    made: dict[str, Any] = {}
    if "caption" in schema:
        made["title"] = schema["caption"]
    if "hint" in schema:
        made["description"] = schema["hint"]
    for key, value in schema.items():
        made[key] = _inner(key, value, codes)
    listed = codes.get(str(schema.get("codes", "")))
    if listed and len(listed.codes) <= MOST_CODES:
        choices = [{"const": each.id, "title": each.caption} for each in listed.codes]
        if schema.get("type") == "array":
            made["items"] = {**made.get("items", {"type": "string"}), "oneOf": choices}
        else:
            made["oneOf"] = choices
    return made


def _inner(key: str, value: Any, codes: Mapping[str, CodeList]) -> Any:
    if key == "properties":
        return {name: interchange(each, codes) for name, each in value.items()}
    if key == "items" and isinstance(value, Mapping):
        return interchange(value, codes)
    return value
