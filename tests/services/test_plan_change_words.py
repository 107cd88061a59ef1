"""The record of changes says where, what stood there, and what stands there now (issue 6: who changed what)."""

from __future__ import annotations

from tests.services.conftest import NOW
from tests.services.test_plan_design import SECTION, Designer, designer
from zcforms.services import plan_change_words, plan_design, plan_drafts

__all__ = ["designer"]


def lines(designer: Designer) -> list[list[str]]:
    return [
        [f"{each.where}：{each.before}→{each.after}{each.note}" for each in told.details]
        for told in plan_change_words.told(*designer.at)
    ]


def test_what_a_field_said_and_what_it_says(designer: Designer) -> None:
    address = designer.add(f"{SECTION}/properties", "推广面积", "field-decimal")
    designer.fill(address, unit="亩", minimum=3)
    designer.fill(address, unit="公顷", required=True)
    newest, before, first = lines(designer)
    place = f"申报表单 › {plan_design.shown(*designer.at, 'forms', SECTION).caption} › 推广面积"
    assert f"{place} › 单位：亩→公顷" in newest
    assert f"{place} › 必填：否→是" in newest
    assert {f"{place} › 单位：→亩", f"{place} › 最小值：0→3"} <= set(before)
    assert first == [f"{place.removesuffix(' › 推广面积')} › 字段：→添加“推广面积”"]


def test_conditions_and_choices_in_words_and_what_goes(designer: Designer) -> None:
    kind = designer.add(f"{SECTION}/properties", "工作类别", "field-choice")
    designer.fill(kind, choices="科研\n推广", required=True)
    area = designer.add(f"{SECTION}/properties", "推广面积", "field-decimal")
    designer.fill(area, shown=[{"field": "gong_zuo_lei_bie", "test": "is", "value": "推广"}])
    assert any("显示条件：→“工作类别”为推广" in each for each in lines(designer)[0]), lines(designer)[0]
    designer.remove(area)
    assert any("删去“推广面积”" in each for each in lines(designer)[0])
    said = lines(designer)[3]
    assert [each.rpartition("› ")[2] for each in said] == [
        "第 1 项：是→科研",
        "第 2 项：否→推广",
        "必填：否→是",
    ]
    assert all("工作类别 › " in each for each in said)


def test_each_step_is_told_by_what_stood_there_at_the_time(designer: Designer) -> None:
    """Lists whose entries went since; what was undone is told by its title alone."""
    one, other = (f"facts/specialties/{each['id']}" for each in designer.plan["specialties"])
    designer.fill(other, caption="植保")
    designer.remove(one)
    gone, renamed = lines(designer)
    assert gone == ["计划信息 › 专业：→删去“作物栽培”"]
    assert renamed == ["计划信息 › 专业 › 植保 › 名称：植物保护→植保"]
    plan_drafts.undo(*designer.at, NOW)
    assert lines(designer) == [[], renamed]
