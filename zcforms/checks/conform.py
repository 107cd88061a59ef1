"""Facts as JSON -> typed facts: what the schema does not know or does not allow is left blank, and nothing is ill-typed.

Four things are told apart: a value; `Nothing.NONE`, where a text is the plan's word for "there is none"; `Nothing.UNASKED` at the places
that the facts list under `unasked` and the schema says only some are asked for; and None, blank: null, blank text, a value of the wrong
type. That something is missing or wrong is the business of the form's own validation, which stands in the facts under `breaches`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zcforms.checks import dates
from zcforms.checks.core import Nothing, Type
from zcforms.checks.scope import DECIMALS, LARGEST, normal
from zcforms.checks.shape import Shape
from zcforms.documents.pointer import steps

DEEPEST = 12
UNASKED = "unasked"
"""Where the facts list the places that the applicant was never asked for, as JSON Pointers into the facts."""

_ASKED: Mapping[str, Any] = {}
_OBJECT = (dict, Mapping)  # in this order: what JSON is read into is told at once


def typed(facts: Any, shape: Shape) -> Any:
    """The same tree, with dates, exact decimals, normalised texts; `Nothing` or None where nothing usable is."""
    listed = facts.get(UNASKED, ()) if isinstance(facts, Mapping) else ()
    return _typed(facts, shape, _tree(listed if isinstance(listed, list | tuple) else ()), 0)


def _tree(pointers: Any) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for pointer in pointers:
        node = tree
        for step in steps(pointer) if isinstance(pointer, str) and pointer.startswith("/") else ():
            node = node.setdefault(step, {})
        if node is not tree:
            node[""] = {}
    return tree


def _typed(facts: Any, shape: Shape, unasked: Mapping[str, Any], depth: int) -> Any:
    restricted, kind, month, blank, records, members = shape.reading
    if restricted and "" in unasked:
        return Nothing.UNASKED
    if kind is not None:
        found = _READ[kind](facts)
        if month and isinstance(found, date):
            return found.replace(day=1)
        return Nothing.NONE if found is not None and found == blank else found
    if records is not None:
        made = [
            _typed(each, records, unasked.get(str(position), _ASKED) if unasked else _ASKED, depth + 1)
            for position, each in enumerate(facts if isinstance(facts, list) else ())
            if isinstance(each, _OBJECT)
        ]
        return made if shape.several is None else _chosen(made)
    if depth > DEEPEST:
        return {}
    given = facts if isinstance(facts, _OBJECT) else {}
    if unasked:
        given = {**given, **{name: None for name in unasked if name not in given}}
    return {
        name: _typed(value, members[name], unasked.get(name, _ASKED), depth + 1)
        for name, value in given.items()
        if name in members
    }


def _chosen(choices: list[Any]) -> list[Any]:
    """Each choice once, and none that is blank: how often the same one was sent is no matter of rules."""
    found: dict[Any, Any] = {}
    for each in choices:
        if each.get("value") is not None:
            found.setdefault(each["value"], each)
    return list(found.values())


def untyped(value: Any) -> Any:
    """A single typed value as JSON has it: dates as YYYY-MM-DD, exact decimals as numbers."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _integer(value: Any) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST else None


def _number(value: Any) -> Decimal | None:
    if not isinstance(value, int | float | Decimal) or isinstance(value, bool):
        return None
    exact = Decimal(str(value))
    if not exact.is_finite() or abs(exact) > LARGEST:
        return None
    return exact if exact == round(exact, DECIMALS) else None


def _date(value: Any) -> date | None:
    return dates.parse(value.strip()) if isinstance(value, str) else None


def _text(value: Any) -> str | None:
    return (normal(value) or None) if isinstance(value, str) else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


_READ = {
    Type.INTEGER: _integer,
    Type.NUMBER: _number,
    Type.DATE: _date,
    Type.TEXT: _text,
    Type.BOOLEAN: _boolean,
}
