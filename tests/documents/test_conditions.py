"""One meaning of shownWhen, requiredWhen and where."""

from __future__ import annotations

from typing import Any

import pytest

from zcforms.documents.conditions import faults, holds, missing

RECORD: dict[str, Any] = {
    "kind": "发明",
    "years": 5,
    "end": "2021-06-30",
    "sure": True,
    "tags": ["a", "b"],
    "none": "",
    "empty": [],
}


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ({}, True),
        ({"kind": "发明"}, True),
        ({"kind": "外观"}, False),
        ({"kind": ["外观", "发明"]}, True),
        ({"kind": {"in": ["外观"]}}, False),
        ({"kind": {"!=": "外观"}}, True),
        ({"years": {">=": 5, "<": 6}}, True),
        ({"years": {">": 5}}, False),
        ({"years": {"<=": 5}}, True),
        ({"years": 5.0}, True),
        ({"years": "5"}, False),
        ({"years": {">": "4"}}, False),
        ({"end": {"<=": "2021-12-31"}}, True),
        ({"sure": True}, True),
        ({"sure": 1}, False),
        ({"years": True}, False),
        ({"tags": "b"}, True),
        ({"tags": ["c", "d"]}, False),
        ({"tags": {"present": True}}, True),
        ({"kind": "发明", "years": 4}, False),
        ({"any": [{"kind": "外观"}, {"years": 5}]}, True),
        ({"any": [{"kind": "外观"}, {"years": 4}]}, False),
        ({"not": {"kind": "外观"}}, True),
        ({"not": {"kind": "发明"}, "years": 5}, False),
        ({"gone": {"present": False}}, True),
        ({"gone": {"present": True}}, False),
        ({"none": {"present": False}}, True),
        ({"empty": {"present": False}}, True),
        ({"kind": {"present": False}}, False),
        ({"gone": {"!=": "x"}}, False),
        ({"gone": {"<": 3}}, False),
        ({"gone": "x"}, False),
    ],
)
def test_conditions(condition: dict[str, Any], outcome: bool) -> None:
    assert holds(condition, RECORD) is outcome


@pytest.mark.parametrize(
    ("value", "is_missing"), [(None, True), ("", True), ([], True), (0, False), (False, False), ("无", False)]
)
def test_what_counts_as_missing(value: Any, is_missing: bool) -> None:
    assert missing(value) is is_missing


PROPERTIES: dict[str, Any] = {
    "kind": {"type": "string", "enum": ["发明", "外观"]},
    "years": {"type": "integer"},
    "end": {"type": "string", "format": "date"},
    "sure": {"type": "boolean"},
    "tags": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
    "name": {"type": "string"},
}


@pytest.mark.parametrize(
    "condition",
    [
        {"kind": "发明", "years": {">=": 1}, "sure": True, "tags": "a"},
        {"end": {">": "2020-01-01"}},
        {"any": [{"kind": ["发明"]}, {"not": {"name": {"present": True}}}]},
    ],
)
def test_sound_conditions_have_no_fault(condition: dict[str, Any]) -> None:
    assert list(faults(condition, PROPERTIES)) == []


@pytest.mark.parametrize(
    ("condition", "path", "said", "remedy"),
    [
        ({"knd": "发明"}, ("knd",), "没有字段“knd”", "“kind”"),
        ({"kind": "发名"}, ("kind",), "不是可选的值", "发明、外观"),
        ({"tags": "c"}, ("tags",), "不是可选的值", "a、b"),
        ({"kind": 3}, ("kind",), "与字段的类型不符", "文本"),
        ({"years": "3"}, ("years",), "与字段的类型不符", "数字"),
        ({"sure": "是"}, ("sure",), "与字段的类型不符", "true"),
        ({"name": {">": "a"}}, ("name", ">"), "只能用于数字、日期和年月", "=="),
        ({"years": {"=>": 3}}, ("years", "=>"), "没有比较方式“=>”", ">="),
        ({"years": {"present": "no"}}, ("years", "present"), "不是 true 或 false", "true"),
        ({"kind": {"in": "发明"}}, ("kind", "in"), "不是列表", "in"),
        ({"any": {}}, ("any",), "不是条件的列表", "any"),
        ({"any": [{"gone": 1}]}, ("any", 0, "gone"), "没有字段“gone”", "kind"),
        ({"not": {"gone": 1}}, ("not", "gone"), "没有字段“gone”", "kind"),
        ({"not": 3}, ("not",), "条件不是对象", "字段"),
    ],
)
def test_what_can_never_hold_is_a_fault(
    condition: Any, path: tuple[Any, ...], said: str, remedy: str
) -> None:
    found = list(faults(condition, PROPERTIES))
    assert [place for place, _, _ in found] == [path]
    assert said in found[0][1]
    assert remedy in found[0][2]
