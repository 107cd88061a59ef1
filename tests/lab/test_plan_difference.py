"""How two versions of a plan differ, in an author's words, and what the difference means for answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given, settings

from tests.lab.versions import TEACHER, Case, fields, plan_with, records, two_versions
from zcforms.domain.plan import Choice
from zcforms.lab.plan_difference import Change, differences, invalid_answers
from zcforms.lab.plan_words import condition_text

TEXT = {"type": "string", "caption": "说明", "maxLength": 20}
STAGE = {"type": "string", "caption": "学段", "enum": ["小学", "初中"]}


def told(old: Any, new: Any, moves: Any = ()) -> list[tuple[str, str, str, str, str]]:
    return [
        (each.kind, each.caption, each.what, each.before, each.after)
        for part in differences(old, new, moves)
        for each in part.changes
    ]


def form(**properties: Any) -> Any:
    return plan_with(fields("s", "栏目", properties))


def test_the_same_plan_does_not_differ() -> None:
    assert differences(TEACHER, TEACHER) == ()
    assert invalid_answers(TEACHER, TEACHER) == ()


def test_facts_choices_and_pledge_are_told_with_both_sides() -> None:
    changed = replace(
        TEACHER,
        closes=date(2022, 8, 15),
        specialties=(*TEACHER.specialties[1:], Choice("new", "小学劳动")),
        pledge=replace(TEACHER.pledge, paragraphs=("甲", "乙")),
    )
    found = told(TEACHER, changed)
    assert ("changed", "计划信息", "申报截止", "2022-07-31 23:59", "2022-08-15 23:59") in found
    assert ("removed", "学前教育", "", "学前教育", "") in found
    assert ("added", "小学劳动", "", "", "小学劳动") in found
    assert next(each for each in found if each[2] == "内容")[4] == "甲\n乙"
    assert [part.id for part in differences(TEACHER, changed)] == ["facts", "specialties", "texts"]


def test_a_field_tells_each_property_that_changed() -> None:
    old = form(stage=STAGE, more=TEXT)
    new = form(
        stage={**STAGE, "enum": ["小学", "高中"]},
        more={**TEXT, "caption": "补充", "maxLength": 10, "shownWhen": {"stage": "高中"}},
    )
    assert told(old, new) == [
        ("changed", "栏目 · 学段", "可选内容", "小学、初中", "小学、高中"),
        ("renamed", "栏目 · 补充", "名称", "说明", "补充"),
        ("changed", "栏目 · 补充", "字数", "～20 字", "～10 字"),
        ("changed", "栏目 · 补充", "显示条件", "总是显示", "“学段”为高中"),
    ]


def test_a_new_section_is_told_once() -> None:
    section = records("r", "经历", {"a": TEXT, "b": STAGE})
    old, new = form(a=TEXT), plan_with(*form(a=TEXT).sections, section)
    assert [each[:2] for each in told(old, new)] == [("changed", "第一页"), ("added", "经历")]
    assert [each[:2] for each in told(new, old)] == [("changed", "第一页"), ("removed", "经历")]


def test_a_recorded_move_is_no_removal() -> None:
    moves = [{"from": "/answers/s/a", "to": "/answers/s/b"}]
    assert told(form(a=TEXT), form(b=TEXT), moves) == [
        ("moved", "栏目 · 说明", "位置", "栏目 · 说明", "栏目 · 说明")
    ]
    assert [each[0] for each in told(form(a=TEXT), form(b=TEXT))] == ["removed", "added"]
    assert invalid_answers(form(a=TEXT), form(b=TEXT), moves) == ()


def test_an_order_is_told() -> None:
    ((_, caption, what, before, after),) = told(form(a=TEXT, b=STAGE), form(b=STAGE, a=TEXT))
    assert (caption, what, before, after) == ("申报表单", "顺序", "说明、学段", "学段、说明")


def test_which_answers_are_no_longer_accepted() -> None:
    years = {"type": "integer", "caption": "年数", "unit": "年", "maximum": 60}
    old = form(stage=STAGE, more=TEXT, years=years, gone=TEXT)
    new = form(
        stage={**STAGE, "enum": ["小学"]}, more={**TEXT, "maxLength": 10}, years={**years, "maximum": 40}
    )
    found = {(each.pointer, each.example): each for each in invalid_answers(old, new)}
    assert ("/answers/s/stage", "小学") not in found
    assert not found["/answers/s/stage", "初中"].stays
    assert found["/answers/s/more", "例" * 11].stays
    assert found["/answers/s/years", "41 年"].stays
    assert ("/answers/s/years", "40 年") not in found
    assert found["/answers/s/gone", "任何内容"].message == "新版不再填写这一项。"
    assert all(each.message for each in found.values())


def test_what_is_required_from_now_on() -> None:
    old = form(a=TEXT)
    (section,) = old.sections
    new = plan_with(replace(section, schema={**section.schema, "required": ["a"]}))
    assert [(each.example, each.stays) for each in invalid_answers(old, new)] == [("空着不填", True)]


def test_conditions_read_as_sentences() -> None:
    properties = {"a": {"caption": "学段"}, "b": {"caption": "年数"}}
    condition = {"any": [{"a": ["小学", "初中"]}, {"not": {"b": {">=": 3}}}], "b": {"present": True}}
    assert (
        condition_text(condition, properties)
        == "（“学段”为小学或初中，或并非（“年数”不小于3）），且“年数”已填写"
    )


@settings(max_examples=60, deadline=None)
@given(two_versions())
def test_whatever_differs_is_told_and_only_that(case: Case) -> None:
    assert differences(case.old, case.old) == ()
    schemas = [
        [(each.id, each.kind, repr(each.schema)) for each in plan.sections] for plan in (case.old, case.new)
    ]
    changes: list[Change] = [each for part in differences(case.old, case.new) for each in part.changes]
    assert bool(changes) == (schemas[0] != schemas[1])
    assert all(each.before != each.after for each in changes)
