"""The second plan in the browser: the same steps, told by another application file. Nothing in them knows either plan."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser import journey
from tests.browser.journey import Journey

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_engineers_journey(visit: Callable[..., Page], shot: Callable[[Page, str], None]) -> None:
    document = journey.example("engineer-complete")
    name = "顾远山"
    document["applicant"]["name"] = name
    engineer = Journey(visit(), document, shot, "engineer")
    company = visit()
    engineer.become_known()
    engineer.register()
    engineer.upload_photo()
    journey.approve_binding(company, "demo-company", name)
    engineer.enter_achievements()
    journey.approve_achievements(company, name)
    engineer.start()
    engineer.fill_parts()
    engineer.import_achievements()
    engineer.look_over()
    engineer.check("17-check-passing")
    expect(engineer.page.locator(".zc-check")).not_to_contain_text("不符合")
    engineer.submit()
    pages = PdfReader(io.BytesIO(engineer.export())).pages
    text = "".join(page.extract_text() for page in pages)
    assert name in text
    assert document["applicant"]["employer"]["name"] in text
    journey.endorse(company, "demo-company", name, "同意推荐。")
