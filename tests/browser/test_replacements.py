"""Both cases of 补换证 in the browser, from 我的职称 through every desk to the new certificate (features 85 to 89)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.hands import fill, sign_in
from tests.browser.test_accessibility import violations
from tests.services.issuing import claims_of_issuer, issuing_authority
from tests.web.test_replacements import DESKS, PROMISE, UNLISTED
from zcforms.idp import Directory, Identity
from zcforms.services.house import House
from zcforms.settings import Settings
from zcforms.storage.work import work

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Shot = Callable[[Page, str], None]
OLD = "9342015000102000117"
EVIDENCE = [{"id": "scan", "name": "遗失声明.jpg"}]


@pytest.fixture(scope="session")
def demonstration(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With somebody at the issuing authority's desk."""
    var = tmp_path_factory.mktemp("issuing")
    shutil.copytree(demonstration, var, dirs_exist_ok=True)
    house = House.build(Settings(var=var, demo=True), clock=lambda: datetime.now(UTC))
    with work(house.database, write=False) as w:
        account = w.accounts.by_subject(DESKS[0])
        assert account
        assert account.organisation_id
    claims = claims_of_issuer(issuing_authority(house, account.organisation_id))
    house.close()
    directory = Directory(var / "idp" / "people.json")
    known = [*directory.all("person"), *directory.all("legal")]
    directory.replace([*known, Identity(**claims)])
    return var


def seen(page: Page, shot: Shot, name: str) -> None:
    shot(page, f"replacements-{name}")
    assert violations(page) == []


def endorse(visit: Callable[..., Page], shot: Shot, name: str) -> None:
    """Every desk in its turn."""
    for sub in (*DESKS, "desk-of-issuer"):
        page = visit()
        sign_in(page, sub, "legal")
        page.goto("/desk/replacements")
        if sub == DESKS[0]:
            seen(page, shot, f"{name}-desk")
        page.get_by_role("link", name="的补换证申请").first.click()
        page.get_by_label("审核意见").fill("情况属实")
        if sub == "desk-of-issuer":
            seen(page, shot, f"{name}-case")
        page.get_by_role("button", name="通过", exact=True).click()
        expect(page.get_by_text("审核结果已保存，并通知申请人。")).to_be_visible()
        page.context.close()


def hand_in(page: Page, values: dict[str, Any], shot: Shot, name: str) -> None:
    given = {"reason": "搬家时遗失，已登报声明作废。", "evidence": EVIDENCE, "promise": [PROMISE]}
    fill(page.locator("main form[data-form]"), {**values, **given})
    seen(page, shot, f"{name}-form")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("补换证申请已提交，请等待审核。")).to_be_visible()
    expect(page.get_by_role("list", name="审核流程")).to_contain_text("单位审核")
    seen(page, shot, f"{name}-flow")


def test_a_title_that_is_not_listed(visit: Callable[..., Page], shot: Shot, tmp_path: Path) -> None:
    """Case 1, figures 5-13 to 5-19."""
    page = visit()
    sign_in(page, "demo-ready")
    page.goto("/centre/titles")
    page.get_by_role("link", name="+ 新增").click()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("处需要修改")).to_be_visible()
    hand_in(page, UNLISTED, shot, "unlisted")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出补换证申请表").click()
    download.value.save_as(tmp_path / "form.pdf")
    assert "补换证申请表" in "".join(PdfReader(tmp_path / "form.pdf").pages[0].extract_text().split())
    endorse(visit, shot, "unlisted")
    page.goto("/centre/titles")
    expect(page.get_by_role("row").filter(has_text=UNLISTED["number"]).first).to_contain_text("已换发")
    seen(page, shot, "unlisted-done")


def test_lost_and_wrong(visit: Callable[..., Page], shot: Shot) -> None:
    """Case 2, figures 5-21 to 5-25: one item is ticked, and only then asked for; the old certificate leads to the new one."""
    page = visit()
    sign_in(page, "demo-ready")
    page.goto("/centre/titles")
    row = page.get_by_role("row").filter(has_text=OLD)
    row.get_by_role("link", name="申请补换证：一级教师").click()
    form = page.locator("main form[data-form]")
    expect(form.locator('[data-field="title"]')).to_be_hidden()
    fill(form, {"wrong": ["资格名称"]})
    expect(form.locator('[data-field="title"]')).to_be_visible()
    hand_in(page, {"title": "一级教师（小学）"}, shot, "listed")
    endorse(visit, shot, "listed")
    page.goto("/centre/titles")
    seen(page, shot, "listed-done")
    row = page.get_by_role("row").filter(has_text=OLD).first
    expect(row).to_contain_text("已换发")
    row.get_by_role("link", name="换发后的新证书").click()
    expect(page.locator("main")).to_contain_text("一级教师（小学）")
    expect(page.locator("main")).to_contain_text("有效")
