"""The side navigation is folded on a phone, with the current place and the progress in its summary (feature 30)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.hands import sign_in


@pytest.mark.parametrize("scripts", [True, False])
def test_folded_on_a_phone_and_open_at_a_desk(visit: Callable[..., Page], scripts: bool) -> None:
    page = visit(scripts=scripts, viewport=NARROW)
    sign_in(page, "demo-ready")
    page.goto("/declaration")
    page.get_by_role("link", name="填报").first.click()
    summary, link = page.locator(".zc-side-nav summary"), page.locator(".zc-side-nav a", has_text="工作经历")
    expect(summary).to_contain_text("步骤 1/4：基本信息")
    expect(summary).to_contain_text("已填 11/11")
    expect(link).to_be_hidden()
    summary.click()
    expect(link).to_be_visible()
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    expect(link).to_be_visible()
    page.reload()
    expect(link).to_be_visible()
    expect(summary).to_be_hidden()
