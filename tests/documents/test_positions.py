"""Where in a text the places of JSON Pointers are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pace import within
from zcforms.documents.positions import START, Range, positions

TEXT = """# 说明
caption: 名称
rules:
  - id: one
    require: {basic.years: {">=": 5}}
    message: >-
      两行
      文字
  - id: 二
    any:
      - a/b: 1
"""


def marked(text: str, place: str) -> str:
    """The part of the first line that is marked."""
    found = positions(text).at(place)
    line = text.splitlines()[found.line - 1]
    return (
        line[found.column - 1 : found.end_column - 1]
        if found.end_line == found.line
        else line[found.column - 1 :]
    )


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("/caption", "caption: 名称"),
        ("/rules", "rules"),
        ("/rules/0/id", "id: one"),
        ("/rules/0/require", "require"),
        ("/rules/0/require/basic.years/>=", '">=": 5'),
        ("/rules/1/id", "id: 二"),
        ("/rules/1/any/0/a~1b", "a/b: 1"),
        ("/rules/0/message", "message: >-"),
    ],
)
def test_a_place_is_found(place: str, said: str) -> None:
    assert marked(TEXT, place) == said


def test_what_is_not_there_is_marked_at_the_nearest_place_around_it() -> None:
    assert positions(TEXT).at("/rules/0/row") == positions(TEXT).at("/rules/0")
    assert positions(TEXT).at("/nothing/at/all") == positions(TEXT).at("")
    assert positions("").at("/x") == START


def test_json_is_read_too() -> None:
    text = '{\n  "rules": [\n\t{"id": "one", "row": 1}\n  ]\n}'
    assert positions(text).broken is None
    assert marked(text, "/rules/0/row") == '"row": 1'


def test_a_text_that_breaks_says_where() -> None:
    found = positions("caption: 甲\nrules: [1, 2\nrows: x\n")
    assert found.broken is not None
    assert found.broken.line in (2, 3)
    assert found.at("/caption") == Range(1, 1, 1, 11)
    assert positions("a: \x07").broken is not None


def test_columns_count_characters() -> None:
    """An editor counts characters, not bytes."""
    assert positions("名称: {甲: 乙}\n").at("/名称/甲") == Range(1, 6, 1, 10)


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    found = positions(text)
    for each in found.ranges.values():
        assert (each.line, each.column) <= (each.end_line, each.end_column)


@pytest.mark.parametrize(
    "text", ["{" * 390_000, "[" * 390_000, "- " * 190_000, "a: {" * 90_000, "? " * 190_000]
)
def test_no_text_is_too_deep(text: str) -> None:
    """Whoever types this waits no longer than others."""
    with within(1):
        assert positions(text).at("/a/a/a").line == 1
