"""Application documents become facts, and every fact has its place in the schema."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from zcforms.checks import conform, facts, facts_schema
from zcforms.checks.core import Nothing, Type
from zcforms.checks.shape import Shape
from zcforms.domain.plan import (
    AchievementCategory,
    AchievementItem,
    LibraryCategory,
    Part,
    Plan,
    Section,
    SectionKind,
)

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
    elsewhere = {each.removeprefix("/") for each in made["unasked"] if each.count("/") == 1}
    assert {*typed, "unasked"} == {*made, *elsewhere}  # sections of other routes are nothing that was asked
    assert {typed[name] for name in elsewhere} <= {Nothing.UNASKED}
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


# ------------------------------------------------------------------------------------- what was not asked


def section(kind: SectionKind, schema: dict[str, Any], takes: tuple[str, ...] = ()) -> Section:
    return Section("mine", "我的", kind, schema, takes)


SKILL = {
    "type": "object",
    "properties": {
        "skilled": {"type": "boolean"},
        "level": {"type": "string", "shownWhen": {"skilled": True}},
        "since": {"type": "string", "format": "date", "shownWhen": {"level": {"present": True}}},
        "group": {
            "type": "object",
            "shownWhen": {"any": [{"skilled": True}, {"not": {"other": "x"}}]},
            "properties": {
                "inner": {"type": "integer"},
                "own": {"type": "integer", "shownWhen": {"inner": 1}},
            },
        },
        "other": {"type": "string"},
        "posts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "kind": {"type": "string"},
                    "why": {"type": "string", "shownWhen": {"kind": "其他"}},
                },
            },
        },
    },
}


def with_section(plan: Plan, added: Section) -> Plan:
    return replace(plan, parts=(*plan.parts, Part("more", "更多", (added,))))


@pytest.mark.parametrize(
    ("answer", "unasked"),
    [
        ({"skilled": True, "level": "甲", "since": "2020-01-01"}, ["/mine/group/own"]),
        ({"skilled": False, "level": "旧的"}, ["/mine/level", "/mine/since", "/mine/group/own"]),
        ({"skilled": False, "other": "x"}, ["/mine/level", "/mine/since", "/mine/group"]),
        ({"skilled": True, "level": "", "group": {"inner": 1}}, ["/mine/since"]),
        (
            {
                "skilled": True,
                "level": "甲",
                "group": {"inner": 1},
                "posts": [{"kind": "其他"}, {"kind": "教师"}, {}],
            },
            ["/mine/posts/1/why", "/mine/posts/2/why"],
        ),
        (None, ["/mine/level", "/mine/since", "/mine/group/own"]),
    ],
)
def test_what_a_form_hides_was_not_asked(teacher: Plan, answer: Any, unasked: list[str]) -> None:
    """Chains of conditions, groups and records in records; a stale answer decides nothing."""
    plan = with_section(teacher, section(SectionKind.FIELDS, SKILL))
    application = {"answers": {"mine": answer} if answer is not None else {}}
    made = facts.facts(plan, application, {})
    assert [each for each in made["unasked"] if each.startswith("/mine")] == unasked
    typed = conform.typed(made, shape(plan))
    for each in unasked:
        node: Any = typed
        for step in each.split("/")[1:]:
            node = node[int(step)] if isinstance(node, list) else node[step]
        assert node is Nothing.UNASKED


def test_hidden_properties_of_records_and_of_what_is_imported(teacher: Plan, example: Example) -> None:
    records = with_section(teacher, section(SectionKind.RECORDS, {"type": "array", "items": SKILL}))
    made = facts.facts(records, {"answers": {"mine": [{"skilled": True, "level": "甲"}, {}]}}, {})
    assert [each for each in made["unasked"] if each.startswith("/mine")] == [
        "/mine/0/group/own",
        "/mine/1/level",
        "/mine/1/since",
        "/mine/1/group/own",
    ]
    place = shape(records).at(["mine"])
    assert place is not None
    assert place.records is not None
    level = place.records.child("level")
    assert level is not None
    assert level.deciders == ("skilled",)

    item = AchievementItem("thing", "小项", ("odd",))
    (standard,) = teacher.standards
    notes = {
        "type": "object",
        "properties": {"sure": {"type": "boolean"}, "how": {"type": "string", "shownWhen": {"sure": True}}},
    }
    plan = replace(
        with_section(teacher, section(SectionKind.IMPORT, notes, ("odd",))),
        categories={**teacher.categories, "odd": LibraryCategory("odd", "奇", SKILL, {}, ())},
        standards=(replace(standard, categories=(AchievementCategory("all", "大类", (item,)),)),),
    )
    record = {
        "id": "r",
        "category": "odd",
        "state": "approved",
        "data": {"skilled": True, "level": "甲"},
        "evidence": [],
    }
    application = {
        "achievements": [record],
        "imports": {"mine": [{"record": "gone"}, {"record": "r"}], "thing": [{"record": "r"}]},
    }
    made = facts.facts(plan, application, {})
    sections = {f"/{section.id}" for section in plan.sections}
    assert [
        each for each in made["unasked"] if not each.startswith("/attachments") and each not in sections
    ] == [
        "/mine/0/how",
        "/mine/1/group/own",
        "/mine/1/how",
        "/achievements/thing/0/group/own",
        "/categories/all/0/group/own",
        "/imported/0/group/own",
    ]
    assert [(each["item"], each["group"], each["record"]) for each in made["imported"]] == [
        ("thing", "all", "r")
    ]


def test_other_routes_specialties_and_standards_are_asked_for_other_things(
    engineer: Plan, example: Example
) -> None:
    """Features 46, 47, 70."""
    application = example("engineer-complete")
    made = facts.facts(engineer, application, {})
    asked = {item.id for item in engineer.attachments_for(application["route"], application["specialty"])}
    assert {each for each in made["unasked"] if each.startswith("/attachments/")} == {
        f"/attachments/{item.id}" for item in engineer.attachments if item.id not in asked
    }
    skilled = engineer.standard("skilled")
    assert skilled is not None
    assert {f"/categories/{category.id}" for category in skilled.categories} & set(made["unasked"])
    assert {each["item"] for each in made["imported"]} <= {
        item.id for _, item in engineer.items("engineering")
    }
    typed = conform.typed(made, shape(engineer))
    for pointer in made["unasked"]:
        top, *names = pointer.split("/")[1:]
        if len(names) < 2:
            assert (typed[top][names[0]] if names else typed[top]) is Nothing.UNASKED
    while_open = facts.facts(engineer, {}, {})
    assert [each for each in while_open["unasked"] if each.startswith("/categories/")] == []


def test_ranges_and_units_of_the_form_are_known(teacher: Plan) -> None:
    found = shape(teacher).at(["basic", "work_years"])
    assert found is not None
    assert (found.unit, found.bounds) == ("年", (Decimal(0), Decimal(60)))
    name = shape(teacher).at(["basic", "birthplace"])
    assert name is not None
    assert (name.blank, name.bounds, name.restricted) == ("无", (None, None), False)


@pytest.mark.parametrize(
    ("one", "other", "wider"),
    [
        (
            {"minimum": 1, "maximum": 5, "unit": "年"},
            {"minimum": 0, "maximum": 9, "unit": "年"},
            {"minimum": 0, "maximum": 9, "unit": "年"},
        ),
        ({"minimum": 1, "maximum": 5, "unit": "年"}, {"unit": "月"}, {}),
        ({"askedBy": ["a"]}, {"askedBy": ["b"]}, {"askedBy": ["a", "b"]}),
        ({}, {"askedBy": ["b"]}, {"askedBy": ["b"]}),
    ],
)
def test_a_list_of_several_kinds_of_records_is_as_wide_as_all(
    one: dict[str, Any], other: dict[str, Any], wider: dict[str, Any]
) -> None:
    merged = facts_schema._merged([{"x": {"type": "integer", **one}}, {"x": {"type": "integer", **other}}])
    assert merged == {"x": {"type": "integer", **wider}}


@pytest.mark.parametrize(
    "unasked", [None, "/basic", 5, [None, 3, "basic/name", "", "/"], ["/basic/work_years/x"], ["/basic"]]
)
def test_what_is_asked_of_everybody_cannot_be_unasked(teacher: Plan, example: Example, unasked: Any) -> None:
    made = facts.facts(teacher, example("teacher-complete"), {})
    typed = conform.typed({**made, "unasked": unasked}, shape(teacher))
    assert typed["basic"]["work_years"] == 14
