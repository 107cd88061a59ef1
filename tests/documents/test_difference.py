"""What differs between two documents, place by place."""

from __future__ import annotations

from typing import Any

import pytest

from zcforms.documents.difference import Difference, Kind, differences

A, B, C = ({"id": each, "caption": each.upper()} for each in "abc")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": True}, [Difference(Kind.CHANGED, "/a", 1, True)]),
        ({"a": {"b/c": 1}}, {"a": {"b/c": 2}}, [Difference(Kind.CHANGED, "/a/b~1c", 1, 2)]),
        ({"a": 1}, {}, [Difference(Kind.REMOVED, "/a", before=1)]),
        ({}, {"a": None}, [Difference(Kind.ADDED, "/a", after=None)]),
        ([1, 2], [2, 1], [Difference(Kind.CHANGED, "", [1, 2], [2, 1])]),
        ([A, B], [B], [Difference(Kind.REMOVED, "/0", before=A)]),
        ([A], [C, A], [Difference(Kind.ADDED, "/0", after=C)]),
        ([A, B], [B, A], [Difference(Kind.MOVED, "", ["a", "b"], ["b", "a"])]),
        ([A, B], [A, {**B, "caption": "β"}], [Difference(Kind.CHANGED, "/1/caption", "B", "β")]),
        ([{"x": 1}], [{"x": 2}, {"x": 3}], [Difference(Kind.CHANGED, "/0/x", 1, 2), Difference(Kind.ADDED, "/1", after={"x": 3})]),
        ([A, A], [A], [Difference(Kind.REMOVED, "/1", before=A)]),
    ],
)  # fmt: skip
def test_each_place_is_told_once(before: Any, after: Any, found: list[Difference]) -> None:
    assert list(differences(before, after)) == found
