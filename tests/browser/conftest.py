"""A real server (the `zcforms serve` command, gunicorn inside) and a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import Once
from zcforms.services.house import House
from zcforms.settings import Settings
from zcforms.worker import KINDS, embedded

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "screenshots"
KEPT = os.environ.get("ZCFORMS_TEST_SHOTS") == "1"
"""Whether pictures are kept; taking them takes longer than looking at what they show."""
CHROMIUM = os.environ.get("ZCFORMS_TEST_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


Serve = Callable[..., str]

expect.set_options(timeout=15_000)  # a machine of two cores that does other things, too


@pytest.fixture(scope="session")
def demonstration(loaded_demonstration: Path, once: Once) -> Path:
    """The folder of a demonstration that nobody has used, with its papers made: otherwise every server of a test would make them first,
    while the browser waits."""
    return once("made", lambda var: _made(loaded_demonstration, var))


def _made(loaded: Path, var: Path) -> None:
    shutil.copytree(loaded, var, dirs_exist_ok=True)
    house = House.build(Settings(var=var, demo=True), clock=lambda: datetime.now(UTC))
    with embedded(house, KINDS):
        deadline = time.monotonic() + 300
        while (counts := house.database.jobs.counts()).waiting or counts.running:
            assert time.monotonic() < deadline, counts
            time.sleep(0.2)
    assert counts.failed == 0
    house.close()


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory, demonstration: Path) -> Iterator[Serve]:
    """Start `zcforms serve --demo` with more settings; its address. What it did not expect fails the tests at the end.

    Of a module, so that what the people of one story have handed in does not stand in the way of the next."""
    started: list[tuple[subprocess.Popen[bytes], Path]] = []

    def start(**settings: str) -> str:
        var = tmp_path_factory.mktemp("served")
        shutil.copytree(demonstration, var, dirs_exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {**os.environ, "ZCFORMS_VAR": str(var), "ZCFORMS_PORT": str(port), **settings}
        command = [sys.executable, "-m", "zcforms", "serve", "--demo"]
        with (var / "log").open("w", encoding="utf-8") as log:
            process = subprocess.Popen(
                command, env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            )
        started.append((process, var / "log"))
        base = f"http://127.0.0.1:{port}"
        _wait(base, process, var / "log")
        return base

    yield start
    for process, _ in started:
        _stop(process)
    for _, log in started:
        assert '"unexpected"' not in log.read_text(encoding="utf-8"), log


@pytest.fixture(scope="module")
def server(serve: Serve) -> str:
    """A server with the demonstration, as it comes: one process with eight threads, jobs inside."""
    return serve()


def pass_days(var: Path, days: int) -> None:
    """So many days go by at once for a served demonstration. `var`: its folder."""
    house = House.build(Settings(var=var, demo=True), clock=lambda: datetime.now(UTC))
    house.set_business_time(house.now() + timedelta(days=days))
    house.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(40)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            if requests.get(f"{base}/healthz", timeout=2).ok:
                return
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.5)
    raise AssertionError(f"the server did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody at a machine of their own. What the browser complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(*, scripts: bool = True, viewport: dict[str, int] = WIDE) -> Page:
        page = watched(chromium, server, complaints, scripts=scripts, viewport=viewport)
        contexts.append(page.context)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def watched(
    chromium: Browser,
    server: str,
    complaints: list[str],
    *,
    scripts: bool = True,
    viewport: dict[str, int] = WIDE,
) -> Page:
    """A page of a machine of its own; what the browser complains about is added to `complaints`."""
    context = chromium.new_context(
        base_url=server,
        viewport=viewport,  # type: ignore[arg-type]
        locale="zh-CN",
        java_script_enabled=scripts,
        accept_downloads=True,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", lambda message: _note(complaints, page, message.type, message.text))
    return page


def _note(complaints: list[str], page: Page, kind: str, text: str) -> None:
    """A refused save answers 4xx, and a test may cut the connection; Chromium writes both to the console: that is no complaint."""
    known = ("the server responded with a status of 4", "net::ERR_INTERNET_DISCONNECTED")
    if kind == "error" and not any(each in text for each in known):
        complaints.append(f"{page.url}: {text}")


@pytest.fixture
def shot() -> Callable[..., None]:
    """Look at a page at a desk and on a phone: one that scrolls sideways on a phone fails. `make screenshots` keeps what it looks like."""

    def taken(page: Page, name: str, *, whole: bool = True) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state()  # a link that was just clicked may lead to a page that has no element yet
        for viewport in (NARROW, WIDE):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            page.evaluate("document.querySelectorAll('.toast').forEach(each => each.remove())")
            if KEPT:
                page.screenshot(path=SHOTS / f"{name}-{viewport['width']}.png", full_page=whole)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= viewport["width"] + 1, f"{name}: {wide} pixels wide at {viewport['width']}"

    return taken
