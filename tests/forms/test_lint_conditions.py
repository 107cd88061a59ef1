"""Whether a condition can hold and can fail, tried on every answer that makes a difference."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from zcforms.documents.conditions import holds, missing, shown
from zcforms.forms.lint_conditions import ALWAYS, NEVER, field_shown, truths

FIELDS: dict[str, Any] = {
    "kind": {"type": "string", "enum": ["a", "b", "c"]},
    "years": {"type": "integer", "minimum": 0, "maximum": 3},
    "open": {"type": "boolean"},
    "several": {"type": "array", "items": {"type": "string", "enum": ["x", "y"]}},
    "more": {"type": "string", "enum": ["m", "n"], "shownWhen": {"kind": "a"}},
}
ANSWERS: dict[str, list[Any]] = {
    "kind": [None, "a", "b", "c"],
    "years": [None, 0, 1, 2, 3],
    "open": [None, True, False],
    "several": [None, ["x"], ["y"], ["x", "y"]],
    "more": [None, "m", "n"],
}


def every_record(required: tuple[str, ...]) -> Any:
    """All answers that these fields take, without what is hidden: what the lint's few are held to."""
    for row in itertools.product(*ANSWERS.values()):
        record = {name: value for name, value in zip(ANSWERS, row, strict=True) if value is not None}
        seen = shown({"properties": FIELDS}, record)
        kept = {name: value for name, value in record.items() if name in seen and not missing(value)}
        if all(name in kept for name in required if name in seen):
            yield kept


CONDITIONS: tuple[dict[str, Any], ...] = (
    {"kind": "a"},
    {"kind": ["a", "b", "c"]},
    {"kind": "a", "not": {"kind": "a"}},
    {"any": [{"kind": "a"}, {"not": {"kind": "a"}}]},
    {"years": {">": 3}},
    {"years": {">=": 3}},
    {"years": {">=": 1, "<": 1}},
    {"years": {">": 1, "<": 3}},
    {"years": {"!=": 0}},
    {"open": True},
    {"open": [True, False]},
    {"open": {"present": True}},
    {"several": "x", "not": {"several": "y"}},
    {"several": "x", "any": [{"several": "y"}]},
    {"several": {"present": False}, "kind": "b"},
    {"more": "m", "kind": "b"},
    {"more": "m", "kind": "a"},
    {"more": {"present": False}},
    {"not": {"more": {"present": True}}, "kind": "a"},
    {"not": {"any": [{"kind": "a"}, {"years": {"<=": 3}}]}},
)


@pytest.mark.parametrize("required", [(), ("kind",), ("kind", "years", "open"), ("more",), tuple(FIELDS)])
@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_the_few_answers_say_what_all_of_them_say(
    condition: dict[str, Any], required: tuple[str, ...]
) -> None:
    expected = {holds(condition, record) for record in every_record(required)}
    assert truths(condition, FIELDS, required) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"day": {">": "2020-01-01", "<": "2020-01-01"}}, NEVER),
        ({"day": {">": "2020-01-01", "<": "2020-01-03"}}, frozenset({True, False})),
        ({"note": "x", "not": {"note": "x"}}, NEVER),
        ({"share": {">": 0.25, "<": 0.75}}, frozenset({True, False})),
        ({"photo": {"present": True}}, frozenset({True, False})),
        ({"any": [{"note": {"present": True}}, {"note": {"present": False}}]}, ALWAYS),
    ],
)
def test_days_texts_numbers_and_files(condition: dict[str, Any], expected: frozenset[bool]) -> None:
    fields: dict[str, Any] = {
        "day": {"type": "string", "format": "date"},
        "note": {"type": "string"},
        "share": {"type": "number"},
        "photo": {"type": "object", "widget": "photo"},
    }
    assert truths(condition, fields) == expected


def test_nothing_is_said_of_what_is_too_much_or_unknown() -> None:
    wide = {f"f{n}": {"type": "string", "enum": ["a", "b", "c"]} for n in range(12)}
    assert truths({name: "a" for name in wide}, wide) is None
    assert truths({"nobody": 1}, FIELDS) is None


def test_a_field_is_seen_or_not() -> None:
    fields = {**FIELDS, "never": {"type": "string", "shownWhen": {"more": "m", "kind": "b"}}}
    assert field_shown("kind", fields) is True
    assert field_shown("more", fields) is True
    assert field_shown("never", fields) is False
