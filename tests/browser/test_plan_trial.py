"""An author looks at a plan that is being made as its applicants will, tries it, and hands it to a second person."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.hands import sign_in
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser
PLAN = "2022-teacher-senior"
Visit = Callable[..., Page]
Shot = Callable[..., None]


def corrected(page: Page) -> str:
    """A draft of the plan that the author is signed in for; it is begun once."""
    page.goto(f"/plans/design/plans/{PLAN}")
    found = re.search(r"/plans/design/drafts/[0-9a-f]+", page.content())
    if found is None:
        page.fill("#correction-reason", "试一试修订")
        page.get_by_role("button", name="开始修订", exact=True).click()
        page.wait_for_url("**/plans/design/drafts/**")
        found = re.search(r"/plans/design/drafts/[0-9a-f]+", page.url)
    assert found
    return found[0]


def test_the_preview_reacts_and_sends_nothing(visit: Visit, shot: Shot) -> None:
    page = visit()
    sign_in(page, "demo-rule-author", "legal")
    here = corrected(page)
    page.goto(f"{here}/preview?page=part-basic&width=both")
    for kind in ("desktop", "phone"):
        frame = page.frame_locator(f".zc-frame-{kind} iframe")
        expect(frame.get_by_role("heading", name="基本信息", exact=True)).to_be_visible()
    phone = page.frame_locator(".zc-frame-phone iframe")
    phone.get_by_role("button", name="保存", exact=True).last.click()
    expect(phone.get_by_text("这是预览，不会提交或保存")).to_be_visible()
    width = page.locator(".zc-frame-phone iframe").evaluate("each => each.contentWindow.innerWidth")
    assert width == NARROW["width"]
    assert (
        page.locator(".zc-frame-desktop iframe").evaluate("each => each.contentWindow.innerWidth")
        == WIDE["width"]
    )
    shot(page, "plan-preview")
    assert not violations(page)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.get_by_label("申报形式").select_option(label="破格申报")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_label("页面")).to_contain_text("破格申报")


def test_a_trial_goes_from_nothing_to_the_check(visit: Visit, shot: Shot) -> None:
    page = visit()
    sign_in(page, "demo-rule-author", "legal")
    here = corrected(page)
    page.goto(f"{here}/trial")
    shot(page, "plan-trial")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.get_by_label("能通过").first.check()
    page.get_by_role("button", name="开始试填", exact=True).click()
    page.get_by_role("link", name=re.compile("^基本信息")).click()
    shot(page, "plan-trial-part")
    assert not violations(page)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.get_by_role("link", name=re.compile("^检测")).click()
    page.get_by_role("link", name="开始检测", exact=True).click()
    expect(page.get_by_text("各项全部符合")).to_be_visible()
    shot(page, "plan-trial-check")
    assert not violations(page)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.get_by_role("button", name="清空重来", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="清空", exact=True).click()
    expect(page.get_by_text("选择一名虚构的申报人").first).to_be_visible()


def test_it_is_handed_over_and_its_versions_are_told(visit: Visit, shot: Shot) -> None:
    page = visit()
    sign_in(page, "demo-rule-author", "legal")
    here = corrected(page)
    page.goto(f"{here}/review")
    expect(page.get_by_role("heading", name="没有修改")).to_be_visible()
    shot(page, "plan-review")
    assert not violations(page)
    page.goto(f"/plans/design/plans/{PLAN}")
    shot(page, "plan-versions")
    assert not violations(page)


def test_a_draft_is_compared(visit: Visit, shot: Shot) -> None:
    page = visit()
    sign_in(page, "demo-rule-author", "legal")
    here = corrected(page)
    page.goto(f"{here}/facts")
    page.get_by_label("计划名称").first.fill("2022年度中小学教师系列高级职称评审（更正）")
    page.get_by_role("button", name="保存", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("（更正）")
    page.goto(f"{here}/compare")
    expect(page.get_by_role("row").filter(has_text="计划名称")).to_contain_text("（更正）")
    shot(page, "plan-compare")
    assert not violations(page)
