"""What stands on a page only after something was done, under axe: no violation of WCAG A or AA. `test_pages` looks at every page as it opens."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.hands import sign_in

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url} {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def application_of(page: Page) -> str:
    page.goto("/declaration")
    found = re.search(r"/applications/([0-9a-f]+)", page.content())
    assert found
    return found[1]


def test_registration_and_drawer(visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, "demo-new")
    page.get_by_role("button", name="提交", exact=True).click()
    page.locator(".zc-errors").wait_for()
    found = violations(page)
    other = visit()
    sign_in(other, "demo-draft")
    other.goto(f"/applications/{application_of(other)}/parts/basic")
    other.get_by_role("link", name="新增").click()
    other.locator("#zc-drawer form").wait_for()
    other.wait_for_timeout(600)  # the drawer slides in
    found += violations(other)
    assert not found
