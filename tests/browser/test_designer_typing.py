"""What is typed into the designer is looked at before it is saved: problems and the applicant's page, beside the form (issue 6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.authoring import add, begin, choose, save, tab, write
from tests.browser.test_accessibility import violations

pytestmark = pytest.mark.browser


def test_problems_and_preview_follow_what_is_typed(
    visit: Callable[..., Page], shot: Callable[..., None]
) -> None:
    page = visit()
    begin(page)
    tab(page, "申报表单")
    choose(page, "专业信息")
    add(page, "字段", "推广单位", "单行文字")
    save(page)
    problems = page.locator("#node-problems")
    expect(problems).to_contain_text("这里没有发现问题")
    preview = page.locator(".zc-design-preview")
    room, form = preview.bounding_box(), page.locator("#thing").bounding_box()
    assert room
    assert form
    assert room["x"] > form["x"] + form["width"]  # beside, and on the first screen
    assert room["y"] < 600
    shown = preview.frame_locator(".zc-frame-phone iframe")
    expect(shown.get_by_label("推广单位")).to_be_visible()
    # not saved
    write(page, caption="推广服务单位", min_length="90")
    expect(problems).to_contain_text("推广服务单位")
    expect(problems.get_by_text("必须改正")).to_be_visible()
    expect(page.locator("#problem-count .is-bad")).to_contain_text("3")  # beside the texts of the template
    expect(shown.get_by_label("推广服务单位")).to_be_visible()
    write(page, min_length="9")
    expect(problems).to_contain_text("这里没有发现问题")
    write(page, caption="")
    expect(problems).to_contain_text("这样填还不能保存")
    write(page, caption="推广服务单位")
    # as wide as a desk's screen, and so after saving
    page.get_by_role("radio", name="电脑").check()
    expect(preview.locator(".zc-frame-desktop")).to_be_visible()
    room = preview.locator(".zc-frame-desktop .zc-frame-room").bounding_box()
    assert room
    assert room["width"] > 600
    assert violations(page) == []
    save(page)
    expect(preview.locator(".zc-frame-desktop")).to_be_visible()
    expect(preview.frame_locator(".zc-frame-desktop iframe").get_by_label("推广服务单位")).to_be_visible()
    page.reload()
    expect(page.locator('#design-fill [name="caption"]')).to_have_value("推广服务单位")
    shot(page, "designer-beside")
