"""Both cases of 补换证 in the browser, from 我的职称 through every desk to the new certificate (features 85 to 89)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW
from tests.browser.hands import fill, sign_in
from tests.browser.journey import download_certificate
from tests.browser.test_accessibility import violations
from tests.printing import pages, qr_reader
from tests.web.test_replacements import DESKS, PROMISE, UNLISTED

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Shot = Callable[[Page, str], None]
Visit = Callable[..., Page]
HOLDER, NAME = "demo-ready", "林晓禾"
OTHER, OTHERS_NAME = "demo-draft", "褚文心"
ISSUER = "demo-city-issuer"
LISTED, CORRECTED = "9342015000102000117", "一级教师（小学）"
REASON, ENDORSED = "搬家时遗失，已登报声明作废。", "情况属实，同意换发。"
EVIDENCE = [{"id": "lost", "name": "遗失声明.jpg"}]


@pytest.fixture(scope="module")
def server(serve: Callable[..., str]) -> str:
    """One of its own: what is replaced here stays replaced."""
    return serve()


def test_a_listed_certificate_that_is_lost_and_wrong(visit: Visit, shot: Shot, tmp_path: Path) -> None:
    """Figures 5-21 to 5-25: one item is ticked, and only then asked for."""
    page = visit()
    sign_in(page, HOLDER)
    old = verification_of(page, LISTED)
    page.goto("/centre/titles")
    row(page, LISTED).get_by_role("link", name="申请补换证：一级教师").click()
    page.wait_for_load_state()  # its scripts run: what is ticked is asked for
    form = page.locator("main form[data-form]")
    expect(form.locator('[data-field="title"]')).to_be_hidden()
    fill(form, {"wrong": ["资格名称"]})
    expect(form.locator('[data-field="title"]')).to_be_visible()
    hand_in(page, {"title": CORRECTED}, shot, "listed")
    take_back_and_hand_in_again(page, shot)
    take_it_through(visit, NAME, shot, "listed")
    read_the_flow(page, shot, "listed")
    page.get_by_role("link", name="查看新证书").click()
    for text in (CORRECTED, NAME):
        expect(page.locator("main")).to_contain_text(text)
    ends_at_the_new_one(page, visit, old, shot, "listed")
    hold(page, CORRECTED, LISTED, tmp_path, visit)


def test_a_title_that_is_not_listed(visit: Visit, shot: Shot, tmp_path: Path) -> None:
    """Figures 5-13 to 5-19: 新增, what the old certificate says, and the sheet of it. Somebody who holds nothing here."""
    page = visit()
    sign_in(page, OTHER)
    page.goto("/centre/titles")
    page.get_by_role("link", name="+ 新增").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("处需要修改")).to_be_visible()
    seen(page, shot, "unlisted-wrong")
    hand_in(page, UNLISTED, shot, "unlisted")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出补换证申请表").click()
    said = pages.text(Path(download.value.path()).read_bytes())
    for text in ("补换证申请表", UNLISTED["number"], REASON):
        assert text in said
    take_it_through(visit, OTHERS_NAME, shot, "unlisted")
    read_the_flow(page, shot, "unlisted")
    old = verification_of(page, UNLISTED["number"])
    ends_at_the_new_one(page, visit, old, shot, "unlisted")
    hold(page, UNLISTED["title"], UNLISTED["number"], tmp_path, visit)


def seen(page: Page, shot: Shot, name: str) -> None:
    before = page.viewport_size
    shot(page, f"replacements-{name}")
    assert violations(page) == []
    if before:
        page.set_viewport_size(before)


def row(page: Page, text: str) -> Locator:
    """Of 我的职称, not of the requests below."""
    return page.get_by_role("region", name="我的职称").get_by_role("row").filter(has_text=text).first


def verification_of(page: Page, number: str) -> str:
    """Where the certificate of that number is verified: the address in its code."""
    page.goto("/centre/titles")
    row(page, number).get_by_role("link", name="查看").click()
    found = page.get_by_role("link", name="打开查验页面").get_attribute("href")
    assert found
    return found


def hand_in(page: Page, values: dict[str, Any], shot: Shot, name: str) -> None:
    given = {**values, "reason": REASON, "evidence": EVIDENCE, "promise": [PROMISE]}
    fill(page.locator("main form[data-form]"), given)
    seen(page, shot, f"{name}-form")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("补换证申请已提交，请等待审核。")).to_be_visible()
    flow = page.get_by_role("list", name="审核流程")
    expect(flow.locator("[aria-current=step]")).to_contain_text("单位审核")
    seen(page, shot, f"{name}-begun")


def take_back_and_hand_in_again(page: Page, shot: Shot) -> None:
    """Everything that was typed is still there."""
    page.get_by_role("button", name="撤回", exact=True).click()
    page.locator("#zc-confirm [data-confirm-yes]").click()
    expect(page.get_by_text("已撤回，可以继续修改，改好后请重新提交审核。")).to_be_visible()
    expect(page.get_by_role("button", name="放弃申请")).to_be_visible()
    seen(page, shot, "taken-back")
    page.get_by_role("link", name="继续填写").click()
    page.wait_for_load_state()
    form = page.locator("main form[data-form]")
    expect(form.locator('[data-field="title"] input')).to_have_value(CORRECTED)
    expect(form.get_by_role("link", name=f"查看 {EVIDENCE[0]['name']}")).to_be_visible()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("补换证申请已提交，请等待审核。")).to_be_visible()


def take_it_through(visit: Visit, holder: str, shot: Shot, name: str) -> None:
    """Every desk in its turn; afterwards nothing waits there."""
    for sub in (*DESKS, ISSUER):
        page = visit()
        sign_in(page, sub, "legal")
        page.goto("/desk/replacements")
        if sub == DESKS[0]:
            seen(page, shot, f"{name}-desk")
        page.get_by_role("link", name=f"审核{holder}的补换证申请").click()
        expect(page.get_by_role("link", name=EVIDENCE[0]["name"])).to_be_visible()
        page.get_by_role("textbox", name="审核意见").fill(ENDORSED)
        if sub == ISSUER:
            seen(page, shot, f"{name}-case")
        page.get_by_role("button", name="通过", exact=True).click()
        if sub == ISSUER:  # what cannot be taken back is asked for once more
            page.locator("#zc-confirm [data-confirm-yes]").click()
        expect(page.get_by_text("审核结果已保存，并通知申请人。")).to_be_visible()
        expect(page.get_by_role("link", name=f"审核{holder}的补换证申请")).to_have_count(0)
        if sub == DESKS[0]:
            look_at_what_was_decided(page, holder, shot, name)
        page.context.close()


def look_at_what_was_decided(page: Page, holder: str, shot: Shot, name: str) -> None:
    page.goto("/desk/replacements/decided")
    seen(page, shot, f"{name}-decided")
    page.get_by_role("link", name=f"查看{holder}的补换证申请").first.click()
    page.get_by_role("link", name="操作日志").click()
    expect(page.get_by_role("heading", level=1, name="操作日志")).to_be_visible()
    seen(page, shot, f"{name}-journal")


def read_the_flow(page: Page, shot: Shot, name: str) -> None:
    """The applicant finds the request by its row, as figure 5-16 has it."""
    page.goto("/centre/titles")
    requests = page.get_by_role("region", name="补换证申请")
    requests.get_by_role("link", name=re.compile("补换证申请和流程$")).first.click()
    flow = page.get_by_role("list", name="审核流程")
    expect(flow.get_by_text(ENDORSED)).to_have_count(len(DESKS) + 1)
    expect(page.get_by_text("新证书已换发，原证书不再使用。")).to_be_visible()
    seen(page, shot, f"{name}-flow")


def ends_at_the_new_one(page: Page, visit: Visit, old: str, shot: Shot, name: str) -> None:
    """Who scans the old certificate is told."""
    stranger = visit(viewport=NARROW)
    stranger.goto(old)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("证书已换发")
    seen(stranger, shot, f"{name}-old")
    page.goto("/centre/titles")
    seen(page, shot, f"{name}-titles")


def hold(page: Page, title: str, old_number: str, folder: Path, visit: Visit) -> None:
    """The new certificate stands beside the old one, which leads to it; its file says what is right, and its code that it is valid."""
    expect(row(page, old_number)).to_contain_text("已换发")
    file = download_certificate(page, title)
    said = pages.text(file)
    assert f"资格名称{title}" in said
    assert old_number not in said
    stranger = visit(viewport=NARROW)
    stranger.goto(qr_reader.read_on(pages.picture(file, folder)))
    expect(stranger.get_by_role("heading", level=1)).to_have_text("证书有效")
    expect(stranger.locator("main")).to_contain_text(title)
    page.goto("/centre/titles")
    row(page, old_number).get_by_role("link", name="换发后的新证书").click()
    for text in (title, "有效"):
        expect(page.locator("main")).to_contain_text(text)
