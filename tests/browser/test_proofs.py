"""证明: an author asks what can be proved of a plan, and sees it as it is found (issue 7)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Serve, watched
from tests.browser.hands import sign_in
from tests.browser.test_accessibility import violations
from tests.browser.test_plan_trial import corrected
from tests.services.proving import every, proved
from zcforms.demo.people import RULE_AUTHOR
from zcforms.lab.proofs import proving
from zcforms.services.accounts import actor_of
from zcforms.services.house import House
from zcforms.services.proof_subjects import PLAN_DRAFT, subject_of
from zcforms.settings import Settings
from zcforms.storage.work import work

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not proving.available(), reason="the solver is not installed"),
]
LONG = 180_000
"""Milliseconds for a proof on a busy machine."""


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory, demonstration: Path) -> Path:
    """What the server keeps."""
    folder = tmp_path_factory.mktemp("proved")
    shutil.copytree(demonstration, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def strict(serve: Serve, var: Path) -> str:
    """A server that asks for proofs before publishing."""
    return serve(ZCFORMS_VAR=str(var), ZCFORMS_REQUIRE_PROOFS="true")


def told(var: Path, here: str) -> None:
    """A run over a draft that has said what there is to say, however busy the machine is."""
    house = House.build(Settings(var=var, demo=True), clock=lambda: datetime.now(UTC))
    with work(house.database) as w:
        account = w.accounts.by_subject(RULE_AUTHOR)
        assert account is not None
        actor = actor_of(w, account)
    subject = subject_of(PLAN_DRAFT, here.rpartition("/")[2])
    proved(house, actor, subject, every(), at=house.now() + timedelta(seconds=1))
    house.close()


@pytest.fixture
def author(chromium: Browser, strict: str) -> Iterator[Callable[..., Page]]:
    complaints: list[str] = []
    pages: list[Page] = []

    def opened(*, scripts: bool = True) -> Page:
        page = watched(chromium, strict, complaints, scripts=scripts)
        pages.append(page)
        sign_in(page, "demo-rule-author", "legal")
        return page

    yield opened
    for page in pages:
        page.context.close()
    assert not complaints


def ask(page: Page, *questions: str) -> None:
    for box in page.locator('input[name="questions"]').all():
        box.set_checked(box.get_attribute("value") in questions) if box.is_enabled() else None
    page.locator("#proof-seconds").select_option("30")
    page.get_by_role("button", name=re.compile("开始证明|重新证明")).click()


def test_answers_appear_while_the_page_is_open(
    author: Callable[..., Page], shot: Callable[..., None]
) -> None:
    page = author()
    here = corrected(page)
    page.goto(f"{here}/review")
    expect(page.locator("#missing")).to_contain_text("还没有证明过有人能通过这份方案")
    page.locator("#missing").get_by_role("link", name="去“证明”").click()
    ask(page, "passes")
    found = page.locator("#proofs-found")
    expect(found).to_contain_text("还在回答：有人能通过")
    expect(found.get_by_role("status")).to_contain_text("证明完成", timeout=LONG)
    expect(found.get_by_role("heading", name="有人能通过（3）")).to_be_visible()
    assert violations(page) == []
    shot(page, "proofs")
    page.goto(f"{here}/review")
    expect(page.locator("#missing")).not_to_contain_text("还没有证明过")


def test_who_cannot_pass_needs_a_reason(var: Path, author: Callable[..., Page]) -> None:
    page = author()
    here = corrected(page)
    told(var, here)
    page.goto(f"{here}/review")
    missing = page.locator("#missing")
    expect(missing).to_contain_text("证明了没有人能通过")
    missing.get_by_label(re.compile("没有人能通过")).fill("破格申报今年停办")
    missing.get_by_role("button", name="保存理由").click()
    expect(page.locator("#missing")).to_contain_text("理由：破格申报今年停办")
    expect(page.locator("#missing")).not_to_contain_text("证明了没有人能通过")


def test_an_applicant_is_looked_at_and_kept(
    var: Path, author: Callable[..., Page], shot: Callable[..., None]
) -> None:
    page = author()
    here = corrected(page)
    told(var, here)
    page.goto(f"{here}/proofs")
    assert violations(page) == []
    shot(page, "proofs-answered")
    found = page.locator("#proofs-found")
    found.get_by_role("link", name=re.compile("^查看这份申报")).first.click()
    expect(page.get_by_role("heading", name="检测结果")).to_be_visible()
    expect(page.locator("#check").get_by_role("status")).to_be_visible()
    assert violations(page) == []
    shot(page, "proof-example")
    page.get_by_role("link", name="返回证明结果").click()
    found.get_by_role("button", name=re.compile("^存为用例")).first.click()
    expect(page.get_by_text("已存入 1 个用例")).to_be_visible()
    expect(found).not_to_contain_text("已过时")
    page.goto(f"{here}/changes")
    expect(page.get_by_text(re.compile("^存为用例"))).to_be_visible()


def test_it_works_without_scripts_and_can_be_stopped(author: Callable[..., Page]) -> None:
    page = author(scripts=False)
    here = corrected(page)
    page.goto(f"{here}/proofs")
    ask(page, "bites")
    expect(page.locator("#proofs-found").get_by_role("status")).to_contain_text(re.compile("正在"))
    page.locator("#proofs-found").get_by_role("link", name="刷新").click()
    page.get_by_role("button", name="停止", exact=True).click()
    expect(page.locator("#proofs-found").get_by_role("status")).to_contain_text("已停止")
