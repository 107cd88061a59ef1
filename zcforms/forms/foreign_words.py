"""What things are called that come from elsewhere: names as ours have to be, captions where none was written."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

LONGEST = 2000
_LONGEST_CAPTION = 200
_LONGEST_NAME = 60
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_OURS = re.compile(r"[^a-z0-9]+")
_UNSEEN = re.compile(r"[\x00-\x1f]+")


def name_of(written: str, taken: Container[str]) -> str:
    """A name of small letters, digits and underscores, which no other has: firstName becomes first_name."""
    made = _NOT_OURS.sub("_", _HUMP.sub("_", written).lower()).strip("_")[:_LONGEST_NAME]
    made = made if made[:1].isalpha() else f"field_{made}".strip("_")[:_LONGEST_NAME]
    found, number = made, 2
    while found in taken:
        found, number = f"{made[: _LONGEST_NAME - 4]}_{number}", number + 1
    return found


def caption(schema: Mapping[str, Any], written: str) -> str:
    """Its title; where it has none, its name in words."""
    said = _UNSEEN.sub(" ", str(schema.get("title") or "")).strip()
    words = _HUMP.sub(" ", written).replace("_", " ").replace("-", " ").strip()
    return (said or words or "字段")[:_LONGEST_CAPTION]


def hint(schema: Mapping[str, Any]) -> str:
    return str(schema.get("description") or schema.get("help") or "")[:LONGEST]
