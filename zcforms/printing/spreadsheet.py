"""The door to openpyxl: tables as Excel files (XLSX), written for people and read from them as texts.

For untrusted files call `read` through `press.read_table`, which can be killed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from zcforms.domain.errors import UploadRefused
from zcforms.printing import archive
from zcforms.printing.signatures import kind_of

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 5_000
_MOST_COLUMNS = 60
_LONGEST_TEXT, _LONGEST_OF_BOOK = 1_000, 5_000
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


@dataclass(frozen=True, slots=True)
class Column:
    """`choices`: offered in a drop-down list; `several`: more than one may be written, so that the list only suggests. `hidden`: for programs."""

    caption: str
    width: float = 14.0
    choices: tuple[str, ...] = ()
    several: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """`spare`: empty lines below the rows that have the lists, too."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    spare: int = 0


def write_book(sheets: Sequence[Sheet]) -> bytes:
    """Several sheets, each as `write` makes one, with drop-down lists."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    lists = _Lists()
    for each in sheets:
        sheet = book.create_sheet(each.caption[:31])
        _fill(sheet, each)
        for place, column in enumerate(each.columns, 1):
            if column.choices:
                _offer(sheet, lists, column, (place, len(each.rows) + each.spare + 1))
    lists.put_into(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class _Lists:
    """The entries of drop-down lists, on a sheet of their own that nobody sees: within a cell they may have 255 characters."""

    caption = "选项"

    def __init__(self) -> None:
        self.columns: dict[tuple[str, ...], int] = {}

    def reference(self, choices: tuple[str, ...]) -> str:
        letter = get_column_letter(self.columns.setdefault(choices, len(self.columns) + 1))
        return f"'{self.caption}'!${letter}$1:${letter}${len(choices)}"

    def put_into(self, book: Any) -> None:
        if not self.columns:
            return
        sheet = book.create_sheet(self.caption)
        sheet.sheet_state = "hidden"
        for choices, column in self.columns.items():
            for line, text in enumerate(choices, 1):
                _put(sheet.cell(line, column), text)


def _fill(sheet: Any, given: Sheet) -> None:
    for place, column in enumerate(given.columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = column.width
        sheet.column_dimensions[letter].hidden = column.hidden
        head = sheet.cell(1, place)
        _put(head, column.caption)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True)
    for line, row in enumerate(given.rows, 2):
        for place, text in enumerate(row, 1):
            _put(sheet.cell(line, place), text)
            sheet.cell(line, place).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _offer(sheet: Any, lists: _Lists, column: Column, place: tuple[int, int]) -> None:
    """`place`: the column's number, and the last line with the list."""
    validation = DataValidation(
        type="list", formula1=lists.reference(column.choices), showErrorMessage=not column.several
    )
    validation.errorTitle, validation.error = "请从列表中选择", f"“{column.caption}”请从列表中选择。"
    letter = get_column_letter(place[0])
    validation.add(f"{letter}2:{letter}{max(place[1], 2)}")
    sheet.add_data_validation(validation)


def _put(cell: Any, text: str) -> None:
    cell.value, cell.data_type, cell.number_format = ILLEGAL_CHARACTERS_RE.sub("", text), "s", "@"


def read_book(data: bytes) -> dict[str, Table]:
    """Every sheet's rows by its caption, as `read` gives the first one's; texts may be long. Raises `UploadRefused` as `read`, and for a formula that no
    program has worked out: its cell would pass for an empty one."""
    book = _opened(data)
    tables = {sheet.title: _rows_of(sheet, _LONGEST_OF_BOOK) for sheet in book.worksheets}
    for title, row, column in _formulas(data):
        line = tables[title][row - 1] if row <= len(tables[title]) else []
        if column > len(line) or not line[column - 1]:
            where = f"工作表“{title}”的 {cell_name(row, column)}"
            raise UploadRefused(f"{where} 是公式，没有算出的结果。请改成文字或数字后再上传。")
    return tables


def _formulas(data: bytes) -> Iterator[tuple[str, int, int]]:
    """Sheet, line and column of every cell with a formula."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive_:
        sheets = [each for each in archive_.namelist() if each.startswith("xl/worksheets/")]
        if not any(b"<f" in archive_.read(each) for each in sheets):
            return
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_col=_MOST_COLUMNS, max_row=MOST_ROWS):
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.row, cell.column


def read(data: bytes) -> Table:
    """The first sheet's rows from the first line on, each cell as text, without what is empty at the end of a line and of the table.

    Raises:
        UploadRefused: not an Excel file, damaged, with a password, or larger than 5,000 rows.
    """
    return _rows_of(_opened(data).worksheets[0], _LONGEST_TEXT)


def _opened(data: bytes) -> Any:
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
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except UploadRefused:
        raise
    except Exception as error:  # a damaged file makes the library fail in every way there is
        raise UploadRefused(_BROKEN) from error


def cell_name(row: int, column: int) -> str:
    """What a spreadsheet calls a cell; both count from 1."""
    return f"{get_column_letter(column)}{row}"


def _rows_of(sheet: Any, longest: int) -> Table:
    table: Table = []
    try:
        for row in sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True):
            if len(table) > MOST_ROWS:
                raise UploadRefused(f"表格超过 {MOST_ROWS} 行，请分成几个文件上传。")
            table.append(_trimmed([_text(value)[:longest] for value in row]))
    except UploadRefused:
        raise
    except Exception as error:  # it is read while it is gone through
        raise UploadRefused(_BROKEN) from error
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
    return str(value).strip()[:_LONGEST_OF_BOOK]
