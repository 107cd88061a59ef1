"""A morning at an organising unit's desk: a filter kept under a name, the roster taken home, evidence beside the form, an opinion from a template,
two applications endorsed at once (issue 5)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.hands import sign_in
from tests.browser.test_accessibility import violations
from zcforms.printing import spreadsheet

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Shot = Callable[[Page, str], None]
OFFICE, OPINION = "demo-engineer-office", "材料齐全，符合评审条件，同意提交评审。"
FIRST, SECOND, THIRD = "宋知远", "苏映雪", "沈若谷"


@pytest.fixture(scope="module")
def server(serve: Callable[..., str]) -> str:
    """One of its own: what is endorsed here stays endorsed."""
    return serve()


def seen(page: Page, shot: Shot, name: str) -> None:
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    shot(page, f"desk-{name}")
    page.mouse.move(0, 0)  # a button under the mouse is between two colours for a moment
    page.wait_for_timeout(300)
    assert violations(page) == []


def told(page: Page, text: str) -> None:
    expect(page.locator(".zc-messages").get_by_text(text)).to_be_visible()


def test_a_morning_at_the_desk(visit: Callable[..., Page], shot: Shot) -> None:
    page = visit()
    sign_in(page, OFFICE, "legal")
    make_templates(page, shot)
    people = keep_a_view(page, shot)
    take_the_roster_home(page, people)
    look_at_evidence(page, shot)
    endorse_two(page, shot, people)
    page.locator('a[href="/desk/applications/decided"]').first.click()  # of 申报审核: 补换证审核 has one, too
    expect(page.locator("tbody tr").filter(has_text=OPINION)).to_have_count(2)
    seen(page, shot, "decided")
    page.get_by_role("link", name=f"查看{people[0]}的申报").click()
    page.get_by_role("link", name="操作日志").click()
    expect(page.locator("tbody tr").first).to_contain_text("安徽省经济和信息化厅")
    seen(page, shot, "journal")


def make_templates(page: Page, shot: Shot) -> None:
    page.goto("/desk/opinions")
    for caption, text in (("补充", "请补充学历学位证书原件扫描件。"), ("同意", OPINION)):
        page.get_by_label("名称").fill(caption)
        page.get_by_label("意见内容").fill(text)
        page.get_by_role("button", name="添加", exact=True).click()
        told(page, "已添加意见模板")
    page.get_by_role("button", name="上移同意").click()
    expect(page.locator("tbody tr").first).to_contain_text(OPINION)
    seen(page, shot, "templates")


def keep_a_view(page: Page, shot: Shot) -> list[str]:
    """Who waits, by name."""
    page.goto("/desk/applications")
    page.locator("select[name=order]").select_option(label="按姓名")
    page.locator("select[name=overdue]").select_option("")
    page.get_by_role("button", name="筛选").click()
    page.get_by_text("我的视图").click()
    page.get_by_label("把当前条件保存为视图").fill("按姓名看")
    page.get_by_role("button", name="保存", exact=True).click()
    told(page, "已保存视图“按姓名看”")
    page.goto("/desk/applications")
    page.get_by_role("navigation", name="我的视图").get_by_role("link", name="按姓名看").click()
    expect(page.locator("select[name=order]")).to_have_value("name")
    seen(page, shot, "list")
    return page.locator("tbody td[data-label=姓名]").all_inner_texts()


def take_the_roster_home(page: Page, people: list[str]) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="导出名单").click()
    rows = spreadsheet.read(Path(download.value.path()).read_bytes())
    assert [row[1] for row in rows[1:]] == people
    assert all("****" in row[2] for row in rows[1:])


def look_at_evidence(page: Page, shot: Shot) -> None:
    page.get_by_role("link", name="审核").last.click()
    page.locator("[data-evidence][data-zc-evidence]").wait_for()
    pane = page.locator("[data-evidence-pane]")
    expect(pane).to_be_hidden()
    link = page.locator(".zc-overview-body .zc-files a").first
    link.focus()
    page.keyboard.press("Enter")
    expect(pane).to_be_visible()
    expect(pane.get_by_role("status")).to_contain_text("第 1 份，共")
    expect(pane).to_be_focused()
    beside(page)
    seen(page, shot, "evidence")
    image(page, pane)
    pane.get_by_role("button", name="关闭").click()
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    link.click()
    expect(pane).to_be_visible()
    below = pane.bounding_box(), link.bounding_box()
    assert below[0]
    assert below[1]
    assert below[0]["y"] > below[1]["y"]
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()
    expect(link).to_be_focused()
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def beside(page: Page) -> None:
    """The form at the left, the evidence at the right, both in sight."""
    form = page.locator(".zc-overview-body").bounding_box()
    pane = page.locator("[data-evidence-pane]").bounding_box()
    assert form
    assert pane
    assert form["x"] + form["width"] <= pane["x"] + 1
    assert min(form["width"], pane["width"]) > 500
    assert -1 <= pane["y"] < WIDE["height"]


def image(page: Page, pane: object) -> None:
    """The next picture, larger and back again, by keyboard."""
    shown = page.locator("[data-evidence-body] img")
    while not shown.count():
        page.get_by_role("button", name="下一份").click()
        page.wait_for_timeout(300)
    width = shown.bounding_box()
    page.locator("[data-evidence-body]").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    larger = shown.bounding_box()
    assert width
    assert larger
    assert larger["width"] > width["width"] * 1.5
    page.keyboard.press("0")
    back = shown.bounding_box()
    assert back
    assert abs(back["width"] - width["width"]) < 2


def endorse_two(page: Page, shot: Shot, people: list[str]) -> None:
    page.goto("/desk/applications?order=name")
    for name in people[:2]:
        page.get_by_role("checkbox", name=f"选择{name}的申报").check()
    page.get_by_role("button", name="核对所选申报").click()
    expect(page.get_by_role("heading", name="可以一起通过的申报（2 份）")).to_be_visible()
    page.get_by_label("审核意见（选填").fill("经办人已核。")
    page.get_by_label("意见模板", exact=True).select_option(label="同意")
    page.get_by_role("button", name="填入").click()
    expect(page.get_by_label("审核意见（选填")).to_have_value(f"经办人已核。\n{OPINION}")
    seen(page, shot, "batch")
    page.get_by_role("button", name="通过这 2 份申报").click()
    told(page, "已通过 2 份申报")
    expect(page.get_by_role("checkbox", name=f"选择{people[0]}的申报")).to_have_count(0)


def test_without_scripts(visit: Callable[..., Page]) -> None:
    """A template comes behind what was typed; evidence opens on a page of its own; the choice is made box by box."""
    page = visit(scripts=False)
    sign_in(page, "demo-school", "legal")
    page.goto("/desk/opinions")
    page.get_by_label("名称").fill("同意")
    page.get_by_label("意见内容").fill(OPINION)
    page.get_by_role("button", name="添加", exact=True).click()
    page.goto("/desk/applications")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="核对所选申报").click()
    page.get_by_label("审核意见（选填").fill("已核。")
    page.get_by_label("意见模板", exact=True).select_option(label="同意")
    page.get_by_role("button", name="填入").click()
    expect(page.get_by_label("审核意见（选填")).to_have_value(f"已核。\n{OPINION}")
    page.get_by_role("link", name="返回列表").click()
    page.get_by_role("link", name="审核").last.click()
    with page.expect_popup() as opened:
        page.locator(".zc-overview-body .zc-files a").first.click()
    expect(opened.value.get_by_role("link", name="下载")).to_be_visible()
