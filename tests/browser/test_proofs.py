"""证明: an author asks what can be proved of a plan, and sees it as it is found (issue 7)."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Serve, watched
from tests.browser.hands import sign_in
from tests.browser.test_accessibility import violations
from tests.browser.test_plan_trial import corrected
from tests.services.plan_workshop import FILE
from tests.services.proving import dead, every, more, possible, proved
from zcforms.demo.people import RULE_AUTHOR
from zcforms.documents import patching
from zcforms.lab.proofs import proving
from zcforms.lab.proofs.answers import Answer, Verdict
from zcforms.services import plan_drafts
from zcforms.services.accounts import actor_of
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import Step
from zcforms.services.proof_subjects import PLAN_DRAFT, subject_of
from zcforms.settings import Settings
from zcforms.storage.proof_records import ProofState
from zcforms.storage.work import work

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not proving.available(), reason="the solver is not installed"),
]
LATER = itertools.count(1)
"""Each run is newer than those before it."""
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


@contextmanager
def at_desk(var: Path) -> Iterator[tuple[House, Actor]]:
    """Behind the server's back, as the author."""
    house = House.build(Settings(var=var, demo=True), clock=lambda: datetime.now(UTC))
    with work(house.database) as w:
        account = w.accounts.by_subject(RULE_AUTHOR)
        assert account is not None
        actor = actor_of(w, account)
    yield house, actor
    house.close()


def told(
    var: Path, here: str, answers: list[Answer] | None = None, *, state: ProofState = ProofState.DONE
) -> str:
    """A run over a draft that has said what there is to say, however busy the machine is; its id."""
    with at_desk(var) as (house, actor):
        subject = subject_of(PLAN_DRAFT, here.rpartition("/")[2])
        at = house.now() + timedelta(seconds=next(LATER))
        return proved(house, actor, subject, answers or every(), at=at, state=state)


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
    expect(found).to_contain_text("还在回答：能不能通过")
    expect(found.locator("#proofs-standing")).to_contain_text("证明完成", timeout=LONG)
    expect(found.get_by_role("heading", name="能不能通过（3）")).to_be_visible()
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
    expect(found.get_by_role("button", name=re.compile("^已存为用例")).first).to_be_visible()
    expect(found).not_to_contain_text("已过时")
    page.goto(f"{here}/changes")
    expect(page.get_by_text(re.compile("^存为用例"))).to_be_visible()


def test_it_works_without_scripts_and_can_be_stopped(author: Callable[..., Page]) -> None:
    page = author(scripts=False)
    here = corrected(page)
    page.goto(f"{here}/proofs")
    ask(page, "bites")
    expect(page.locator("#proofs-standing")).to_contain_text(re.compile("正在"))
    page.locator("#proofs-found").get_by_role("link", name="刷新").click()
    page.get_by_role("button", name="停止", exact=True).click()
    expect(page.locator("#proofs-standing")).to_contain_text("已停止")


def people(count: int, first: int = 0) -> list[Answer]:
    """So many answers that somebody can pass."""
    numbers = range(first, first + count)
    return [
        replace(possible(), id=f"passes:normal:{n}", sentence=f"第 {n} 种申报，有人能通过。") for n in numbers
    ]


def scrolled(page: Page, top: int) -> None:
    """At once, and not by and by as a link does."""
    page.evaluate("(top) => window.scrollTo({ top, behavior: 'instant' })", top)


def spot(page: Page, id: str) -> float:
    """How far below the upper edge of the window it stands."""
    box = page.locator(f'[id="{id}"]').bounding_box()
    assert box is not None
    return box["y"]


def test_who_reads_keeps_the_place_while_answers_arrive(var: Path, author: Callable[..., Page]) -> None:
    page = author()
    here = corrected(page)
    run = told(var, here, people(5), state=ProofState.RUNNING)
    page.goto(f"{here}/proofs")
    link = "example-passes:normal:1-1"
    page.locator(f'[id="{link}"]').focus()
    scrolled(page, 100_000)
    page.evaluate("document.getElementById('proofs-standing').stays = true")
    before = spot(page, link)
    assert 0 < before < 900
    with at_desk(var) as (house, _):
        more(house, run, [*people(30, 5), dead()])
    expect(page.locator("#proofs-standing")).to_contain_text("已有 36 条结果")
    assert page.evaluate("document.activeElement.id") == link
    assert abs(spot(page, link) - before) < 2
    assert page.evaluate(
        "document.getElementById('proofs-standing').stays === true"
    )  # a region that is read aloud
    page.evaluate("document.activeElement.blur()")
    scrolled(page, 2000)
    first = page.evaluate(
        "[...document.querySelectorAll('#proofs-answers [id]')].find((each) => each.getBoundingClientRect().bottom > 0).id"
    )
    before = spot(page, first)
    with at_desk(var) as (house, _):
        more(
            house,
            run,
            [
                replace(each, id=f"passes:first:{n}", verdict=Verdict.UNKNOWN)
                for n, each in enumerate(people(9, 90))
            ],
        )
    expect(page.locator("#proofs-standing")).to_contain_text("已有 45 条结果")
    assert abs(spot(page, first) - before) < 2


def test_what_is_kept_leaves_page_and_focus_where_they_are(var: Path, author: Callable[..., Page]) -> None:
    page = author()
    here = corrected(page)
    told(var, here, people(12))
    page.goto(f"{here}/proofs")
    button = page.locator('[id="keep-passes:normal:9"]')
    button.evaluate("(each) => each.focus({ preventScroll: true })")
    scrolled(page, button.evaluate("(each) => each.getBoundingClientRect().top - 300"))
    place, top = page.evaluate("window.scrollY"), spot(page, "keep-passes:normal:9")
    page.keyboard.press("Enter")
    expect(button).to_have_text("已存为用例")
    expect(page.locator("#proofs-said")).to_contain_text("已存入 1 个用例")
    assert page.evaluate("document.activeElement.id") == "keep-passes:normal:9"
    assert page.evaluate("window.scrollY") == place > 0
    assert abs(spot(page, "keep-passes:normal:9") - top) < 2
    page.reload()
    expect(button).to_have_text("已存为用例")


def test_whoever_asks_or_stops_comes_to_the_results(author: Callable[..., Page]) -> None:
    page = author()
    page.goto(f"{corrected(page)}/proofs")
    for box in page.locator('input[name="questions"]').all():
        box.set_checked(box.get_attribute("value") == "bites") if box.is_enabled() else None
    page.get_by_role("button", name=re.compile("开始证明|重新证明")).press("Enter")
    found = page.locator("#proofs-found")
    expect(found).to_be_focused()
    expect(found).to_be_in_viewport()
    expect(page.locator("#proofs-standing")).to_contain_text("正在")
    page.get_by_role("button", name="停止", exact=True).press("Enter")
    expect(found).to_be_focused()
    expect(page.locator("#proofs-standing")).to_contain_text("没有回答：每条规则")
    assert page.get_by_role("link", name="看结果").get_attribute("href") == "#proofs-found"


def test_a_window_that_one_comes_back_to_says_that_it_is_outdated(
    var: Path, author: Callable[..., Page]
) -> None:
    page = author()
    here = corrected(page)
    told(var, here)
    page.goto(f"{here}/proofs")
    found = page.locator("#proofs-found")
    expect(found).not_to_contain_text("已过时")
    with at_desk(var) as (house, actor):
        path = ("documents", FILE, "titles", 0, "caption")
        step = Step("改名", lambda _: [patching.replace(path, "在别处改了名")])
        plan_drafts.change(house, actor, here.rpartition("/")[2], step, house.now())
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(found).to_contain_text("已过时")
    with at_desk(var) as (house, actor):
        plan_drafts.undo(house, actor, here.rpartition("/")[2], house.now())
