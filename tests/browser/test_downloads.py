"""A secretary's own file reaches the applicant as it is: uploaded in the designer, published by a second person, downloaded from the plan's page (issue 6, feature 27)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import authored, authoring
from tests.browser.authoring import silent, tab
from tests.browser.conftest import Serve
from tests.browser.hands import sign_in
from tests.printing import uploads
from zcforms.printing import spreadsheet

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Shot = Callable[..., None]
Visit = Callable[..., Page]
APPLICANT = "demo-library"
NOTICE = uploads.pdf(2)
TABLE = spreadsheet.write("汇总表", [("姓名", 10)], [["王明"]])


@pytest.fixture(scope="module")
def var(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("offering")
    shutil.copytree(demonstration, var, dirs_exist_ok=True)
    return var


@pytest.fixture(scope="module")
def plan(var: Path) -> str:
    return authored.in_force(var, [APPLICANT])


@pytest.fixture(scope="module")
def server(serve: Serve, var: Path, plan: str) -> str:
    assert plan
    return serve(ZCFORMS_VAR=str(var))


def upload(page: Page, name: str, data: bytes, caption: str = "", *, instead: str = "") -> None:
    silent(page)
    box = page.get_by_role("region", name="上传文件", exact=True)
    box.get_by_label("文件", exact=True).set_input_files({"name": name, "mimeType": "", "buffer": data})
    box.get_by_label("显示的名称").fill(caption)
    if instead:
        box.get_by_label("放在").select_option(label=f"替换“{instead}”")
    box.get_by_role("button", name="上传", exact=True).click()


def downloaded(page: Page, caption: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=caption, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_a_file_reaches_the_applicant_as_it_is(visit: Visit, shot: Shot, plan: str) -> None:
    editor, publisher, applicant = visit(), visit(), visit()
    sign_in(editor, authoring.AUTHOR, "legal")
    here = authoring.correct(editor, plan, "补充申报须知和汇总表")
    tab(editor, "承诺与打印")
    upload(editor, "申报须知.pdf", b"MZ program")
    expect(editor.locator("#offer-file-error")).to_contain_text("程序文件")
    shot(editor, "designer-offer-refused")
    upload(editor, "申报须知.pdf", NOTICE)
    expect(editor.get_by_role("status").filter(has_text="已上传“申报须知”")).to_be_visible()
    upload(editor, "推荐汇总表.xlsx", TABLE, "推荐人选汇总表")
    expect(editor.get_by_role("status").filter(has_text="已上传“推荐人选汇总表”")).to_be_visible()
    upload(editor, "申报须知.pdf", uploads.pdf(3), instead="申报须知")
    expect(editor.get_by_role("status").filter(has_text="已上传“申报须知”")).to_be_visible()
    editor.locator("#design-undo").click()
    expect(editor.get_by_role("status").filter(has_text="已撤销")).to_be_visible()
    assert downloaded(editor, "申报须知.pdf") == ("申报须知.pdf", NOTICE)
    shot(editor, "designer-offer")
    authoring.hand_over(editor, here, "补充申报须知和汇总表")
    expect(editor.get_by_text("已送复核，等待本单位另一账号复核发布")).to_be_visible()
    sign_in(publisher, authoring.REVIEWER, "legal")
    authoring.publish(publisher, here, "同意。")

    sign_in(applicant, APPLICANT)
    applicant.goto(f"/plans/{plan}")
    expect(applicant.get_by_role("listitem").filter(has_text="推荐人选汇总表")).to_contain_text("XLSX")
    assert downloaded(applicant, "申报须知") == ("申报须知.pdf", NOTICE)
    assert downloaded(applicant, "推荐人选汇总表") == ("推荐汇总表.xlsx", TABLE)
    shot(applicant, "plan-downloads")
