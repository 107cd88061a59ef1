"""The desk: inbox, side by side, one or many, with reasons; nobody acts out of turn."""

from __future__ import annotations

import re

from tests.web.conftest import Demonstration
from tests.web.site import complaints
from zcforms.demo.people import SCHOOL_CLERK


def test_the_inbox_counts_what_waits(demonstration: Demonstration) -> None:
    page = demonstration.sign_in("demo-school", "legal").get("/desk").text
    counts = re.findall(r"<strong>(\d+)</strong>", page)
    assert len(counts) == 4
    assert all(int(count) > 0 for count in counts[:3])
    assert "<span>补换证待审核</span> <strong>0</strong>" in page
    assert "蚌埠市禾田路小学" in page


def test_nothing_ticked_and_no_reason_are_told(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-school", "legal")
    visitor.get("/desk/achievements")
    page = visitor.send("退回原因", act="approve")
    assert page.status_code == 422
    assert "请先勾选" in page.text
    ids = re.findall(r'name="id" value="([^"]+)"', page.text)
    page = visitor.send("退回原因", id=ids, act="return", reason=" ")
    assert page.status_code == 422
    assert any("原因" in sentence for sentence in complaints(page))
    assert page.text.count("checked") >= len(ids)


def test_an_answer_twice_has_one_effect(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-school", "legal")
    visitor.get("/desk/achievements")
    form = visitor.form("退回原因")
    ids = re.findall(r'name="id" value="([^"]+)"', visitor.page.text)
    fields = {"csrf_token": form.fields["csrf_token"], "id": ids[:1], "act": "approve", "reason": ""}
    assert "已处理 1 条业绩" in visitor.post("/desk/achievements", fields).text
    assert visitor.post("/desk/achievements", fields).status_code in (404, 409)


def test_a_clerk_who_declares_finds_nothing_to_press_at_her_own(demonstration: Demonstration) -> None:
    """The provider says whose account it is; a colleague's account of the same school decides."""
    visitor = demonstration.sign_in(SCHOOL_CLERK, "legal")
    page = visitor.get("/desk/applications").text
    case = re.search(r'href="(/desk/applications/[0-9a-f]+)" aria-label="审核沈若谷', page)
    assert case
    page = visitor.get(case[1]).text
    assert "这是您本人的申报，不能由您审核" in page
    assert 'name="act"' not in page
    colleague = demonstration.sign_in("demo-school", "legal")
    assert 'name="act"' in colleague.get(case[1]).text


def test_a_case_shows_everything_beside_its_answer(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-school", "legal")
    page = visitor.get("/desk/applications").text
    case = re.search(r'href="(/desk/applications/[0-9a-f]+)" aria-label="审核沈若谷', page)
    assert case
    page = visitor.get(case[1]).text
    for text in ("申报情况", "检测结果", "审核流程", "审核意见", "沈若谷", "<summary>依据"):
        assert text in page
    for picture in sorted(set(re.findall(r'href="(/files/[0-9a-f]+)/view"', page)))[:2]:
        assert visitor.get(picture).status_code == 200
    visitor.get(case[1])
    assert visitor.send("opinion", act="return", opinion="").status_code == 422
    assert visitor.send("opinion", opinion="x").status_code == 422
    form = visitor.form("opinion")
    done = visitor.send("opinion", act="return", opinion="请补充聘用文件")
    assert "审核结果已保存" in done.text
    again = dict(form.fields.items(multi=True)) | {"act": "endorse", "opinion": "同意"}
    assert visitor.post(case[1], again).status_code in (404, 409)


def test_others_cases_are_not_found(demonstration: Demonstration) -> None:
    school = demonstration.sign_in("demo-school", "legal")
    case = re.search(r'href="(/desk/applications/[0-9a-f]+)"', school.get("/desk/applications").text)
    company = demonstration.sign_in("demo-company", "legal")
    if case:
        assert company.get(case[1]).status_code == 404
    applicant = demonstration.sign_in("demo-engineer")
    assert applicant.get("/desk/applications").status_code == 403


def test_the_evidence_of_others_stays_closed(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-engineer")
    files = re.findall(r'href="(/files/[0-9a-f]+)/view"', visitor.get(f"{here}/attachments-overview").text)
    stranger = demonstration.sign_in("demo-ready")
    assert stranger.get(files[0]).status_code == 404
    assert demonstration.sign_in("demo-school", "legal").get(files[0]).status_code == 404
