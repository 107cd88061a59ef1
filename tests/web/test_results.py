"""The committee's desk, the public notice and the approval in the browser's hands, without scripts (features 62, 74)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.web.conftest import Demonstration
from tests.web.site import Visitor, complaints
from zcforms.printing import spreadsheet
from zcforms.storage.columns import CHINA
from zcforms.storage.work import work

PLAN = "2022-teacher-senior"
COMMITTEE, OFFICE, ISSUER = "demo-committee", "demo-teacher-office", "demo-issuer"
VOTES = {"present": "25", "approve": "20", "against": "4", "abstain": "1"}


@pytest.fixture
def committee(demonstration: Demonstration) -> Visitor:
    return demonstration.sign_in(COMMITTEE, "legal")


@pytest.fixture
def in_the_end(demonstration: Demonstration) -> Iterator[None]:
    """The demonstration's clock stands after a public notice that began with it."""
    house = demonstration.house
    before = house.now()
    house.set_business_time(datetime(2022, 7, 13, 9, tzinfo=CHINA))
    yield
    house.set_business_time(before)


def case_of(visitor: Visitor, name: str) -> str:
    page = visitor.get("/desk/applications").text
    found = re.search(rf'href="(/desk/applications/[0-9a-f]+)" aria-label="审核{name}', page)
    assert found
    return found[1]


def uploaded(committee: Visitor, *lines: list[str]) -> str:
    data = spreadsheet.write(
        "结果", [("申报编号", 20), ("出席人数", 8), ("同意", 8), ("反对", 8), ("弃权", 8)], lines
    )
    committee.get("/desk/results")
    fields = committee.form("table").fields.to_dict()
    return committee.post("/desk/results", {**fields, "table": (io.BytesIO(data), "结果.xlsx")}).text


def test_the_desk_of_whoever_enters_results(demonstration: Demonstration, committee: Visitor) -> None:
    page = committee.get("/desk/results").text
    for text in ("评审结果", "方知夏", "应到 25 人，至少 17 人出席。同意票达到出席人数的 2/3 为通过"):
        assert text in page
    assert "评审结果" in committee.get("/desk").text
    school = demonstration.sign_in("demo-school", "legal")
    assert "/desk/results" not in school.get("/desk").text
    assert school.get("/desk/results").status_code == 404
    assert demonstration.sign_in("demo-ready").get("/desk/results").status_code == 403
    made = committee.get(f"/desk/results/results.xlsx?plan={PLAN}")
    assert spreadsheet.read(made.data)[1][1] == "方知夏"


def test_a_table_is_tried_row_by_row(committee: Visitor) -> None:
    number = spreadsheet.read(committee.get(f"/desk/results/results.xlsx?plan={PLAN}").data)[1][0]
    page = uploaded(committee, [number, "25", "20", "4", "0"], ["2022XXXX000001", "25", "20", "4", "1"])
    assert "合计 24 票，与出席 25 人不一致" in page
    assert "本计划没有这个编号的申报在等待评审结果" in page
    assert "没有作任何改动" in page
    assert re.search(r'<button class="btn btn-primary" disabled', page)
    assert "请选择填好的表格" in committee.post("/desk/results", {**committee_fields(committee)}).text
    page = uploaded(committee, [number, "25", "20", "4", "1"])
    assert "没有发现问题" in page
    assert "出席 25，同意 20，反对 4，弃权 1" in page


def committee_fields(committee: Visitor) -> dict[str, str]:
    committee.get("/desk/results")
    return committee.form("table").fields.to_dict()


def test_from_the_votes_to_the_title(
    demonstration: Demonstration, committee: Visitor, request: pytest.FixtureRequest
) -> None:
    """Wrong numbers stay in the form; the notice is public until its end; the holder finds the title."""
    case = case_of(committee, "方知夏")
    assert "须录入表决票数，请单独办理" in committee.page.text
    assert "一起通过" not in committee.page.text
    committee.get(case)
    page = committee.send("opinion", act="evaluate", opinion="同意", **{**VOTES, "approve": "19"})
    assert page.status_code == 422
    assert any("合计 24 票" in sentence for sentence in complaints(page))
    assert committee.form("opinion").fields["approve"] == "19"
    few = {"present": "16", "approve": "16", "against": "0", "abstain": "0"}
    assert "应到 25 人，至少 17 人出席" in committee.get(case).text
    assert 'data-confirm-needs="present approve against abstain"' in committee.page.text
    page = committee.send("opinion", act="evaluate", opinion="同意", **few)
    assert any("至少 17 人出席评审才有效" in sentence for sentence in complaints(page))
    committee.get(case)
    page = committee.send("opinion", act="evaluate", **{**VOTES, "approve": "二十"})
    assert any("请填写“同意”的人数" in sentence for sentence in complaints(page))
    committee.get(case)
    assert "评审结果已保存：通过" in committee.send("opinion", act="evaluate", **VOTES).text
    stranger = Visitor(demonstration.app.test_client(), demonstration.settings.base_url)
    assert "/public-notices" in stranger.get("/signin").text
    page = stranger.get("/public-notices").text
    for text in (
        "方知夏",
        "蚌埠市禾田路小学",
        "高级教师",
        "2022-07-12",
        "叶闻笛",
        "公示单位",
        "蚌埠市教育局",
    ):
        assert text in page
    assert "340199" not in page
    office = demonstration.sign_in(OFFICE, "legal")
    office.get(case)
    assert "公示期到 2022-07-12 为止" in office.page.text
    assert office.send("opinion", act="endorse", opinion="").status_code == 422
    request.getfixturevalue("in_the_end")
    assert "方知夏" not in stranger.get("/public-notices").text
    office.get(case)
    assert "审核结果已保存" in office.send("opinion", act="endorse", opinion="").text
    issuer = demonstration.sign_in(ISSUER, "legal")
    assert 'data-confirm-needs="approval obtained_on"' in issuer.get(case).text
    page = issuer.send("opinion", act="confer", approval="皖人社职〔2022〕90号", obtained_on="2022-13-01")
    assert any("取得资格时间请按" in sentence for sentence in complaints(page))
    granted_with_others(issuer, case)
    holder = demonstration.sign_in("demo-evaluated")
    assert "高级教师" in holder.get("/centre/titles").text
    assert "皖人社职〔2022〕90号" in holder.get("/declaration").text
    assert 'href="/centre/titles">查看我的职称' in holder.page.text


def granted_with_others(issuer: Visitor, case: str) -> None:
    """By the list: the number of approval is asked once for all that are ticked, and what was typed stays."""
    page = issuer.get("/desk/applications").text
    ticked = re.search(rf'name="id" value="({case.rpartition("/")[2]}:[0-9]+)"', page)
    assert ticked
    page = issuer.get("/desk/applications/batch", query_string={"id": ticked[1]}).text
    for text in ("可以一起核准的申报（1 份）", "2022-07-05 通过", "不能撤回"):
        assert text in page
    button = "核准这 1 份申报"
    refused = issuer.send(button, act="confer", approval="", obtained_on="2022-07-05")
    assert refused.status_code == 422
    assert any("请填写批准文号" in sentence for sentence in complaints(refused))
    assert issuer.form(button).fields["obtained_on"] == "2022-07-05"
    done = issuer.send(button, act="confer", approval="皖人社职〔2022〕90号", obtained_on="2022-07-05")
    assert "已核准 1 份申报，并通知申报人" in done.text


def test_the_operators_own_has_no_form(demonstration: Demonstration) -> None:
    """Whoever sits at the organising unit's desk and is an applicant reads so, and finds nothing to press."""
    house = demonstration.house
    with work(house.database) as w:
        applicant, desk = w.accounts.by_subject("demo-announced"), w.accounts.by_subject(OFFICE)
        assert applicant
        assert desk
        desk.person_id = applicant.person_id
    office = demonstration.sign_in(OFFICE, "legal")
    page = office.get(case_of(office, "叶闻笛")).text
    assert "这是您本人的申报，不能由您审核" in page
    assert 'name="act"' not in page
    with work(house.database) as w:
        found = w.accounts.by_subject(OFFICE)
        assert found
        found.person_id = None


def test_returned_by_module_is_read_at_the_module(demonstration: Demonstration) -> None:
    """Features 17, 62: without scripts, too."""
    school = demonstration.sign_in("demo-school", "legal")
    case = case_of(school, "沈若谷")
    school.get(case)
    page = school.send(
        "opinion", act="return", **{"module:/imports/assessments": "考核表盖章不清晰", "to": "applicant"}
    )
    assert "审核结果已保存" in page.text, complaints(page)
    applicant = demonstration.sign_in("demo-submitted")
    assert "年度考核：考核表盖章不清晰" in applicant.get("/").text
    here = case.replace("/desk", "")
    assert "“年度考核”被退回修改：考核表盖章不清晰" in applicant.get(f"{here}/parts/assessments").text
    assert "被退回修改" not in applicant.get(f"{here}/parts/basic").text
