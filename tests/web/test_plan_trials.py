"""Preview and trial of a plan that is being made, page by page."""

from __future__ import annotations

import re

import pytest

from tests.services import plan_drafting
from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from zcforms.services import accounts
from zcforms.services.actor import Actor
from zcforms.storage.work import work


@pytest.fixture
def designed(demonstration: Demonstration, author: Visitor) -> tuple[Visitor, str]:
    """A draft of the teachers' plan, and where it is."""
    draft_id = plan_drafting.begun(demonstration.house, actor_of(demonstration, "demo-rule-author"))
    return author, f"/plans/design/drafts/{draft_id}"


def actor_of(demonstration: Demonstration, sub: str) -> Actor:
    with work(demonstration.house.database, write=False) as w:
        account = w.accounts.by_subject(sub)
        assert account is not None
        return accounts.actor_of(w, account)


def test_each_page_is_drawn_as_the_applicant_sees_it(designed: tuple[Visitor, str]) -> None:
    author, here = designed
    page = author.get(f"{here}/preview")
    names = re.findall(r'<option value="((?:plan|choose|pledge|check|part-|group-)[^"]*)"', page.text)
    assert len(names) > 8
    for name in names:
        shown = author.get(f"{here}/preview/page?page={name}")
        assert shown.status_code == 200, name
        policy = shown.headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in policy
        assert "form-action 'none'" in policy
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_what_somebody_chooses_decides_what_is_shown(designed: tuple[Visitor, str]) -> None:
    author, here = designed
    assert (
        "破格申报"
        not in author.get(f"{here}/preview?route=regular").text.split("<form", 2)[-1].split("</select>")[0]
    )
    assert 'value="part-exceptional"' in author.get(f"{here}/preview?route=exceptional").text
    empty = author.get(f"{here}/preview/page?page=part-basic").text
    filled = author.get(f"{here}/preview/page?page=part-basic&filled=1").text
    assert 'value=""' in empty
    assert "还没有录入" in empty
    assert "还没有录入" not in filled
    assert author.get(f"{here}/preview/page?page=record-titles").status_code == 200
    assert "个人业绩库" in author.get(f"{here}/preview/page?page=import-work").text
    assert author.get(f"{here}/preview/page?page=record-nothing").status_code == 404
    assert "附件" in author.get(f"{here}/preview/page?page=attachments").text
    assert author.get(f"{here}/preview/page?page=group").status_code == 200
    assert "<iframe" in author.get(f"{here}/forms").text


def test_nothing_of_the_preview_can_be_sent(designed: tuple[Visitor, str]) -> None:
    author, here = designed
    author.get(f"{here}/preview/page?page=part-basic")
    assert author.send("csrf_token").status_code == 405


def test_a_draft_is_tried_from_the_first_page_to_the_check(designed: tuple[Visitor, str]) -> None:
    author, here = designed
    assert author.get(f"{here}/trial/check").status_code == 404
    page = author.get(f"{here}/trial")
    assert "能通过" in page.text
    assert "通不过" in page.text
    author.send("who")
    assert "试填" in author.page.text
    for href in set(re.findall(rf'href="({here}/trial/[^"#?]+)"', author.page.text)):
        assert author.get(href).status_code == 200, href
    assert "各项全部符合" in author.get(f"{here}/trial/check?run=1").text
    assert author.get(f"{here}/trial/sheet.pdf").data.startswith(b"%PDF")
    author.get(f"{here}/trial/parts/basic")
    page = author.send("/parts/basic", basic__work_years="几年")
    assert page.status_code == 422
    assert "几年" in page.text
    assert "已保存" in author.send("/parts/basic", basic__work_years="21").text
    assert 'value="21"' in author.page.text
    failing = re.findall(r'name="who" value="([^"]+)"', author.get(f"{here}/trial").text)[1]
    author.send("who", who=failing)
    page = author.get(f"{here}/trial/check?run=1")
    assert "不符合" in page.text
    assert "依据" in page.text
    author.send("清空重来")
    assert "选择一名虚构的申报人" in author.page.text
    assert author.get(f"{here}/trial/parts/basic").status_code == 404


def test_records_and_the_library_are_filled_in_by_hand(designed: tuple[Visitor, str]) -> None:
    author, here = designed
    author.get(f"{here}/trial")
    author.send("who", who="nobody")
    author.get(f"{here}/trial/library/work/new")
    page = author.send("evidence_files")
    assert page.status_code == 422
    fields = author.form("evidence_files")
    names = [name for name in fields.names if name and name not in ("csrf_token", "owner", "once")]
    assert "evidence_files" in names
    assert "没有可以导入的业绩" in author.get(f"{here}/trial/lists/work/import").text
    author.get(f"{here}/trial/sections/titles/records/new")
    page = author.send("title", title="")
    assert page.status_code == 422


def test_another_unit_sees_nothing_of_it(demonstration: Demonstration, designed: tuple[Visitor, str]) -> None:
    _, here = designed
    stranger = demonstration.sign_in("demo-engineer-office", "legal")
    for tab in ("preview", "preview/page", "trial", "trial/check"):
        assert stranger.get(f"{here}/{tab}").status_code in (403, 404), tab
