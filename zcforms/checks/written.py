"""How what authors write looks in the core: `every` with `where`, pairs, periods that do not overlap."""

from __future__ import annotations

from zcforms.checks import core
from zcforms.checks.core import (
    DOCUMENT,
    TRUE,
    AllOf,
    Among,
    AnyOf,
    Compare,
    Condition,
    Definitely,
    Field,
    Literal,
    MonthOf,
    Not,
    Operator,
    Type,
    always_present,
    renamed,
    walk,
)
from zcforms.checks.shape import Shape


def uncertain(condition: Condition) -> bool:
    """Whether the condition can be unknown: it compares something that may not be there."""
    return any(
        (isinstance(node, Compare) and not (always_present(node.left) and always_present(node.right)))
        or (isinstance(node, Among | core.Contains) and not always_present(node.value))
        for node in walk(condition)
    )


def plain_attribute(inner: Condition) -> bool:
    parts = inner.conditions if isinstance(inner, AllOf) else (inner,)
    return len(parts) <= 3 and all(_simple(part) for part in parts)


def _simple(condition: Condition) -> bool:
    """A single test of the record's own values, told in one breath."""
    inner = condition.condition if isinstance(condition, Not) else condition
    return isinstance(inner, core.Simple) and not any(isinstance(node, core.Records) for node in walk(inner))


def selection(inner: Condition) -> tuple[Condition, Condition]:
    """`every` with `where` is written as “not definitely where, or that”: the two again."""
    match inner:
        case AnyOf((Not(Definitely(where)), that)):
            return where, that
    return TRUE, inner


def pair_selection(pair: core.EveryPair) -> tuple[Condition, Condition]:
    """The same of pairs: what both records fulfil (told of the first), and what must hold of the two."""
    match pair.condition:
        case AnyOf((Not(Definitely(where)), Not(Definitely(other)), that)) if (
            renamed(where, {pair.first: pair.second}) == other
        ):
            return where, that
    return TRUE, pair.condition


def overlapping(pair: core.EveryPair, that: Condition) -> bool:
    """Whether the pair forbids that two periods overlap: one ends before the other begins, either way round."""
    match that:
        case AnyOf(
            (
                Compare(Operator.AT_MOST, _, Field() | MonthOf(Field())) as one,
                Compare(Operator.AT_MOST) as other,
            )
        ):
            swapped = renamed(one, {pair.first: pair.second, pair.second: pair.first})
            return swapped == other
    return False


def beyond(condition: Condition) -> bool:
    """Whether a test of a record looks at a list of the whole document."""
    return any(isinstance(node, core.Records) and node.variable == DOCUMENT for node in walk(condition))


def flat(parts: tuple[Condition, ...], kind: type[AllOf] | type[AnyOf]) -> tuple[Condition, ...]:
    """The parts, with those that are of the same kind replaced by their own."""
    found: list[Condition] = []
    for part in parts:
        found += (
            flat(part.conditions, kind)
            if isinstance(part, AllOf | AnyOf) and isinstance(part, kind)
            else [part]
        )
    return tuple(found)


def matching(condition: core.Contains, shape: Shape | None) -> tuple[Literal, ...]:
    """The codes that a test of texts is true of; none where the value is free text."""
    codes = [str(code) for code in shape.options] if shape and "captions" in shape.schema else []
    return tuple(
        Literal(Type.TEXT, code)
        for code in codes
        if any(code.startswith(text) if condition.at_start else text in code for text in condition.texts)
    )
