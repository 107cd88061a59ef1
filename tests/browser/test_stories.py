"""Stories of applicants whose year is not the usual one: by the exceptional route, by conversion, excused from the interview, returned and
handed in again (features 22, 33, 55, 56, 61, 62)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.hands import fill, sign_in
from tests.browser.test_accessibility import application_of, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Shot = Callable[[Page, str], None]

EXCEPTIONAL: dict[str, Any] = {
    "kinds": ["资历（任职年限）破格"],
    "years_early": 1,
    "clause": "资格条件第十二条第（二）项",
    "conditions": [{"name": "安徽省教学成果一等奖", "date": "2021-06", "level": "省级", "rank": "第一"}],
    "explanation": "任现职以来主持省级课题两项，教学成果获省级一等奖。",
}
CONVERSION: dict[str, Any] = {
    "series": "自然科学研究人员",
    "specialty": "机械",
    "title": "助理研究员",
    "obtained_on": "2015-12-01",
    "former_post": "研究室研究人员",
    "post": "工艺工程师",
    "moved_on": "2019-03-01",
    "post_years": "3",
    "reason": "由研究岗位转到工程技术岗位。",
    "achievements": "主持精密减速器工艺改进两项。",
    "evidence": [{"id": "notice", "name": "岗位聘用文件.jpg"}],
}


def words(page: Page, link: str) -> str:
    """The text of a PDF that a link on the page gives."""
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name=re.compile(link)).first.click(timeout=60_000)
    pages = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes())).pages
    return "".join("".join(each.extract_text().split()) for each in pages)


def turn(page: Page, here: str, route: str) -> None:
    """修改专业, to another way of declaring."""
    page.goto(f"{here}/choose")
    page.check(f'input[name="route"][value="{route}"]')
    page.check("#sure")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/parts/**")


def save_part(page: Page, here: str, part: str, answers: dict[str, Any]) -> None:
    page.goto(f"{here}/parts/{part}")
    fill(page.locator(f"#list-{part}"), answers, f"{part}.")
    page.locator("form[data-form] .zc-actions button[type=submit]").last.click()
    expect(page.locator(".zc-messages").get_by_text("已保存。")).to_be_visible()


def submit(page: Page, here: str) -> None:
    page.goto(f"{here}/check?run=1")
    expect(page.locator(".zc-check")).not_to_contain_text("不符合")
    page.get_by_role("button", name="提交审核").click()
    page.locator("#zc-confirm [data-confirm-yes]").click()
    expect(page.get_by_text("已提交审核，申报编号")).to_be_visible()


def test_by_the_exceptional_route(visit: Callable[..., Page], shot: Shot) -> None:
    page = visit()
    sign_in(page, "demo-ready")
    here = f"/applications/{application_of(page)}"
    turn(page, here, "exceptional")
    page.goto(f"{here}/check?run=1")
    expect(page.locator(".zc-check")).to_contain_text("破格依据")
    expect(page.get_by_role("button", name="提交审核")).to_be_disabled()
    save_part(page, here, "exceptional", EXCEPTIONAL)
    assert violations(page) == []
    shot(page, "exceptional")
    page.goto(f"{here}/overview")
    expect(page.locator("#group-exceptional")).to_contain_text("资历（任职年限）破格")
    assert page.locator("#group-conversion").count() == 0
    submit(page, here)
    page.goto("/declaration")
    paper = words(page, "导出破格审批表")
    assert "资格条件第十二条第（二）项" in paper
    assert "草稿" not in paper


def test_by_conversion_and_excused_from_the_interview(visit: Callable[..., Page], shot: Shot) -> None:
    page = visit()
    sign_in(page, "demo-engineer")
    here = f"/applications/{application_of(page)}"
    turn(page, here, "conversion")
    save_part(page, here, "conversion", CONVERSION)
    page.goto("/declaration")
    expect(page.get_by_role("button", name="打印准考证")).to_be_disabled()
    assert "由研究岗位转到工程技术岗位" in words(page, "导出转评申报表")
    page.get_by_role("link", name="免面试").first.click()
    asked = {"ground": "具有博士学位", "explanation": "符合评审文件第九条。"}
    fill(page.locator("main"), {**asked, "evidence": [{"id": "doctor", "name": "博士学位证.jpg"}]})
    assert violations(page) == []
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("免面试申请已提交")).to_be_visible()
    assert violations(page) == []
    shot(page, "waiver")
    assert "符合评审文件第九条" in words(page, "导出免面试申请表")
    page.goto("/declaration")
    expect(page.get_by_role("link", name="免面试（审核中）")).to_be_visible()
    page.get_by_role("link", name="免面试（审核中）").click()
    page.get_by_role("button", name="撤回申请").click()
    page.locator("#zc-confirm [data-confirm-yes]").click()
    expect(page.get_by_text("免面试申请已撤回")).to_be_visible()


def test_returned_corrected_and_handed_in_again(visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, "demo-returned")
    here = f"/applications/{application_of(page)}"
    page.goto(here)
    expect(page.locator("main")).to_contain_text("已退回")
    page.goto(f"{here}/parts/basic")
    page.fill('[name="basic.post"]', "教研组组长")
    page.locator("form[data-form] .zc-actions button[type=submit]").last.click()
    expect(page.locator(".zc-messages").get_by_text("已保存。")).to_be_visible()
    submit(page, here)
    page.goto(here)
    expect(page.locator("#flow [aria-current=step]")).to_contain_text("单位审核")


def test_a_picture_grows_with_a_click_and_with_a_key(visit: Callable[..., Page]) -> None:
    """Feature 56: 点击图片可放大缩小查看."""
    page = visit()
    sign_in(page, "demo-ready")
    page.goto(f"/applications/{application_of(page)}/attachments-overview")
    row = page.locator("tr", has=page.locator('td[data-label="附件名称"]')).filter(has_text=".jpg").first
    row.get_by_role("link", name="查看附件").click()
    picture = page.locator(".zc-zoom img")
    expect(picture).to_be_visible()
    small = picture.bounding_box()
    picture.click()
    grown = picture.bounding_box()
    assert small
    assert grown
    assert grown["width"] > small["width"] * 1.2
    page.locator(".zc-zoom input").press(" ")
    back = picture.bounding_box()
    assert back
    assert back["width"] == pytest.approx(small["width"], abs=2)
