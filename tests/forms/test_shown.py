"""shownWhen, requiredWhen: stale answers behind a hidden field decide nothing."""

from __future__ import annotations

from typing import Any

from zcforms.forms.shown import kept, required, shown

CHAIN: dict[str, Any] = {
    "type": "object",
    "required": ["kind", "note"],
    "properties": {
        "kind": {"type": "string"},
        "note": {"type": "string", "shownWhen": {"kind": "其他"}},
        "proof": {"type": "string", "shownWhen": {"note": {"present": True}}, "requiredWhen": {"note": "有"}},
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "current": {"type": "boolean"},
                    "until": {"type": "string", "shownWhen": {"current": False}},
                },
            },
        },
    },
}


def test_a_chain_of_conditions_falls_with_its_first_link() -> None:
    record = {"kind": "常规", "note": "有", "proof": "旧"}
    assert shown(CHAIN, record) == {"kind", "rows"}
    assert kept(CHAIN, record) == {"kind": "常规"}
    assert kept(CHAIN, {**record, "kind": "其他"}) == {**record, "kind": "其他"}


def test_required_only_where_it_is_shown() -> None:
    assert required(CHAIN, {"kind": "常规"}) == ("kind",)
    assert required(CHAIN, {"kind": "其他"}) == ("kind", "note")
    assert required(CHAIN, {"kind": "其他", "note": "有"}) == ("kind", "note", "proof")


def test_rows_are_looked_into_and_keep_their_positions() -> None:
    rows = [{"current": True, "until": "2020-01-01"}, {}, {"current": False, "until": "2020-01-01"}]
    assert kept(CHAIN, {"rows": rows}) == {"rows": [{"current": True}, {}, rows[2]]}


def test_conditions_that_contradict_each_other_come_to_an_end() -> None:
    circle = {
        "properties": {
            "a": {"shownWhen": {"b": {"present": False}}},
            "b": {"shownWhen": {"a": {"present": False}}},
        }
    }
    assert shown(circle, {"a": 1, "b": 1}) <= {"a", "b"}


def test_what_the_schema_does_not_know_is_left_for_validation() -> None:
    assert kept(CHAIN, {"kind": "其他", "alien": 1}) == {"kind": "其他", "alien": 1}
    assert kept(CHAIN, "no object") == "no object"
