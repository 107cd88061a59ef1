"""The door to openpyxl: tables as Excel files (XLSX), written for people and read from them as texts.

For untrusted files call `read` through `press.read_table`, which can be killed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from zcforms.domain.errors import UploadRefused
from zcforms.printing import archive
from zcforms.printing.signatures import kind_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 5_000
_MOST_COLUMNS = 60
_LONGEST_TEXT = 1_000
_BROKEN = "文件不是 Excel 表格（.xlsx），或已损坏。请用 Excel 或 WPS 另存为 .xlsx 后再上传。"
_OLD = "这是旧版 Excel 文件（.xls），或设有密码。请另存为没有密码的 .xlsx 后再上传。"

Table = list[list[str]]
T = TypeVar("T")


def write(caption: str, columns: Sequence[tuple[str, float]], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet: captions with widths (in characters) over texts. Everything is text, so that no number loses its zeros and nothing
    that somebody typed is a formula; characters that a spreadsheet cannot hold are left out."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = caption[:31]
    sheet.append([name for name, _ in columns])
    for row in rows:
        sheet.append(["" for _ in row])
        for place, text in enumerate(row, 1):
            cell = sheet.cell(sheet.max_row, place)
            cell.value, cell.data_type, cell.number_format = ILLEGAL_CHARACTERS_RE.sub("", text), "s", "@"
    for place, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        head = sheet.cell(1, place)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True)
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(data: bytes) -> Table:
    """The first sheet's rows from the first line on, each cell as text, without what is empty at the end of a line and of the table.

    Raises:
        UploadRefused: not an Excel file, damaged, with a password, or larger than 5,000 rows.
    """
    if kind_of(data) == "doc":
        raise UploadRefused(_OLD)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            archive.hold_size(
                book.infolist(),
                len(data),
                called="Excel 文件",
                instead="请重新导出后再上传。",
                broken=_BROKEN,
            )
        return _rows(data)
    except UploadRefused:
        raise
    except Exception as error:  # a damaged file makes the library fail in every way there is
        raise UploadRefused(_BROKEN) from error


def cell_name(row: int, column: int) -> str:
    """What a spreadsheet calls a cell; both count from 1."""
    return f"{get_column_letter(column)}{row}"


def _rows(data: bytes) -> Table:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    table: Table = []
    for row in book.worksheets[0].iter_rows(max_col=_MOST_COLUMNS, values_only=True):
        if len(table) > MOST_ROWS:
            raise UploadRefused(f"表格超过 {MOST_ROWS} 行，请分成几个文件上传。")
        table.append(_trimmed([_text(value) for value in row]))
    return _trimmed(table)


def _trimmed(line: list[T]) -> list[T]:
    """Without what is empty at its end."""
    while line and not line[-1]:
        line.pop()
    return line


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:_LONGEST_TEXT]
