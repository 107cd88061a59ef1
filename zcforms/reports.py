"""What the command line prints: tables in columns that line up with Chinese text, and the same as JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zcforms.domain.system import said

if TYPE_CHECKING:
    from zcforms.checks.run import Verdict
    from zcforms.domain.finding import CheckRow, Finding
    from zcforms.domain.plan import Plan

ALIGNED = 40
"""A column with a text of more terminal columns is not padded where rows are not wrapped."""
AROUND, NARROWEST = 40, 30
"""Terminal columns that the other cells take, and the least that a wrapped text gets."""
PASSED, FAILED = "☑", "☒"
BLOCKED = "(申报信息不完善, 无法提交)"
COLUMNS = ("序号", "申报项", "检测结果", "是否通过")


def width(text: str) -> int:
    """Columns of a terminal that the text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, columns: int) -> list[str]:
    """The text cut into lines of at most so many terminal columns."""
    lines, line = [], ""
    for character in text:
        if width(line + character) > columns:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def table(header: Sequence[str], rows: Iterable[Sequence[str]], widest: int | None) -> str:
    """Aligned columns. A cell over `widest` terminal columns goes on below itself; None: one line a row, and such long texts
    that nobody aligns them stay as they are, so that a search finds them whole."""
    cells = [[wrapped(cell, widest) if widest else [cell] for cell in row] for row in [header, *rows]]
    widths = [max(width(line) for row in cells for line in row[column]) for column in range(len(header))]
    if widest is None:
        widths = [size if size <= ALIGNED else 0 for size in widths]
    lines = []
    for row in cells:
        for index in range(max(len(cell) for cell in row)):
            parts = [cell[index] if index < len(cell) else "" for cell in row]
            padded = (part + " " * (size - width(part)) for part, size in zip(parts, widths, strict=True))
            lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def verdict_table(verdict: Verdict, columns: int | None = None) -> str:
    """The check table of figures 4-25 and 4-26, then what was adjusted, what to do, and whether it can be submitted.
    `columns`: of the terminal, None where there is none."""
    rows = [
        (str(number), row.caption, row.text, PASSED if row.passed else FAILED)
        for number, row in enumerate(verdict.rows, 1)
    ]
    parts = [table(COLUMNS, rows, max(columns - AROUND, NARROWEST) if columns else None)]
    told = [line for row in verdict.rows for finding in row.findings for line in _advice(row, finding)]
    if told:
        parts.append("\n".join(told))
    parts.append("检测通过，可以提交审核。" if verdict.passed else BLOCKED)
    return "\n\n".join(parts)


def _advice(row: CheckRow, finding: Finding) -> list[str]:
    """One line for a finding that has something to say beyond its row's text."""
    said = finding.message if finding.message not in row.text else ""
    text = " ".join(part for part in (said, finding.remedy) if part)
    where = f" [{finding.pointer}]" if finding.pointer else ""
    return [f"- {row.caption}：{text}{where}"] if text else []


def plans(listed: Iterable[Plan]) -> list[str]:
    """One line a plan, its id first."""
    return [f"{plan.id}\t{plan.year}\t{plan.caption}\t{plan.opens} 至 {plan.closes}" for plan in listed]


SETTING_FAULTS = {
    "int_parsing": "应为整数",
    "float_parsing": "应为数字",
    "bool_parsing": "应为 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "应大于 {gt}",
    "less_than_equal": "不能大于 {le}",
    "literal_error": "只能是 {expected}",
}
"""What is wrong with a setting, by the kind of fault that pydantic names."""


def setting_fault(fault: Mapping[str, Any]) -> str:
    """An environment variable that cannot be used, from an entry of a `ValidationError`."""
    place, said = fault["loc"], fault.get("ctx", {})
    if not place:  # faults between settings name the variables themselves
        return f"{said.get('error', fault['msg'])}（见 docs/settings.md）"
    told = SETTING_FAULTS.get(fault["type"], "不能使用").format_map(said)
    return f"ZCFORMS_{str(place[0]).upper()}：{told}（见 docs/settings.md）"


def system_fault(error: OSError) -> str:
    """A file or folder that the system does not let us use; what we raise ourselves is a sentence already."""
    if error.errno is None:
        return str(error)
    where = f"{error.filename}：" if error.filename else ""
    return f"{where}无法使用（{said(error)}）。请检查路径和权限；数据所在的文件夹由 ZCFORMS_VAR 决定。"
