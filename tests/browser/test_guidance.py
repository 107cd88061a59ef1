"""What waits, what is missing and what to do at least: links that lead to the very field, a bar on the phone, and all of it on paper
(features 17, 30, 56 to 61)."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import NARROW, WIDE
from tests.browser.hands import sign_in
from tests.browser.test_accessibility import application_of, violations

pytestmark = pytest.mark.browser
A4 = (595, 842)
MARKED = "rgb(253, 245, 227)"


def marked(locator: Locator) -> None:
    """In sight, and set off from what is around it."""
    expect(locator).to_be_in_viewport()
    expect(locator).to_have_css("background-color", MARKED)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["desk", "phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_task_leads_to_the_field_itself(
    visit: Callable[..., Page], scripts: bool, viewport: dict[str, int]
) -> None:
    """Feature 17: anchor without scripts, focus with them."""
    page = visit(scripts=scripts, viewport=viewport)
    sign_in(page, "demo-draft")
    tasks = page.locator(".zc-tasks")
    expect(tasks).to_contain_text("正在填报，还缺")
    tasks.get_by_role("link", name="从教日期").click()
    page.wait_for_url(re.compile(r"/parts/basic#f-profession\.teaching_start$"))
    marked(page.locator('[data-field="teaching_start"]'))
    if scripts:
        expect(page.locator('[data-field="teaching_start"] input')).to_be_focused()
    page.goto("/")
    page.locator(".zc-tasks").get_by_role("link", name="导入学历教育").click()
    page.wait_for_url(re.compile(r"#list-education$"))
    expect(page.locator("#list-education")).to_be_in_viewport()
    if scripts:
        expect(page.locator("#list-education")).to_be_focused()


def reviewed(page: Page, day: str) -> None:
    """Change the date of the first title, in the drawer of its page."""
    page.goto(f"/applications/{application_of(page)}/parts/basic")
    page.locator('[data-records="titles"]').get_by_role("link", name="编辑第 1 条").click()
    drawer = page.locator("#zc-drawer")
    drawer.locator('[name="reviewed_on"]').fill(day)
    drawer.locator('[name="issued_on"]').fill(f"{day[:4]}-12-30")
    drawer.get_by_role("button", name="保存", exact=True).click()
    expect(drawer).not_to_be_visible()


def test_what_to_do_at_least_leads_into_the_drawer(
    visit: Callable[..., Page], shot: Callable[..., None]
) -> None:
    """Features 58 to 61: a field of a record is mended beside its table, with scripts; on the record's own page without them."""
    page = visit()
    sign_in(page, "demo-engineer")
    here = f"/applications/{application_of(page)}"
    reviewed(page, "2018-11-18")
    page.goto(f"{here}/check?run=1")
    row = page.locator("tr.is-failing", has_text="最少怎样改")
    expect(row).to_have_count(1)
    step = row.locator(".zc-counsel li")
    expect(step).to_contain_text(
        "“评审日期”须不晚于2016年12月31日。如填写有误，请更正；如属实，则暂不符合条件。"
    )
    shot(page, "guidance-check")

    plain = visit(scripts=False)
    sign_in(plain, "demo-engineer")
    plain.goto(f"{here}/check?run=1")
    plain.locator(".zc-counsel li").get_by_role("link").click()
    plain.wait_for_url(re.compile(r"/sections/titles/records/0#f-reviewed_on$"))
    marked(plain.locator('[data-field="reviewed_on"]'))

    step.get_by_role("link").click()
    field = page.locator('#zc-drawer [data-field="reviewed_on"]')
    expect(field.locator("input")).to_be_focused()
    marked(field)
    assert page.url.endswith("/parts/basic")  # a reload does not open it again
    page.wait_for_timeout(600)  # the drawer slides in
    expect(field.locator("input")).to_be_focused()
    assert not violations(page)
    shot(page, "guidance-drawer", whole=False)
    field.locator("input").fill("2014-11-18")
    page.locator('#zc-drawer [name="issued_on"]').fill("2014-12-22")
    page.locator("#zc-drawer").get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#zc-drawer")).not_to_be_visible()
    page.goto(f"{here}/check?run=1")
    expect(page.locator("tr.is-failing")).to_have_count(0)
    page.goto("/")
    expect(page.locator(".zc-tasks")).to_contain_text("检测已全部通过，还没有提交")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_on_a_phone_the_steps_stay_at_the_top_and_open(visit: Callable[..., Page], scripts: bool) -> None:
    """Feature 30."""
    page = visit(scripts=scripts, viewport=NARROW)
    sign_in(page, "demo-draft")
    page.goto(f"/applications/{application_of(page)}/parts/basic")
    bar = page.locator(".zc-steps-nav")
    expect(bar.locator("summary")).to_contain_text("步骤 1/4：基本信息")
    expect(bar.locator("summary")).to_contain_text(re.compile(r"已填 \d+/11，缺 \d+ 项"))
    page.mouse.wheel(0, 1500)
    expect(bar).to_be_in_viewport()
    box = bar.bounding_box()
    assert box is not None
    assert box["y"] == pytest.approx(0, abs=1)
    assert box["height"] < 64
    bar.locator("summary").click()
    for text in ("最近保存", "截止 2022-07-31 23:59", "还有"):
        expect(bar).to_contain_text(text)
    expect(bar.get_by_role("link", name=re.compile("^能力条件"))).to_be_visible()
    if scripts:
        assert not violations(page)
    bar.get_by_role("link", name=re.compile("^去填写")).click()
    page.wait_for_url(re.compile("#f-"))


def test_what_is_missing_follows_what_is_done(visit: Callable[..., Page], shot: Callable[..., None]) -> None:
    """Feature 30: without loading the page anew, in its numbers and its links."""
    page = visit()
    sign_in(page, "demo-draft")
    page.goto(f"/applications/{application_of(page)}/achievements/ability")
    missing, side = page.locator("[data-missing]"), page.locator(".zc-steps-nav")
    expect(missing).to_contain_text("本页还缺 2 项")
    before = int(re.search(r"还缺 (\d+) 项", side.inner_text())[1])  # type: ignore[index]
    missing.get_by_role("link", name="行动研究报告").click()
    target = page.locator("#list-action_report")
    expect(target).to_be_focused()
    target.get_by_role("link", name="导入").click()
    drawer = page.locator("#zc-drawer")
    drawer.locator('tbody input[type="checkbox"]:enabled').first.check()
    drawer.get_by_role("button", name="保存", exact=True).click()
    expect(missing).to_contain_text("本页还缺 1 项")
    expect(side).to_contain_text(f"还缺 {before - 1} 项")
    shot(page, "guidance-steps")
    page.locator("#list-action_report").get_by_role("button", name="移除").click()
    page.locator("#zc-confirm").get_by_role("button", name="确定").click()
    expect(page.locator("[data-missing]")).to_contain_text("本页还缺 2 项")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["desk", "phone"])
def test_nothing_of_it_is_in_the_way_of_anybody(
    visit: Callable[..., Page], shot: Callable[..., None], viewport: dict[str, int]
) -> None:
    page = visit(viewport=viewport)
    found = []
    for sub, pages in {
        "demo-draft": ("", "/check", "/overview", "/attachments-overview", "/achievements/ability"),
        "demo-engineer": ("/parts/basic",),
    }.items():
        sign_in(page, sub)
        shot(page, f"guidance-{sub}-home")
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        found += violations(page)
        here = f"/applications/{application_of(page)}"
        for each in pages:
            page.goto(f"{here}{each}")
            found += violations(page)
        page.get_by_role("button", name="退出").click()
    assert not found


# ------------------------------------------------------------------------------------------- on paper


def printed(page: Page) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


RADICALS = str.maketrans("⻚⻔⻓⻅⻋⻛⻝⻢⻥⻦⻩⻬⻮⻰⻘⻆⻄⻉", "页门长见车风食马鱼鸟黄齐齿龙青角西贝")
"""Fonts give a few characters as the radicals that look like them."""


def squeezed(text: str) -> str:
    """As it is read, without what only sets it."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(RADICALS))


@pytest.mark.parametrize(
    ("sub", "path", "heading"),
    [
        ("demo-draft", "/applications/{id}/check?run=1", "提交审核"),
        ("demo-submitted", "/applications/{id}/overview", "申报情况"),
        ("demo-submitted", "/applications/{id}/attachments-overview", "附件一览表"),
        ("demo-submitted", "/applications/{id}", "审核流程"),
        ("demo-submitted", "/plans/2022-teacher-senior", "可评审专业"),
    ],
)
def test_on_paper(visit: Callable[..., Page], sub: str, path: str, heading: str) -> None:
    """A4; on each page whose it is and when it was printed; no navigation, no addresses."""
    page = visit()
    sign_in(page, sub)
    page.goto(path.format(id=application_of(page)))
    name = page.locator(".zc-viewer-name").inner_text()
    pages = printed(page).pages
    texts = [squeezed(each.extract_text()) for each in pages]
    for each, text in zip(pages, texts, strict=True):
        assert (round(each.mediabox.width), round(each.mediabox.height)) == A4
        assert "2022年度中小学教师系列高级职称评审" in text
        assert name in text
        assert re.search(r"打印时间:2022-07-\d\d", text)
    whole = "".join(texts)
    assert heading in whole
    for screen in (
        "首页",
        "返回上一页",
        "退出",
        "http",
        "去完善",
        "前往",
        "去填写",
        "最近保存",
        "演示环境",
        "跳到正文",
    ):
        assert screen not in whole, screen


def test_no_row_of_the_check_table_is_cut_and_its_head_stands_on_each_page(
    visit: Callable[..., Page],
) -> None:
    """Features 58, 59."""
    page = visit()
    sign_in(page, "demo-draft")
    page.goto(f"/applications/{application_of(page)}/check?run=1")
    rows = page.locator(".zc-check tbody tr")
    parts = [
        [
            squeezed(text)
            for text in row.locator("th, .zc-findings li, .zc-counsel li, .zc-verdict").evaluate_all(
                """all => all.map(each => { const copy = each.cloneNode(true);
                for (const off of copy.querySelectorAll('.zc-screen, .visually-hidden')) off.remove(); return copy.textContent; })"""
            )
        ]
        for row in rows.all()
    ]
    texts = [squeezed(each.extract_text()) for each in printed(page).pages]
    assert len(texts) > 1
    assert all("申报项检测结果是否通过" in text for text in texts)
    for part in parts:
        caption, *_ = part
        assert any(all(piece in text for piece in part) for text in texts), caption
