"""Values as people read them: captions for codes, 是/否, units behind numbers, dates as YYYY-MM-DD."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.domain.plan import Choice, CodeList, Schema
from zcforms.forms.normal import number_text

Codes = Mapping[str, CodeList]


@dataclass(frozen=True, slots=True)
class Column:
    """A property that a table shows."""

    id: str
    caption: str


@dataclass(frozen=True, slots=True)
class RecordTable:
    """Records as a table of texts; `rows` maps column id to text, in the records' order."""

    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, str], ...]


def text_of(schema: Schema, value: Any, codes: Codes) -> str:
    """The text of one value; "" for nothing. A code that its list does not have is shown as it is."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _with_unit(number_text(value), schema) if "enum" not in schema else str(value)
    if isinstance(value, list):
        return _list_text(schema, value, codes)
    if isinstance(value, Mapping):
        return str(value.get("name", ""))
    return _code_text(schema, str(value), codes)


def record_table(
    schema: Schema, records: Sequence[Mapping[str, Any]], codes: Codes, columns: Iterable[str] = ()
) -> RecordTable:
    """The records of an array schema in its `columns` (or those given; else its first five simple properties)."""
    item: Schema = schema["items"]
    names = tuple(columns) or tuple(schema.get("columns", ())) or tuple(_simple(item))[:5]
    properties: Schema = item["properties"]
    return RecordTable(
        columns=tuple(Column(name, str(properties[name].get("caption", name))) for name in names),
        rows=tuple(
            {name: text_of(properties[name], record.get(name), codes) for name in names} for record in records
        ),
    )


def options_of(schema: Schema, codes: Codes) -> tuple[Choice, ...]:
    """What may be chosen: the values of `enum`, or a code list; of an array, its items'.

    Raises:
        KeyError: the schema names a code list that is not there.
    """
    schema = choice_schema(schema)
    if "enum" in schema:
        return tuple(Choice(str(value), str(value)) for value in schema["enum"])
    return codes[schema["codes"]].codes if "codes" in schema else ()


def choice_schema(schema: Schema) -> Schema:
    """The schema that holds `enum` or `codes`: an array's may stand on its items."""
    items = schema.get("items")
    if schema.get("type") == "array" and isinstance(items, Mapping) and "codes" not in schema:
        return items
    return schema


def ancestry(choices: Sequence[Choice], choice_id: str) -> tuple[Choice, ...]:
    """A code with those above it, the highest first; empty for an unknown code."""
    by_id = {choice.id: choice for choice in choices}
    found: list[Choice] = []
    step = by_id.get(choice_id)
    while step is not None and step not in found:
        found.insert(0, step)
        step = by_id.get(step.parent) if step.parent else None
    return tuple(found)


def _list_text(schema: Schema, values: list[Any], codes: Codes) -> str:
    item = schema.get("items", {})
    if isinstance(item, Mapping) and "properties" in item:
        return f"{len(values)} 条" if values else ""
    return "、".join(text_of(schema if "codes" in schema else item, value, codes) for value in values)


def _code_text(schema: Schema, value: str, codes: Codes) -> str:
    code_list = codes.get(schema.get("codes", ""))
    if code_list is None:
        return value
    if schema.get("widget") == "region":
        return "".join(choice.caption for choice in ancestry(code_list.codes, value)) or value
    return code_list.caption_of(value) or value


def _with_unit(text: str, schema: Schema) -> str:
    unit = schema.get("unit", "")
    return f"{text} {unit}" if unit else text


def _simple(item: Schema) -> Iterator[str]:
    return (name for name, prop in item["properties"].items() if prop.get("type") not in ("array", "object"))
