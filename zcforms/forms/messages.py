"""One sentence per keyword, at the field, that says what to do. Every text of validation stands here.

A wording takes the keyword's value, what was given, the property's schema and its caption.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from zcforms.domain.plan import Schema
from zcforms.forms import media
from zcforms.forms.normal import number_text

Wording = Callable[[Any, Any, Schema, str], str]

_FORMATS = {
    "date": "请填写真实的日期，例如 2008-07-01。",
    "month": "请填写真实的年月，例如 2008-07。",
    "time": "请填写真实的时刻，例如 08:30。",
    "email": "请填写完整的电子邮箱，例如 name@example.com。",
    "isbn": "ISBN 不对：应为 13 位（2007 年以前的为 10 位），最后一位是校验码，请对照版权页核对。",
    "issn": "ISSN 不对：应为 8 位，例如 1234-5679，最后一位是校验码，请对照期刊的封面或版权页核对。",
    "patent": "专利号不对：请对照专利证书填写，例如 ZL202010000001.1，小数点后一位是校验码。",
    "standard": "标准号不对：请写全代号、顺序号和年份，例如 GB/T 1234-2020、DB34/T 1234-2020。",
}
_TYPES = {
    "string": "应为文字。",
    "integer": "应为整数，例如 12。",
    "number": "应为数字，例如 3.5。",
    "boolean": "请选择“是”或“否”。",
    "array": "应为列表。",
    "object": "应为一组填写内容。",
}
_COUNTS = {"files": ("上传", "个文件"), "records": ("新增", "条"), "choices": ("选择", "项")}


def _required(_: Any, __: Any, schema: Schema, caption: str) -> str:
    return f"请{_verb(schema)}{caption}。"


def _type(wanted: Any, _: Any, __: Schema, ___: str) -> str:
    return _TYPES.get(str(wanted), "填写的内容类型不对，请重新填写。")


def _format(wanted: Any, _: Any, schema: Schema, __: str) -> str:
    return _FORMATS.get(str(wanted), _pattern(None, None, schema, ""))


def _pattern(_: Any, __: Any, schema: Schema, ___: str) -> str:
    """`hint` and `examples` say better than a regular expression what is wanted."""
    if schema.get("examples"):
        return f"格式不对，请按这样的格式填写：{schema['examples'][0]}。"
    hint = str(schema.get("hint", "")).rstrip("。；")
    return f"格式不对：{hint}。" if hint else "格式不对，请核对后重新填写。"


def _at_least_length(least: Any, value: Any, _: Schema, __: str) -> str:
    return f"至少 {least} 个字，现在是 {len(value)} 个。"


def _at_most_length(most: Any, value: Any, _: Schema, __: str) -> str:
    return f"最多 {most} 个字，现在是 {len(value)} 个。"


def _bound(word: str) -> Wording:
    def wording(limit: Any, _: Any, schema: Schema, __: str) -> str:
        noun = "整数" if schema.get("type") == "integer" else "数"
        return f"应为{word} {number_text(limit)} 的{noun}。"

    return wording


def _multiple(step: Any, _: Any, __: Schema, ___: str) -> str:
    places = number_text(step)
    if re.fullmatch(r"0\.0*1", places):
        return f"最多保留 {len(places.partition('.')[2])} 位小数。"
    return f"应为 {places} 的倍数。"


def _at_least_items(least: Any, value: Any, schema: Schema, _: str) -> str:
    verb, measure = _COUNTS[_list_kind(schema)]
    return f"请至少{verb} {least} {measure}，现在是 {len(value)} {measure}。"


def _at_most_items(most: Any, value: Any, schema: Schema, _: str) -> str:
    verb, measure = _COUNTS[_list_kind(schema)]
    return f"最多{verb} {most} {measure}，现在是 {len(value)} {measure}。"


def _at_most(other: Any, value: Any, _: Schema, __: str) -> str:
    return f"不能{'晚于' if isinstance(value, str) else '大于'}“{other}”。"


def _accept(_: Any, name: Any, schema: Schema, __: str) -> str:
    return f"“{name}”不是可以上传的格式，请换成 {media.kinds_text(schema)} 文件。"


def _too_large(most: Any, name: Any, _: Schema, __: str) -> str:
    return f"“{name}”太大，单个文件不能超过 {media.bytes_text(most)}，请压缩后重新上传。"


def _always(text: str) -> Wording:
    return lambda _, __, ___, ____: text


TABLE: Mapping[str, Wording] = {
    "required": _required,
    "requiredWhen": _required,
    "type": _type,
    "format": _format,
    "enum": _always("请从给出的选项中选择。"),
    "codes": _always("请从列表中选择。"),
    "const": lambda wanted, _, __, ___: f"只能填写“{wanted}”。",
    "pattern": _pattern,
    "minLength": _at_least_length,
    "maxLength": _at_most_length,
    "minimum": _bound("不小于"),
    "maximum": _bound("不大于"),
    "exclusiveMinimum": _bound("大于"),
    "exclusiveMaximum": _bound("小于"),
    "multipleOf": _multiple,
    "atMost": _at_most,
    "minItems": _at_least_items,
    "maxItems": _at_most_items,
    "uniqueItems": _always("有重复的内容，请去掉重复的。"),
    "accept": _accept,
    "maxBytes": _too_large,
    "additionalProperties": _always("有不认识的内容，请删除。"),
}
"""Keyword -> wording."""

OTHERWISE: Wording = _always("与其他填写内容不一致，请核对。")
"""For keywords without a wording of their own: the metaschema lets none of them pass."""

# -- imports and attachments (features 41 to 46, 50 to 54) ---------------------------------------------------------

UNKNOWN_RECORD = "导入的业绩已不在个人业绩库中，请移除后重新导入。"
NOT_APPROVED = "导入的业绩还没有通过单位审核，请先提交单位审核，通过后再导入。"
WRONG_CATEGORY = "这里不能导入“{category}”，请移除后导入对应类别的业绩。"
NOT_FITTING = "这条业绩不符合本项目的导入要求，请移除后导入符合要求的业绩。"
IMPORTED_TWICE = "同一条业绩重复导入，请移除重复的一条。"
UNKNOWN_LIST = "评审计划中没有这个项目，请核对名称。"


def message(keyword: str, limit: Any, value: Any, schema: Schema, caption: str) -> str:
    """The sentence for one breach."""
    return TABLE.get(keyword, OTHERWISE)(limit, value, schema, caption)


def _verb(schema: Schema) -> str:
    if schema.get("widget") in ("files", "photo"):
        return "上传"
    if schema.get("type") == "array":
        if (
            len(schema.get("items", {}).get("enum", ())) == 1
        ):  # one box, such as a promise: there is nothing to choose from
            return "勾选"
        return _COUNTS[_list_kind(schema)][0]
    chosen = "enum" in schema or "codes" in schema or schema.get("type") == "boolean"
    return "选择" if chosen else "填写"


def _list_kind(schema: Schema) -> str:
    if schema.get("widget") == "files":
        return "files"
    items = schema.get("items")
    return "records" if isinstance(items, Mapping) and "properties" in items else "choices"
