"""By what people recognise a record of a list: its position, its time and its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from zcforms.checks.core import State, Type, state_of
from zcforms.checks.naming import shown
from zcforms.checks.shape import Shape

_NAMES = ("name", "title", "message")
"""Properties that name a record where it has them, by the documents' convention (docs/documents.md)."""
_PERIOD = ("start", "end")
_ABOUT = ("category", "approval", "item", "record", "group")
"""What the facts add to a record: it tells nothing about this one."""


def label(record: Any, shape: Shape, position: int, one: str = "条") -> str:
    """第 2 条（2018年9月至2022年8月，某小学）. `position` counts from 0; `one`: how such records are counted."""
    told = "，".join(text for text in (_when(record, shape), _name(record, shape)) if text)
    return f"第 {position + 1} {one}" + (f"（{told}）" if told else "")


def _when(record: Any, shape: Shape) -> str:
    answered = dict(_answered(record, shape))
    start, end = (answered.get(name) for name in _PERIOD)
    if isinstance(start, date) and "end" in shape.names:
        until = shown(end, shape.child("end")) if isinstance(end, date) else "今"
        return f"{shown(start, shape.child('start'))}至{until}"
    for name, value in answered.items():
        place = shape.child(name)
        if place is not None and isinstance(value, date):
            return shown(value, place)
        if place is not None and name == shape.names[0] and place.type is Type.INTEGER:
            return f"{place.caption} {value}"
    return ""


def _name(record: Any, shape: Shape) -> str:
    texts = {name: value for name, value in _answered(record, shape) if isinstance(value, str)}
    free = (name for name in texts if not _listed(shape, name))
    chosen = next((name for name in (*_NAMES, *free, *texts) if name in texts), None)
    return shown(texts[chosen], shape.child(chosen)) if chosen else ""


def _answered(record: Any, shape: Shape) -> Iterator[tuple[str, Any]]:
    """The record's answered properties in the order of its form."""
    for name in shape.names:
        value = record.get(name) if isinstance(record, Mapping) else None
        if name not in _ABOUT and state_of(value) is State.ANSWERED:
            yield name, value


def _listed(shape: Shape, name: str) -> bool:
    place = shape.child(name)
    return place is not None and bool(place.options)
