"""Every page that there is, at a desk and on a phone: no violation of WCAG 2.2 AA, nothing that scrolls
sideways. `make screenshots` runs this and keeps a picture of each in build/screenshots; a new page fails until it is listed in `every_page`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser.conftest import NARROW, WIDE, Serve, watched
from tests.browser.every_page import NO_PAGES, PAGES, Place
from tests.browser.hands import sign_in
from tests.browser.test_accessibility import violations
from zcforms.web.blueprints import BLUEPRINTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def endpoints() -> set[str]:
    app = Flask("pages")
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("api.")
    }


def test_every_page_is_listed() -> None:
    known = endpoints() | {"signin.choose", "signin.begin", "signin.callback", "no such page"}
    assert known == {*PAGES, *NO_PAGES}


@pytest.fixture(scope="module")
def untouched(serve: Serve) -> str:
    """A server that no other story has changed."""
    return serve()


@pytest.fixture(scope="module")
def sessions(chromium: Browser, untouched: str) -> Iterator[Callable[[str, str], Page]]:
    """A page of each account, signed in once."""
    open_pages: dict[str, Page] = {}
    complaints: list[str] = []

    def page_of(who: str, kind: str) -> Page:
        if who not in open_pages:
            page = watched(chromium, untouched, complaints)
            if who:
                sign_in(page, who, kind)
            open_pages[who] = page
        return open_pages[who]

    yield page_of
    for page in open_pages.values():
        page.context.close()
    assert not complaints


@pytest.mark.parametrize(
    "place",
    [pytest.param(place, id=place.name) for places in PAGES.values() for place in places],
)
def test_a_page(
    place: Place, sessions: Callable[[str, str], Page], shot: Callable[[Page, str], None]
) -> None:
    page = sessions(place.who, place.kind)
    page.goto(place.way(page))
    shot(page, f"page-{place.name}")
    for viewport in (NARROW, WIDE):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        assert violations(page) == []
