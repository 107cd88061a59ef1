"""Documents are held to their metaschemas, and each fault says what would be right."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.pace import within
from zcforms.documents.metaschema import hold
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentFault

SECTION: dict[str, Any] = {
    "id": "basic",
    "caption": "个人信息",
    "kind": "fields",
    "type": "object",
    "properties": {
        "name": {"type": "string", "caption": "姓名", "maxLength": 60},
        "years": {"type": "integer", "caption": "年限", "minimum": 0, "unit": "年"},
        "proof": {
            "type": "array",
            "caption": "证明",
            "widget": "files",
            "accept": ["jpg"],
            "maxBytes": 1_000_000,
        },
    },
    "required": ["name"],
}
PROPERTY = ("properties", "name")


def faults(data: Any, kind: str = "section") -> list[DocumentFault]:
    return hold(Document("a.json", data, ""), kind)


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The sound section with one value put in its place."""
    data = copy.deepcopy(SECTION)
    target: Any = data
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return data


def test_a_sound_section_has_no_fault() -> None:
    assert faults(SECTION) == []


@pytest.mark.parametrize(
    ("path", "value", "pointer", "said", "remedy"),
    [
        (
            (*PROPERTY, "maxlength"),
            60,
            "/properties/name/maxlength",
            "不认识的关键字“maxlength”",
            "“maxLength”",
        ),
        ((*PROPERTY, "title"), "姓名", "/properties/name/title", "不认识的关键字“title”", "“caption”"),
        (("captions",), "x", "/captions", "不认识的关键字", "“caption”"),
        ((*PROPERTY, "$ref"), "#/x", "/properties/name/$ref", "$ref", "$defs"),
        ((*PROPERTY, "type"), "text", "/properties/name/type", "“text”不是允许的取值", "string"),
        ((*PROPERTY, "widget"), "serch", "/properties/name/widget", "不是允许的取值", "“search”"),
        ((*PROPERTY, "maxLength"), "60", "/properties/name/maxLength", "应是整数，现在是文本", "整数"),
        ((*PROPERTY, "maxLength"), 0, "/properties/name/maxLength", "0 小于 1", "不小于 1"),
        ((*PROPERTY, "minItems"), 1, "/properties/name/type", "“array”，现在是“string”", "array"),
        ((*PROPERTY, "unit"), "年", "/properties/name/type", "不是允许的取值", "integer"),
        (
            ("properties", "years", "pattern"),
            "^a$",
            "/properties/years/type",
            "“string”，现在是“integer”",
            "string",
        ),
        (("properties", "name"), {"type": "string"}, "/properties/name", "缺少“caption”", "补上"),
        (
            ("properties", "Name"),
            {"type": "string", "caption": "x"},
            "/properties",
            "“Name”的写法不对",
            "小写字母",
        ),
        (("properties",), {}, "/properties", "没有内容", "至少"),
        (("required",), ["name", "name"], "/required", "重复", "一个"),
        (("kind",), "field", "/kind", "“field”不是允许的取值", "“fields”"),
        (("columns",), ["name"], "/columns", "不能用在这里", "删去"),
        ((*PROPERTY, "pattern"), "^(a+)+$", "/properties/name/pattern", "非常慢", "^[0-9]{6}$"),
        ((*PROPERTY, "pattern"), "^[$", "/properties/name/pattern", "不合法", "请"),
        ((*PROPERTY, "prefill"), "person/name", "/properties/name/prefill", "写法不对", "/person"),
        ((*PROPERTY, "shownWhen"), {}, "/properties/name/shownWhen", "没有内容", "字段"),
        ((*PROPERTY, "accept"), ["jpg"], "/properties/name", "缺少“widget”", "widget"),
        (
            ("properties", "proof", "accept"),
            ["exe"],
            "/properties/proof/accept/0",
            "“exe”不是允许的取值",
            "jpg",
        ),
    ],
)
def test_each_fault_has_its_place_and_remedy(
    path: tuple[str | int, ...], value: Any, pointer: str, said: str, remedy: str
) -> None:
    found = {fault.pointer: fault for fault in faults(changed(path, value))}
    assert pointer in found
    assert said in found[pointer].fault
    assert remedy in found[pointer].remedy


def test_every_missing_key_is_told() -> None:
    assert {fault.fault for fault in faults({})} == {"缺少“caption”", "缺少“kind”"}


@pytest.mark.parametrize("data", [[], "x", None, 3])
def test_what_is_no_object(data: Any) -> None:
    (fault,) = faults(data)
    assert "应是对象" in fault.fault


@pytest.mark.parametrize(
    ("kind", "wanted"), [("records", "items"), ("import", "takes"), ("fields", "properties")]
)
def test_each_kind_of_section_wants_its_own_keys(kind: str, wanted: str) -> None:
    assert f"缺少“{wanted}”" in {fault.fault for fault in faults({"caption": "x", "kind": kind})}


def test_dates_of_a_plan_are_real_days() -> None:
    found = {
        fault.pointer: fault
        for fault in faults({"opens": "2022-02-30", "cutoffs": {"tenure": "2022.12.31"}}, "plan")
    }
    assert "不是YYYY-MM-DD 形式的日期" in found["/opens"].fault
    assert "/cutoffs/tenure" in found


def sheet(field: Any, **more: Any) -> dict[str, Any]:
    section = {"kind": "fields", "caption": "x", "fields": [field], **more}
    return {"id": "s", "caption": "x", "layout": "form", "sections": [section]}


@pytest.mark.parametrize(
    ("field", "pointer", "said", "remedy"),
    [
        ({"captio": "x"}, "/sections/0/fields/0/captio", "不认识的关键字“captio”", "“caption”"),
        (
            {"caption": "x", "frm": "heading.name"},
            "/sections/0/fields/0/frm",
            "不认识的关键字“frm”",
            "“from”",
        ),
        ("Heading", "/sections/0/fields/0", "“Heading”的写法不对", "docs"),
    ],
)
def test_of_several_forms_the_nearest_is_explained(field: Any, pointer: str, said: str, remedy: str) -> None:
    """A sheet's field is a reference, or an object: whoever writes an object is told about the object."""
    found = {fault.pointer: fault for fault in faults(sheet(field), "sheet")}
    assert said in found[pointer].fault
    assert remedy in found[pointer].remedy
    assert all(place.startswith("/sections/0/fields/0") for place in found)


def test_unevaluated_keywords_are_named() -> None:
    (fault,) = faults(sheet("heading.name", oops=1), "sheet")
    assert (fault.pointer, fault.fault) == ("/sections/0", "不认识的关键字“oops”")


def test_an_unknown_kind_is_the_programmers_mistake() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.json"):
        faults({}, "nothing")


def nested(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "caption": "x"}
    for _ in range(levels):
        schema = {"type": "array", "caption": "x", "items": schema}
    return schema


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            changed(PROPERTY, {"type": "string", **{f"maxLengt{n}": 1 for n in range(14_000)}}), id="keys"
        ),
        pytest.param(changed((*PROPERTY, "x" * 3_000_000), 1), id="a long key"),
        pytest.param(changed(("required",), [1, "a", {}] * 9_000), id="a mixed list"),
        pytest.param(
            changed(("properties",), {f"a{n}": {"type": "integer", "caption": "a"} for n in range(9_000)}),
            id="fields",
        ),
        pytest.param(changed(PROPERTY, {**nested(55), "oops": 1}), id="levels"),
        pytest.param([1] * 29_000, id="a list"),
    ],
)
def test_hostile_documents_are_refused_within_a_second(data: Any) -> None:
    with within(1):
        found = faults(data)
    assert 1 <= len(found) <= 200


def test_an_object_without_end_is_told_by_its_number() -> None:
    (fault,) = faults(changed(PROPERTY, {f"a{n}": 1 for n in range(2_001)}))
    assert (fault.pointer, fault.fault) == ("/properties/name", "这里有 2001 个名称，最多 2000 个")


def test_what_is_remembered_as_sound_hides_no_fault() -> None:
    file = {"id": "f", "name": "a.pdf", "digest": "0" * 64, "size": 1, "media_type": "application/pdf"}
    record = {"id": "r", "category": "book", "state": "draft", "data": {}, "evidence": [file]}
    broken = {**record, "evidence": [file, {**file, "size": -1}]}

    def told(*records: dict[str, Any]) -> list[str]:
        data = {"achievements": list(records)}
        return [each.pointer for each in faults(data, "application") if each.pointer]

    assert told(record, record) == []
    for _ in range(2):  # neither is a fault remembered as none
        assert told(record, broken, record, broken) == [
            "/achievements/1/evidence/1/size",
            "/achievements/3/evidence/1/size",
        ]
    assert told({**record, "state": True}) == ["/achievements/0/state"]
    assert told({**record, "data": {"title": "\ud800"}}) == []  # half a character is refused elsewhere
