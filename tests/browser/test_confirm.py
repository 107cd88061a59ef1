"""What cannot be undone is asked first, also by who presses before the page's script is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.hands import ready, sign_in
from tests.browser.test_accessibility import application_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_nothing_is_done_before_it_can_be_asked(visit: Callable[..., Page], motion: str) -> None:
    """The script is held back; the button is pressed twice meanwhile."""
    page = visit()
    page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
    sign_in(page, "demo-engineer")
    posted: list[str] = []
    page.on("request", lambda asked: posted.append(asked.url) if asked.method == "POST" else None)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    address = f"/applications/{application_of(page)}/parts/assessments"
    page.route("**/js/app.js*", hold)
    page.goto(address, wait_until="commit")
    button = page.get_by_role("button", name="移除第 1 条")
    button.wait_for()
    box = button.bounding_box()
    assert box
    for _ in range(2):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(500)
    assert posted == []
    for route in held:
        route.continue_()
    ready(page)
    button.click()
    expect(page.locator("#zc-confirm")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#zc-confirm")).not_to_be_visible()
    assert posted == []


FORM = """
<form method="post" action="/health" id="trial">
  <label>批准文号 <input name="approval"></label><label>已核实 <input type="checkbox" name="confirmed" value="1" required></label>
  <button name="act" value="go" data-confirm="不能撤回。确定吗？" data-confirm-needs="approval">核准</button>
</form>"""


def test_what_is_missing_is_told_before_it_is_asked(visit: Callable[..., Page]) -> None:
    """The browser at the box that is not ticked, the server about what the button needs; asked is who has given all of it."""
    page = visit()
    sign_in(page, "demo-engineer")
    ready(page)
    page.locator("main").evaluate("(main, form) => { main.innerHTML = form; }", FORM)
    posted: list[str] = []

    def take(route: Route) -> None:
        posted.append(route.request.post_data or "")
        route.fulfill(status=204)  # the page stays

    page.route("**/health", take)
    button, dialog = page.get_by_role("button", name="核准", exact=True), page.locator("#zc-confirm")
    page.fill("[name=approval]", "皖人社〔2022〕1号")
    button.click()
    assert page.evaluate("document.activeElement.name") == "confirmed"
    page.check("[name=confirmed]")
    page.fill("[name=approval]", " ")
    expect(dialog).not_to_be_visible()
    assert posted == []
    with page.expect_request("**/health"):
        button.click()
    expect(dialog).not_to_be_visible()
    assert len(posted) == 1
    page.fill("[name=approval]", "皖人社〔2022〕1号")
    button.click()
    expect(dialog).to_be_visible()
    assert len(posted) == 1
