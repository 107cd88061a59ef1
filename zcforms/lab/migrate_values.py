"""Whether a value of one field can stand in another: as it is, converted without a loss, or not.

A value of the same kind always can, also where it is wrong by the new field's limits: the applicant reads at the field what to mend, with the text at
hand. A choice that is no longer offered cannot, because nobody could read what it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from zcforms.documents.conditions import missing
from zcforms.documents.formats import is_date, is_month, is_time
from zcforms.domain.plan import CodeList, Schema
from zcforms.forms.display import choice_schema, options_of, text_of
from zcforms.forms.normal import MOST_DIGITS, number_text

Codes = Mapping[str, CodeList]
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_YES, _NO = "是", "否"


class _Nothing:
    """No value: None is one."""


NOTHING: Any = _Nothing()

KINDS: Mapping[str, str] = {
    "files": "文件",
    "photo": "照片",
    "rows": "多条记录",
    "object": "一组内容",
    "choices": "多选",
    "choice": "选项",
    "boolean": "是或否",
    "integer": "整数",
    "number": "数字",
    "date": "日期",
    "month": "年月",
    "time": "时刻",
    "list": "多项内容",
    "text": "文字",
}
"""Kind of value -> what it is called."""


@dataclass(frozen=True, slots=True)
class Field:
    """A property with the code lists of its plan."""

    schema: Schema
    codes: Codes

    @property
    def kind(self) -> str:
        return kind_of(self.schema)

    def offered(self) -> dict[str, str]:
        """What can be chosen: id -> caption. Nothing where its list is not there."""
        try:
            return {each.id: each.caption for each in options_of(self.schema, self.codes)}
        except KeyError:
            return {}

    @property
    def source(self) -> str:
        """The code list that its choices come from; "" for choices that are texts."""
        return str(choice_schema(self.schema).get("codes", ""))


@dataclass(frozen=True, slots=True)
class Carried:
    """`value`: what stands in the new field; `left`: what of it cannot, and why. Either may be `NOTHING`."""

    value: Any
    left: Any = NOTHING
    reason: str = ""


def kind_of(schema: Schema) -> str:
    """What sort of value a property holds, whatever its limits are; the ids of `KINDS`."""
    widget = schema.get("widget")
    if widget in ("files", "photo"):
        return str(widget)
    type_, items = schema.get("type"), schema.get("items") or {}
    if type_ == "array":
        if items.get("type") == "object":
            return "rows"
        return "choices" if _chosen(schema) or _chosen(items) else "list"
    if _chosen(schema):
        return "choice"
    if type_ == "string":
        format_ = schema.get("format")
        return str(format_) if format_ in ("date", "month", "time") else "text"
    return str(type_) if type_ in ("object", "boolean", "integer", "number") else "text"


def carried(old: Field | None, new: Field, value: Any) -> Carried:
    """The value in its new field. `old`: the field that it was given in, None where nobody knows."""
    kind = new.kind
    same = old is not None and old.kind == kind
    if missing(value):
        return Carried(value) if same or old is None else Carried(NOTHING)
    if kind in ("choice", "choices"):
        return _chosen_again(old, new, value)
    if same:
        return Carried(value)
    read = _as_read(old, value) if old is not None else value
    converted = _CONVERT.get(kind, _same)(read)
    if converted is NOTHING or (kind in _ONLY_SAME and old is not None):
        return _left(value, new)
    return Carried(converted) if _is(kind, converted) else _left(value, new)


def told(schema: Schema, value: Any, codes: Codes) -> str:
    """The value as people read it, records with the captions of their fields."""
    properties: Mapping[str, Any] = schema.get("properties") or {}
    if isinstance(value, Mapping) and properties and "digest" not in value:
        said = (
            (str(properties.get(name, {}).get("caption", name)), told(properties.get(name, {}), each, codes))
            for name, each in value.items()
        )
        return "；".join(f"{caption}：{text}" for caption, text in said if text)
    if isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        return " ／ ".join(filter(None, (told(schema.get("items") or {}, each, codes) for each in value)))
    return text_of(schema, value, codes)


def _left(value: Any, new: Field) -> Carried:
    said = KINDS[new.kind]
    return Carried(NOTHING, value, f"新版这一项改为填写{said}，原来的内容放不进去，请重新填写。")


# -- choices -----------------------------------------------------------------------------------------------------------


def _chosen_again(old: Field | None, new: Field, value: Any) -> Carried:
    several = new.kind == "choices"
    given = value if isinstance(value, list) else [value]
    if not several and len(given) != 1:
        return _left(value, new)
    pairs = [(each, _found(old, new, each)) for each in given]
    taken = [choice for _, choice in pairs if choice is not NOTHING]
    lost = [each for each, choice in pairs if choice is NOTHING]
    if not lost:
        return Carried(taken if several else taken[0])
    said = "、".join(_caption(old, each) for each in lost)
    reason = f"“{said}”在新版中不能选择，请重新选择。"
    if several and taken:
        return Carried(taken, lost, reason)
    return Carried(NOTHING, value, reason)


def _found(old: Field | None, new: Field, value: Any) -> Any:
    """The choice that means the same; what was not among the choices before is no worse off now."""
    offered = new.offered()
    if old is not None and old.kind in ("choice", "choices"):
        return _found_among(old, old.offered(), offered, new.source, value)
    text = _plain(value)
    if text is None:
        return NOTHING
    if not new.source:
        return text if text in offered else NOTHING
    if old is None and text in offered:
        return text
    return _by_caption(offered, text)


def _found_among(
    old: Field, before: Mapping[str, str], offered: Mapping[str, str], source: str, value: Any
) -> Any:
    said = str(value)
    if old.source == source:
        return value if said in offered or said not in before else NOTHING
    caption = before.get(said, said)
    if offered.get(said) == caption:
        return value
    return _by_caption(offered, caption)


def _by_caption(offered: Mapping[str, str], caption: str) -> Any:
    fitting = [each for each, said in offered.items() if said == caption]
    return fitting[0] if len(fitting) == 1 else NOTHING


def _caption(old: Field | None, value: Any) -> str:
    return (old.offered() if old else {}).get(str(value), str(value))


def _chosen(schema: Schema) -> bool:
    return "enum" in schema or "codes" in schema


# -- converting --------------------------------------------------------------------------------------------------------


def _as_read(old: Field, value: Any) -> Any:
    """What a choice says: its caption; of one that is alone in its list, its own."""
    if old.kind == "choices" and isinstance(value, list) and len(value) == 1:
        value = value[0]
    if old.kind in ("choice", "choices") and isinstance(value, str):
        return _caption(old, value)
    return value


def _plain(value: Any) -> str | None:
    text = _text(value)
    return text if isinstance(text, str) else None


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, int | float):
        return number_text(value)
    return value if isinstance(value, str) else NOTHING


def _integer(value: Any) -> Any:
    if isinstance(value, bool):
        return NOTHING
    if isinstance(value, float):
        return int(value) if value.is_integer() else NOTHING
    if isinstance(value, str):
        fits = _WHOLE.fullmatch(value) and value != "-0" and len(value.lstrip("-")) <= MOST_DIGITS
        return int(value) if fits else NOTHING
    return value if isinstance(value, int) else NOTHING


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        return NOTHING
    if isinstance(value, int | float):
        return value
    whole = _integer(value)
    if whole is not NOTHING or not isinstance(value, str):
        return whole
    try:
        number = float(Decimal(value))
    except (InvalidOperation, ValueError):
        return NOTHING
    digits = sum(character.isdigit() for character in value)
    return number if digits <= MOST_DIGITS and number_text(number) == value else NOTHING


def _boolean(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    return {_YES: True, _NO: False}.get(value, NOTHING) if isinstance(value, str) else NOTHING


def _shaped(fits: Callable[[str], bool]) -> Callable[[Any], Any]:
    return lambda value: value if isinstance(value, str) and fits(value) else NOTHING


def _same(value: Any) -> Any:
    return value


_CONVERT: Mapping[str, Callable[[Any], Any]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _shaped(is_date),
    "month": _shaped(is_month),
    "time": _shaped(is_time),
}
_ONLY_SAME = frozenset({"files", "photo", "rows", "object", "list"})


def _is(kind: str, value: Any) -> bool:
    """Whether the value is one of the kind as JSON knows it."""
    if kind in ("files", "rows", "choices", "list"):
        return isinstance(value, list)
    if kind in ("photo", "object"):
        return isinstance(value, Mapping)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("integer", "number"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)
