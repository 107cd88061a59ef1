"""The teacher's journey of the manual, end to end, in a browser (features 1 to 62 and 73 as far as the spine goes)."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser import journey
from tests.browser.journey import Journey

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_teachers_journey(visit: Callable[..., Page], shot: Callable[[Page, str], None]) -> None:
    document = journey.example("teacher-complete")
    name = "梁初旭"
    document["applicant"]["name"] = name
    teacher = Journey(visit(), document, shot, "teacher")
    school = visit()
    teacher.become_known()
    expect(teacher.page.get_by_text("首次登录请先确认并完善信息")).to_be_visible()
    teacher.register()
    teacher.page.goto(f"/plans/{document['plan']}")
    expect(teacher.page.get_by_role("button", name="马上申报")).to_be_disabled()  # feature 13
    teacher.upload_photo()
    journey.approve_binding(school, "demo-school", name, shot)
    teacher.enter_achievements()
    journey.approve_achievements(school, name, shot)
    teacher.start()
    teacher.fill_parts()
    teacher.check("16-check-failing")
    expect(teacher.page.get_by_role("button", name="提交审核")).to_be_disabled()
    expect(teacher.page.get_by_text("（申报信息不完善，无法提交）")).to_be_visible()  # feature 61
    teacher.page.get_by_role("link", name="去完善").first.click()
    expect(teacher.page.locator(".zc-side-nav [aria-current]")).to_be_visible()
    teacher.import_achievements()
    teacher.look_over()
    teacher.check("17-check-passing")
    expect(teacher.page.locator(".zc-check")).not_to_contain_text("不符合")
    teacher.submit()
    expect(teacher.page.get_by_text("单位审核").first).to_be_visible()  # feature 62
    pages = PdfReader(io.BytesIO(teacher.export())).pages
    assert len(pages) >= 6
    assert name in "".join(page.extract_text() for page in pages)
    journey.endorse(school, "demo-school", name, "师德优良，同意推荐。", shot)
    teacher.page.goto(f"/applications/{teacher.application}")
    expect(teacher.page.get_by_text("师德优良，同意推荐。")).to_be_visible()
    teacher.picture("19-endorsed")
