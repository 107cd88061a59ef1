"""Data that comes as data is held to the limits of what comes as text."""

from __future__ import annotations

from typing import Any

import pytest

from zcforms.documents.modesty import fault
from zcforms.documents.reading import DEEPEST, MOST


def nested(levels: int) -> Any:
    made: Any = 1
    for _ in range(levels):
        made = [made]
    return made


@pytest.mark.parametrize(
    ("data", "place", "said"),
    [
        (nested(DEEPEST + 1), "/0" * DEEPEST, "嵌套超过"),
        ([0] * MOST, "", "个值"),
        ({"a": [0] * MOST}, "/a", "个值"),
        ({"a": {"b": float("nan")}}, "/a/b", "不是 JSON 的数字"),
        ({"a": [float("inf")]}, "/a/0", "不是 JSON 的数字"),
        ({"a": 10**301}, "/a", "数字过大"),
        ({"a": {1: 2}}, "/a", "键不是文本"),
        ({"a": {"b/c": {3}}}, "/a/b~1c", "不是 JSON 的数据"),
        (["x" * 2_000_001, "x" * 2_000_001], "/0", "百万字"),
    ],
    ids=["deep", "wide", "wide inside", "NaN", "infinite", "huge", "keys", "a set", "long"],
)
def test_what_is_too_much_is_told_at_its_place(data: Any, place: str, said: str) -> None:
    found = fault(data, "x.json")
    assert found is not None
    assert (found.file, found.pointer) == ("x.json", place)
    assert said in found.fault
    assert found.remedy


@pytest.mark.parametrize(
    "data", [nested(DEEPEST), [0] * (MOST - 1), {"a": [1, 1.5, None, True, "字"]}, "text", 10**300]
)
def test_the_nearest_is_taken(data: Any) -> None:
    assert fault(data, "x.json") is None
