"""What a new version asks of those whose drafts are open, as sentences (issue 6: compare says what it means)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.lab.versions import TEACHER, fields, plan_with, records
from zcforms.domain.plan import Plan, Section
from zcforms.lab.plan_demands import demands

TEXT = {"type": "string", "caption": "说明", "maxLength": 20}
STAGE = {"type": "string", "caption": "学段", "enum": ["小学", "初中"]}
PLACE = {"type": "string", "caption": "任教学校", "maxLength": 60}


def said(old: Plan, new: Plan, moves: Any = ()) -> list[str]:
    return [each.sentence for each in demands(old, new, moves)]


def form(*required: str, routes: tuple[str, ...] = (), **properties: Any) -> Plan:
    section = fields("s", "栏目", properties)
    return plan_with(replace(section, schema={**section.schema, "required": list(required)}, routes=routes))


def rows(*required: str, least: int = 0, **properties: Any) -> Section:
    made = records("r", "经历", properties)
    items = {**made.schema["items"], "required": list(required)}
    return replace(made, schema={**made.schema, "items": items, "minItems": least})


def test_nothing_is_asked_where_nothing_differs_or_less_is_asked() -> None:
    assert said(TEACHER, TEACHER) == []
    assert said(form("a", a=TEXT), form(a={**TEXT, "maxLength": 50}, b=PLACE)) == []
    assert said(form("a", a=STAGE), form("a", a={**STAGE, "enum": ["小学", "初中", "高中"]})) == []


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (form("b", a=TEXT, b=PLACE), "草稿还没有提交的人，要填写新的必填项“栏目 · 任教学校”。"),
        (
            form("b", a=TEXT, b=PLACE, routes=("exceptional",)),
            "按“破格申报”申报的人，要填写新的必填项“栏目 · 任教学校”。",
        ),
        (
            form(a=TEXT, b={**PLACE, "requiredWhen": {"a": "农村"}}),
            "草稿还没有提交的人，“说明”为农村时要填写新的必填项“栏目 · 任教学校”。",
        ),
        (
            form("b", a=TEXT, b={**PLACE, "shownWhen": {"a": "农村"}}),
            "草稿还没有提交的人，“说明”为农村时要填写新的必填项“栏目 · 任教学校”。",
        ),
        (form("a", a=TEXT), "草稿还没有提交的人，“栏目 · 说明”改为必填，空着的要补填。"),
        (form(a=TEXT, b=PLACE), None),
    ],
)
def test_what_is_required_now_has_to_be_filled_in(new: Plan, sentence: str | None) -> None:
    assert said(form(a=TEXT), new) == ([sentence] if sentence else [])


def test_a_record_needs_it_once_each_and_a_table_its_number() -> None:
    old = plan_with(rows(a=TEXT))
    assert said(old, plan_with(rows("b", a=TEXT, b=PLACE))) == [
        "草稿还没有提交的人，每条“经历”都要填写新的必填项“经历 · 任教学校”。"
    ]
    assert said(old, plan_with(rows(a=TEXT, least=2))) == ["草稿还没有提交的人，“经历”至少要有 2 条。"]


def test_a_choice_that_is_gone_is_made_again_and_one_that_was_renamed_is_not() -> None:
    gone = form(a={**STAGE, "enum": ["小学"]})
    assert said(form(a=STAGE), gone) == ["“栏目 · 学段”选了“初中”的人，要重新选择。"]
    moves = [{"from": "/specialty/new", "to": f"/specialty/{TEACHER.specialties[0].id}"}]
    first = TEACHER.specialties[0]
    renamed = replace(TEACHER, specialties=(replace(first, id="new"), *TEACHER.specialties[1:]))
    assert said(renamed, TEACHER) == [f"选了申报专业“{first.caption}”的人，要重新选择申报专业。"]
    assert said(renamed, TEACHER, moves) == []


def test_a_field_that_was_moved_is_no_new_one() -> None:
    moves = [{"from": "/answers/s/a", "to": "/answers/s/b"}]
    assert said(form("a", a=TEXT), form("b", b=TEXT), moves) == []
    assert said(form("a", a=TEXT), form("b", b=TEXT)) != []


def test_achievements_attachments_pledge_and_window() -> None:
    standard, item = TEACHER.standards[0], TEACHER.attachments[0]
    category = standard.categories[0]
    more = replace(
        standard, categories=(replace(category, minimum=category.minimum + 1), *standard.categories[1:])
    )
    files = {**item.files, "accept": ["pdf"]}
    new = replace(
        TEACHER,
        standards=(more, *TEACHER.standards[1:]),
        attachments=(
            replace(item, files=files, maximum=1),
            *TEACHER.attachments[1:],
            replace(item, id="health", caption="体检表", minimum=1, routes=("exceptional",)),
        ),
        pledge=replace(TEACHER.pledge, paragraphs=("甲",)),
        closes=date(2022, 7, 20),
    )
    found = "\n".join(said(TEACHER, new))
    for sentence in (
        "提交的截止时间提前到 2022-07-20 23:59。",
        f"“{category.caption}”至少要有 {category.minimum + 1} 项业绩。",
        "申报“破格申报”的人，要上传附件“体检表”（至少 1 份）。",
        f"附件“{item.caption}”最多只能有 1 份，多出的要删去。",
        f"附件“{item.caption}”不再收",
        "草稿还没有提交的人，要重新确认承诺书。",
    ):
        assert sentence in found, found
    assert "体检表" not in "\n".join(said(new, TEACHER))
