"""Local references are written out; nothing outside of the document is ever followed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pace import within
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


def expanded_in(data: Any) -> list[Any]:
    """The faults, each of them found within a second and without exhausting the stack."""
    with within(1):
        _, faults = expand(data)
    return faults


def test_a_bomb_of_references_is_refused_early() -> None:
    twice = {"x": {"$ref": "#/$defs/%s"}, "y": {"$ref": "#/$defs/%s"}, "z": {"$ref": "#/$defs/%s"}}
    bomb = {
        f"n{n}": {key: {"$ref": value["$ref"] % f"n{n + 1}"} for key, value in twice.items()}
        for n in range(11)
    }
    faults = expanded_in({"$defs": {**bomb, "n11": {}}, "a": {"$ref": "#/$defs/n0"}})
    assert "内容过多" in faults[0].fault


def test_a_long_chain_of_references_is_refused() -> None:
    chain: dict[str, Any] = {f"n{n}": {"$ref": f"#/$defs/n{n + 1}"} for n in range(9_000)}
    (fault,) = expanded_in({"$defs": {**chain, "n9000": {}}, "a": {"$ref": "#/$defs/n0"}})
    assert "内容过多" in fault.fault


def deep(inner: Any) -> Any:
    for _ in range(50):
        inner = {"a": inner}
    return inner


def test_references_do_not_nest_deeper_than_a_document_may() -> None:
    chain = {f"n{n}": deep({"$ref": f"#/$defs/n{n + 1}"}) for n in range(11)}
    (fault,) = expanded_in({"$defs": {**chain, "n11": {}}, "a": {"$ref": "#/$defs/n0"}})
    assert "超过 60 层" in fault.fault
