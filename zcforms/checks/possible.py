"""What a comparison can come to before anybody has answered: units that do not go together, and comparisons that are settled."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeAlias

from zcforms.checks.core import (
    Chosen,
    Count,
    Covered,
    Difference,
    Distinct,
    Elapsed,
    Extreme,
    Field,
    FirstPresent,
    Literal,
    Operator,
    Sum,
    Total,
    Type,
    Unit,
    Value,
    outcomes,
    type_of,
)
from zcforms.checks.scope import Misuse
from zcforms.checks.shape import Shape

Bounds: TypeAlias = tuple[Decimal | None, Decimal | None]

_ALIKE = {"个月": "月", "天": "日", "周年": "年", "元人民币": "元"}
_ELAPSED = {Unit.YEARS: "年", Unit.MONTHS: "月", Unit.DAYS: "日"}
_INSIDE = "请写该范围内的值，或更正要求。"


def unit_of(value: Value) -> str:
    """The unit that the value is counted in; "" where it has none or none is known (a multiple may convert)."""
    match value:
        case Field(unit=unit):
            return _ALIKE.get(unit, unit)
        case Elapsed(unit) | Covered(unit=unit):
            return _ELAPSED[unit]
        case Sum(values) | Extreme(values=values) | FirstPresent(values):
            return _first(values)
        case Chosen(branches, otherwise):
            return _first(outcomes(branches, otherwise))
        case Difference(left, right):
            return _first((left, right))
        case Total(value=inner):
            return unit_of(inner)
        case _:
            return ""


def _first(values: Sequence[Value]) -> str:
    return next((unit for each in values if (unit := unit_of(each))), "")


def require_comparable(left: Value, right: Value, at: str) -> None:
    """Both values are of one type, where integers and decimals are one."""
    one, other = type_of(left), type_of(right)
    if one is not other and not (one.numeric and other.numeric):
        raise Misuse(at, f"{one}不能与{other}放在一起比较或计算", "请使两边是同一类数据。")


def require_one_unit(values: Sequence[Value], at: str) -> None:
    """Raises `Misuse`: years beside hours."""
    units = list(dict.fromkeys(unit for each in values if (unit := unit_of(each))))
    if len(units) > 1:
        raise Misuse(
            at,
            f"单位不同：“{units[0]}”不能与“{units[1]}”放在一起比较或计算",
            "请使两边单位相同；需要换算时用 times，如 {times: [12, 年数]}。",
        )


Side: TypeAlias = tuple[Value, Shape | None]
"""A value, and what the form says of it where it is a field."""


def require_open(operator: Operator, left: Side, right: Side, at: str) -> None:
    """Raises `Misuse` when what the form takes already settles the comparison: it can never hold, or never fail."""
    if isinstance(left[0], Literal):
        if isinstance(right[0], Literal):
            return
        operator, left, right = operator.mirrored, right, left
    settled = _settled(operator, _bounds(*left), _bounds(*right))
    if settled is None and isinstance(right[0], Literal) and type_of(left[0]) is Type.INTEGER:
        settled = _of_fractions(operator, right[0])
    shape = left[1]
    what = f"“{shape.caption}”" if shape is not None and shape.caption else "左边的值"
    if settled is None:
        if type_of(left[0]) is Type.INTEGER:
            _require_whole(what, right[0], at)
        return
    said = "这个比较不可能不成立" if settled else "这个比较永远不会成立"
    raise Misuse(at, f"{what}{_range(_bounds(*left))}，{said}", _INSIDE)


def require_between(low: Value, high: Value, at: str) -> None:
    """Raises `Misuse`: the lower end is above the upper one."""
    if isinstance(low, Literal) and isinstance(high, Literal) and low.value > high.value:  # type: ignore[operator]
        raise Misuse(at, "前一个值大于后一个值，这个比较永远不会成立", "请把小的（早的）写在前面。")


def _require_whole(what: str, right: Value, at: str) -> None:
    """Two and a half full years are three; nobody who writes 2.5 means that."""
    written = outcomes(right.branches, right.otherwise) if isinstance(right, Chosen) else (right,)
    for each in written:
        if isinstance(each, Literal) and _is_fraction(each):
            remedy = "请写整数；不满一年的年限请用 months 写成月数。"
            raise Misuse(at, f"{what}是整数，不能与小数 {each.value} 比较", remedy)


def _is_fraction(number: Literal) -> bool:
    return isinstance(number.value, Decimal) and number.value != number.value.to_integral_value()


def _bounds(value: Value, shape: Shape | None) -> Bounds:
    match value:
        case Literal(type=kind, value=number) if kind.numeric:
            exact = Decimal(str(number))
            return exact, exact
        case Field() | Distinct() if shape is not None:
            return shape.bounds
        case Count() | Distinct() | Covered():
            return Decimal(0), None
        case _:
            return None, None


def _settled(operator: Operator, left: Bounds, right: Bounds) -> bool | None:
    """True: always so; False: never; None: it depends."""
    below = _lower(left[1], right[0], strictly=True)
    above = _lower(right[1], left[0], strictly=True)
    match operator:
        case Operator.LESS:
            return True if below else False if _lower(right[1], left[0], strictly=False) else None
        case Operator.AT_LEAST:
            return False if below else True if _lower(right[1], left[0], strictly=False) else None
        case Operator.MORE:
            return True if above else False if _lower(left[1], right[0], strictly=False) else None
        case Operator.AT_MOST:
            return False if above else True if _lower(left[1], right[0], strictly=False) else None
        case _:
            return (operator is Operator.UNEQUAL) if below or above else None


def _lower(one: Decimal | None, other: Decimal | None, *, strictly: bool) -> bool:
    if one is None or other is None:
        return False
    return one < other if strictly else one <= other


def _of_fractions(operator: Operator, right: Literal) -> bool | None:
    """A whole number never equals a fraction."""
    if not _is_fraction(right):
        return None
    return {Operator.EQUAL: False, Operator.UNEQUAL: True}.get(operator)


def _range(bounds: Bounds) -> str:
    match bounds:
        case None, None:
            return "是整数"
        case low, None:
            return f"不小于 {low}"
        case None, high:
            return f"不大于 {high}"
        case low, high:
            return f"在 {low} 到 {high} 之间"
