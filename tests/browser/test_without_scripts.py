"""Everything that changes something also works where no script runs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import picture, sign_in

pytestmark = pytest.mark.browser


def test_a_section_is_saved_and_faults_stand_at_their_fields(visit: Callable[..., Page]) -> None:
    """Feature 34, and issue 2 point 4: a submit without JavaScript."""
    page = visit(scripts=False)
    sign_in(page, "demo-draft")
    page.goto("/declaration")
    page.get_by_role("link", name="填报", exact=True).click()
    page.fill('[name="basic.work_years"]', "十四")
    page.fill('[name="basic.birthplace"]', "安徽蚌埠禾丰区")
    page.get_by_role("button", name="保存个人信息").click()
    expect(page.locator(".zc-errors")).to_contain_text("工作年限")
    expect(page.locator('[name="basic.work_years"]')).to_have_value("十四")
    expect(page.locator('[name="basic.birthplace"]')).to_have_value("安徽蚌埠禾丰区")
    page.fill('[name="basic.work_years"]', "14")
    page.fill('[name="basic.specialty_years"]', "20")
    page.get_by_role("button", name="保存个人信息").click()
    expect(page.get_by_text("已保存。")).to_be_visible()
    expect(page.locator('[name="basic.specialty_years"]')).to_have_value("14")  # feature 66: set, and told
    expect(page.locator(".zc-messages")).to_contain_text("专业年限")


def test_a_record_with_rows_and_files_is_added_on_a_page_of_its_own(visit: Callable[..., Page]) -> None:
    """Features 36 to 39: what opens in a drawer with scripts is a page without them."""
    page = visit(scripts=False)
    sign_in(page, "demo-draft")
    page.goto("/declaration")
    page.get_by_role("link", name="填报", exact=True).click()
    before = page.locator("[data-records] tbody tr").count()
    page.get_by_role("link", name="新增").click()
    page.get_by_role("button", name=re.compile("新增现有职称评聘情况")).click()
    page.fill('[name="appointments.0.position"]', "二级教师")
    page.set_input_files(
        '[name="evidence:upload"]', {"name": "聘书.jpg", "mimeType": "image/jpeg", "buffer": picture("1")}
    )
    page.get_by_role("button", name="保存", exact=True).last.click()
    expect(page.locator(".zc-errors")).to_be_visible()
    expect(page.locator('[name="appointments.0.position"]')).to_have_value("二级教师")
    expect(page.locator('[name^="evidence:name:"]')).to_have_value(
        "聘书"
    )  # the file is kept although the form was refused
    texts = {
        "employer": "禾田路小学",
        "series": "中小学教师",
        "specialty": "小学科学",
        "title": "二级教师",
        "reviewing_body": "某评委会",
        "reviewed_on": "2010-11-20",
        "issuing_body": "某人社局",
        "issued_on": "2010-12-15",
    }
    for name, value in texts.items():
        page.fill(f'[name="{name}"]', value)
    page.locator('[name="method"]').select_option(index=1)
    page.fill('[name="appointments.0.employer"]', "禾田路小学")
    page.fill('[name="appointments.0.start"]', "2011-01-01")
    page.get_by_role("button", name="保存", exact=True).last.click()
    expect(page.locator("[data-records] tbody tr")).to_have_count(before + 1)
    page.get_by_role("button", name="删除第 1 条").click()
    page.get_by_role("button", name="撤销删除").click()
    expect(page.locator("[data-records] tbody tr")).to_have_count(before + 1)


def test_importing_moving_and_removing(visit: Callable[..., Page]) -> None:
    """Features 41, 42, 50 and 51."""
    page = visit(scripts=False)
    sign_in(page, "demo-draft")
    page.goto("/declaration")
    page.get_by_role("link", name="填报", exact=True).click()
    page.locator(".zc-side-nav").get_by_role("link", name="业绩条件").click()
    page.get_by_role("link", name="导入教育教学类表彰").click()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("请先勾选要导入的记录")).to_be_visible()
    page.locator("tbody input[type=checkbox]:enabled").first.check()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已导入 1 条")).to_be_visible()
    page.get_by_role("link", name="导入教育教学类表彰").click()
    expect(page.get_by_text("如需重新导入请先移除").first).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="移除").first.click()
    expect(page.get_by_text("个人业绩库中的记录没有变化")).to_be_visible()


def test_submitting_and_withdrawing(visit: Callable[..., Page]) -> None:
    """Features 58 to 62."""
    page = visit(scripts=False)
    sign_in(page, "demo-ready")
    page.goto("/declaration")
    page.get_by_role("link", name="填报", exact=True).click()
    page.locator(".zc-side-nav").get_by_role("link", name="提交审核").click()
    expect(page.get_by_role("button", name="提交审核")).to_be_disabled()
    page.get_by_role("link", name="开始检测").click()
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("已提交审核，申报编号")).to_be_visible()
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_text("已撤回")).to_be_visible()
    expect(page.get_by_role("link", name="填报", exact=True)).to_be_visible()
