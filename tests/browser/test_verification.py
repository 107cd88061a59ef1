"""The verification page in each of its states, at a desk and on a phone, with and without scripts (feature 83)."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import NARROW, ROOT, WIDE, Serve, watched
from tests.browser.hands import sign_in
from tests.browser.test_accessibility import violations
from zcforms.demo.people import people

pytestmark = pytest.mark.browser

HOLDER = next(each for each in people() if each.sub == "demo-engineer")
STATES = {"valid": "证书有效", "replaced": "证书已换发", "revoked": "证书已撤销"}
ONE = {
    "id_type": "resident-id",
    "id_number": HOLDER.id_number,
    "name": HOLDER.name,
    "series": "05",
    "specialty": "机械工程",
    "level": "intermediate",
    "obtained_on": "2014-11-18",
    "issued_on": "2014-12-22",
    "committee": "合肥市工程系列中级职称评审委员会",
    "issuer": "合肥市人力资源和社会保障局",
}


@pytest.fixture(scope="module")
def certified(serve: Serve, demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server on which one person holds a certificate of each state."""
    var = tmp_path_factory.mktemp("certified")
    shutil.copytree(demonstration, var, dirs_exist_ok=True)
    given = [
        {**ONE, "title": f"工程师（{words}）", "number": f"A-{state}", "state": state}
        for state, words in STATES.items()
    ]
    file = var / "issued.json"
    file.write_text(json.dumps({"certificates": given}), encoding="utf-8")
    command = [sys.executable, "-m", "zcforms", "certificates", "load", str(file)]
    subprocess.run(command, env={**os.environ, "ZCFORMS_VAR": str(var)}, cwd=ROOT, check=True)
    return serve(ZCFORMS_VAR=str(var))


@pytest.fixture
def phone(chromium: Browser, certified: str) -> Iterator[Callable[..., Page]]:
    complaints: list[str] = []
    opened: list[Page] = []

    def take(**settings: bool) -> Page:
        opened.append(watched(chromium, certified, complaints, viewport=NARROW, **settings))
        return opened[-1]

    yield take
    for page in opened:
        page.context.close()
    assert not complaints


def address_of(holder: Page, state: str) -> str:
    """Where the holder's page leads to: the address that the QR code holds."""
    holder.goto("/centre/titles")
    holder.get_by_role("row", name=f"A-{state}").get_by_role("link", name="查看").click()
    link = holder.get_by_role("link", name="打开查验页面").get_attribute("href")
    assert link
    return link


def test_each_answer_is_told_at_the_top(
    phone: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    holder, stranger = phone(), phone()
    sign_in(holder, "demo-engineer")
    pages = {state: address_of(holder, state) for state in STATES}
    pages |= {"unknown": "/verify/a-code-that-was-never-made", "ask": "/verify"}
    for state, address in pages.items():
        stranger.goto(address)
        if state in STATES:
            heading = stranger.get_by_role("heading", level=1)
            assert heading.inner_text() == STATES[state]
            box = heading.bounding_box()
            assert box
            assert box["y"] + box["height"] < NARROW["height"] / 2  # seen without scrolling
            assert HOLDER.name not in stranger.content()
        shot(stranger, f"verify-{state}")
        for viewport in (NARROW, WIDE):
            stranger.set_viewport_size(viewport)  # type: ignore[arg-type]
            assert violations(stranger) == []
        stranger.set_viewport_size(NARROW)  # type: ignore[arg-type]
    holder.goto(holder.url)
    assert "共被查验 1 次" in holder.content()
    shot(holder, "verify-record")


def test_typing_the_code_without_scripts(phone: Callable[..., Page]) -> None:
    holder, stranger = phone(), phone(scripts=False)
    sign_in(holder, "demo-engineer")
    code = address_of(holder, "valid").rpartition("/")[2]
    stranger.goto("/verify")
    stranger.get_by_label("查验码").fill(f" {code.upper()} ")
    stranger.keyboard.press("Enter")
    stranger.wait_for_url(f"**/verify/{code}")
    assert stranger.get_by_role("heading", level=1).inner_text() == "证书有效"


def test_who_asks_too_often_is_asked_to_wait(
    phone: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    """The last of these tests: whoever comes after it from this machine waits, too."""
    stranger = phone()
    statuses = [stranger.request.get("/verify/x").status for _ in range(61)]
    assert set(statuses) == {404, 429}
    answer = stranger.goto("/verify/x")
    assert answer
    while answer.status != 429:  # a minute has just begun
        answer = stranger.goto("/verify/x")
        assert answer
    assert re.fullmatch(r"[1-5]?\d|60", answer.headers["retry-after"])
    assert stranger.get_by_role("heading", name="请稍后再查验").is_visible()
    shot(stranger, "verify-wait")
    assert violations(stranger) == []
