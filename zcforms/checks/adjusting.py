"""What an adjusting rule sets, and to what (feature 66): only what the form would have taken, and only what stays as it is when it is set again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from zcforms.checks.core import (
    DOCUMENT,
    Chosen,
    Count,
    Difference,
    Distinct,
    Extreme,
    Field,
    FirstPresent,
    Literal,
    Multiple,
    Sum,
    Type,
    Value,
    outcomes,
    type_of,
    walk,
)
from zcforms.checks.landing import OWN
from zcforms.checks.monthly import ends
from zcforms.checks.parser import Parser
from zcforms.checks.possible import require_one_unit
from zcforms.checks.scope import Misuse, below, literal
from zcforms.checks.shape import Shape
from zcforms.documents.nearest import remedy_for

Bounds: TypeAlias = tuple[Decimal | None, Decimal | None]
ShapeOf: TypeAlias = Callable[[Field], Shape | None]


@dataclass(frozen=True, slots=True)
class Adjustment:
    target: Field
    value: Value


def read(tree: Mapping[str, Any], at: str, parser: Parser) -> Adjustment | None:
    """`{set, to}`; None where one of them cannot be read. What is wrong is among the parser's faults."""
    found = parser.target(tree["set"], below(at, "set"))
    value = parser.value(tree["to"], below(at, "to"))
    if found is None or value is None:
        return None
    target, shape = found
    if target.path[0] in OWN:
        answers = [name for name in parser.root.names if name not in OWN]
        fault = f"“{tree['set']}”不是申报人在表单里填写的，规则不能改它"
        parser.faults.append(Misuse(below(at, "set"), fault, remedy_for(target.path[-1], answers)))
        return None
    try:
        require_one_unit((target, value), below(at, "to"))
    except Misuse as misuse:
        parser.faults.append(misuse)
    for fault, remedy in _misuses(str(tree["set"]), target, shape, value, parser.root):
        parser.faults.append(Misuse(below(at, "to"), fault, remedy))
    return Adjustment(target, value)


def circle(adjustments: Mapping[str, Adjustment]) -> tuple[str, ...]:
    """Ids of rules that set what one another calculate with, so that each save would change everything again; () where there are none.

    Each rule sets from what the next one sets. A rule that only bounds its own target is no circle."""
    after = {
        one: [
            other
            for other, made in adjustments.items()
            if not _same(made.target, adjustments[one].target) and _reads(adjustments[one].value, made.target)
        ]
        for one in adjustments
    }
    for start in adjustments:
        walks: list[tuple[str, ...]] = [(start,)]
        seen: set[str] = set()
        while walks:
            walk_so_far = walks.pop()
            for other in after[walk_so_far[-1]]:
                if other == start:
                    return walk_so_far
                if other not in seen:
                    seen.add(other)
                    walks.append((*walk_so_far, other))
    return ()


def _reads(value: Value, target: Field) -> bool:
    return any(isinstance(each, Field) and _same(each, target) for each in walk(value))


def _misuses(name: str, target: Field, shape: Shape, value: Value, root: Shape) -> Iterator[tuple[str, str]]:
    """Fault and remedy of each thing that is wrong with setting the target to the value."""
    given = type_of(value)
    if given is not target.type and (given, target.type) != (Type.INTEGER, Type.NUMBER):
        yield f"“{name}”是{target.type}，不能设为{given}", "请使两边是同一类数据。"
        return
    if _grows(value, target):
        remedy = "请从别的数据计算；自己只可以放在 min、max、first_present 里。"
        yield f"“{name}”从自己算出新的值，每次保存都会再变一次", remedy
        return

    def shape_of(field: Field) -> Shape | None:
        return root.at(field.path) if field.variable == DOCUMENT else None

    if target.type.numeric:
        yield from _outside(shape, reach(value, shape_of))
    elif target.type is Type.TEXT:
        yield from _unlisted(shape, value, shape_of)


def _grows(value: Value, target: Field) -> bool:
    """Whether the value changes again each time that it is set: it is calculated from the target, and not only chosen among others."""
    match value:
        case Extreme(values=values) | FirstPresent(values):
            return any(_grows(each, target) for each in values)
        case Chosen(branches, otherwise):
            return any(_grows(each, target) for each in outcomes(branches, otherwise))
        case Field():
            return False
        case _:
            return _reads(value, target)


def _same(one: Field, other: Field) -> bool:
    return (one.variable, one.path) == (other.variable, other.path)


# ------------------------------------------------------------------------------------- what the form takes


def _outside(shape: Shape, found: Bounds) -> Iterator[tuple[str, str]]:
    (low, high), (least, greatest) = shape.bounds, found
    if high is not None and (greatest is None or greatest > high):
        fault = f"算出的值可能大于“{shape.caption}”的上限 {high}，表单不会接受"
        yield fault, f"请用 min 收住：{{min: [算出的值, {high}]}}。"
    if low is not None and (least is None or least < low):
        fault = f"算出的值可能小于“{shape.caption}”的下限 {low}，表单不会接受"
        yield fault, f"请用 max 收住：{{max: [算出的值, {low}]}}。"


def _unlisted(shape: Shape, value: Value, shape_of: ShapeOf) -> Iterator[tuple[str, str]]:
    """Texts that the form's list does not have, or that are longer than it takes."""
    for each in ends(value):
        if isinstance(each, Literal):
            try:
                literal(each.value, "", shape.type, shape)
            except Misuse as misuse:
                yield misuse.fault, misuse.remedy
        elif isinstance(each, Field) and (other := shape_of(each)) is not None and not _taken(other, shape):
            fault = f"“{other.caption}”的内容不一定是“{shape.caption}”可以填的"
            yield fault, "请改为取值范围相同的数据，或用 choose 逐一写出。"


def _taken(source: Shape, target: Shape) -> bool:
    if target.options:
        return bool(source.options) and set(source.options) <= set(target.options)
    if target.longest is None or source.options:
        return all(len(str(each)) <= (target.longest or len(str(each))) for each in source.options)
    return source.longest is not None and source.longest <= target.longest


def reach(value: Value, shape_of: ShapeOf) -> Bounds:
    """The least and the greatest number that a value can come to, from what the form takes; None: nobody knows."""
    match value:
        case Literal(value=number):
            exact = Decimal(str(number))
            return exact, exact
        case Field():
            shape = shape_of(value)
            return shape.bounds if shape else (None, None)
        case Count() | Distinct():
            return Decimal(0), None
        case Extreme(greatest, values):
            return _extreme(greatest, *_ranges(values, shape_of))
        case FirstPresent() | Chosen():
            lows, highs = _ranges(tuple(ends(value)), shape_of)
            return _edge(min, lows), _edge(max, highs)
        case _:
            return _calculated(value, shape_of)


def _calculated(value: Value, shape_of: ShapeOf) -> Bounds:
    match value:
        case Sum(values):
            lows, highs = _ranges(values, shape_of)
            return _total(lows), _total(highs)
        case Difference(left, right):
            (low, high), (least, greatest) = reach(left, shape_of), reach(right, shape_of)
            return _less(low, greatest), _less(high, least)
        case Multiple(factor, inner):
            first, last = (None if each is None else each * factor for each in reach(inner, shape_of))
            return (first, last) if factor >= 0 else (last, first)
        case _:
            return None, None


_Ends: TypeAlias = tuple[Decimal | None, ...]


def _ranges(values: tuple[Value, ...], shape_of: ShapeOf) -> tuple[_Ends, _Ends]:
    found = [reach(each, shape_of) for each in values]
    return tuple(low for low, _ in found), tuple(high for _, high in found)


def _extreme(greatest: bool, lows: _Ends, highs: _Ends) -> Bounds:
    """Of the greatest, one known lower end is enough; of the least, one known upper end."""
    if greatest:
        return max((each for each in lows if each is not None), default=None), _edge(max, highs)
    return _edge(min, lows), min((each for each in highs if each is not None), default=None)


def _edge(pick: Callable[[list[Decimal]], Decimal], ends: _Ends) -> Decimal | None:
    known = [each for each in ends if each is not None]
    return pick(known) if known and len(known) == len(ends) else None


def _total(ends: _Ends) -> Decimal | None:
    known = [each for each in ends if each is not None]
    return sum(known, Decimal(0)) if len(known) == len(ends) else None


def _less(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other
