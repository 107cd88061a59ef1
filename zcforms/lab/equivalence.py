"""Whether two conditions mean the same, as far as that can be told cheaply: both are brought into one canonical form.

What is used: constants, flattening, order of operands, negation moved inwards, comparisons of whole numbers and dates (more than 4 is at least 5),
counts that are never below 0, values that are never nothing, what one bound says about another. Every step holds in three-valued logic; what
cannot be told counts as different.
"""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from zcforms.checks import core, nearness, reference
from zcforms.checks.core import (
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Count,
    Definitely,
    Distinct,
    Every,
    EveryPair,
    Literal,
    Not,
    Operator,
    Some,
    Type,
    always_present,
)
from zcforms.checks.shape import Shape


def canonical(condition: Condition) -> Condition:
    """The one form of all conditions that are known to mean the same."""
    return _canonical(condition)


def certain(condition: Condition, *, asked: bool = False) -> bool:
    """Whether the condition is never unknown; `asked`: to somebody who was asked for every list in it."""
    return _certain(condition, frozenset(), asked)


def _certain(condition: Condition, sure: frozenset[str], asked: bool) -> bool:
    """`sure`: variables whose every property is always answered."""
    match condition:
        case Constant() | core.Present() | core.InState() | Definitely():
            return True
        case Compare(_, left, right):
            return _given(left, sure, asked) and _given(right, sure, asked)
        case Among(value) | core.Contains(value):
            return _given(value, sure, asked)
        case Not(inner):
            return _certain(inner, sure, asked)
        case AllOf(several) | AnyOf(several) | AtLeast(_, several):
            return all(_certain(each, sure, asked) for each in several)
        case Some(records, variable, inner) | Every(records, variable, inner):
            known = sure | {variable} if records.path == _FINDINGS else sure
            return (asked or not records.restricted) and _certain(inner, known, asked)
        case EveryPair(records, _, _, inner):
            return (asked or not records.restricted) and _certain(inner, sure, asked)
    return False


_FINDINGS = ("breaches",)
"""What the form's validation found: made by us, every property is there."""


def _given(value: core.Value, sure: frozenset[str], asked: bool) -> bool:
    """Whether the value is always answered; what was chosen on the first page (route, specialty …) is."""
    match value:
        case core.Field(variable, path):
            return variable in sure or (variable == core.DOCUMENT and path[0] == "application")
        case Count() | core.Total() | Distinct() | core.Covered():
            return (asked and not value.records.choices) or always_present(value)
    return always_present(value)


def _canonical(condition: Condition) -> Condition:
    match condition:
        case Not(inner):
            return _negated(_canonical(inner))
        case Definitely(inner):
            known = _canonical(inner)
            return known if certain(known) else Definitely(known)
        case AllOf(several):
            return _joined(AllOf, [_canonical(each) for each in several])
        case AnyOf(several):
            return _joined(AnyOf, [_canonical(each) for each in several])
        case AtLeast(number, several):
            return _several(number, several)
        case Some(records, _, inner) | Every(records, _, inner) | EveryPair(records, _, _, inner):
            return _quantified(condition, _canonical(inner), records.restricted)
        case Constant():
            return condition
        case _:
            return _simple(_with_values(condition))


def _negated(condition: Condition) -> Condition:
    match condition:
        case Constant(truth):
            return Constant(not truth)
        case Not(inner):
            return inner
        case Compare(operator, left, right):
            return _simple(Compare(operator.negated, left, right))
        case AllOf(several):
            return _joined(AnyOf, [_negated(each) for each in several])
        case AnyOf(several):
            return _joined(AllOf, [_negated(each) for each in several])
        case Some(records, variable, inner):
            return _quantified(Every(records, variable, inner), _negated(inner), records.restricted)
        case Every(records, variable, inner):
            return _quantified(Some(records, variable, inner), _negated(inner), records.restricted)
    return Not(condition)


def _several(number: int, several: tuple[Condition, ...]) -> Condition:
    if number == len(several):
        return _canonical(AllOf(several))
    if number == 1:
        return _canonical(AnyOf(several))
    return AtLeast(number, tuple(sorted((_canonical(each) for each in several), key=repr)))


def _joined(kind: type[AllOf] | type[AnyOf], several: list[Condition]) -> Condition:
    flat: dict[Condition, None] = {}
    for each in several:
        flat.update(dict.fromkeys(each.conditions if isinstance(each, kind) else (each,)))
    neutral, absorbing = Constant(kind is AllOf), Constant(kind is AnyOf)
    flat.pop(neutral, None)
    if absorbing in flat:
        return absorbing
    kept = _unimplied(kind, _strict(list(flat)) if kind is AllOf else list(flat))
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else kind(tuple(sorted(kept, key=repr)))


def _unimplied(kind: type[AllOf] | type[AnyOf], several: list[Condition]) -> list[Condition]:
    """Without parts that another part decides: of two bounds of one value the wider one (all) or the narrower one (any); and what is
    absorbed: a with (a or b) is a."""
    other = AnyOf if kind is AllOf else AllOf
    kept = []
    for part in several:
        inner = part.conditions if isinstance(part, other) else ()
        absorbed = any(each in inner for each in several if each is not part)
        weaker = any(
            _implies(each, part) if kind is AllOf else _implies(part, each)
            for each in several
            if each is not part
        )
        if not absorbed and not weaker:
            kept.append(part)
    return kept


def _strict(several: list[Condition]) -> list[Condition]:
    """At least and unequal are more than; at most and unequal are less than; what is more or less is unequal."""
    compared = {(each.operator, each.left, each.right) for each in several if isinstance(each, Compare)}
    kept: list[Condition] = []
    for each in several:
        pair = (each.left, each.right) if isinstance(each, Compare) else None
        narrowed = _STRICT.get(each.operator) if isinstance(each, Compare) else None
        if pair and narrowed and (Operator.UNEQUAL, *pair) in compared:
            kept.append(Compare(narrowed, *pair))
        elif not (pair and (Operator.UNEQUAL, *pair) in compared and _strictly(each, compared)):
            kept.append(each)
    return kept


_STRICT = {Operator.AT_LEAST: Operator.MORE, Operator.AT_MOST: Operator.LESS}


def _strictly(condition: Condition, compared: set[Any]) -> bool:
    """Whether it says unequal where another comparison of the same two says more."""
    if not isinstance(condition, Compare) or condition.operator is not Operator.UNEQUAL:
        return False
    ordered = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE, Operator.LESS)
    return any((each, condition.left, condition.right) in compared for each in ordered)


def _implies(one: Condition, other: Condition) -> bool:
    """Whether a bound says at least as much as another bound of the same value."""
    match one, other:
        case Compare(a, left, Literal(_, x)), Compare(b, same, Literal(_, y)) if (
            left == same and a is b and x != y
        ):
            bound: Any = (x, y)
            return bool(
                (a is Operator.AT_LEAST and bound[0] > bound[1])
                or (a is Operator.AT_MOST and bound[0] < bound[1])
            )
    return False


def _quantified(condition: Any, inner: Condition, restricted: bool) -> Condition:
    idle = Constant(not isinstance(condition, Some))
    if inner == idle and not restricted:
        return idle
    return dataclasses.replace(condition, condition=inner)  # type: ignore[no-any-return]


# ------------------------------------------------------------------------------------- simple conditions


def _simple(condition: Any) -> Condition:
    match condition:
        case Compare(operator, Literal() as left, right) if not isinstance(right, Literal):
            return _simple(Compare(operator.mirrored, right, left))
        case Compare(_, Literal(), Literal()):
            return Constant(reference.holds(condition, {}) is True)
        case Compare(operator, left, right) if isinstance(right, Literal):
            return _bounded(operator, left, right)
        case Compare(_, left, right) if left == right and always_present(left):
            return Constant(
                reference.holds(dataclasses.replace(condition, left=_ZERO, right=_ZERO), {}) is True
            )
        case Compare(operator, left, right) if repr(left) > repr(right):
            return Compare(operator.mirrored, right, left)
        case Among(value, choices):
            distinct = tuple(sorted(set(choices), key=repr))
            if len(distinct) == 1:
                return _simple(Compare(Operator.EQUAL, value, distinct[0]))
            return Among(value, distinct)
    return condition  # type: ignore[no-any-return]


_ZERO = Literal(Type.INTEGER, 0)


def beside(written: Literal, steps: int) -> Literal | None:
    """The number, day or month so many steps further; None where it has no neighbours, or they lie beyond what is compared."""
    if isinstance(written.value, bool | str):
        return None
    found = nearness.moved(written.value, steps, Shape({"format": "month"} if written.month else {}, {}))
    return None if found is None else dataclasses.replace(written, value=found)


def _bounded(operator: Operator, left: Any, right: Literal) -> Condition:
    """A comparison with a written value: of whole things, at least and at most are enough."""
    value = right.value
    if isinstance(value, bool):
        return Compare(Operator.EQUAL, left, Literal(right.type, value is (operator is Operator.EQUAL)))
    whole = isinstance(value, date) or (isinstance(value, int) and core.type_of(left) is Type.INTEGER)
    if whole and operator is Operator.MORE and (later := beside(right, 1)):
        operator, right = Operator.AT_LEAST, later
    elif whole and operator is Operator.LESS and (earlier := beside(right, -1)):
        operator, right = Operator.AT_MOST, earlier
    if isinstance(left, Count | Distinct | core.Covered) and left.records.certain:
        return _counted(operator, left, right)
    return Compare(operator, left, right)


def _counted(operator: Operator, left: Any, right: Literal) -> Condition:
    """What is counted is never below 0."""
    number: Any = right.value
    match operator:
        case Operator.AT_LEAST if number <= 0:
            return Constant(True)
        case Operator.AT_MOST | Operator.EQUAL if number < 0:
            return Constant(False)
        case Operator.UNEQUAL if number < 0:
            return Constant(True)
        case Operator.EQUAL if number == 0:
            return Compare(Operator.AT_MOST, left, right)
        case Operator.UNEQUAL if number == 0:
            return Compare(Operator.AT_LEAST, left, dataclasses.replace(right, value=1))
    return Compare(operator, left, right)


def _with_values(node: Any) -> Any:
    """The node with every condition inside its values (selections of counts, branches) in canonical form."""
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(node):
        child = getattr(node, field.name)
        if isinstance(child, tuple):
            changes[field.name] = tuple(_inside(each) for each in child)
        elif dataclasses.is_dataclass(child):
            changes[field.name] = _inside(child)
    return dataclasses.replace(node, **changes)


def _inside(node: Any) -> Any:
    if isinstance(node, core.Elapsed | core.Covered) and node.unit is core.Unit.YEARS and _whole_years(node):
        return _with_values(dataclasses.replace(node, calendar=False))
    if not dataclasses.is_dataclass(node):
        return node
    if isinstance(node, core.Simple | core.Compound | Constant):
        found = canonical(node)
        return found
    return _with_values(node)


def _whole_years(node: core.Elapsed | core.Covered) -> bool:
    """Counted to the last day of a year, anniversaries and calendar years are the same."""
    end = node.end if isinstance(node, core.Elapsed) else node.until
    last = end.value if isinstance(end, Literal) else None
    return isinstance(last, date) and (last.month, last.day) == (12, 31)
