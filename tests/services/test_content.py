"""What a request may put into a form's content (features 35, 39, 67)."""

from __future__ import annotations

from typing import Any

import pytest

from zcforms.domain.achievement import FileRef
from zcforms.services.content import Admission

OWN = FileRef("f1", "证书.pdf", "ab" * 32, 10, "application/pdf")
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "caption": "姓名"},
        "employer": {"type": "string", "caption": "单位", "readOnly": True},
        "work_years": {"type": "integer", "caption": "工作年限", "unit": "年"},
        "professional_years": {
            "type": "integer",
            "caption": "专业年限",
            "unit": "年",
            "atMost": "work_years",
        },
        "kind": {"type": "string", "caption": "类别"},
        "detail": {"type": "string", "caption": "说明", "shownWhen": {"kind": "其他"}},
        "more": {"type": "string", "caption": "更多", "shownWhen": {"detail": {"present": True}}},
        "proof": {"type": "array", "widget": "files", "caption": "证明"},
        "rows": {
            "type": "array",
            "widget": "records",
            "items": {
                "type": "object",
                "properties": {
                    "post": {"type": "string", "caption": "职务"},
                    "proof": {"type": "array", "widget": "files", "caption": "证明"},
                },
            },
        },
        "address": {"type": "object", "properties": {"city": {"type": "string", "caption": "市"}}},
    },
}


def admit(given: Any, kept: dict[str, Any] | None = None) -> tuple[dict[str, Any], Admission]:
    admission = Admission({"f1": OWN}.get)
    return admission.record(SCHEMA, given, kept or {}), admission


def test_what_is_empty_is_not_kept() -> None:
    """Feature 67."""
    content, admission = admit({"name": " 王小雨 ", "kind": "", "detail": None, "proof": [], "rows": []})
    assert content == {"name": "王小雨"}
    assert admission.faults == []


def test_read_only_fields_keep_their_value() -> None:
    content, _ = admit({"name": "王小雨", "employer": "别处"}, {"employer": "某小学"})
    assert content == {"name": "王小雨", "employer": "某小学"}


def test_an_unknown_field_is_told_at_its_place() -> None:
    _, admission = admit({"a/b": 1})
    assert [fault.pointer for fault in admission.faults] == ["/a~1b"]


@pytest.mark.parametrize("given", [None, [], "x", 3])
def test_what_is_no_object_changes_nothing(given: Any) -> None:
    content, admission = admit(given, {"name": "王小雨"})
    assert content == {"name": "王小雨"}
    assert admission.faults[0].pointer == ""


def test_hidden_fields_are_not_kept() -> None:
    assert admit({"kind": "其他", "detail": "甲", "more": "乙"})[0] == {
        "kind": "其他",
        "detail": "甲",
        "more": "乙",
    }
    assert admit({"kind": "一般", "detail": "甲", "more": "乙"})[0] == {"kind": "一般"}


@pytest.mark.parametrize(
    "given", ["f1", {"id": "f1"}, {"id": "f1", "name": "别的.exe", "digest": "cd" * 32, "size": 1}]
)
def test_a_file_is_what_is_stored_whatever_the_request_says(given: Any) -> None:
    content, admission = admit({"proof": [given]})
    assert content["proof"] == [OWN.as_document()]
    assert admission.faults == []


@pytest.mark.parametrize("given", ["f2", {"id": "f2"}, {"name": "x"}, 7, None])
def test_a_file_of_somebody_else_is_not_found(given: Any) -> None:
    _, admission = admit({"proof": ["f1", given]})
    assert [(fault.pointer, fault.message) for fault in admission.faults] == [
        ("/proof/1", "没有找到这个文件，请重新上传。")
    ]


def test_nested_records_and_objects() -> None:
    """Feature 38."""
    content, admission = admit(
        {"rows": [{"post": " 教师 ", "proof": ["f1"]}, {"proof": ["f2"]}, 3], "address": {"city": "某市"}}
    )
    assert content["rows"][0] == {"post": "教师", "proof": [OWN.as_document()]}
    assert content["address"] == {"city": "某市"}
    assert [fault.pointer for fault in admission.faults] == ["/rows/1/proof/0", "/rows/2"]


def test_what_has_the_wrong_type_is_left_to_validation() -> None:
    content, admission = admit({"proof": "f1", "rows": "x", "name": 3})
    assert content == {"proof": "f1", "rows": "x", "name": 3}
    assert admission.faults == []


@pytest.mark.parametrize("given", ["f1", {"id": "f1", "name": "别的.jpg", "size": 1}])
def test_a_photo_of_a_section_is_a_file_too(given: Any) -> None:
    """Not only the person's own portrait: any section may ask for a picture."""
    schema = {
        "type": "object",
        "properties": {"badge": {"type": "object", "widget": "photo", "caption": "胸牌"}},
    }
    admission = Admission({"f1": OWN}.get)
    assert admission.record(schema, {"badge": given}, {}) == {"badge": OWN.as_document()}
    assert admission.faults == []
    assert admission.record(schema, {"badge": {"id": "f2"}}, {}) == {}
    assert [fault.pointer for fault in admission.faults] == ["/badge"]
