"""What documents say is usual is there: choices that can be chosen, fields that stand beside it (docs/documents.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from zcforms.documents.conditions import names
from zcforms.resources import folder

SOURCES = ("/employer/name", "/plan/series", "/application/specialty")


def records(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every set of fields of a document."""
    if isinstance(node, Mapping):
        if isinstance(node.get("properties"), Mapping):
            yield node["properties"]
        for each in node.values():
            yield from records(each)
    elif isinstance(node, list):
        for each in node:
            yield from records(each)


def usual() -> Iterator[tuple[Path, str, Mapping[str, Any], Mapping[str, Any]]]:
    for kind in ("common", "series", "achievements"):
        for path in sorted((folder("schemas") / kind).glob("*.json")):
            for fields in records(json.loads(path.read_text("utf-8"))):
                for name, field in fields.items():
                    if "usual" in field:
                        yield path, name, field, fields


def choices(field: Mapping[str, Any]) -> list[Any]:
    if "codes" in field:
        listed = json.loads((folder("schemas") / "codes" / f"{field['codes']}.json").read_text("utf-8"))
        return [code["id"] for code in listed["codes"]]
    return list(field.get("enum", ()))


def test_what_is_usual_can_be() -> None:
    found = list(usual())
    assert len(found) > 30
    for path, name, field, fields in found:
        said = field["usual"]
        offered = choices(field)
        assert not offered or set(said.get("values", ())) <= set(offered), (path, name)
        assert set(names(said.get("beside", {}))) <= set(fields), (path, name)
        assert said.get("from", SOURCES[0]) in (*SOURCES, *fields), (path, name)
        if "age" in said:
            low, high = said["age"]
            assert field["format"] in ("date", "month"), (path, name)
            assert low < high, (path, name)
