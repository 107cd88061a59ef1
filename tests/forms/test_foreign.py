"""Forms of others: taken with everything that they ask, or refused with the reason; and what was taken is drawn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import render_template_string
from werkzeug.datastructures import MultiDict

from tests.fetched import from_npm
from tests.forms.gallery import create_gallery
from zcforms.documents.reading import document
from zcforms.domain.errors import DocumentsInvalid
from zcforms.domain.plan import CodeList, Section, SectionKind
from zcforms.forms import catalogue, library
from zcforms.forms.builder import answers, build
from zcforms.forms.foreign import Taken, take
from zcforms.forms.shelf import Shelf
from zcforms.forms.validation import validate

LIBRARIES = (
    ("jsonform", "2.2.5", "9a2e3ddc03dd85948c00815e3148f2817c9c79c004ffcce6d14a7fff28ff07ad", "playground/examples/*.json"),
    ("alpaca", "1.5.27", "1e4fa5c796f82c13ca3395201ae746d4b8e02d2327956410d508f39d9f64062e", "tests/**/schema*/*.json"),
    ("alpaca", "1.5.27", "1e4fa5c796f82c13ca3395201ae746d4b8e02d2327956410d508f39d9f64062e", "tests/*/schema.json"),
)  # fmt: skip
"""Form libraries on npm, and where their example forms lie. Data only: nothing of them is run."""
DRAWN = '{% import "web/macros/form.html" as f with context %}{{ f.fields(form) }}'


def section_of(taken: Taken) -> tuple[Section, Mapping[str, CodeList]]:
    made = [document(json.dumps(data), path) for path, data in taken.documents.items()]
    shelf = catalogue.overlaid(Shelf(), made)
    assert shelf.faults == []
    codes = {name: library.code_list(name, each) for name, each in shelf.of("codes")}
    return next(library.section(each) for _, each in shelf.of("section")), codes


def drawn(section: Section, codes: Mapping[str, CodeList]) -> str:
    schema = section.schema["items"] if section.kind is SectionKind.RECORDS else section.schema
    app = create_gallery()
    with app.test_request_context("/"):
        return render_template_string(DRAWN, form=build(schema, codes))


def schemas() -> Iterator[tuple[str, str]]:
    """File and text of every form; jsonform's examples are a schema with a layout, of which the schema is taken."""
    for name, version, sha256, pattern in LIBRARIES:
        folder = from_npm(name, version, sha256) / "package"
        for path in sorted(folder.glob(pattern)):
            yield f"{name}/{path.relative_to(folder)}", _schema(path)


def _schema(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    try:
        data = json.loads(text)
    except ValueError:
        return text
    return json.dumps(data["schema"]) if isinstance(data.get("schema"), dict) else text


def test_forms_of_two_libraries_are_taken_or_refused_with_the_reason_and_drawn() -> None:
    found = dict(schemas())
    assert len(found) >= 60
    taken, refused = {}, {}
    for file, text in found.items():
        try:
            taken[file] = take(text, "outside", file=file)
        except DocumentsInvalid as error:
            refused[file] = error.faults
    assert len(taken) >= 38, refused
    for file, made in taken.items():
        section, codes = section_of(made)
        html = drawn(section, codes)
        for schema in section.schema.get(
            "properties", section.schema.get("items", {}).get("properties", {})
        ).values():
            assert escaped(schema["caption"]) in html, file
    for file, faults in refused.items():
        assert all(each.fault and each.remedy and each.file == file for each in faults)
    known = re.compile("指向文档之外|不能做成字段|没有写明列表|没有写明有哪些字段|没有目标|不是合法的 JSON")
    assert [
        file for file, faults in refused.items() if not any(known.search(each.fault) for each in faults)
    ] == []


def escaped(text: str) -> str:
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace('"', "&#34;")
    )


# -- what becomes of each part -----------------------------------------------------------------------------------------------


def fields(schema: Any) -> dict[str, Any]:
    found: dict[str, Any] = take(json.dumps(schema), "outside").documents["schemas/series/outside.json"][
        "properties"
    ]
    return found


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


PERSON = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "Registration",
    "description": "Who you are",
    "type": "object",
    "required": ["firstName", "address"],
    "properties": {
        "firstName": {"type": "string", "title": "First name", "minLength": 2, "description": "As in your passport"},
        "age": {"type": ["integer", "null"], "minimum": 18, "exclusiveMinimum": True},
        "sex": {"oneOf": [{"const": "f", "title": "Female"}, {"const": "m", "title": "Male"}]},
        "address": {
            "type": "object",
            "title": "Address",
            "required": ["city"],
            "properties": {"city": {"type": "string", "title": "City"}, "zip": {"type": "string", "format": "zip"}},
        },
        "company": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string"}, "site": {"type": "string"}},
        },
        "pets": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "days": {"type": "array", "uniqueItems": True, "items": {"type": "string", "enum": ["mon", "tue"]}},
    },
    "dependencies": {"age": ["sex"]},
}  # fmt: skip


def test_everything_that_a_schema_asks_is_asked() -> None:
    taken = take(json.dumps(PERSON), "outside")
    section, codes = section_of(taken)
    properties = section.schema["properties"]
    assert (section.caption, section.hint) == ("Registration", "Who you are")
    assert list(properties) == [
        "first_name", "age", "sex", "address_city", "address_zip", "company_name", "company_site", "pets", "tags", "days",
    ]  # fmt: skip
    assert properties["first_name"] == {
        "type": "string",
        "caption": "First name",
        "hint": "As in your passport",
        "minLength": 2,
    }
    assert properties["age"] == {"type": "integer", "caption": "age", "exclusiveMinimum": 18}
    assert properties["address_city"]["caption"] == "Address·City"
    assert section.schema["required"] == ["first_name", "address_city"]
    assert properties["company_name"]["requiredWhen"] == {"any": [{"company_site": {"present": True}}]}
    assert properties["sex"]["requiredWhen"] == {"any": [{"age": {"present": True}}]}
    assert [each.caption for each in codes[properties["sex"]["codes"]].codes] == ["Female", "Male"]
    assert any("zip" in note for note in taken.notes)
    assert any("null" in note for note in taken.notes)
    html = drawn(section, codes)
    assert "Address·City" in html
    assert "Female" in html


def test_what_is_taken_validates_as_its_author_meant() -> None:
    section, codes = section_of(take(json.dumps(PERSON), "outside"))
    good = {"first_name": "Al", "address_city": "Bengbu", "days": ["mon"]}
    assert validate(section.schema, good, codes) == []
    wrong = {**good, "first_name": "A", "age": 18, "company_site": "x"}
    assert {each.pointer for each in validate(section.schema, wrong, codes)} == {
        "/first_name",
        "/age",
        "/company_name",
        "/sex",
    }
    form = build(section.schema, codes, formdata=MultiDict({"first_name": "Al", "address_city": "Bengbu"}))
    assert answers(form) == {"first_name": "Al", "address_city": "Bengbu"}


@pytest.mark.parametrize(
    ("schema", "place", "said"),
    [
        (of(a={"type": "string"}, b={"anyOf": [{"type": "string"}]}), "/properties/b/anyOf", "anyOf"),
        ({**of(a={"type": "string"}), "allOf": [{"required": ["a"]}]}, "/allOf", "allOf"),
        ({**of(a={"type": "string"}), "if": {}, "then": {}}, "/if", "if"),
        ({**of(a={"type": "string"}), "additionalProperties": {"type": "string"}}, "/additionalProperties", "名称不固定"),
        ({**of(a={"type": "string"}), "patternProperties": {}}, "/patternProperties", "patternProperties"),
        ({**of(a={"type": "string"}), "dependencies": {"a": {"required": ["b"]}}}, "/dependencies/a", "dependencies"),
        (of(a={"type": ["string", "integer"]}), "/properties/a/type", "一种类型"),
        (of(a={"type": "any"}), "/properties/a/type", "any"),
        (of(a={"type": "object"}), "/properties/a", "没有写明有哪些字段"),
        (of(a={"type": "array"}), "/properties/a/items", "每一项"),
        (of(a={"type": "array", "items": [{"type": "string"}]}), "/properties/a/items", "每一项"),
        (of(a={"type": "array", "items": {"type": "array", "items": {"type": "string"}}}), "/properties/a/items", "又是列表"),
        (of(a={"enum": [None, "x"]}), "/properties/a", "哪种类型"),
        (of(a={"enum": [True, False]}), "/properties/a/enum", "是否"),
        (of(a={"$ref": "https://example.com/a.json"}), "/properties/a/$ref", "指向文档之外"),
        (of(a={"$ref": "#/properties/a"}), "/properties/a/$ref", "绕回了自己"),
        (of(a={"type": "string", "pattern": "^(a+)+$"}), "/properties/a/pattern", "非常慢"),
        (of(a={"type": "string", "pattern": "[0-9]"}), "/properties/a/pattern", "一部分"),
        (of(a={"type": "integer", "minimum": 5, "maximum": 1}), "/properties/a/minimum", "大于"),
        ({"type": "object"}, "", "没有写明有哪些字段"),
        ([], "", "不是 JSON Schema"),
        ({}, "", "没有写明有哪些字段"),
    ],
)  # fmt: skip
def test_what_no_form_can_ask_is_refused_at_its_place(schema: Any, place: str, said: str) -> None:
    with pytest.raises(DocumentsInvalid) as refused:
        take(json.dumps(schema), "outside", file="theirs.json")
    fault = next(each for each in refused.value.faults if each.pointer == place)
    assert fault.file == "theirs.json"
    assert said in fault.fault
    assert fault.remedy


def test_no_word_of_a_schema_is_lost_without_a_note_or_a_refusal() -> None:
    """Every keyword that the specification has, one by one: mapped, noted or refused."""
    for keyword, value in {
        "readOnly": True, "writeOnly": True, "deprecated": True, "$comment": "x", "contentEncoding": "base64",
        "contentMediaType": "image/png", "const": "a", "examples": ["a"], "format": "uri", "not": {}, "anyOf": [{}], "allOf": [{}],
        "x-order": 3, "propertyOrder": 1, "options": {"a": 1},
    }.items():  # fmt: skip
        schema = of(first={"type": "string"}, a={"type": "string", keyword: value})
        if refusal := _refusal(schema):
            assert keyword in refusal
            continue
        taken = take(json.dumps(schema), "outside")
        made = taken.documents["schemas/series/outside.json"]["properties"]["a"]
        assert len(made) > 2 or taken.notes, keyword


def _refusal(schema: Any) -> str:
    try:
        take(json.dumps(schema), "outside")
    except DocumentsInvalid as error:
        return str(error)
    return ""


def test_a_list_of_records_is_a_section_of_records() -> None:
    schema = {
        "type": "array",
        "title": "Jobs",
        "minItems": 1,
        "items": of(employer={"type": "string"}, since={"type": "string", "format": "date"}),
    }
    section, codes = section_of(take(json.dumps(schema), "jobs"))
    assert section.kind is SectionKind.RECORDS
    assert section.columns == ("employer", "since")
    assert section.schema["minItems"] == 1
    assert "since" in drawn(section, codes)


def test_names_become_ours_and_stay_apart() -> None:
    found = fields(
        of(
            **{
                "First Name": {"type": "string"},
                "first-name": {"type": "string"},
                "1st": {"type": "string"},
                "__proto__": {"type": "string"},
            }
        )
    )
    assert list(found) == ["first_name", "first_name_2", "field_1st", "proto"]
