"""Application documents become facts, and every fact has its place in the schema."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from zcforms.checks import conform, facts
from zcforms.checks.core import Nothing, Type
from zcforms.checks.shape import Shape
from zcforms.domain.plan import AchievementCategory, AchievementItem, LibraryCategory, Plan

Example = Callable[[str], dict[str, Any]]


@dataclass(frozen=True)
class Breach:
    pointer: str = "/answers/basic/ethnicity"
    caption: str = "民族"
    message: str = "请选择民族。"
    missing: bool = True


def shape(plan: Plan) -> Shape:
    made = facts.schema(plan)
    return Shape(made, made)


@pytest.mark.parametrize("name", ["teacher-complete", "teacher-incomplete", "engineer-complete"])
def test_facts_of_the_examples_fit_their_schema_and_nothing_is_lost(
    name: str, teacher: Plan, engineer: Plan, example: Example
) -> None:
    application = example(name)
    plan = teacher if application["plan"] == teacher.id else engineer
    made = facts.facts(plan, application, {"basic": [Breach()]})
    schema = facts.schema(plan)
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(made)) == []
    typed = conform.typed(made, Shape(schema, schema))
    assert {*typed, "unasked"} == set(made)
    unasked = {key for key in made["categories"] if f"/categories/{key}" in made["unasked"]}
    assert {key: len(value) for key, value in typed["categories"].items() if key not in unasked} == {
        key: len(value) for key, value in made["categories"].items() if key not in unasked
    }
    assert {typed["categories"][key] for key in unasked} <= {Nothing.UNASKED}


def test_imported_records_are_merged_with_what_the_applicant_said(teacher: Plan, example: Example) -> None:
    made = facts.facts(teacher, example("teacher-complete"), {})
    (education,) = made["education"]
    assert (education["education"], education["qualifying"]) == ("21", True)
    assert (education["category"], education["approval"]) == ("education", "approved")
    assert made["assessments"][0]["verdict"] == "合格"
    assert [each["item"] for each in made["categories"]["performance"]] == [
        "teaching_honor",
        "teaching_award",
    ]
    assert made["achievements"]["exam_setting"] == []


def test_what_identifies_a_person_stays_out_of_the_facts(teacher: Plan, example: Example) -> None:
    application = example("teacher-complete")
    text = str(facts.facts(teacher, application, {}))
    for secret in ("id_number", "phone", "email", "address"):
        assert application["applicant"][secret] not in text


def test_an_only_standard_needs_not_be_named(teacher: Plan, engineer: Plan) -> None:
    assert facts.facts(teacher, {}, {})["application"] == {"standard": "teacher", "year": 2022}
    assert facts.facts(engineer, {"title": "senior-engineer"}, {})["application"] == {
        "level": "senior",
        "title": "senior-engineer",
        "year": 2021,
    }


def test_a_record_that_is_gone_leaves_what_was_said_about_it(teacher: Plan) -> None:
    made = facts.facts(teacher, {"imports": {"education": [{"record": "gone", "qualifying": True}]}}, {})
    assert made["education"] == [{"qualifying": True}]


def test_breaches_know_what_they_are_about(teacher: Plan) -> None:
    found = {"basic": [Breach()], "mentoring": [Breach()], "unheard_of": [Breach()], "attachments": []}
    made = facts.facts(teacher, {}, found)["breaches"]
    assert [(each["section"], each["kind"]) for each in made] == [
        ("basic", "fields"),
        ("mentoring", "item"),
        ("unheard_of", "unknown"),
    ]
    assert made[0] | {"section": "", "kind": ""} == {
        "section": "",
        "kind": "",
        "missing": True,
        "pointer": "/answers/basic/ethnicity",
        "caption": "民族",
        "message": "请选择民族。",
    }


def test_codes_are_written_out_with_their_captions(teacher: Plan) -> None:
    found = shape(teacher).at(["education"])
    assert found is not None
    assert found.records is not None
    education = found.records.child("education")
    assert education is not None
    assert "21" in education.options
    assert education.caption_of("21") == "大学本科"
    assert education.caption_of(True) == "是"


def test_lists_of_choices_become_records_with_a_value(teacher: Plan) -> None:
    publications = shape(teacher).at(["achievements", "publication"])
    assert publications is not None
    assert publications.records is not None
    indexes = publications.records.at(["indexes"])
    assert indexes is not None
    assert indexes.records is not None
    value = indexes.records.child("value")
    assert value is not None
    assert "CSSCI" in value.options
    application = {
        "achievements": [
            {
                "id": "p",
                "category": "publication",
                "state": "approved",
                "data": {"indexes": ["CSSCI", "SCI"]},
                "evidence": [],
            }
        ],
        "imports": {"publication": [{"record": "p"}]},
    }
    (record,) = facts.facts(teacher, application, {})["achievements"]["publication"]
    assert record["indexes"] == [{"value": "CSSCI"}, {"value": "SCI"}]


def test_properties_of_several_categories_are_one_where_they_agree(teacher: Plan) -> None:
    def category(name: str, **properties: Any) -> LibraryCategory:
        return LibraryCategory(name, name, {"type": "object", "properties": properties}, {}, ())

    one = category(
        "one",
        same={"type": "string"},
        kind={"type": "string", "enum": ["甲"]},
        differs={"type": "integer"},
        half={"type": "string", "enum": ["丙"]},
    )
    two = category(
        "two",
        same={"type": "string"},
        kind={"type": "string", "enum": ["甲", "乙"]},
        differs={"type": "string"},
        half={"type": "string"},
        own={"type": "boolean"},
    )
    item = AchievementItem("item", "小项", ("one", "two", "unknown"))
    (standard,) = teacher.standards
    plan = replace(
        teacher,
        categories={**teacher.categories, "one": one, "two": two},
        standards=(replace(standard, categories=(AchievementCategory("all", "大类", (item,)),)),),
    )
    found = shape(plan).at(["achievements", "item"])
    assert found is not None
    assert found.records is not None
    assert set(found.records.names) == {"same", "kind", "half", "own", "category", "approval"}
    options = {name: place.options for name in found.records.names if (place := found.records.child(name))}
    assert options["kind"] == ("甲", "乙")
    assert options["half"] == ()
    assert options["category"] == ("one", "two")


def test_unknown_code_lists_leave_a_text(teacher: Plan) -> None:
    section = teacher.sections[0]
    odd = replace(
        section, schema={"type": "object", "properties": {"x": {"type": "string", "codes": "nowhere"}}}
    )
    plan = replace(teacher, parts=(replace(teacher.parts[0], sections=(odd,)),))
    found = shape(plan).at([section.id, "x"])
    assert found is not None
    assert (found.type, found.options) == (Type.TEXT, ())


def test_a_reference_that_goes_in_circles_ends() -> None:
    circular = {"properties": {"x": {"$ref": "#/$defs/x"}}, "$defs": {"x": {"$ref": "#/$defs/x"}}}
    found = Shape(circular, circular).child("x")
    assert found is not None
    assert found.type is None


def test_facts_nested_deeper_than_any_plan_are_cut_off() -> None:
    schema: dict[str, Any] = {"type": "object", "properties": {}}
    schema["properties"]["x"] = {"$ref": "#"}
    tree: dict[str, Any] = {}
    for _ in range(200):
        tree = {"x": tree}
    typed = conform.typed(tree, Shape(schema, schema))
    depth = 0
    while typed:
        typed, depth = typed["x"], depth + 1
    assert depth == conform.DEEPEST + 1
