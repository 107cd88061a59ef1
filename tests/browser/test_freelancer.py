"""Somebody without an employer: the county's human-resources authority answers for them, from the first record to the first step of the
chain (features 8, 10, 12, 13, 62)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import journey
from tests.browser.journey import Journey

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AUTHORITY = "蚌埠市禾丰区人力资源和社会保障局"


def test_a_freelancers_year(visit: Callable[..., Page], shot: Callable[[Page, str], None]) -> None:
    document = journey.example("engineer-complete")
    name = "温自在"
    document["applicant"]["name"] = name
    person = Journey(visit(), document, shot, "freelancer")
    authority = visit()
    person.become_known()
    person.register(with_employer=False)
    expect(person.page.locator("main")).to_contain_text(
        "还没有绑定工作单位"
    )  # the gate of feature 13, with the way out
    person.page.goto(f"/plans/{document['plan']}")
    expect(person.page.get_by_role("button", name="马上申报")).to_be_disabled()
    person.become_a_freelancer(AUTHORITY)
    person.page.goto("/centre")
    expect(person.page.locator("main")).to_contain_text("待单位审核")
    journey.approve_binding(authority, "demo-hr", name)
    person.page.goto("/centre")
    expect(person.page.locator("main")).to_contain_text(AUTHORITY)
    person.upload_photo()
    person.enter_achievements()
    journey.approve_achievements(authority, name)
    person.start()
    person.fill_parts()
    person.import_achievements()
    person.check("17-check-passing")
    expect(person.page.locator(".zc-check")).not_to_contain_text("不符合")
    person.submit()
    journey.endorse(authority, "demo-hr", name, "材料齐全，同意推荐。")
    person.page.goto(f"/applications/{person.application}")
    expect(person.page.locator("#flow")).to_contain_text(AUTHORITY)
    expect(person.page.get_by_text("材料齐全，同意推荐。")).to_be_visible()
