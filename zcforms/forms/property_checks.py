"""What a metaschema cannot say about properties: names that must exist, limits that must agree, values that must fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.documents import conditions
from zcforms.documents.nearest import remedy_for
from zcforms.documents.reading import Document
from zcforms.forms.shelf import Path_, Shelf

Said = tuple[Path_, str, str]
"""Path below the property, what is wrong, what would be right."""


@dataclass(frozen=True, slots=True)
class Place:
    """One property among its siblings; `known` are the siblings with their code lists written out as enum."""

    name: str
    schema: Mapping[str, Any]
    known: Mapping[str, Mapping[str, Any]]
    required: bool


def check(shelf: Shelf, document: Document, record: Mapping[str, Any], path: Path_) -> None:
    """Blame the document for every fault of a record's properties, nested ones included."""
    properties: Mapping[str, Any] = record.get("properties", {})
    required: Sequence[str] = record.get("required", ())
    for position, name in enumerate(required):
        if name not in properties:
            shelf.blame(
                document, (*path, "required", position), f"没有字段“{name}”", remedy_for(name, properties)
            )
    known = with_options(shelf, properties)
    for name, schema in properties.items():
        here = (*path, "properties", name)
        place = Place(name, schema, known, name in required)
        for found in _CHECKS:
            for below, fault, remedy in found(place):
                shelf.blame(document, (*here, *below), fault, remedy)
        _check_codes(shelf, document, schema, here)
        _check_items(shelf, document, schema, here)


def with_options(shelf: Shelf, properties: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The properties with `enum` in the place of `codes`, for conditions that are held to what can be chosen."""
    return {name: _with_options(shelf, schema) for name, schema in properties.items()}


def _with_options(shelf: Shelf, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(schema.get("items"), Mapping):
        return {**schema, "items": _with_options(shelf, schema["items"])}
    data = shelf.data("codes", schema["codes"]) if "codes" in schema else None
    return {**schema, "enum": [code["id"] for code in data["codes"]]} if data else schema


def _check_codes(shelf: Shelf, document: Document, schema: Mapping[str, Any], path: Path_) -> None:
    if "codes" in schema:
        shelf.require(document, (*path, "codes"), "codes", schema["codes"])


def _check_items(shelf: Shelf, document: Document, schema: Mapping[str, Any], path: Path_) -> None:
    items = schema.get("items")
    if not isinstance(items, Mapping):
        return
    _check_codes(shelf, document, items, (*path, "items"))
    if "properties" in items:
        check(shelf, document, items, (*path, "items"))
        for below, fault, remedy in unknown_columns(schema.get("columns", ()), items["properties"]):
            shelf.blame(document, (*path, *below), fault, remedy)


def unknown_columns(columns: Sequence[str], properties: Mapping[str, Any]) -> Iterator[Said]:
    for position, column in enumerate(columns):
        if column not in properties:
            yield ("columns", position), f"没有字段“{column}”", remedy_for(column, properties)


_PAIRS = (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"))


def _limits(place: Place) -> Iterator[Said]:
    for low, high in _PAIRS:
        least, most = place.schema.get(low), place.schema.get(high)
        if least is not None and most is not None and least > most:
            yield (low,), f"{low} {least} 大于 {high} {most}", "请让下限不大于上限。"


def _values(place: Place) -> Iterator[Said]:
    schema = place.schema
    if "enum" in schema and "codes" in schema:
        yield ("codes",), "enum 和 codes 不能同时使用", "请只保留一种可选值的来源。"
    for position, value in enumerate(schema.get("enum", ())):
        if not _fits(value, schema["type"]):
            yield ("enum", position), f"取值 {value!r} 与 type “{schema['type']}”不符", "请改正取值或 type。"
    if "default" not in schema:
        return
    default, options = schema["default"], place.known[place.name].get("enum")
    if not _fits(default, schema["type"]):
        yield ("default",), f"默认值 {default!r} 与 type “{schema['type']}”不符", "请改正默认值或 type。"
    elif options and default not in options:
        yield ("default",), f"默认值“{default}”不在可选值之中", remedy_for(str(default), map(str, options))


_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def _fits(value: Any, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _conditions(place: Place) -> Iterator[Said]:
    for keyword in ("shownWhen", "requiredWhen"):
        if keyword not in place.schema:
            continue
        condition = place.schema[keyword]
        for below, fault, remedy in conditions.faults(condition, place.known):
            yield (keyword, *below), fault, remedy
        if place.name in names_in(condition):
            yield (keyword,), f"“{place.name}”的条件问到了它自己", "条件只能问同一条记录里的其他字段。"


def names_in(condition: Any) -> set[str]:
    """The fields that a condition asks."""
    names: set[str] = set()
    for name, test in condition.items() if isinstance(condition, Mapping) else ():
        if name == "any":
            names.update(*(names_in(each) for each in (test if isinstance(test, list) else ())))
        elif name == "not":
            names |= names_in(test)
        else:
            names.add(name)
    return names


def _circles(place: Place) -> Iterator[Said]:
    """A field that is shown when another is, which is shown when it is, never appears."""
    seen, waiting = set(), {place.name}
    while waiting:
        name = waiting.pop()
        asked = names_in(place.known.get(name, {}).get("shownWhen", {}))
        if place.name in asked and name != place.name:
            yield (
                ("shownWhen",),
                f"“{place.name}”和“{name}”的 shownWhen 互相等待，两者都不会出现",
                "请去掉其中一个条件。",
            )
        seen.add(name)
        waiting |= asked - seen


def _at_most(place: Place) -> Iterator[Said]:
    other = place.schema.get("atMost")
    if other is None:
        return
    if other not in place.known or other == place.name:
        yield (
            ("atMost",),
            f"没有可以比较的字段“{other}”",
            remedy_for(other, [n for n in place.known if n != place.name]),
        )
    elif _scale(place.known[other]) != _scale(place.schema):
        yield (
            ("atMost",),
            f"“{place.name}”和“{other}”不是同一种值，不能比较",
            "只能比较两个数字、两个日期、两个年月或两个时刻。",
        )
    elif _scale(place.schema) is None:
        yield ("atMost",), "这种字段没有大小先后", "只能用于数字、日期、年月和时刻。"


def _scale(schema: Mapping[str, Any]) -> str | None:
    if schema["type"] in ("integer", "number"):
        return "number"
    return schema.get("format") if schema.get("format") in ("date", "month", "time") else None


def _widgets(place: Place) -> Iterator[Said]:
    schema, widget = place.schema, place.schema.get("widget")
    options = place.known[place.name]
    listed = "enum" in options or "codes" in schema or _lists_options(schema)
    if widget == "region" and "codes" not in schema:
        yield ("widget",), "region 需要一个分级的代码表", '请加上 "codes": "regions"。'
    if widget == "search" and not listed:
        yield ("widget",), "search 需要可选的值", "请加上 codes 或 enum。"
    wanted = _WIDGET_TYPES.get(str(widget))
    if wanted and schema["type"] not in wanted:
        yield (
            ("widget",),
            f"{widget} 不能用于 type “{schema['type']}”",
            f"请把 type 改为 {' 或 '.join(wanted)}。",
        )
    if schema["type"] == "object" and widget != "photo":
        yield ("type",), "object 只用于照片", "多条记录请用 array；一组字段请单独写成分区。"
    if schema["type"] == "array" and widget != "files" and "items" not in schema:
        yield ("items",), "列表没有说明每一项是什么", "请加上 items。"
    elif schema["type"] == "array" and widget != "files" and not _drawn(schema):
        yield (
            ("items",),
            "列表的每一项既没有可选的值，也不是记录",
            "请给 items 加上 enum、codes 或 properties。",
        )


def _drawn(schema: Mapping[str, Any]) -> bool:
    """Whether a list can be filled in: by ticking choices, or record by record."""
    items = schema.get("items")
    return (
        _lists_options(schema) or "codes" in schema or (isinstance(items, Mapping) and "properties" in items)
    )


def _lists_options(schema: Mapping[str, Any]) -> bool:
    items = schema.get("items")
    return isinstance(items, Mapping) and ("enum" in items or "codes" in items)


_WIDGET_TYPES = {
    "long-text": ("string",),
    "region": ("string",),
    "search": ("string", "array"),
    "radio": ("string", "boolean"),
    "photo": ("object",),
    "files": ("array",),
    "records": ("array",),
    "values": ("string",),
}


def _read_only(place: Place) -> Iterator[Said]:
    if place.required and place.schema.get("readOnly") and "prefill" not in place.schema:
        yield ("readOnly",), "必填而又只读的字段没有来源，永远填不上", "请加上 prefill，或去掉 readOnly。"


_CHECKS: tuple[Callable[[Place], Iterator[Said]], ...] = (
    _limits,
    _values,
    _conditions,
    _circles,
    _at_most,
    _widgets,
    _read_only,
)
