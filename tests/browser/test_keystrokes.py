"""Never lose a keystroke: a lost connection, an expired login, a page that is closed (features 23, 34)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.hands import sign_in

pytestmark = pytest.mark.browser


def at_first_part(page: Page, sub: str = "demo-draft") -> str:
    sign_in(page, sub)
    page.goto("/declaration")
    page.get_by_role("link", name="填报", exact=True).click()
    expect(
        page.locator("form[data-draft-url][data-zc-draft]")
    ).to_be_visible()  # its script is there before the line breaks
    return page.url


def text_field(page: Page) -> str:
    """The name of a free text field of the first form."""
    name = page.locator('form[data-draft-url] input[type="text"]:not([readonly])').first.get_attribute("name")
    assert name
    return name


def test_without_a_connection_what_is_typed_stays_and_is_sent_when_it_is_back(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    where = at_first_part(page)
    name = text_field(page)
    status = page.locator("[data-draft-status]").first
    page.context.set_offline(True)
    page.fill(f'[name="{name}"]', "断网时填写的内容")
    expect(status).to_contain_text("已保存在本浏览器", timeout=10_000)
    page.get_by_role("button", name="保存个人信息").click()
    expect(status).to_contain_text("网络已断开")
    assert page.url.split("?")[0] == where.split("?")[0]
    page.context.set_offline(False)
    expect(status).to_contain_text("已自动保存", timeout=20_000)
    page.goto(where)
    expect(page.get_by_text("自动保存、但还没有保存的内容")).to_be_visible()
    page.get_by_role("link", name="恢复").click()
    expect(page.locator(f'[name="{name}"]')).to_have_value("断网时填写的内容")


def test_what_never_reached_the_server_is_offered_by_the_browser(visit: Callable[..., Page]) -> None:
    page = visit()
    where = at_first_part(page)
    name = text_field(page)
    page.context.set_offline(True)
    page.fill(f'[name="{name}"]', "关机前的最后一句")
    expect(page.locator("[data-draft-status]").first).to_contain_text("已保存在本浏览器", timeout=10_000)
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(where)
    again.get_by_role("link", name="恢复").click()
    expect(again.locator(f'[name="{name}"]')).to_have_value("关机前的最后一句")


def test_after_an_expired_login_one_goes_on_in_the_same_field(visit: Callable[..., Page]) -> None:
    page = visit()
    at_first_part(page, "demo-ready")
    name = text_field(page)
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="退出").click()
    page.fill(f'[name="{name}"]', "登录过期时填写的内容")
    page.get_by_role("link", name="重新登录后从这里继续填写").click()
    page.get_by_role("link", name="个人登录").click()
    page.click('button[value="demo-ready"]')
    field = page.locator(f'[name="{name}"]')
    expect(field).to_have_value("登录过期时填写的内容")
    expect(field).to_be_focused()


def test_a_slow_answer_is_waited_for_in_words_and_a_second_click_changes_nothing(
    visit: Callable[..., Page],
) -> None:
    """What the last evening is like: the click is seen at once, and counts once."""
    page = visit()
    at_first_part(page)
    page.fill(f'[name="{text_field(page)}"]', "最后一晚填写的内容")
    held: list[Route] = []
    sent: list[str] = []
    address = page.locator("form[data-draft-url]").first.get_attribute("data-draft-url")
    page.route(f"**{address}", lambda route: route.fallback() if held else held.append(route))
    page.on("request", lambda each: sent.append(each.url) if each.is_navigation_request() else None)
    save = page.get_by_role("button", name="保存个人信息")
    save.click()
    save.click()
    expect(page.locator("[data-draft-status]").first).to_contain_text("正在保存，请稍候")
    held[0].continue_()
    expect(page.locator(".zc-messages").get_by_text("已保存。")).to_be_visible()
    assert len(sent) == 2  # the form, and the page that its answer leads to
