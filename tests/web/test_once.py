"""A form has one effect, and forms that are sent again and again have each of theirs (decision 16)."""

from __future__ import annotations

import io
import re

from tests.web.conftest import Demonstration
from tests.web.site import Visitor, complaints
from tests.web.test_library import picture
from zcforms.printing import spreadsheet


def library_form(visitor: Visitor) -> dict[str, str]:
    visitor.get("/library/work/new")
    return visitor.form("data.employer").fields.to_dict()


def test_a_form_that_is_sent_twice_has_one_effect(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-library")
    form = {**library_form(visitor), "data.employer": "两次点击学校"}
    first = visitor.post("/library/work/new", form)
    assert first.status_code == 200, complaints(first)
    again = visitor.post("/library/work/new", form)
    assert again.status_code == 200
    assert visitor.get("/library?search=两次点击学校").text.count('<td data-label="业绩内容">') == 1


def test_other_content_under_a_used_key_is_shown_and_can_be_sent_anew(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-library")
    form = {**library_form(visitor), "data.employer": "先写的学校"}
    visitor.post("/library/work/new", form)
    page = visitor.post("/library/work/new", {**form, "data.employer": "后写的学校"})
    assert page.status_code == 409
    assert "刚才已经提交过" in page.text
    assert "需要重新选择" not in page.text
    assert visitor.send("data.employer").status_code == 200
    assert "后写的学校" in visitor.get("/library").text


def test_a_file_that_was_put_right_under_the_same_name_is_other_content(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-library")
    form = {**library_form(visitor), "data.employer": "带文件的学校"}

    def sent(data: bytes) -> int:
        files = {"evidence:upload": (io.BytesIO(data), "证明.jpg")}
        return visitor.post("/library/work/new", {**form, **files}).status_code

    assert sent(picture("navy")) == 200
    assert sent(picture("navy")) == 200
    assert sent(picture("olive")) == 409
    assert "随表单选择的文件需要重新选择" in visitor.page.text


def test_a_table_that_was_put_right_is_tried_from_the_same_page(demonstration: Demonstration) -> None:
    """The browser's way back shows the form as it was; the file has the same name."""
    office = demonstration.sign_in("demo-engineer-office", "legal")
    scope = "2021-engineering-senior/interview"
    table = spreadsheet.read(office.get(f"/desk/exams/roster.xlsx?scope={scope}").data)
    office.get(f"/desk/exams/roster?scope={scope}")
    form = office.form("table").fields.to_dict()

    def tried(lines: list[list[str]]) -> str:
        data = spreadsheet.write("x", [(name, 12) for name in lines[0]], lines[1:])
        return office.post(
            "/desk/exams/roster", {**form, "scope": scope, "table": (io.BytesIO(data), "安排.xlsx")}
        ).text

    head, one = table[0], table[1]
    assert "没有这个场次" in tried([head, [*one[: head.index("场次")], "没有的场次"]])
    assert "没有这个场次" not in tried([head, one])


def test_the_workbench_saves_again_and_again_from_one_page(draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/changes")
    form = author.form("cases_text").fields.to_dict()
    for window in ("第一次", "第二次"):
        page = author.post(
            here, {**form, "text": f"{form['text']}\n# {window}\n"}, headers={"X-Fragment": "1"}
        )
        assert page.status_code == 200
        author.get(f"{here}/changes")
        fresh = author.form("cases_text").fields.to_dict()
        form = {**form, **{name: fresh[name] for name in ("version", "kept")}}
    assert re.search(r"# 第二次\s*</textarea>", author.page.text)
