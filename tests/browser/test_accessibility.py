"""The main pages under axe, wide and narrow: no violation of WCAG A or AA."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, WIDE
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


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["desk", "phone"])
def test_pages_of_an_applicant(visit: Callable[..., Page], viewport: dict[str, int]) -> None:
    page = visit(viewport=viewport)
    page.goto("/signin")
    found = violations(page)
    page.goto("/signin/person")
    found += violations(page)
    sign_in(page, "demo-incomplete")
    here = f"/applications/{application_of(page)}"
    paths = [
        "/",
        "/library",
        "/library/honor/new",
        "/declaration",
        "/centre",
        "/centre/photo",
        "/centre/employer",
    ]
    paths += ["/plans/2022-teacher-senior", "/notices", f"{here}/attachments-overview", f"{here}/overview"]
    paths += [f"{here}/parts/{part}" for part in ("basic", "education", "attachments")]
    paths += [f"{here}/achievements/performance", f"{here}/lists/work/import", f"{here}/check?run=1"]
    paths += [f"{here}/sections/titles/records/new", "/nowhere", "/library/nothing-of-the-kind"]
    for path in paths:
        page.goto(path)
        found += violations(page)
    assert not found


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["desk", "phone"])
def test_pages_of_an_employer(visit: Callable[..., Page], viewport: dict[str, int]) -> None:
    page = visit(viewport=viewport)
    sign_in(page, "demo-school", "legal")
    found = []
    for path in ("/desk", "/desk/bindings", "/desk/achievements", "/desk/applications"):
        page.goto(path)
        found += violations(page)
    page.get_by_role("link", name="审核").last.click()
    page.locator("#opinion").wait_for()
    found += violations(page)
    assert not found


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
