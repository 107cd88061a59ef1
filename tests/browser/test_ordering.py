"""Records are put in order with the mouse or the keyboard, saved at once, announced, and taken back (features 36, 42, 52)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.hands import sign_in
from tests.browser.test_accessibility import application_of, violations

pytestmark = pytest.mark.browser


def years(section: Locator) -> list[str]:
    return section.locator("[data-order-item] td[data-label=年度]").all_inner_texts()


def drag(page: Page, grip: Locator, below: Locator) -> None:
    start, end = grip.bounding_box(), below.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, start["y"] + 20, steps=4)
    page.mouse.move(end["x"] + 5, end["y"] + end["height"] - 2, steps=12)
    page.wait_for_timeout(200)
    page.mouse.up()


def test_imported_records_are_dragged_and_put_back(
    visit: Callable[..., Page], shot: Callable[[Page, str], None]
) -> None:
    page = visit()
    sign_in(page, "demo-engineer")
    page.goto(f"/applications/{application_of(page)}/parts/assessments")
    section = page.locator('[data-records="assessments"]')
    items = section.locator("[data-order-item]")
    expect(section.locator(".zc-grip").first).to_be_visible()
    before = years(section)
    assert len(before) > 2
    drag(page, items.nth(0).locator(".zc-grip"), items.nth(1))
    told = page.get_by_role("status").filter(has_text="已移到第 2 条")
    expect(told).to_be_visible()
    assert years(section)[:2] == [before[1], before[0]]
    page.reload()
    assert years(section)[:2] == [before[1], before[0]]
    assert violations(page) == []
    shot(page, "ordering")
    section.get_by_role("button", name="下移第 1 条").focus()
    page.keyboard.press("Enter")
    expect(told).to_be_visible()
    expect(section.get_by_role("button", name="下移第 2 条")).to_be_focused()
    assert years(section) == before
    told.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("已恢复原来的顺序")).to_be_visible()
    assert years(section)[:2] == [before[1], before[0]]


def test_two_quick_moves_both_count(visit: Callable[..., Page]) -> None:
    """The second is made while the first is still on its way."""
    page = visit()
    sign_in(page, "demo-engineer")
    page.goto(f"/applications/{application_of(page)}/parts/assessments")
    section = page.locator('[data-records="assessments"]')
    expect(section.locator(".zc-grip").first).to_be_visible()
    before = years(section)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.continue_()

    page.route("**/records/**", hold)
    section.get_by_role("button", name="下移第 1 条").click()
    section.get_by_role("button", name="下移第 3 条").click()
    page.wait_for_timeout(300)
    assert len(held) == 1
    held[0].continue_()
    wanted = [before[1], before[0], before[3], before[2], *before[4:]]
    expect(section.locator("[data-order-item] td[data-label=年度]")).to_have_text(wanted)
    page.reload()
    assert years(section) == wanted


def test_without_a_connection_the_order_stays_as_it_was(visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, "demo-engineer")
    page.goto(f"/applications/{application_of(page)}/parts/assessments")
    section = page.locator('[data-records="assessments"]')
    expect(section.locator(".zc-grip").first).to_be_visible()
    before = years(section)
    page.context.set_offline(True)
    items = section.locator("[data-order-item]")
    drag(page, items.nth(0).locator(".zc-grip"), items.nth(1))
    expect(page.get_by_text("顺序没有保存，请检查网络后再试。")).to_be_visible()
    assert years(section) == before
    page.context.set_offline(False)


def test_rows_inside_a_form_are_dragged_too(visit: Callable[..., Page]) -> None:
    """Feature 38: they are saved with their form, and the toast takes the move back."""
    page = visit()
    sign_in(page, "demo-ready")
    page.goto(f"/applications/{application_of(page)}/sections/titles/records/new")
    for number, post in enumerate(("一级教师", "二级教师")):
        page.locator("[data-row-add]").click()
        page.locator(f'[name="appointments.{number}.position"]').fill(post)
    rows = page.locator("[data-row]")
    drag(page, rows.nth(0).locator(".zc-grip"), rows.nth(1))
    posts = '[data-row] [name$=".position"]'
    read = "all => all.map((each) => each.value)"
    expect(page.get_by_text("已移到第 2 条")).to_be_visible()
    assert page.locator(posts).evaluate_all(read) == ["二级教师", "一级教师"]
    expect(rows.nth(0).locator("[data-row-number]")).to_have_text("第 1 条")
    page.get_by_role("button", name="撤销").click()
    assert page.locator(posts).evaluate_all(read) == ["一级教师", "二级教师"]
