"""The table of field kinds: complete, unambiguous, drawn, documented."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.forms.gallery import SCHEMA
from zcforms import resources
from zcforms.forms.fields import TABLE, kind_of

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "format": "email"}, "text"),
        ({"type": "string", "widget": "long-text"}, "long-text"),
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "format": "month"}, "month"),
        ({"type": "string", "format": "time"}, "time"),
        ({"type": "integer"}, "integer"),
        ({"type": "integer", "enum": [1, 2]}, "choice"),
        ({"type": "number"}, "decimal"),
        ({"type": "boolean"}, "yes-no"),
        ({"type": "string", "enum": ["甲"]}, "choice"),
        ({"type": "string", "codes": "sex", "widget": "radio"}, "choice"),
        ({"type": "string", "codes": "sex", "widget": "search"}, "search"),
        ({"type": "array", "widget": "search", "items": {"type": "string", "codes": "series"}}, "search"),
        ({"type": "array", "items": {"type": "string", "enum": ["甲"]}}, "choices"),
        ({"type": "string", "codes": "regions", "widget": "region"}, "region"),
        ({"type": "array", "widget": "files"}, "files"),
        ({"type": "object", "widget": "photo"}, "photo"),
        ({"type": "object", "widget": "photo", "readOnly": True}, "photo"),
        ({"type": "array", "widget": "records", "items": {"type": "object", "properties": {}}}, "records"),
        ({"type": "string", "readOnly": True}, "read-only"),
        ({"type": "string", "codes": "sex", "readOnly": True}, "read-only"),
    ],
)
def test_what_a_property_says_decides_its_kind(schema: dict[str, Any], kind: str) -> None:
    assert kind_of(schema).id == kind


def test_a_property_that_no_kind_draws_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="null"):
        kind_of({"type": "null"})


def test_every_kind_has_one_partial_and_every_partial_one_kind() -> None:
    folder = resources.folder("templates") / "fields"
    drawn = {path.stem for path in folder.glob("*.html") if not path.name.startswith("_")}
    assert drawn == {kind.id for kind in TABLE}
    assert all((resources.folder("templates") / kind.partial).is_file() for kind in TABLE)


def test_the_gallery_has_every_kind() -> None:
    found = {kind_of(prop).id for prop in SCHEMA["properties"].values()}
    assert found == {kind.id for kind in TABLE}


def test_no_schema_of_ours_has_a_property_without_a_kind() -> None:
    for path in resources.folder("schemas").rglob("*.json"):
        if path.parent.name in ("common", "series", "achievements"):
            for prop in _properties(json.loads(path.read_text(encoding="utf-8"))):
                assert kind_of(prop)


def test_the_documentation_tells_the_table() -> None:
    """docs/fields.md names every kind with its partial and field class, in the table's order, and no other."""
    rows = re.findall(
        r"^\| `([a-z-]+)` \| [^|]+ \| [^|]+ \| `(\w+)` \| `([^`]+)` \|", _documentation(), re.MULTILINE
    )
    assert rows == [(kind.id, kind.field.__name__, f"templates/{kind.partial}") for kind in TABLE]


def _documentation() -> str:
    return (ROOT / "docs" / "fields.md").read_text(encoding="utf-8")


def _properties(part: Any) -> list[dict[str, Any]]:
    if not isinstance(part, dict):
        return []
    own = [prop for prop in part.get("properties", {}).values() if isinstance(prop, dict)]
    below = [part.get("items"), part.get("schema"), *own]
    return own + [prop for each in below for prop in _properties(each)]
