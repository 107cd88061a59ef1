"""Local references are written out; nothing outside of the document is ever followed."""

from __future__ import annotations

from typing import Any

import pytest

from zcforms.documents.reading import Document
from zcforms.documents.references import written_out


def expand(data: Any) -> tuple[Any, list[Any]]:
    document, faults = written_out(Document("a.json", data, "d"))
    assert document.digest == "d"
    return document.data, faults


def test_a_fragment_stands_where_it_is_referred_to() -> None:
    data, faults = expand(
        {
            "$defs": {
                "day": {"type": "string", "format": "date"},
                "days": {"type": "array", "items": {"$ref": "#/$defs/day"}},
            },
            "start": {"$ref": "#/$defs/day", "caption": "起始"},
            "all": [{"$ref": "#/$defs/days"}],
        }
    )
    assert faults == []
    day = {"type": "string", "format": "date"}
    assert data == {"start": {**day, "caption": "起始"}, "all": [{"type": "array", "items": day}]}


@pytest.mark.parametrize(
    ("data", "pointer", "said"),
    [
        ({"a": {"$ref": "http://169.254.169.254/latest"}}, "/a/$ref", "指向文档之外"),
        ({"a": {"$ref": "other.json#/x"}}, "/a/$ref", "指向文档之外"),
        ({"a": {"$ref": "#"}}, "/a/$ref", "指向文档之外"),
        ({"$defs": {"day": {}}, "a": {"$ref": "#/$defs/dya"}}, "/a/$ref", "没有目标"),
        ({"a": {"$ref": "#/a"}}, "/a/$ref", "绕回了自己"),
        (
            {"$defs": {"x": {"y": {"$ref": "#/$defs/x"}}}, "a": {"$ref": "#/$defs/x"}},
            "/a/y/$ref",
            "绕回了自己",
        ),
    ],
)
def test_references_that_lead_nowhere(data: Any, pointer: str, said: str) -> None:
    _, (fault,) = expand(data)
    assert fault.pointer == pointer
    assert said in fault.fault


def test_the_nearest_fragment_is_suggested() -> None:
    _, (fault,) = expand({"$defs": {"day": {}}, "a": {"$ref": "#/$defs/dya"}})
    assert "“day”" in fault.remedy


def test_a_bomb_of_references_is_refused_early() -> None:
    bomb = {
        f"n{n}": {"x": {"$ref": f"#/$defs/n{n + 1}"}, "y": {"$ref": f"#/$defs/n{n + 1}"}} for n in range(40)
    }
    _, (fault,) = expand({"$defs": {**bomb, "n40": {}}, "a": {"$ref": "#/$defs/n0"}})
    assert "内容过多" in fault.fault
