"""The same part of an application, a little different: as another person would have it, or with something missing or too little."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from zcforms.documents.conditions import missing
from zcforms.domain.plan import AchievementItem, AttachmentItem, Schema, Section, SectionKind
from zcforms.forms import shown
from zcforms.lab.invention import Inventor
from zcforms.lab.parts import Content
from zcforms.lab.prototypes import invented

_CHANGED = 0.35
"""Share of a record's fields that another person has differently."""

_MORE, _FEWER = 0.25, 0.1
_DAYS = 500
_LATE_DAYS = (200, 1_800)


def another(content: Content, inventor: Inventor) -> Content:
    """As somebody else might have filled it in: numbers and dates near by, other names, now and then a record more or fewer."""
    thing = content.place.thing
    if isinstance(thing, AttachmentItem):
        return invented(content.place, inventor) if content.value else content
    if isinstance(thing, Section) and thing.kind is SectionKind.FIELDS:
        return Content(content.place, _jittered(content.value, thing.schema, inventor))
    if isinstance(thing, Section) and thing.kind is SectionKind.RECORDS:
        listed = [_jittered(each, thing.schema["items"], inventor) for each in content.value]
        return Content(content.place, listed)
    return _another_import(content, thing, inventor)


def flawed(content: Content, inventor: Inventor) -> Content:
    """With one thing missing, too late, or too little."""
    thing, source = content.place.thing, inventor.source
    if isinstance(thing, Section) and thing.kind is SectionKind.FIELDS:
        return Content(content.place, _worse(content.value, thing.schema, inventor))
    if not content.value or isinstance(thing, AttachmentItem):
        return Content(content.place, [])
    position = source.randrange(len(content.value))
    if source.random() < 0.4:
        value = [each for n, each in enumerate(content.value) if n != position]
        return Content(content.place, value, content.records)
    if isinstance(thing, Section) and thing.kind is SectionKind.RECORDS:
        worse = _worse(content.value[position], thing.schema["items"], inventor)
        return Content(
            content.place, [worse if n == position else each for n, each in enumerate(content.value)]
        )
    return _flawed_import(content, thing, position, inventor)


def _another_import(content: Content, thing: Section | AchievementItem, inventor: Inventor) -> Content:
    schemas = inventor.plan.categories
    records: list[Mapping[str, Any]] = [
        {
            **each,
            "id": f"{each['id']}-{inventor.number()}",
            "data": _jittered(each["data"], schemas[each["category"]].schema, inventor),
        }
        for each in content.records
    ]
    if len(records) != len(content.value):  # a record that another part brings: it stays as it is there
        return content
    value = [{**entry, "record": each["id"]} for entry, each in zip(content.value, records, strict=True)]
    roll = inventor.source.random()
    if roll < _FEWER and len(value) > 1:
        value.pop()
        records.pop()
    elif roll < _FEWER + _MORE:
        more = invented(content.place, inventor)
        if value or inventor.source.random() < _MORE:
            names = {each["id"] for each in records}
            fresh = [each for each in more.records if each["id"] not in names]
            records += fresh
            value += [entry for entry in more.value if entry["record"] in {each["id"] for each in fresh}]
    return Content(content.place, value, tuple(records))


def _flawed_import(
    content: Content, thing: Section | AchievementItem, position: int, inventor: Inventor
) -> Content:
    value, entry = list(content.value), dict(content.value[position])
    notes = [name for name in entry if name != "record"]
    record = next((each for each in content.records if each["id"] == entry["record"]), None)
    if notes and (record is None or inventor.source.random() < 0.5):
        entry.pop(inventor.source.choice(notes))
        value[position] = entry
        return Content(content.place, value, content.records)
    records = [
        each
        if each is not record
        else {
            **each,
            "id": f"{each['id']}-{inventor.number()}",
            "data": _worse(
                each["data"], inventor.plan.categories[each["category"]].schema, inventor, gaps=False
            ),
        }
        for each in content.records
    ]
    changed = {old["id"]: new["id"] for old, new in zip(content.records, records, strict=True)}
    value = [{**each, "record": changed.get(each["record"], each["record"])} for each in value]
    return Content(content.place, value, tuple(records))


def _jittered(record: Mapping[str, Any], schema: Schema, inventor: Inventor) -> dict[str, Any]:
    made = copy.deepcopy(dict(record))
    properties: Mapping[str, Schema] = schema.get("properties", {})
    for name, inner in properties.items():
        if name in made and inventor.source.random() < _CHANGED:
            made[name] = _near(made[name], inner, inventor)
    return inventor.completed(schema, made)


def _near(value: Any, schema: Schema, inventor: Inventor) -> Any:
    source = inventor.source
    if isinstance(value, bool | Mapping):
        return value
    if isinstance(value, int | float):
        moved = value + round(source.gauss(0.5, max(1.0, abs(value) * 0.12)))
        return min(schema.get("maximum", moved), max(schema.get("minimum", 0), moved))
    if isinstance(value, list):
        items = schema.get("items", {})
        return [
            _jittered(each, items, inventor) if "properties" in items and isinstance(each, Mapping) else each
            for each in value
        ]
    if schema.get("format") in ("date", "month"):
        return _shifted(value, -abs(source.gauss(0, _DAYS)), inventor)
    return value if "enum" in schema and source.random() < 0.7 else inventor.value(schema)


def _shifted(value: str, days: float, inventor: Inventor) -> str:
    """The day or month so many days later, not after what is latest."""
    try:
        day = date.fromisoformat(value if len(value) == 10 else f"{value}-01")
    except ValueError:
        return value
    return min(inventor.latest, day + timedelta(days=int(days))).isoformat()[: len(value)]


def _worse(
    record: Mapping[str, Any], schema: Schema, inventor: Inventor, gaps: bool = True
) -> dict[str, Any]:
    """`gaps`: something that is required may be missing."""
    source, properties = inventor.source, schema.get("properties", {})
    made = copy.deepcopy(dict(record))
    ways: list[Callable[[], Any]] = []
    for name, value in record.items():
        inner = properties.get(name, {})
        if inner.get("format") in ("date", "month") and isinstance(value, str):
            later = _shifted(value, source.uniform(*_LATE_DAYS), inventor)
            ways.append(lambda name=name, later=later: made.update({name: later}))  # type: ignore[misc]
        elif isinstance(value, int | float) and not isinstance(value, bool):
            less = max(inner.get("minimum", 0), int(value * source.uniform(0.3, 0.9)))
            ways.append(lambda name=name, less=less: made.update({name: less}))  # type: ignore[misc]
        elif "enum" in inner or "codes" in inner:
            other = inventor.value(inner)
            ways.append(lambda name=name, other=other: made.update({name: other}))  # type: ignore[misc]
        elif isinstance(value, list) and value:
            ways.append(lambda name=name: made.update({name: []}))  # type: ignore[misc]
    required = [name for name in shown.required(schema, made) if not missing(made.get(name))]
    if gaps and required and (not ways or source.random() < 0.3):
        made.pop(source.choice(required))
    elif ways:
        source.choice(ways)()
    return made
