"""What a broken JSON Schema keyword means, in Chinese: (what is wrong, what would be right)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from jsonschema import ValidationError

from zcforms.documents.nearest import remedy_for

_TYPES = {
    "object": "对象 {…}",
    "array": "列表 […]",
    "string": "文本",
    "integer": "整数",
    "number": "数字",
    "boolean": "true 或 false",
    "null": "null",
}
_LONGEST = 60


def explain(error: ValidationError) -> tuple[str, str]:
    """The fault and its remedy; a metaschema's `hint` beside the broken keyword is the better remedy, unless only the type is
    wrong and there is one that is right."""
    fault, remedy = _TABLE.get(str(error.validator), _other)(error)
    hint = error.schema.get("hint") if isinstance(error.schema, dict) else None
    told = error.validator != "type" or isinstance(error.validator_value, list)
    return fault, str(hint) if hint and told else remedy


def shown(value: Any) -> str:
    """A value as it may stand in a message: short, texts in Chinese quotes."""
    text = (
        f"“{value}”"
        if isinstance(value, str)
        else type_name(value)
        if isinstance(value, dict | list)
        else _json(value)
    )
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def type_name(value: Any) -> str:
    """What a value is, in JSON's terms."""
    for kind, types in _PYTHON:
        if isinstance(value, types):
            return _TYPES[kind]
    return _TYPES["null"]


_PYTHON: tuple[tuple[str, Any], ...] = (
    ("boolean", bool),
    ("integer", int),
    ("number", float),
    ("string", str),
    ("array", list),
    ("object", dict),
)


def _json(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "null" if value is None else str(value)


def _type(error: ValidationError) -> tuple[str, str]:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    names = "或".join(_TYPES[kind] for kind in wanted)
    return f"这里应是{names}，现在是{type_name(error.instance)}", f"请改写为{names}。"


def _enum(error: ValidationError) -> tuple[str, str]:
    options = [str(option) for option in error.validator_value]
    return f"{shown(error.instance)}不是允许的取值", remedy_for(str(error.instance), options)


def _const(error: ValidationError) -> tuple[str, str]:
    return (
        f"这里应是{shown(error.validator_value)}，现在是{shown(error.instance)}",
        f"请改写为{shown(error.validator_value)}。",
    )


def _false(error: ValidationError) -> tuple[str, str]:
    return "这个关键字不能用在这里", "请删去；它只属于另一种文档或分区。"


def _limit(fault: str, remedy: str) -> Callable[[ValidationError], tuple[str, str]]:
    return lambda error: (
        fault.format(limit=error.validator_value, value=shown(error.instance)),
        remedy.format(limit=error.validator_value),
    )


def _other(error: ValidationError) -> tuple[str, str]:
    return f"{shown(error.instance)}不符合“{error.validator}”的要求", "请对照 docs/documents.md 修改。"


def _unevaluated(error: ValidationError) -> tuple[str, str]:
    names = "、".join(re.findall(r"'([^']{1,60})'", error.message)) or "其他"
    return f"不认识的关键字“{names}”", "请对照 docs/documents.md 改正或删去。"


_FORMATS = {
    "date": "YYYY-MM-DD 形式的日期",
    "month": "YYYY-MM 形式的年月",
    "time": "HH:MM 形式的时刻",
    "email": "电子邮箱",
}

_TABLE: dict[str, Callable[[ValidationError], tuple[str, str]]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "not": _false,
    "pattern": lambda error: (f"{shown(error.instance)}的写法不对", "请对照 docs/documents.md 修改。"),
    "format": lambda error: (
        f"{shown(error.instance)}不是{_FORMATS.get(error.validator_value, '合法的值')}",
        "请改写为真实存在的日期。" if error.validator_value == "date" else "请改正写法。",
    ),
    "minLength": _limit("文本太短，至少要 {limit} 个字符", "请补充到至少 {limit} 个字符。"),
    "maxLength": _limit("文本太长，最多 {limit} 个字符", "请缩短到 {limit} 个字符以内。"),
    "minimum": _limit("{value} 小于 {limit}", "请写不小于 {limit} 的数。"),
    "maximum": _limit("{value} 大于 {limit}", "请写不大于 {limit} 的数。"),
    "exclusiveMinimum": _limit("{value} 不大于 {limit}", "请写大于 {limit} 的数。"),
    "minItems": _limit("列表太短，至少要 {limit} 项", "请补充到至少 {limit} 项。"),
    "oneOf": lambda error: ("几种写法要用一种，也只能用一种", "请对照 docs/documents.md 修改。"),
    "minProperties": _limit("对象里没有内容", "请至少写一项。"),
    "maxProperties": _limit("一条记录里的字段超过 {limit} 个", "请拆成几个分区。"),
    "unevaluatedProperties": _unevaluated,
    "uniqueItems": lambda error: ("列表中有重复的项", "请每项只保留一个。"),
    "contains": lambda error: (
        "列表里缺少必须有的一项",
        f"请补上{shown(error.validator_value.get('const', ''))}。",
    ),
}
