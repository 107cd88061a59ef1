"""What is done with a table's row: `_do` is delete:0, up:0 or down:0 of its buttons, or move:0:2 where the row was dragged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zcforms.domain.errors import InputFault, InputRefused

_COMMAND = re.compile(r"(delete|up|down):([0-9]{1,4})|(move):([0-9]{1,4}):([0-9]{1,4})")
_OFFSETS = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class TableCommand:
    """`offset`: how many places the row moves down."""

    verb: str
    index: int
    offset: int = 0


def command_of(form: Mapping[str, str]) -> TableCommand:
    """Raises `InputRefused` for what no button of ours sends."""
    found = _COMMAND.fullmatch(form.get("_do", ""))
    if not found:
        raise InputRefused([InputFault("/_do", "没有识别出要进行的操作，请返回上一页重试。")])
    verb, index, moved, start, end = found.groups()
    if moved:
        return TableCommand(moved, int(start), int(end) - int(start))
    return TableCommand(verb, int(index), _OFFSETS.get(verb, 0))


def place_of(form: Mapping[str, str]) -> int:
    """Where a row was dragged to, from 0. Raises `InputRefused`."""
    text = form.get("position", "")
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise InputRefused([InputFault("/position", "没有识别出要移到哪里，请返回上一页重试。")])
    return int(text)
