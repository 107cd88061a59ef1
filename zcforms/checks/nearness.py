"""Values near a value: the nearest number or date for which something comes to hold, another code, another text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zcforms.checks.core import Scalar, Type
from zcforms.checks.scope import DECIMALS, LARGEST
from zcforms.checks.shape import Shape

MOST_CHOICES = 12
_FURTHEST_DAYS = 60_000
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 1, 1)
Test = Callable[[Any], bool]


def nearest(value: Any, holds: Test, shape: Shape, finest: int = 0) -> Iterator[Any]:
    """The nearest greater and the nearest smaller value for which `holds` comes true, as far as it changes once in each direction;
    where it never does, the furthest that the shape allows. `finest`: decimal places."""
    for direction in (1, -1):
        found = _boundary(value, holds, shape, direction, finest)
        if found is not None:
            yield found


def moved(value: Any, steps: int, shape: Shape, finest: int = 0) -> Any:
    """The value so many units away; None where the shape, or the calendar, ends before."""
    if isinstance(value, date):
        made: Any = _months_on(value, steps) if shape.month else _days_on(value, steps)
    else:
        unit = Decimal(1).scaleb(-finest) if isinstance(value, Decimal) else 1
        made = value + steps * unit
    return made if made is not None and allowed(made, shape) else None


def allowed(value: Any, shape: Shape) -> bool:
    """Whether the shape's own limits let the value stand."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        low, high = shape.schema.get("minimum", -LARGEST), shape.schema.get("maximum", LARGEST)
        return bool(low <= value <= high)
    return True


def of_kind(value: Any, kind: Type) -> Any:
    """The number or date as the kind has it; None for anything else."""
    if kind is Type.DATE:
        return value if isinstance(value, date) else None
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return None
    return Decimal(value) if kind is Type.NUMBER else int(value)


def plausible(shape: Shape, kind: Type) -> Scalar:
    """Something that could stand where nothing stands yet."""
    if shape.options:
        return shape.options[0]  # type: ignore[no-any-return]
    match kind:
        case Type.INTEGER:
            return max(1, int(shape.schema.get("minimum", 1)))
        case Type.NUMBER:
            return Decimal(str(max(1, shape.schema.get("minimum", 1))))
        case Type.DATE:
            return date(2020, 1, 1)
        case Type.BOOLEAN:
            return True
        case _:
            examples = shape.schema.get("examples") or [shape.caption or "已填写"]
            return str(examples[0])


def others(value: Any, shape: Shape, hints: Iterable[Any]) -> list[Any]:
    """Texts and truth values that could stand instead: codes next to it first, then what the rule speaks of, then any other."""
    if isinstance(value, bool) or shape.type is Type.BOOLEAN:
        return [each for each in (True, False) if each is not value]
    if shape.options:
        options = list(shape.options)
        here = options.index(value) if value in options else 0
        near = sorted(options, key=lambda each: abs(options.index(each) - here))
        spoken = [each for each in hints if each in options]
        return [
            each for each in dict.fromkeys([*near[: MOST_CHOICES // 2], *spoken, *near]) if each != value
        ][: MOST_CHOICES + len(spoken)]
    texts = [each for each in hints if isinstance(each, str)]
    examples = [str(each) for each in shape.schema.get("examples", ())]
    fresh = f"{value if isinstance(value, str) else shape.caption or '内容'}（另）"
    return [each for each in dict.fromkeys([*texts, *examples, fresh]) if each != value]


def places(values: Iterable[Any]) -> int:
    """The most decimal places that any of the values has."""
    found = [-int(value.normalize().as_tuple().exponent) for value in values if isinstance(value, Decimal)]
    return min(max([0, *found]), DECIMALS)


def distance(one: Any, other: Any) -> float:
    """0 to 1: how far two values of one type lie apart; 0 for texts and codes, which have no distance."""
    if isinstance(one, date) and isinstance(other, date):
        apart = abs((one - other).days) / 365
    elif isinstance(one, int | Decimal) and isinstance(other, int | Decimal):
        apart = abs(float(one) - float(other))
    else:
        return 0.0
    return apart / (apart + 10)


def _boundary(value: Any, holds: Test, shape: Shape, direction: int, finest: int) -> Any:
    reached, step = 0, 1
    while True:
        candidate = moved(value, direction * step, shape, finest)
        if candidate is None or holds(candidate):
            break
        reached, step = step, step * 2
    low, high = reached, step  # it does not hold at `low`; at `high` it does, or there is nothing
    while high - low > 1:
        middle = (low + high) // 2
        candidate = moved(value, direction * middle, shape, finest)
        if candidate is None or holds(candidate):
            high = middle
        else:
            low = middle
    at_boundary = moved(value, direction * high, shape, finest)
    if at_boundary is not None:
        return at_boundary
    return moved(value, direction * low, shape, finest) if low else None


def _days_on(value: date, days: int) -> date | None:
    if abs(days) > _FURTHEST_DAYS:
        return None
    made = value + timedelta(days=days)
    return made if _EARLIEST <= made <= _LATEST else None


def _months_on(value: date, months: int) -> date | None:
    count = value.year * 12 + value.month - 1 + months
    return date(count // 12, count % 12 + 1, 1) if _EARLIEST.year <= count // 12 < _LATEST.year else None
