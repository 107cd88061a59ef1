"""Paper (features 29, 69, 73)."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from tests.services.conftest import NOW
from tests.services.journal import acts
from zcforms.demo.load import COMPANY, ENGINEER, TEACHER, Stage
from zcforms.domain.errors import NotFound, WrongState
from zcforms.services import applications, sheets
from zcforms.services.applications import Choices
from zcforms.services.house import House
from zcforms.services.submission import submit, withdraw

ENGINEERING_PLAN = "2021-engineering-senior"


def text(pdf: bytes | None) -> str:
    assert pdf is not None
    return (
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
        .replace("\n", "")
        .replace(" ", "")
    )


def test_the_evaluation_form_is_made_after_submission(town: Stage, house: House) -> None:
    """Feature 73."""
    who, application_id = town.filled("ready", TEACHER)
    with pytest.raises(WrongState, match="提交审核后"):
        sheets.evaluation_form(house, who.actor, application_id, NOW)
    assert sheets.make_evaluation_form(house, application_id, NOW) is None
    number = submit(house, who.actor, application_id, NOW)
    waiting = sheets.evaluation_form(house, who.actor, application_id, NOW)
    assert (waiting.name, waiting.data) == (f"专业技术资格评审表-林晓禾-{number}.pdf", None)
    digest = sheets.make_evaluation_form(house, application_id, NOW)
    made = sheets.evaluation_form(house, who.actor, application_id, NOW)
    shown = text(made.data)
    for expected in (
        "林晓禾",
        "蚌埠市禾田路小学",
        "高级教师",
        "小学科学",
        "2022年7月5日",
        number,
        "基于项目学习的小学科学实验教学实践",
    ):
        assert expected in shown
    assert "草稿" not in shown
    assert sheets.make_evaluation_form(house, application_id, NOW + timedelta(days=1)) == digest
    assert acts(house, f"application:{application_id}").count("application.sheet") == 1


def test_who_may_have_it(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    assert sheets.evaluation_form(house, town.desks["demo-school"], application_id, NOW).name
    for sub in ("demo-education", "demo-company"):
        with pytest.raises(NotFound):
            sheets.evaluation_form(house, town.desks[sub], application_id, NOW)
    other = town.employed("library", TEACHER).actor
    for look in (
        lambda: sheets.evaluation_form(house, other, application_id, NOW),
        lambda: sheets.preview(house, other, application_id, NOW),
        lambda: sheets.pledge_form(house, other, application_id),
    ):
        with pytest.raises(NotFound):
            look()


def test_submitted_again_it_is_made_again(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    first = sheets.make_evaluation_form(house, application_id, NOW)
    withdraw(house, who.actor, application_id, NOW)
    later = NOW + timedelta(days=3)
    submit(house, who.actor, application_id, later)
    assert sheets.evaluation_form(house, who.actor, application_id, NOW).data is None
    second = sheets.make_evaluation_form(house, application_id, later)
    assert second != first
    assert "2022年7月8日" in text(sheets.evaluation_form(house, who.actor, application_id, NOW).data)


def test_an_unknown_application_has_no_sheet(house: House) -> None:
    with pytest.raises(NotFound):
        sheets.make_evaluation_form(house, "unknown", NOW)


def test_the_preview_says_that_it_is_one(town: Stage, house: House) -> None:
    who = town.employed("draft", TEACHER)
    application_id = who.declare()
    preview = sheets.preview(house, who.actor, application_id, NOW)
    assert preview.name == "专业技术资格评审表-草稿.pdf"
    shown = text(preview.data)
    assert "褚文心" in shown
    assert "草稿" in shown


def test_the_pledge_has_the_name(town: Stage, house: House) -> None:
    """Features 29, 69."""
    who = town.employed("draft", TEACHER)
    sheet = sheets.pledge_form(house, who.actor, who.declare())
    assert sheet.name == "诚信承诺书-褚文心.pdf"
    shown = text(sheet.data)
    assert "褚文心" in shown
    assert "手写签名" in shown


def test_the_form_that_an_attachment_is_made_from_is_filled_in(town: Stage, house: House) -> None:
    """Features 69, 70: 笔试申请表 for who sits a written examination, the pledge for everybody."""
    plan = house.plan(ENGINEERING_PLAN)
    (item,) = [each for each in plan.attachments if each.specialties and each.template]
    who = town.employed("engineer", ENGINEER, COMPANY)
    application_id = who.declare()
    given = town.documents[ENGINEER]
    choices = Choices(given["route"], given["standard"], item.specialties[0], given["title"])
    with pytest.raises(NotFound):
        sheets.attachment_form(house, who.actor, application_id, item.template or "")
    applications.choose_again(house, who.actor, application_id, choices, NOW)
    form = sheets.attachment_form(house, who.actor, application_id, item.template or "")
    name = given["applicant"]["name"]
    assert form.name == f"笔试申请表-{name}.pdf"
    shown = text(form.data)
    for expected in (name, "报考科目", "化工工程", "高级工程师", "工程师", "本人签名", "（用人单位公章）"):
        assert expected in shown, expected
    assert "手写签名" in text(sheets.attachment_form(house, who.actor, application_id, "pledge").data)
    other = town.employed("library", TEACHER).actor
    with pytest.raises(NotFound):
        sheets.attachment_form(house, other, application_id, "pledge")
