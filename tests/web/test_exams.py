"""The organising unit's 面试与考试 in the browser's hands, without scripts (feature 22)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from pypdf import PdfReader

from tests.web.conftest import Demonstration
from tests.web.site import Visitor, complaints
from zcforms.printing import spreadsheet
from zcforms.storage.columns import CHINA
from zcforms.storage.work import work

PLAN, OFFICE = "2021-engineering-senior", "demo-engineer-office"
SCOPE = f"{PLAN}/interview"
FORM = {
    "form": "interview", "caption": "机械组第二场", "capacity": "1", "date": "2022-07-21", "reports_at": "8点30分", "starts_at": "09:00",
    "ends_at": "11:30", "place": "省经济技术学校 2 号楼",
}  # fmt: skip


@pytest.fixture
def office(demonstration: Demonstration) -> Visitor:
    return demonstration.sign_in(OFFICE, "legal")


def rows(page: str) -> dict[str, str]:
    """Name -> value of the box in front of it."""
    return {
        name: value for value, name in re.findall(r'name="id" value="(\w+)" aria-label="选择([^\s"]+)', page)
    }


def sitting_of(demonstration: Demonstration, caption: str) -> str:
    with work(demonstration.house.database, write=False) as w:
        return next(each.id for each in w.sittings.of_plans([PLAN]) if each.caption == caption)


def code_of(demonstration: Demonstration) -> str:
    with work(demonstration.house.database, write=False) as w:
        (ticket,) = w.tickets.live_in(sitting_of(demonstration, "机械组第一场"))
        return ticket.code


@pytest.fixture
def on_the_day(demonstration: Demonstration) -> Iterator[None]:
    """The demonstration's clock stands in the morning of the sitting."""
    house = demonstration.house
    before = house.now()
    house.set_business_time(datetime(2022, 7, 20, 8, 40, tzinfo=CHINA))
    yield
    house.set_business_time(before)


def test_the_desk_leads_to_it_where_there_is_an_examination(
    demonstration: Demonstration, office: Visitor
) -> None:
    page = office.get("/desk").text
    for text in ("面试与考试", "应考人员", "考核场次", "免面试申请待答复"):
        assert text in page
    assert "面试与考试" not in demonstration.sign_in("demo-school", "legal").get("/desk").text
    assert demonstration.sign_in("demo-school", "legal").get("/desk/exams").status_code == 404
    assert demonstration.sign_in("demo-ready").get("/desk/exams").status_code == 403


def test_who_is_due_with_filters(office: Visitor) -> None:
    assert list(rows(office.get("/desk/exams").text)) == ["许承志", "苏映雪"]
    assert list(rows(office.get("/desk/exams?seated=no").text)) == ["苏映雪"]
    assert "罗嘉树" in office.get("/desk/exams?waiver=granted").text
    assert "没有符合条件的人员" in office.get("/desk/exams?text=nobody").text
    assert office.get("/desk/exams?scope=2022-teacher-senior/interview").status_code == 404
    assert "没有符合条件的人员" in office.get(f"/desk/exams?scope={PLAN}/written").text


def test_a_sitting_is_planned_filled_and_emptied_again(office: Visitor) -> None:
    office.get(f"/desk/exams/sittings/new/{PLAN}")
    wrong = office.send("place", **{**FORM, "place": "", "ends_at": "08:00"})
    assert wrong.status_code == 422
    assert "请填写考核地点" in wrong.text
    assert "不能晚于" in wrong.text
    page = office.send("place", **FORM)
    assert "场次已建立" in page.text, complaints(page)
    assert "2022年7月21日 08:30 报到" in page.text
    sitting = office.path.rsplit("/", 1)[1]

    office.get("/desk/exams")
    both = rows(office.page.text)
    assert "请先选择场次" in office.send("安排所选人员", id=list(both.values()), act="assign").text
    full = office.send("安排所选人员", id=list(both.values()), sitting=sitting, act="assign")
    assert full.status_code == 422
    assert "只剩 1 个名额" in full.text
    assert full.text.count(" checked") == 2
    assert "请先勾选" in office.send("安排所选人员", id=None, sitting=sitting, act="assign").text
    office.get("/desk/exams?seated=no")
    assert "已按顺序安排 1 人" in office.send("安排所选人员", sitting=sitting, act="fill").text
    assert office.path == "/desk/exams?seated=no"

    office.get(f"/desk/exams/sittings/{sitting}")
    mine = rows(office.page.text)
    assert list(mine) == ["苏映雪"]
    assert "不是考核当天" in office.send("取消安排的原因", id=list(mine.values()), act="arrive").text
    assert "请选择要移到的场次" in office.send("取消安排的原因", id=list(mine.values()), act="move").text
    assert "请选择要办理的事项" in office.send("取消安排的原因", id=list(mine.values())).text
    moved = office.send("取消安排的原因", id=list(mine.values()), act="move", sitting="")
    assert moved.status_code == 422
    office.get(f"/desk/exams/sittings/{sitting}")
    assert "已取消 1 人的安排" in office.send("取消安排的原因", id=list(mine.values()), act="release").text
    assert "场次已删除" in office.send("删除场次").text


def test_a_sitting_is_changed_and_another_window_is_told(
    demonstration: Demonstration, office: Visitor
) -> None:
    sitting = sitting_of(demonstration, "机械组第一场")
    office.get(f"/desk/exams/sittings/{sitting}/edit")
    assert "准考证已发布" in office.page.text
    one, other = ({**office.form("place").fields.to_dict(), "once": key} for key in ("one-key", "other-key"))
    assert "已通知本场 1 人" in office.send("place", place="市第二中学").text
    where = f"/desk/exams/sittings/{sitting}/edit"
    page = office.post(where, {**one, "capacity": "31"})
    assert "已在其他窗口或设备上修改，保留了那里的内容" in page.text
    assert "市第二中学" in page.text
    stale = office.post(where, {**other, "place": "市第三中学"})
    assert stale.status_code == 409
    mine = re.search(r'name="choose:place" value="(mine:[^"]+)"', stale.text)
    assert mine
    assert "市第三中学" in office.send("choose:place", **{"choose:place": mine[1]}).text
    office.get(where)
    assert office.form("place").fields["capacity"] == "31"
    office.send("place", place="省经济技术学校 3 号楼")


def test_published_and_taken_back(demonstration: Demonstration, office: Visitor) -> None:
    sitting = sitting_of(demonstration, "机械组第一场")
    office.get("/desk/exams/sittings")
    assert "请先勾选场次" in office.send("收回的原因", act="take-back", reason="停电").text
    assert "请写明收回的原因" in office.send("收回的原因", id=sitting, act="take-back", reason="").text
    assert "已收回，已通知 1 人" in office.send("收回的原因", id=sitting, act="take-back", reason="停电").text
    applicant = demonstration.sign_in("demo-scheduled")
    assert re.search(r"<button[^>]*disabled[^>]*>打印准考证", applicant.get("/declaration").text)
    assert "已收回：停电。" in applicant.get("/notices").text
    late = office.send("收回的原因", id=sitting, act="announce", opens="2022-07-20T08:30")
    assert "应早于报到时间" in late.text
    assert "时间没有看懂" in office.send("收回的原因", id=sitting, act="announce", opens="明天").text
    office.send("收回的原因", id=sitting, act="announce", opens="2022-07-13T09:00")
    assert "2022年7月13日 09:00 开放准考证" in office.get("/desk/exams/sittings").text
    assert "2022年7月13日 09:00 起可以打印准考证" in applicant.get("/").text
    office.send("收回的原因", id=sitting, act="take-back", reason="改为立即开放")
    office.send("收回的原因", id=sitting, act="announce", opens="")


def test_the_applicant_prints_the_ticket(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-scheduled")
    for path in ("/", "/declaration"):
        assert "打印准考证" in visitor.get(path).text
    link = re.search(r'href="(/applications/\w+/tickets/\w+)"', visitor.page.text)
    assert link
    paper = visitor.get(link[1])
    assert paper.mimetype == "application/pdf"
    text = "".join(PdfReader(io.BytesIO(paper.data)).pages[0].extract_text().split())
    assert "准考证号20210001010001" in text
    assert demonstration.sign_in("demo-ready").get(link[1]).status_code == 404


def test_the_list_goes_out_and_comes_back(demonstration: Demonstration, office: Visitor) -> None:
    made = office.get(f"/desk/exams/roster.xlsx?scope={SCOPE}")
    assert made.mimetype == spreadsheet.MEDIA_TYPE
    assert "attachment" in made.headers["Content-Disposition"]
    table = spreadsheet.read(made.data)
    assert [row[1] for row in table] == ["姓名", "许承志", "苏映雪"]

    def upload(lines: list[list[str]]) -> str:
        office.get(f"/desk/exams/roster?scope={SCOPE}")
        data = spreadsheet.write("x", [(name, 12) for name in lines[0]], lines[1:])
        fields = {**office.form("table").fields.to_dict(), "table": (io.BytesIO(data), "安排.xlsx")}
        return office.post(f"/desk/exams/roster?scope={SCOPE}", {**fields, "scope": SCOPE}).text

    head, one, two = table[0], table[1], table[2]
    place = head.index("场次")
    wrong = upload([head, one, [*two[:place], "机械组第三场"]])
    assert "H3：没有这个场次。是不是想写“机械组第一场”？" in wrong
    assert re.search(r"<button[^>]*disabled[^>]*>确认导入", wrong)
    assert "没有带来任何改动" in upload([head, one])
    assert "没有发现问题" in upload([head, one, [*two[:place], "机械组第一场"]])
    assert "新安排 1 人，移动 0 人" in office.send("确认导入").text
    assert list(rows(office.get("/desk/exams?seated=yes").text)) == ["许承志", "苏映雪"]
    sitting = sitting_of(demonstration, "机械组第一场")
    office.get(f"/desk/exams/sittings/{sitting}")
    office.send("取消安排的原因", id=rows(office.page.text)["苏映雪"], act="release", reason="试")
    office.get("/desk/exams/roster")
    assert "请选择填好的表格" in office.send("上传并检查").text


def test_at_the_door(demonstration: Demonstration, office: Visitor, on_the_day: None) -> None:
    address = f"/check-in/{code_of(demonstration)}"
    page = office.get(address).text
    assert "许承志" in page
    picture = re.search(r'src="(/desk/exams/tickets/\w+/photo.jpg)"', page)
    assert picture
    assert office.get(picture[1]).mimetype == "image/jpeg"
    office.get(address)
    assert "已登记许承志报到" in office.send("登记报到", act="arrive").text
    form = {**office.form("撤销报到登记").fields.to_dict(), "act": "arrive"}
    assert "不需要重复登记" in office.post(address, form).text
    assert "已撤销许承志的报到登记" in office.send("报到", act="undo").text
    sitting = sitting_of(demonstration, "机械组第一场")
    office.get(f"/desk/exams/sittings/{sitting}")
    mine = rows(office.page.text)["许承志"]
    assert "已登记 1 人报到" in office.send("取消安排的原因", id=mine, act="arrive").text
    assert (
        "已经报到的人员不能再移动或取消"
        in office.send("取消安排的原因", id=mine, act="release", reason="x").text
    )
    assert "已撤销 1 人的报到登记" in office.send("取消安排的原因", id=mine, act="undo").text


@pytest.mark.parametrize("sub", [None, "demo-scheduled", "demo-teacher-office", "demo-company"])
def test_a_stranger_who_scans_the_code_learns_nothing(demonstration: Demonstration, sub: str | None) -> None:
    """Not even whether there is such a ticket."""
    stranger = Visitor(demonstration.app.test_client(), demonstration.settings.base_url)
    if sub:
        stranger = demonstration.sign_in(sub, "legal" if sub.endswith(("office", "company")) else "person")
    real, guessed = (stranger.get(f"/check-in/{code}") for code in (code_of(demonstration), "guessed"))
    pattern = re.compile(r'value="[^"]{20,}"|content="[^"]{60,}"|/check-in/[\w-]+')
    assert real.status_code == guessed.status_code == 200
    assert pattern.sub("", real.text) == pattern.sub("", guessed.text)
    for text in ("承志", "20210001010001", "机械"):
        assert text not in real.text.replace("许承志", "" if sub == "demo-scheduled" else "许承志")
    if sub != "demo-scheduled":
        assert "许承志" not in real.text
    answer = stranger.post(
        f"/check-in/{code_of(demonstration)}", {"csrf_token": "x", "act": "arrive"}, headers={}
    )
    assert answer.status_code == 419


def test_signing_in_leads_back_to_the_code(demonstration: Demonstration) -> None:
    operator = Visitor(demonstration.app.test_client(), demonstration.settings.base_url)
    operator.get(f"/check-in/{code_of(demonstration)}")
    operator.sign_in(OFFICE, "legal")
    assert operator.path.startswith("/check-in/")
    assert "许承志" in operator.page.text


def test_a_strangers_mark_does_nothing(demonstration: Demonstration, on_the_day: None) -> None:
    stranger = demonstration.sign_in("demo-company", "legal")
    stranger.get("/desk/bindings")
    fields = {"csrf_token": stranger.csrf(), "act": "arrive"}
    assert "登记许承志" not in stranger.post(f"/check-in/{code_of(demonstration)}", fields).text
    with work(demonstration.house.database, write=False) as w:
        found = w.tickets.by_code(code_of(demonstration))
        assert found
        assert found.arrived_at is None


def test_waivers_are_listed_looked_at_and_answered(demonstration: Demonstration, office: Visitor) -> None:
    page = office.get("/desk/waivers").text
    assert "待答复（1）" in page
    assert list(rows(page)) == ["苏映雪的申请"]
    assert "请先勾选" in office.send("审核意见", act="approve").text
    assert "罗嘉树" in office.get("/desk/waivers?state=granted").text
    case = re.search(r'href="(/desk/waivers/\w+)"', office.get("/desk/waivers").text)
    assert case
    page = office.get(case[1]).text
    for text in ("博士学位证书.jpg", "情况说明", "申报情况", "学历教育", "查看申报全文和材料"):
        assert text in page
    for picture in re.findall(r'src="(/files/\w+)"', page):
        assert office.get(picture).status_code == 200
    office.get(case[1])
    assert office.autosave("审核意见", reason="还没有写完的意见").status_code == 200
    office.get(case[1])
    assert office.form("act").fields["reason"] == ""
    office.get(f"{case[1]}?draft=1")
    assert office.form("act").fields["reason"] == "还没有写完的意见"
    office.get(case[1])
    assert "请写明不同意的理由" in office.send("审核意见", act="return").text
    assert "已答复" in office.send("审核意见", act="return", reason="证书不清晰，请重新上传。").text
    assert "待答复（0）" in office.get("/desk/waivers").text
    applicant = demonstration.sign_in("demo-waiver")
    assert "免面试申请未获同意：证书不清晰，请重新上传。" in applicant.get("/declaration").text
    notice = applicant.get("/notices").text
    assert "未获同意：证书不清晰，请重新上传。请按时参加面试答辩。" in notice
    here = re.search(r'href="(/applications/\w+/waiver)"', notice)
    assert here
    page = applicant.get(here[1]).text
    assert "重新申请" in page
    assert "证书不清晰" in page


def test_the_granted_one_says_so_everywhere(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-waived")
    page = visitor.get("/declaration").text
    for text in ("免面试（已同意）", "<dd>免面试</dd>", "已同意免面试，不需要面试答辩的准考证。"):
        assert text in page
    assert re.search(r"是否面试</dt><dd>免面试", visitor.get(f"{here}/overview").text)
    assert "审核意见" in visitor.get(f"{here}/waiver").text
