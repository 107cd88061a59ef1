"""The import drawer: searching and choosing without leaving the page (features 41, 50, 53)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import ready, sign_in

pytestmark = pytest.mark.browser


def test_a_search_stays_in_the_drawer_and_what_was_found_is_imported(visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, "demo-draft")
    page.goto("/declaration")
    page.get_by_role("link", name="填报", exact=True).click()
    page.locator(".zc-side-nav").get_by_role("link", name="教研科研条件").click()
    ready(page)
    where = page.url
    home = page.locator("[data-records]", has=page.locator('tbody input, [href$="/import"]')).nth(1)
    before = home.locator("tr.zc-detail-row").count()
    home.get_by_role("link", name="导入").click()
    drawer = page.locator("#zc-drawer")
    drawer.locator('[name="search"]').fill("没有这样的业绩")
    drawer.get_by_role("button", name="搜索").click()
    expect(drawer.get_by_text("没有可以导入的业绩")).to_be_visible()
    drawer.get_by_role("link", name="取消").click()
    expect(drawer).not_to_be_visible()
    home.get_by_role("link", name="导入").click()
    expect(drawer.locator("tbody tr").first).to_be_visible()
    drawer.locator('tbody input[type="checkbox"]:enabled').first.check()
    drawer.get_by_role("button", name="保存", exact=True).click()
    expect(drawer).not_to_be_visible()
    expect(home.locator("tr.zc-detail-row")).to_have_count(before + 1)
    assert page.url.split("#")[0] == where.split("#")[0]
