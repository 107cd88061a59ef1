"""What an author probably meant who wrote something else: words of other languages, captions for names, values in another spelling."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping

from zcforms.checks.core import Type
from zcforms.documents.nearest import remedy_for

MEANT = {
    **{"=": "==", "＝": "==", "=>": ">=", "≥": ">=", "≧": ">=", "=<": "<=", "≤": "<=", "≦": "<="},
    **{"<>": "!=", "≠": "!=", "！=": "!=", "＞": ">", "＜": "<", "＞=": ">=", "＜=": "<="},
    **{"eq": "==", "ne": "!=", "gt": ">", "gte": ">=", "ge": ">=", "lt": "<", "lte": "<=", "le": "<="},
    **{"min": ">=", "minimum": ">=", "max": "<=", "maximum": "<=", "is": "==", "equals": "=="},
    **{"等于": "==", "不等于": "!=", "大于": ">", "小于": "<", "早于": "<", "晚于": ">"},
    **{"不小于": ">=", "大于等于": ">=", "至少": ">=", "不早于": ">=", "不大于": "<=", "小于等于": "<=", "至多": "<=", "不晚于": "<="},
    **{"是": "==", "属于": "in", "含有": "contains", "包含": "contains", "includes": "contains", "range": "between"},
}  # fmt: skip
"""What people write for a test that is called something else."""

_ANY, _ALL = "任一成立请用 any：any: [条件, 条件]。", "全部成立请用 all：all: [条件, 条件]。"
_PRESENT, _ABSENT = "已填写请用 present: 名称。", "没有填写请用 absent: 名称。"
_NONE = "都不成立请用 not 加 any：not: {any: [条件, 条件]}。"
_WHEN = "前提请写在规则的 when 里，与 require 并列；几种情形各有要求请用 any。"
_INSIDE = "请写在 count、some、every 等条件里面，与 of 并列。"
_OF_THE_RULE = "它是规则的一项，不是条件：请少缩进一层，与 require 并列。"
_CONDITIONS = {
    **dict.fromkeys(("or", "oneOf", "anyOf", "或", "或者", "任一"), _ANY),
    **dict.fromkeys(("and", "allOf", "且", "并且", "全部"), _ALL),
    **dict.fromkeys(("none", "nor", "none_of"), _NONE),
    **dict.fromkeys(("exists", "required", "filled", "not_empty"), _PRESENT),
    **dict.fromkeys(("empty", "is_empty", "blank"), _ABSENT),
    **dict.fromkeys(("if", "then", "else"), _WHEN),
    **dict.fromkeys(("of", "where", "that", "as", "field", "by", "scale", "order"), _INSIDE),
    **dict.fromkeys(("message", "passed", "remedy", "when", "at", "missing", "values", "each", "row"), _OF_THE_RULE),
    **dict.fromkeys(("severity", "policy", "routes", "levels", "specialties", "standards"), _OF_THE_RULE),
}  # fmt: skip
OF_CHOICES = "选了哪些请用 has_one_of、has_all_of 或 has_none_of，选了几项请用 chosen。"
_SEVERAL = 3
_MOMENT = re.compile(r"(\d{4})\D{1,2}(\d{1,2})(?:\D{1,2}(\d{1,2})\D?|\D?)", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,4})?", re.ASCII)
_TEST = re.compile(r"(>=|<=|==|!=|>|<)\s*(\S.*)?")
_TRUTH = {"yes": "true", "on": "true", "是": "true", "true": "true"} | dict.fromkeys(
    ("no", "off", "否", "false"), "false"
)
_PLAIN = {
    Type.DATE: "请写成 2022-12-31 或 2022-12。",
    Type.INTEGER: "请写不带引号的整数。",
    Type.NUMBER: "请写不带引号的数。",
    Type.BOOLEAN: "请写 true 或 false。",
    Type.TEXT: "请写成文字，并加引号。",
}


def of_condition(word: str) -> str:
    """What to write for a word that is no condition of ours; "" where it is none of those that we know."""
    return _CONDITIONS.get(word, "")


def of_name(text: str, known: Iterable[str], spoken: Iterable[Mapping[str, tuple[str, ...]]]) -> str:
    """What to write for a name that there is none of. `spoken`: names by their captions and their last words, the nearest place first."""
    if "：" in text:
        return "这里的冒号是全角的“：”，请改成半角冒号加一个空格。"
    last = text.rpartition(".")[2]
    for places in spoken:
        if found := places.get(last) or places.get(last.lower()):
            return f"是不是想写{'或'.join(f'“{name}”' for name in found[:_SEVERAL])}？"
    return remedy_for(text, known)


def of_type(expected: Type, written: object) -> str:
    """What to write where a value of this type is expected."""
    plain = _PLAIN[expected]
    if not isinstance(written, str):
        return f"请写成“{written}”，加上引号。" if expected is Type.TEXT and _is_number(written) else plain
    text = unicodedata.normalize("NFKC", written).strip()
    if test := _TEST.fullmatch(text):
        return f'比较请写成 {{"{test[1]}": {test[2] or "值"}}}。'
    if expected.numeric and _NUMBER.fullmatch(text) and (expected is Type.NUMBER or "." not in text):
        return f"{plain[:-1]} {text}。"
    if expected is Type.BOOLEAN and text.lower() in _TRUTH:
        return f"{plain[:-1]}；“{written}”请写成 {_TRUTH[text.lower()]}。"
    return _of_moment(text) or plain if expected is Type.DATE else plain


def _is_number(written: object) -> bool:
    return isinstance(written, int | float) and not isinstance(written, bool)


def _of_moment(text: str) -> str:
    """The day that was written in another way, or what is wrong with one that does not exist; "" where it looks like none."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return ""
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    if not year or not 1 <= month <= 12:
        return "月份在 01 到 12 之间。"
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return f"{year}年{month}月的日期在 01 到 {last} 之间。"
    return f"请写成 {year:04}-{month:02}" + (f"-{day:02}。" if found[3] else "。")
