"""首页 in a browser: the chart is as wide as its figures say (feature 15)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import sign_in
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser


def test_bars_are_as_long_as_their_figures(
    visit: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    page = visit()
    sign_in(page, "demo-library")
    drawn = page.get_by_role("img", name="业绩共")
    expect(drawn).to_be_visible()
    page.get_by_text("用表格查看各类条数").click()
    totals = [int(text) for text in page.locator(".zc-tally tbody td:last-child").all_inner_texts()]
    assert len(set(totals)) > 1
    whole = drawn.bounding_box()
    assert whole
    longest = max(totals)
    read = "all => all.map((each) => [each.y.baseVal.value, each.getBoundingClientRect().width])"
    lengths: dict[float, float] = {}
    for y, width in drawn.locator("rect.zc-tallied").evaluate_all(read):
        lengths[y] = lengths.get(y, 0) + width
    found = [lengths[y] / whole["width"] for y in sorted(lengths)]
    assert found == pytest.approx([total / longest for total in totals], abs=0.02)
    assert violations(page) == []
    shot(page, "home-chart")
