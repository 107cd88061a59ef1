"""What the designer does not take stays on the page, is told there, and is given up only by who says so (issue 6)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.authoring import AUTHOR, add, begin, choose, save, tab
from tests.browser.hands import sign_in
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser
TYPED = "写到二级专业"


def at_a_field(page: Page) -> None:
    """At a field of a new plan that can be deleted."""
    begin(page)
    tab(page, "申报表单")
    choose(page, "专业信息")
    add(page, "字段", "推广面积", "单行文字")


def hint(page: Page) -> Locator:
    return page.get_by_label("填写说明")


def test_saved_twice_in_a_moment_both_count(visit: Callable[..., Page]) -> None:
    page = visit()
    at_a_field(page)
    held: list[Route] = []
    page.route(
        re.compile(r"/forms\?at="), lambda route: held.append(route) if not held else route.continue_()
    )
    hint(page).fill("写全称")
    with page.expect_request(lambda request: request.method == "POST"):
        page.locator("#design-save").click()
    hint(page).fill(TYPED)
    page.locator("#design-save").click()
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 302):
        held[0].continue_()
    expect(page.get_by_role("status").filter(has_text="已保存。")).to_have_count(2)
    page.reload()
    expect(hint(page)).to_have_value(TYPED)


def test_what_a_colleague_has_deleted_is_told_and_what_was_typed_stays(visit: Callable[..., Page]) -> None:
    page, other = visit(), visit()
    at_a_field(page)
    sign_in(other, AUTHOR, "legal")
    other.goto(page.url)
    other.get_by_role("button", name="删除", exact=True).click()
    other.locator("#zc-confirm").get_by_role("button", name="删除").click()
    expect(other.get_by_role("status").filter(has_text="已删除")).to_be_visible()
    hint(page).fill(TYPED)
    page.locator("#design-save").click()
    told = page.locator("[data-refused]")
    expect(told).to_contain_text("您要修改的内容已被同事移动或删除")
    expect(told).to_be_focused()
    expect(hint(page)).to_have_value(TYPED)
    assert violations(page) == []
    page.get_by_role("navigation", name="方案的内容").get_by_role("link", name="个人信息", exact=True).click()
    asked = page.locator("#zc-confirm")
    expect(asked).to_contain_text("没有保存")
    asked.get_by_role("button", name="不保存，离开").click()
    expect(page.get_by_role("heading", name="个人信息", exact=True)).to_be_visible()


def test_what_was_refused_is_not_left_without_a_word(visit: Callable[..., Page]) -> None:
    page = visit()
    at_a_field(page)
    page.locator('[name="caption"]').fill("")
    hint(page).fill(TYPED)
    page.locator("#design-save").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    elsewhere = page.get_by_role("navigation", name="方案的内容").get_by_role(
        "link", name="个人信息", exact=True
    )
    elsewhere.click()
    asked = page.locator("#zc-confirm")
    expect(asked).to_contain_text("没有保存")
    asked.get_by_role("button", name="取消").click()
    expect(hint(page)).to_have_value(TYPED)
    page.locator('[name="caption"]').fill("推广总面积")
    elsewhere.click()
    expect(page.get_by_role("heading", name="个人信息", exact=True)).to_be_visible()
    choose(page, "专业信息")
    choose(page, "推广总面积")
    expect(hint(page)).to_have_value(TYPED)


def test_who_types_and_undoes_takes_back_what_was_typed(visit: Callable[..., Page]) -> None:
    page = visit()
    at_a_field(page)
    hint(page).fill(TYPED)
    page.locator("#design-undo").click()
    expect(page.get_by_role("status").filter(has_text="已撤销：修改字段“推广面积”")).to_be_visible()
    expect(hint(page)).not_to_have_value(TYPED)


def test_what_was_typed_is_saved_before_the_thing_is_deleted(visit: Callable[..., Page]) -> None:
    page = visit()
    at_a_field(page)
    away = page.get_by_role("button", name="删除", exact=True)
    hint(page).fill(TYPED)
    away.click()
    page.locator("#zc-confirm").get_by_role("button", name="删除").click()
    expect(page.get_by_role("status").filter(has_text="已删除")).to_be_visible()


def test_an_ended_sign_in_loses_nothing(visit: Callable[..., Page]) -> None:
    page = visit()
    at_a_field(page)
    address = page.url
    hint(page).fill(TYPED)
    page.context.clear_cookies()
    page.locator("#design-save").click()
    expect(page.locator("[data-refused]")).to_be_focused()
    expect(hint(page)).to_have_value(TYPED)
    window = page.context.new_page()
    sign_in(window, AUTHOR, "legal")
    window.close()
    page.locator("#design-save").click()  # the page's token is of the sign-in that ended
    expect(page.locator("[data-refused]")).to_be_focused()
    save(page)
    page.goto(address)
    expect(hint(page)).to_have_value(TYPED)
