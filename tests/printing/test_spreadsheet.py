"""Tables written for people and read from them: everything is text, nothing is a formula, hostile files are refused."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import openpyxl
import pytest

from tests.printing import uploads
from zcforms.domain.errors import UploadRefused
from zcforms.printing import press, spreadsheet

COLUMNS = [("申报编号", 20), ("姓名", 10)]


def book(*rows: object) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def test_what_was_written_is_read() -> None:
    rows = [["00123", "王𣲘雯"], ["=1+1", "+86 139"], ["", "无编号"]]
    data = spreadsheet.write("面试安排", COLUMNS, rows)
    assert press.read_table(data) == [["申报编号", "姓名"], *rows]


def test_nothing_that_somebody_typed_is_a_formula() -> None:
    data = spreadsheet.write("x", COLUMNS, [['=HYPERLINK("http://evil.example")', "@SUM(A1)"]])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [cell.data_type for cell in sheet[2]] == ["s", "s"]
    assert [cell.number_format for cell in sheet[2]] == ["@", "@"]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width == 20


def test_numbers_days_and_hours_become_texts() -> None:
    half_past_eight = datetime.fromisoformat("2022-07-20T08:30")
    data = book([20220001, 3.0, 3.5, True, date(2022, 7, 20), half_past_eight, time(8, 30), None, " 甲 "])
    assert spreadsheet.read(data) == [
        ["20220001", "3", "3.5", "True", "2022-07-20 00:00", "2022-07-20 08:30", "08:30:00", "", "甲"]
    ]


def test_empty_lines_at_the_end_are_none() -> None:
    assert spreadsheet.read(book(["甲"], [""], ["乙"], [None], ["  "])) == [["甲"], [], ["乙"]]
    assert spreadsheet.read(book()) == []


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "不是 Excel 表格"),
        (b"a,b\n1,2\n", "不是 Excel 表格"),
        (uploads.docx(), "不是 Excel 表格"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 Excel"),
        (uploads.docx({"xl/workbook.xml": bytes(30 * 1024 * 1024)}), "异常地大"),
        (book(["甲"])[:-40], "已损坏"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(UploadRefused, match=complaint):
        press.read_table(data)


def test_a_table_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 3)
    assert len(spreadsheet.read(book(*[["甲"]] * 3))) == 3
    with pytest.raises(UploadRefused, match="超过 3 行"):
        spreadsheet.read(book(*[["甲"]] * 5))


@pytest.mark.parametrize("how", ["read_and_hang", "read_and_crash"])
def test_a_reader_that_hangs_or_dies_refuses_the_file(how: str) -> None:
    with pytest.raises(UploadRefused, match="无法读取"):
        press.read_table(b"x", timeout=0.5, target=f"tests.printing.misbehaving:{how}")


def test_cells_have_the_names_of_a_spreadsheet() -> None:
    assert (spreadsheet.cell_name(1, 1), spreadsheet.cell_name(12, 28)) == ("A1", "AB12")
