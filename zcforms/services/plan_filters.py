"""Which records an item takes, as a committee writes it in a cell: `级别 是 国家级、省部级；排名 不大于 3`, and as documents have it.

What rows of this kind cannot say stands in the cell as JSON, so that nothing is lost on the way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from zcforms.documents import reading
from zcforms.domain.errors import DocumentsInvalid, InputRefused
from zcforms.domain.plan import CodeList
from zcforms.services.plan_conditions import TESTS, Properties, condition_of, rows_of

_ANY = "满足任一："
_BETWEEN = "；"
_SPLIT = re.compile("[；;\n]")
_WORDS = {word: test for test, word in TESTS.items()} | {
    "=": "is", "＝": "is", "为": "is", "≠": "is_not", "!=": "is_not", "<": "less", "<=": "at_most", "≤": "at_most", ">": "greater",
    ">=": "at_least", "≥": "at_least", "小于": "less", "早于": "less", "不晚于": "at_most", "大于": "greater", "晚于": "greater", "不早于": "at_least",
    "不大于": "at_most", "不小于": "at_least",
}  # fmt: skip
_SAID = {"less": "小于", "at_most": "不大于", "greater": "大于", "at_least": "不小于"}
_FIRST = sorted(_WORDS, key=len, reverse=True)


class FilterRefused(ValueError):
    """The text is no condition; the message says why."""


def told(condition: Any, properties: Properties, codes: Mapping[str, CodeList]) -> str:
    """The text of a condition; "" for none."""
    if not condition:
        return ""
    text = _rows_told(condition, properties, codes)
    said = _said(text, properties, codes) if text else None
    return text if said == condition else json.dumps(condition, ensure_ascii=False)


def _said(text: str, properties: Properties, codes: Mapping[str, CodeList]) -> dict[str, Any] | None:
    try:
        return read(text, properties, codes)
    except FilterRefused:
        return None


def read(text: str, properties: Properties, codes: Mapping[str, CodeList]) -> dict[str, Any] | None:
    """The condition that the text says; None for none.

    Raises:
        FilterRefused: it says none.
    """
    text = text.strip()
    if text.startswith("{"):
        return _as_json(text)
    mode = "any" if text.startswith(_ANY) else "all"
    parts = [each.strip() for each in _SPLIT.split(text.removeprefix(_ANY)) if each.strip()]
    rows = [_row(each, properties) for each in parts]
    try:
        return condition_of(rows, mode, properties, codes, at="")
    except InputRefused as error:
        raise FilterRefused(error.faults[0].message.rstrip("。")) from error


def _as_json(text: str) -> dict[str, Any]:
    try:
        found = reading.parse(text, "")
    except DocumentsInvalid as error:
        raise FilterRefused(error.faults[0].fault) from error
    return dict(found)


def _rows_told(condition: Any, properties: Properties, codes: Mapping[str, CodeList]) -> str:
    found = rows_of(condition, properties, codes)
    if found is None:
        return ""
    rows, mode = found
    parts = [
        " ".join(
            filter(
                None,
                (
                    str(properties.get(row["field"], {}).get("caption", row["field"])),
                    _SAID.get(row["test"], TESTS[row["test"]]),
                    row.get("value", ""),
                ),
            )
        )
        for row in rows
    ]
    return (_ANY if mode == "any" else "") + _BETWEEN.join(parts)


def _row(text: str, properties: Properties) -> dict[str, Any]:
    """One part: which field, which comparison, which value. The longest caption that fits is meant."""
    named = {str(each.get("caption", name)): name for name, each in reversed(list(properties.items()))}
    caption = max((each for each in named if text.startswith(each)), key=len, default=None)
    if caption is None:
        known = "、".join(list(named)[:12])
        raise FilterRefused(f"“{text[:40]}”不是以这些业绩类别共有的字段开头；可以写：{known}")
    rest = text[len(caption) :].strip()
    word = next((each for each in _FIRST if rest.startswith(each)), None)
    if word is None:
        raise FilterRefused(
            f"“{text[:40]}”里没有比较的词；可以写：是、不是、不大于、不小于、小于、大于、已填写、没有填写"
        )
    return {"field": named[caption], "test": _WORDS[word], "value": rest[len(word) :].strip()}
