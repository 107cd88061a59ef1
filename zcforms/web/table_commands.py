"""The button of a table's row: `_do` is delete:0, up:0 or down:0."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zcforms.domain.errors import InputFault, InputRefused

_COMMAND = re.compile(r"(delete|up|down):([0-9]{1,4})")
_OFFSETS = {"up": -1, "down": 1}


@dataclass(frozen=True, slots=True)
class TableCommand:
    verb: str
    index: int

    @property
    def offset(self) -> int:
        return _OFFSETS.get(self.verb, 0)


def command_of(form: Mapping[str, str]) -> TableCommand:
    """Raises `InputRefused` for what no button of ours sends."""
    found = _COMMAND.fullmatch(form.get("_do", ""))
    if not found:
        raise InputRefused([InputFault("/_do", "没有识别出要进行的操作，请返回上一页重试。")])
    return TableCommand(found[1], int(found[2]))
