"""A plan that people fill in changes: what it means is seen beforehand, a second person publishes it, and the open drafts follow (issue 6)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import authored, authoring
from tests.browser.authoring import add, choose, require, save, tab
from tests.browser.conftest import Serve
from tests.browser.hands import sign_in
from tests.browser.test_accessibility import application_of
from zcforms.services.plan_naming import id_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Shot = Callable[..., None]
Visit = Callable[..., Page]
HEALTH = "健康"
MOVED, GONE, NEW = "从事专业", "身体状况", "现任技术职务"
CHANGE = "按皖农人〔2022〕3号，不再填写身体状况，增加技术职务"
OPEN = ("demo-library", "demo-pending", "demo-unbound")
"""Who has a draft under it."""


def change_forms(page: Page) -> None:
    """A field comes that everybody has to fill in, one goes to another section, and one goes altogether."""
    tab(page, "申报表单")
    choose(page, "专业信息")
    add(page, "字段", NEW, "单行文字")
    require(page)
    save(page)
    choose(page, MOVED)
    page.locator("#move-into").select_option(label="基本信息 › 个人信息")
    page.get_by_role("button", name="移动", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="已移动")).to_be_visible()
    choose(page, "个人信息")
    choose(page, GONE)
    authoring.remove(page)


def compare(page: Page, shot: Shot) -> None:
    """What it means for the three who are at it, before it is in force."""
    tab(page, "比较")
    meaning = page.locator("#meaning")
    expect(meaning).to_contain_text(
        f"有 {len(OPEN)} 份草稿要转到新版本，试转了 {len(OPEN)} 份：3 份有内容要另存"
    )
    expect(meaning.get_by_role("row").filter(has_text=GONE)).to_contain_text("另存一边，提示申报人处理")
    expect(page.get_by_role("row", name=re.compile(f"移动.*{MOVED}"))).to_contain_text("个人信息")
    shot(page, "authoring-compare")


def moved(page: Page) -> None:
    """The drafts follow by themselves."""
    told = page.get_by_role("status").filter(has_text=f"正在填报的 {len(OPEN)} 份草稿都已在现行版本上")
    for _ in range(30):
        if told.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(told).to_be_visible()


def answers(page: Page, here: str) -> dict[str, str]:
    """What stands in the fields of the first page, by name."""
    page.goto(f"{here}/parts/basic")
    found: dict[str, str] = page.locator("form[data-form]").first.evaluate(
        """form => Object.fromEntries([...new FormData(form)].filter(([name]) => /^(basic|profession)[.]/.test(name)))"""
    )
    return found


@pytest.fixture(scope="module")
def var(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("authored")
    shutil.copytree(demonstration, var, dirs_exist_ok=True)
    return var


@pytest.fixture(scope="module")
def plan(var: Path) -> str:
    return authored.in_force(var, OPEN)


@pytest.fixture(scope="module")
def server(serve: Serve, var: Path, plan: str) -> str:
    assert plan
    return serve(ZCFORMS_VAR=str(var))


def test_an_open_plan_changes_and_its_drafts_move(visit: Visit, shot: Shot, plan: str) -> None:
    editor, publisher = visit(), visit()
    applicants = {sub: visit() for sub in OPEN}
    for sub, page in applicants.items():
        sign_in(page, sub)
    at = {sub: f"/applications/{application_of(page)}" for sub, page in applicants.items()}
    before = {sub: answers(applicants[sub], at[sub]) for sub in OPEN}
    was, now, gone = "profession.practice_field", "basic.practice_field", "basic.health"

    sign_in(editor, authoring.REVIEWER, "legal")
    here = authoring.correct(editor, plan, CHANGE)
    change_forms(editor)
    compare(editor, shot)
    authoring.hand_over(editor, here, CHANGE)
    expect(editor.get_by_text("已送复核，等待本单位另一账号复核发布")).to_be_visible()
    sign_in(publisher, authoring.AUTHOR, "legal")
    authoring.publish(publisher, here, "同意。")
    moved(publisher)

    for sub in OPEN:
        assert before[sub][was] == "水稻栽培"
        kept = {name: said for name, said in before[sub].items() if name not in (was, gone)}
        expected = {**kept, now: "水稻栽培", f"profession.{id_of(NEW, ())}": ""}
        assert answers(applicants[sub], at[sub]) == expected
    one, place = applicants[OPEN[0]], at[OPEN[0]]
    one.goto(f"{place}/set-aside")
    expect(one.get_by_role("article").filter(has_text=GONE)).to_contain_text(HEALTH)
    expect(one.get_by_role("article")).to_have_count(1)
    shot(one, "authoring-set-aside")
    one.goto(f"{place}/check?run=1")
    expect(one.locator(".zc-check")).to_contain_text(NEW)
    publisher.goto(f"/plans/design/plans/{plan}")
    rows = publisher.locator("#versions tbody tr")
    expect(rows.nth(0)).to_contain_text("3 份（3 份在填）")
    expect(rows.nth(1)).to_contain_text("1 份")  # what was handed in stays where it was
    expect(rows.nth(0)).to_contain_text(CHANGE)
    shot(publisher, "authoring-versions")
