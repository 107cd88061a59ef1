"""Nothing that was written is lost with the connection, or because two things were pressed one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.hands import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def page(visit: Callable[..., Page]) -> Iterator[Page]:
    """A new draft, given up afterwards."""
    expect.set_options(timeout=20_000)
    opened = visit()
    sign_in(opened, "demo-rule-author", "legal")
    opened.goto("/rules/sets/2022-teacher-intermediate")
    opened.fill("#reason", "试一试保存")
    opened.get_by_role("button", name="新建草稿", exact=True).click()
    expect(opened.locator("#text-editor .cm-content")).to_be_visible()
    yield opened
    give_up(opened)
    expect.set_options(timeout=15_000)


def write(page: Page, line: str) -> None:
    page.locator("#text-editor .cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f"\n{line}")


def give_up(page: Page) -> None:
    page.wait_for_load_state()  # its script asks first
    page.get_by_role("button", name="放弃草稿").click()
    page.locator("#zc-confirm [data-confirm-yes]").click()
    expect(page.get_by_text("草稿已放弃")).to_be_visible()


def test_saving_without_a_connection_stays_on_the_page_and_goes_on_afterwards(page: Page) -> None:
    here, text, status = page.url, page.locator("#text"), page.locator("[data-draft-status]")
    page.context.set_offline(True)
    write(page, "# 断网时写的")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#zc-toasts")).to_contain_text("网络没有响应")
    assert page.url == here
    expect(text).to_have_value(re.compile("断网时写的"))
    page.context.set_offline(False)
    expect(status).to_contain_text("已自动保存")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(status).to_have_text(re.compile(r"^已保存 \d\d:\d\d"))
    page.reload()
    expect(text).to_have_value(re.compile("断网时写的"))


def test_what_only_the_browser_has_is_offered_when_one_comes_back(page: Page) -> None:
    page.context.set_offline(True)
    write(page, "# 只在本机的")
    expect(page.locator("[data-draft-status]")).to_contain_text("没有响应")
    here = page.url
    page.on("dialog", lambda dialog: dialog.accept())
    page.route(
        re.compile("/keep$"), lambda route: route.abort("internetdisconnected")
    )  # it goes before anything has arrived
    page.context.set_offline(False)
    page.goto(here)
    page.unroute(re.compile("/keep$"))
    expect(page.locator("#text")).not_to_have_value(re.compile("只在本机的"))
    page.get_by_role("button", name="恢复", exact=True).click()
    expect(page.locator("#text")).to_have_value(re.compile("只在本机的"))
    expect(page.locator("[data-draft-status]")).to_contain_text("已自动保存")


def test_saving_waits_for_what_is_under_way(page: Page) -> None:
    page.locator(".zc-work-panel .zc-tabs").get_by_role("link", name="用例", exact=True).click()
    write(page, "# 边算边写")
    page.get_by_role("button", name="运行用例").click()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("[data-draft-status]")).to_have_text(re.compile(r"^已保存 \d\d:\d\d"), timeout=60_000)
    expect(page.locator(".zc-work-panel .zc-tabs [aria-current]")).to_have_text("改动")


@pytest.mark.parametrize("pressed", [("link", "用例"), ("button", "运行用例")], ids=["opened", "run"])
def test_an_answer_that_arrives_while_somebody_writes_takes_no_keys_away(
    page: Page, pressed: tuple[Literal["link", "button"], str]
) -> None:
    role, name = pressed
    if role == "button":
        page.locator(".zc-work-panel .zc-tabs").get_by_role("link", name="用例", exact=True).click()
        expect(page.get_by_role("button", name=name)).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    cases = re.compile(r"/cases(\?|$)")
    page.route(cases, hold)
    with page.expect_request(cases):
        page.locator(".zc-work-panel").get_by_role(role, name=name, exact=True).click()
    write(page, "# 先写一半")
    for each in held:
        each.continue_()
    expect(page.locator("#work-panel")).not_to_have_attribute("aria-busy", "true")
    page.keyboard.type("\n# 再写一半")
    expect(page.locator("#text")).to_have_value(re.compile("# 先写一半\n# 再写一半$"))


def test_a_draft_that_was_given_up_can_be_taken_up_again(page: Page) -> None:
    write(page, "# 还要用的")
    expect(page.locator("[data-draft-status]")).to_contain_text("已自动保存")
    give_up(page)
    page.get_by_text("最近放弃的草稿").click()
    page.get_by_role("button", name="恢复这份草稿：").first.click()
    expect(page.get_by_text("草稿已恢复")).to_be_visible()
    expect(page.locator("#text")).to_have_value(re.compile("还要用的"))
