"""最少要改什么: an applicant whose check fails asks, and is led to what to change (issue 7, point 6)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import sign_in
from tests.browser.test_accessibility import application_of, violations
from zcforms.lab.proofs import proving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not proving.available(), reason="the solver is not installed"),
]
LONG = 240_000
"""Milliseconds for the solver on a busy machine."""
ASK = "帮我算一算"


def failing(page: Page) -> str:
    """The check page of somebody who lacks two achievements and a verdict; the application's id."""
    sign_in(page, "demo-incomplete")
    application = application_of(page)
    page.goto(f"/applications/{application}/check?run=1")
    return application


def test_it_is_worked_out_while_the_page_is_open(
    visit: Callable[..., Page], shot: Callable[..., None]
) -> None:
    page = visit()
    failing(page)
    page.get_by_role("button", name=ASK).click()
    least = page.locator("#least")
    expect(least).to_contain_text("正在计算")
    assert violations(page) == []
    expect(least).to_contain_text(re.compile(r"改下面 3 处.*（已证明最少）"), timeout=LONG)
    expect(least).to_contain_text("改好后请再检测一次")
    assert violations(page) == []
    shot(page, "least-changes")
    least.get_by_role("link", name=re.compile("^前往：“年度考核”第 1 条的“考核结果”")).click()
    expect(page).to_have_url(re.compile("/parts/assessments#"))
    page.go_back()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(least).to_contain_text("改好后请再检测一次")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shot(page, "least-changes-phone")


def test_without_scripts_the_page_is_loaded_again(visit: Callable[..., Page]) -> None:
    page = visit(scripts=False)
    application = failing(page)
    ask = page.get_by_role("button", name=ASK)
    if ask.count():  # otherwise it was worked out before
        ask.click()
        page.locator("#least").get_by_role("link", name="刷新").click()
    expect(page).to_have_url(re.compile(f"/applications/{application}/check"))
    expect(page.locator("#least")).to_contain_text(re.compile("正在计算|改下面"))
