"""依据 below the rows of the check table: folded, opened with and without scripts, narrow enough for a phone, absent on paper (feature 59)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, SHOTS
from tests.browser.hands import sign_in


@pytest.mark.parametrize("scripts", [True, False])
def test_reasons_open_on_a_phone_and_stay_off_paper(visit: Callable[..., Page], scripts: bool) -> None:
    page = visit(scripts=scripts, viewport=NARROW)
    sign_in(page, "demo-incomplete")
    page.goto("/declaration")
    page.get_by_role("link", name="填报").first.click()
    page.goto(f"{page.url.split('/parts/')[0]}/check?run=1")
    row = page.locator("#row-assessments")
    reason = row.get_by_text("要求每一条“年度考核”的考核结果已填写")
    expect(reason).to_be_hidden()
    row.locator("summary", has_text="依据").click()
    expect(reason).to_be_visible()
    expect(row.locator(".zc-reasons")).to_contain_text("未满足")
    for folded in page.locator("tr:not(#row-assessments) .zc-reasons summary").all():
        folded.click()
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "reasons-phone.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    box = row.locator(".zc-reasons").bounding_box()
    assert box is not None
    assert box["width"] > 250  # below the row's text, not squeezed in beside it
    page.emulate_media(media="print")
    expect(reason).to_be_hidden()
