"""A small plan is built by clicking: with the mouse, from the keyboard, on a phone (issue 6)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.authoring import add, begin, choose, save, silent, tab, thing, write
from tests.browser.conftest import NARROW
from tests.browser.test_accessibility import violations
from tests.browser.test_ordering import drag

pytestmark = pytest.mark.browser


def order(page: Page, holder: str) -> list[str]:
    return page.locator(f'[data-tree="{holder}"] > li > .zc-tree-row a').all_inner_texts()


def test_a_plan_by_clicking(visit: Callable[..., Page], shot: Callable[..., None]) -> None:
    page = visit()
    begin(page)
    # the mouse
    before = order(page, "facts/specialties")
    drag(page, thing(page, before[0]).locator(".zc-grip"), thing(page, before[1]))
    expect(page.get_by_role("status").filter(has_text="已移动。")).to_be_visible()
    assert order(page, "facts/specialties") == [before[1], before[0], before[2]]
    # the keyboard: the focus stays where it is
    choose(page, before[2])
    up = page.get_by_role("button", name="上移", exact=True)
    up.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="已上移。")).to_be_visible()
    expect(up).to_be_focused()
    assert order(page, "facts/specialties") == [before[1], before[2], before[0]]
    thing(page, before[2]).get_by_role("link").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("status").filter(has_text="已下移。")).to_be_visible()
    assert order(page, "facts/specialties") == [before[1], before[0], before[2]]
    page.keyboard.press("Control+z")
    expect(page.get_by_role("status").filter(has_text="已撤销：下移")).to_be_visible()
    page.keyboard.press("Control+y")
    expect(page.get_by_role("status").filter(has_text="已重做：下移")).to_be_visible()
    assert violations(page) == []
    shot(page, "designer-facts")


def test_a_form_with_a_condition_and_a_table(visit: Callable[..., Page], shot: Callable[..., None]) -> None:
    page = visit()
    begin(page)
    tab(page, "申报表单")
    choose(page, "专业信息")
    add(page, "字段", "主要工作类别", "单选")
    page.get_by_label("选项").fill("科研\n技术推广")
    save(page)
    choose(page, "专业信息")
    add(page, "字段", "推广面积", "数字（可带小数）")
    page.locator('[name="unit"]').fill("亩")
    page.get_by_role("button", name="新增显示条件").click()
    page.get_by_role("radio", name="主要工作类别").check()
    wanted = page.locator('[data-field="value"]').get_by_role("checkbox", name="技术推广")
    expect(wanted).to_be_visible()  # at once, with everything that was filled in
    expect(page.get_by_role("radio", name="主要工作类别")).to_be_checked()
    expect(page.locator('[name="unit"]')).to_have_value("亩")
    expect(page.get_by_role("button", name="更新可选内容")).to_be_hidden()
    page.locator("#design-save").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert violations(page) == []
    wanted.check()
    save(page)
    expect(thing(page, "推广面积")).to_contain_text("有条件显示")
    shot(page, "designer-condition")
    choose(page, "专业信息")
    add(page, "字段", "示范基地", "表格（多条记录）")
    add(page, "列", "地点", "地区（省、市、县）")
    # what was typed is saved before one goes on
    page.get_by_label("填写说明").fill("写到县")
    choose(page, "示范基地")
    choose(page, "地点")
    expect(page.get_by_label("填写说明")).to_have_value("写到县")
    page.get_by_role("button", name="删除", exact=True).click()
    page.locator("#zc-confirm").get_by_role("button", name="删除").click()
    expect(page.get_by_role("status").filter(has_text="已删除")).to_be_visible()
    expect(thing(page, "地点")).to_have_count(0)
    tab(page, "修改记录")
    expect(page.get_by_text("删除字段“地点”")).to_be_visible()
    assert violations(page) == []
    shot(page, "designer-changes")


def test_rules_by_a_form(visit: Callable[..., Page], shot: Callable[..., None]) -> None:
    page = visit()
    here = begin(page)
    page.goto(f"{here}/rules/form")
    page.get_by_label("至少 N 条").check()
    page.get_by_label("哪些记录", exact=True).select_option(label="代表性业绩")
    expect(page.get_by_label("只计哪些记录（可不选）")).to_be_visible()
    page.get_by_label("几条").fill("2")
    page.get_by_label("规则名称").fill("代表性业绩至少两条")
    page.get_by_label("在检测结果的哪一行显示").select_option(index=2)
    page.get_by_label("政策原文").fill("代表性业绩不少于两条")
    page.get_by_label("政策文件（名称、文号）").fill("评审标准第三条")
    assert violations(page) == []
    shot(page, "designer-rule-form")
    page.get_by_role("button", name="保存规则").click()
    expect(page.get_by_role("heading", name="代表性业绩至少两条")).to_be_visible()
    assert violations(page) == []
    shot(page, "designer-rules")


def test_what_is_typed_while_it_is_being_saved_stays(visit: Callable[..., Page]) -> None:
    page = visit()
    begin(page)
    tab(page, "申报表单")
    choose(page, "专业信息")
    choose(page, "从事专业")
    held: list[Route] = []
    page.route(
        re.compile(r"/forms\?at="), lambda route: held.append(route) if not held else route.continue_()
    )
    with page.expect_request(lambda request: request.method == "POST"):
        page.locator("#design-save").click()
    hint = page.get_by_label("填写说明")
    hint.fill("写到二级专业")
    held[0].continue_()
    expect(page.get_by_role("status").filter(has_text="已保存。")).to_be_visible()
    expect(hint).to_have_value("写到二级专业")
    choose(page, "个人信息")
    choose(page, "专业信息")
    choose(page, "从事专业")
    expect(page.get_by_label("填写说明")).to_have_value("写到二级专业")


def test_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit(viewport=NARROW)
    begin(page)
    page.get_by_text("目录：计划信息").click()
    choose(page, "茶学")
    page.get_by_label("专业名称").fill("茶学与茶叶加工")
    save(page)
    expect(page.get_by_role("heading", name="茶学与茶叶加工")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"] + 1
    silent(page)  # a message that is fading in has no colour of its own yet
    assert violations(page) == []


def test_what_a_filter_can_ask_follows_the_categories_at_once(visit: Callable[..., Page]) -> None:
    """Two boxes ticked one after the other: both stay, and what their records have in common is offered."""
    page = visit()
    begin(page)
    tab(page, "业绩要求")
    choose(page, "代表性业绩")
    takes = page.get_by_role("group", name="可以导入业绩库的哪些类别")
    for name in ("科研项目/课题", "论文", "项目获奖情况"):
        takes.get_by_label(name, exact=True).uncheck()
    for name in ("项目获奖情况", "专利"):
        takes.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="新增业绩条件").click()
    asked = page.locator('[data-field="field"]:has([name="filters.0.field"])')
    expect(asked).to_contain_text("个人排名")
    expect(asked).not_to_contain_text("颁奖机构")
    for name, wanted in (("项目获奖情况", True), ("专利", True), ("论文", False)):
        expect(takes.get_by_label(name, exact=True)).to_be_checked(checked=wanted)
    assert violations(page) == []


def test_on_a_phone_the_present_tab_is_in_sight(visit: Callable[..., Page]) -> None:
    """The bar is wider than the screen; the page itself stays where it is."""
    page = visit(viewport=NARROW)
    begin(page)
    draft = page.url.split("/facts")[0]
    for name in ("facts", "texts", "compare", "review", "categories"):
        page.goto(f"{draft}/{name}")
        expect(page.locator("html")).to_have_attribute("data-ready", "")
        current = page.locator(".zc-design-tabs [aria-current]")
        box = current.bounding_box()
        assert box is not None
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= NARROW["width"], name
        assert page.evaluate("[window.scrollX, window.scrollY]") == [0, 0]
    page.locator(".zc-design-tabs").get_by_role("link", name="计划信息").click()
    expect(page.locator(".zc-design-tabs [aria-current]")).to_be_in_viewport(ratio=1)


def test_problems_stand_beside_the_thing_and_are_counted_with_every_change(
    visit: Callable[..., Page], shot: Callable[..., None]
) -> None:
    page = visit()
    begin(page)
    count, here = page.locator("#problem-count"), page.locator("#node-problems")
    expect(count).to_contain_text("2 处必须改正")  # nobody has written yet who may declare, and for what
    write(page, scope="在职人员均可申报。", content="评审专业能力和业绩。")
    save(page)
    expect(count).to_have_text("")
    tab(page, "申报表单")
    before = count.inner_text().strip()
    choose(page, "专业信息")
    expect(here).to_contain_text("这里没有发现问题")
    add(page, "字段", "推广面积", "数字（可带小数）")
    expect(here).to_contain_text("这里没有发现问题")
    choose(page, "专业信息")
    add(page, "字段", "推广面积", "数字（可带小数）")
    expect(here).to_contain_text("都叫“推广面积”")
    expect(count).to_contain_text("1 处请核对")
    assert violations(page) == []
    shot(page, "designer-problems-beside")
    here.get_by_role("button", name=re.compile("按建议修改")).click()
    expect(here).to_contain_text("这里没有发现问题")
    expect(count).to_have_text(before)
    expect(page.get_by_role("heading", name="推广面积（2）", exact=True)).to_be_visible()
    tab(page, "修改记录")
    expect(page.locator("#problem-count")).to_have_text(before)
