"""The server as it is started, without a browser: signing in while every thread is busy with signing in; what the benchmarks send."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from benchmarks.drafts import FORM
from benchmarks.pages import PEOPLE
from benchmarks.site import PAGES, Visitor
from tests.browser.conftest import Serve

pytestmark = pytest.mark.slow


def test_sixteen_people_sign_in_at_once_on_two_threads(serve: Serve) -> None:
    base = serve(ZCFORMS_THREADS="2")
    people = ["demo-ready", "demo-draft", "demo-library", "demo-engineer"] * 4

    def enter(sub: str) -> str:
        with requests.Session() as session:
            page = session.get(f"{base}/signin/person", timeout=60)
            home = session.post(page.url, data={"sub": sub}, timeout=60)
            found = re.search(r"欢迎您，([^<]+)", home.text)
            return found[1] if found else f"{home.status_code} {home.url}"

    with ThreadPoolExecutor(16) as pool:
        entered = list(pool.map(enter, people))
    assert set(entered) == {"林晓禾", "褚文心", "陈思源", "秦川岳"}


def test_it_takes_what_the_benchmarks_send(server: str) -> None:
    """Pages change, and a measurement that stops in the middle is found when figures are wanted."""
    for number, person in enumerate(PEOPLE):
        visitor = Visitor(server, person)
        for _, address in PAGES.values():
            assert visitor.get(address.format(**visitor.places))
        visitor.keep(f"bench/{number}", {**FORM, "typed": 1})
