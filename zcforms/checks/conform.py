"""Facts as JSON -> typed facts: what the schema does not know or does not allow is absent, and nothing is ill-typed.

Blank texts, nulls and values of the wrong type are absent: that something is missing or wrong is the business of the form's own
validation, which stands in the facts under `breaches`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zcforms.checks import dates
from zcforms.checks.core import Type
from zcforms.checks.scope import DECIMALS, LARGEST, normal
from zcforms.checks.shape import Shape

DEEPEST = 12


def typed(facts: Any, shape: Shape, depth: int = 0) -> Any:
    """The same tree, with dates, exact decimals, normalised texts; None where nothing usable is."""
    kind = shape.type
    if kind is not None:
        return _READ[kind](facts)
    records = shape.records
    if records is not None:
        listed = facts if isinstance(facts, list) else []
        return [typed(each, records, depth + 1) for each in listed if isinstance(each, Mapping)]
    if not isinstance(facts, Mapping) or depth > DEEPEST:
        return {}
    members = ((name, shape.child(name)) for name in shape.names if name in facts)
    return {name: typed(facts[name], child, depth + 1) for name, child in members if child is not None}


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
