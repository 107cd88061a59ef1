"""What is wrong is told in plain Chinese, at its place, once."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema.exceptions import _WrappedReferencingError

from tests.forms.gallery import CODES, DATA, SCHEMA
from zcforms import resources
from zcforms.domain.plan import Plan
from zcforms.forms.catalogue import load
from zcforms.forms.keywords import validator
from zcforms.forms.messages import OTHERWISE, TABLE
from zcforms.forms.validation import Breach, breaches_of, validate

ROOT = Path(__file__).parents[2]
FILE = {
    "id": "f",
    "name": "证书.pdf",
    "digest": "0" * 64,
    "size": 20_000_000,
    "media_type": "application/pdf",
}


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": [], "properties": properties}


def said(schema: dict[str, Any], value: Any) -> list[str]:
    return [
        breach.message
        for breach in validate(of(field={"caption": "此栏", **schema}), {"field": value}, CODES)
    ]


def test_the_gallery_is_sound() -> None:
    assert validate(SCHEMA, DATA, CODES) == []


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        ({"type": "string"}, 3, "应为文字。"),
        ({"type": "integer"}, "3", "应为整数，例如 12。"),
        ({"type": "integer"}, True, "应为整数，例如 12。"),
        ({"type": "number"}, [], None),
        ({"type": "number"}, "x", "应为数字，例如 3.5。"),
        ({"type": "boolean"}, "true", "请选择“是”或“否”。"),
        ({"type": "array"}, {"a": 1}, "应为列表。"),
        ({"type": "object"}, [1], "应为一组填写内容。"),
        ({"type": "string", "enum": ["甲"]}, "乙", "请从给出的选项中选择。"),
        ({"type": "string", "const": "甲"}, "乙", "只能填写“甲”。"),
        ({"type": "string", "codes": "ethnic_groups"}, "99", "请从列表中选择。"),
        (
            {"type": "array", "items": {"type": "string", "codes": "subjects"}},
            ["s01", "x"],
            "请从列表中选择。",
        ),
        ({"type": "array", "codes": "subjects"}, ["x"], "请从列表中选择。"),
        ({"type": "array", "items": {"type": "string", "enum": ["甲"]}}, ["乙"], "请从给出的选项中选择。"),
        ({"type": "string", "maxLength": 50}, "字" * 61, "最多 50 个字，现在是 61 个。"),
        ({"type": "string", "maxLength": 3}, "𠮷𠮷𠮷", None),
        ({"type": "string", "minLength": 20}, "短", "至少 20 个字，现在是 1 个。"),
        (
            {"type": "string", "pattern": "^1[0-9]{10}$", "hint": "11 位手机号码"},
            "12",
            "格式不对：11 位手机号码。",
        ),
        (
            {"type": "string", "pattern": "^a$", "examples": ["ZC2015000101"]},
            "b",
            "格式不对，请按这样的格式填写：ZC2015000101。",
        ),
        ({"type": "string", "pattern": "^a$"}, "b", "格式不对，请核对后重新填写。"),
        ({"type": "string", "format": "date"}, "2008-02-30", "请填写真实的日期，例如 2008-07-01。"),
        ({"type": "string", "format": "month"}, "2008-13", "请填写真实的年月，例如 2008-07。"),
        ({"type": "string", "format": "email"}, "wang", "请填写完整的电子邮箱，例如 name@example.com。"),
        ({"type": "integer", "minimum": 0}, -1, "应为不小于 0 的整数。"),
        ({"type": "number", "maximum": 1.5}, 2, "应为不大于 1.5 的数。"),
        ({"type": "number", "exclusiveMinimum": 0}, 0, "应为大于 0 的数。"),
        ({"type": "integer", "exclusiveMaximum": 10}, 10, "应为小于 10 的整数。"),
        ({"type": "number", "multipleOf": 0.01}, 0.07, None),
        ({"type": "number", "multipleOf": 0.01}, 0.075, "最多保留 2 位小数。"),
        ({"type": "number", "multipleOf": 0.5}, 0.7, "应为 0.5 的倍数。"),
        ({"type": "integer", "multipleOf": 5}, 7, "应为 5 的倍数。"),
        ({"type": "array", "uniqueItems": True}, ["甲", "甲"], "有重复的内容，请去掉重复的。"),
        (
            {"type": "array", "items": {"type": "string", "enum": ["甲"]}, "minItems": 2},
            ["甲"],
            "请至少选择 2 项，现在是 1 项。",
        ),
        (
            {"type": "array", "items": {"type": "object", "properties": {}}, "maxItems": 1},
            [{}, {}],
            "最多新增 1 条，现在是 2 条。",
        ),
        (
            {"type": "array", "widget": "files", "maxItems": 1},
            [FILE, FILE],
            "最多上传 1 个文件，现在是 2 个文件。",
        ),
        (
            {"type": "array", "widget": "files", "accept": ["jpg", "docx"]},
            [FILE],
            "“证书.pdf”不是可以上传的格式，请换成 jpg、docx 文件。",
        ),
        (
            {"type": "array", "widget": "files", "maxBytes": 10485760},
            [FILE],
            "“证书.pdf”太大，单个文件不能超过 10 MB，请压缩后重新上传。",
        ),
    ],
)
def test_every_keyword_says_what_to_do(schema: dict[str, Any], value: Any, message: str | None) -> None:
    assert said(schema, value) == ([] if message is None else [message])


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "string"}, "请填写民族。"),
        ({"type": "string", "enum": ["汉族"]}, "请选择民族。"),
        ({"type": "boolean"}, "请选择民族。"),
        ({"type": "array", "items": {"type": "string", "codes": "x"}}, "请选择民族。"),
        ({"type": "array", "items": {"type": "string", "enum": ["汉族", "回族"]}}, "请选择民族。"),
        ({"type": "array", "items": {"type": "string", "enum": ["本人承诺。"]}}, "请勾选民族。"),
        ({"type": "array", "widget": "files"}, "请上传民族。"),
        ({"type": "object", "widget": "photo"}, "请上传民族。"),
        ({"type": "array", "items": {"type": "object", "properties": {}}}, "请新增民族。"),
    ],
)
@pytest.mark.parametrize("record", [{}, {"nation": ""}, {"nation": None}, {"nation": []}])
def test_what_is_missing_is_asked_for_in_the_right_words(
    schema: dict[str, Any], message: str, record: dict[str, Any]
) -> None:
    asked = {**of(nation={"caption": "民族", **schema}), "required": ["nation"]}
    assert validate(asked, record, {}) == [Breach("/nation", "required", "民族", message)]
    assert validate(asked, record, {})[0].missing


def test_required_when_and_only_then() -> None:
    schema = of(
        head={"type": "boolean", "caption": "校长"},
        certificate={"type": "string", "caption": "证书", "requiredWhen": {"head": True}},
    )
    del schema["required"]
    assert validate(schema, {"head": True}, {}) == [
        Breach("/certificate", "requiredWhen", "证书", "请填写证书。")
    ]
    assert validate(schema, {"head": False}, {}) == []


def test_hidden_required_fields_ask_nobody() -> None:
    schema = of(
        head={"type": "boolean", "caption": "校长"},
        certificate={"type": "string", "caption": "证书", "maxLength": 2, "shownWhen": {"head": True}},
    )
    schema["required"] = ["certificate"]
    assert validate(schema, {"head": False, "certificate": "很长的旧内容"}, {}) == []
    assert [breach.keyword for breach in validate(schema, {"head": True}, {})] == ["required"]


def test_breaches_stand_in_the_order_of_the_page_and_inside_rows() -> None:
    value = {
        **DATA,
        "appointments": [{"post": "甲", "from": "2020-01-01", "current": False}, {"from": "x"}],
        "work_years": -1,
    }
    value.pop("former_name")
    assert [breach.pointer for breach in validate(SCHEMA, value, CODES)] == [
        "/former_name",
        "/work_years",
        "/appointments/0/until",
        "/appointments/1/post",
        "/appointments/1/from",
    ]


def test_one_place_has_one_breach() -> None:
    breaches = validate(
        of(field={"type": "string", "caption": "栏", "maxLength": 1, "pattern": "^a$"}), {"field": "长长"}, {}
    )
    assert len(breaches) == 1


def test_an_array_of_records_is_validated_as_a_whole() -> None:
    schema = {"caption": "职称", "minItems": 2, **SCHEMA["properties"]["appointments"]}
    assert [breach.pointer for breach in validate(schema, [{"from": "2020-01-01"}], CODES)] == ["", "/0/post"]


@pytest.mark.parametrize("value", ["text", 3, None, True, [1]])
def test_answers_of_another_shape_are_told(value: Any) -> None:
    assert [breach.message for breach in validate(SCHEMA, value, CODES)] == ["应为一组填写内容。"]


def test_every_keyword_of_the_vocabulary_has_a_wording() -> None:
    vocabulary = json.loads(
        (resources.folder("schemas") / "meta" / "vocabulary.json").read_text(encoding="utf-8")
    )
    keywords = set(vocabulary["$defs"]["property"]["properties"])
    asserted = keywords & set(validator(of(), {}).VALIDATORS)
    assert asserted - {"items", "properties"} <= set(TABLE)
    assert OTHERWISE(None, None, {}, "") == "与其他填写内容不一致，请核对。"


def test_a_reference_to_elsewhere_is_never_fetched() -> None:
    with pytest.raises(_WrappedReferencingError):
        validate(of(field={"$ref": "http://127.0.0.1:9/schema.json"}), {"field": 1}, {})


def test_another_code_list_under_the_same_name_is_another_validator() -> None:
    schema = of(field={"type": "string", "codes": "ethnic_groups", "caption": "栏"})
    assert validate(schema, {"field": "01"}, CODES) == []
    other = {"ethnic_groups": CODES["subjects"]}
    assert [breach.keyword for breach in validate(schema, {"field": "01"}, other)] == ["codes"]
    assert validate(schema, {"field": "01"}, CODES) == []


# -- application documents ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load(resources.folder("schemas")).plans["2022-teacher-senior"]


@pytest.fixture
def application() -> dict[str, Any]:
    return json.loads((ROOT / "examples" / "teacher-complete.json").read_text(encoding="utf-8"))


def broken(plan: Plan, application: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    found = breaches_of(plan, application)
    return {
        name: [(each.pointer, each.message) for each in breaches]
        for name, breaches in found.items()
        if breaches
    }


def test_a_complete_application_breaks_nothing(plan: Plan, application: dict[str, Any]) -> None:
    assert broken(plan, application) == {}
    assert {section.id for section in plan.sections} <= set(breaches_of(plan, application))


def test_a_missing_section_lacks_everything_that_is_required(plan: Plan, application: dict[str, Any]) -> None:
    """Features 34, 60."""
    del application["answers"]["basic"]
    found = broken(plan, application)
    assert ("/answers/basic/ethnicity", "请选择民族。") in found["basic"]
    section = plan.section("basic")
    assert section is not None
    assert len(found["basic"]) == len(section.schema["required"])


def test_breaches_of_records_lead_into_the_document(plan: Plan, application: dict[str, Any]) -> None:
    del application["answers"]["titles"][0]["method"]
    application["answers"]["titles"][0]["evidence"] = [FILE]
    places = [place for place, _ in broken(plan, application)["titles"]]
    assert places == ["/answers/titles/0/method", "/answers/titles/0/evidence"]


def test_imports_must_be_there_approved_fitting_and_only_once(
    plan: Plan, application: dict[str, Any]
) -> None:
    """Features 41, 50, 51."""
    records = {record["id"]: record for record in application["achievements"]}
    work = application["imports"]["work"]
    work += [
        copy.deepcopy(work[0]),
        {"record": "gone"},
        {"record": application["imports"]["training"][0]["record"]},
    ]
    records[application["imports"]["education"][0]["record"]]["state"] = "submitted"
    found = broken(plan, application)
    assert [place for place, _ in found["work"]] == [
        "/imports/work/1/record",
        "/imports/work/2/record",
        "/imports/work/3/record",
    ]
    assert "重复导入" in found["work"][0][1]
    assert "已不在个人业绩库中" in found["work"][1][1]
    assert "不能导入“继续教育”" in found["work"][2][1]
    assert "还没有通过单位审核" in found["education"][0][1]


def test_an_imported_record_must_fulfil_what_its_item_asks(plan: Plan, application: dict[str, Any]) -> None:
    record = next(
        each
        for each in application["achievements"]
        if each["id"] == application["imports"]["action_report"][0]["record"]
    )
    record["data"]["kind"] = "研究报告"
    assert "不符合本项目的导入要求" in broken(plan, application)["action_report"][0][1]


def test_what_the_applicant_says_about_an_import_is_validated(
    plan: Plan, application: dict[str, Any]
) -> None:
    """Features 43, 45."""
    application["imports"]["assessments"][0]["verdict"] = "优秀"
    assert broken(plan, application) == {
        "assessments": [("/imports/assessments/0/verdict", "请从给出的选项中选择。")]
    }


def test_files_of_attachments_are_held_to_their_item(plan: Plan, application: dict[str, Any]) -> None:
    """Feature 46."""
    application["attachments"]["pledge"] = [{**FILE, "media_type": "text/html", "name": "承诺书.html"}]
    application["attachments"]["plegde"] = []
    found = broken(plan, application)["attachments"]
    assert found[0][0] == "/attachments/pledge"
    assert "“承诺书.html”不是可以上传的格式" in found[0][1]
    assert found[1] == ("/attachments/plegde", "评审计划中没有这个项目，请核对名称。")


def test_a_list_that_the_plan_does_not_know_is_told(plan: Plan, application: dict[str, Any]) -> None:
    application["imports"]["honours"] = []
    assert broken(plan, application) == {
        "honours": [("/imports/honours", "评审计划中没有这个项目，请核对名称。")]
    }


def test_an_empty_document_is_a_list_of_breaches_and_no_accident(plan: Plan) -> None:
    found = broken(plan, {})
    assert set(found) == {"basic", "profession"}


@pytest.mark.parametrize("value", [1e308, 10**400, -1e-300])
def test_a_number_beyond_everything_is_a_breach_or_none_and_never_an_accident(value: float) -> None:
    schema = {
        "type": "object",
        "properties": {"share": {"type": "number", "caption": "份额", "multipleOf": 0.5}},
    }
    found = validate(schema, {"share": value}, {})
    assert [each.keyword for each in found] == ([] if abs(value) > 1 else ["multipleOf"])
