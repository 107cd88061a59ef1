"""What a condition depends on, and two ways in which many records need the same few."""

from __future__ import annotations

import itertools
import math
from functools import lru_cache
from typing import TypeAlias

from zcforms.checks import core
from zcforms.checks.core import DOCUMENT, Condition, Counted, Field, Node, Operator, Records, Value
from zcforms.checks.normal import Mode

_MANY = 4096
_MOST_WAYS = 16


@lru_cache(maxsize=_MANY)
def never_changes(node: Node) -> bool:
    """Whether it is the same whatever records are deleted."""
    return not any(isinstance(each, Records) for each in core.walk(node))


@lru_cache(maxsize=_MANY)
def free(node: Node) -> frozenset[str]:
    """The variables that it reads and does not itself bring."""
    if isinstance(node, Field | Records):
        return frozenset([node.variable])
    own = [getattr(node, word, None) for word in ("variable", "first", "second")]
    found: frozenset[str] = frozenset().union(*map(free, core.children(node)))
    return found - frozenset(name for name in own if name)


# ------------------------------------------------------------------------------------------- the best record

_Ways: TypeAlias = list[tuple[int, ...]]
"""The ways in which a record can serve; of each, how many records serve all that it is compared with, by comparison."""


def best(condition: core.Some | core.Every, mode: Mode, outer: frozenset[str]) -> int | None:
    """How many records serve each record of another list that needs one, where `condition` in `mode` says that there is one.

    Where one value of theirs is compared with one of the other's, the record with the greatest (or the least) serves all that any serves; to differ from
    whatever it is, two that differ are enough. None: nobody knows. `outer`: what stands for something before the other record."""
    inner = condition.condition
    if not free(condition.records) <= outer or not never_changes(inner):
        return None
    ways = _ways(inner, mode, condition.variable, outer)
    if ways is None or any(len(way) > 1 for way in ways):
        return None
    return sum(way[0] if way else 1 for way in ways)


def _ways(condition: Condition, mode: Mode, name: str, outer: frozenset[str]) -> _Ways | None:
    reads = free(condition)
    if name not in reads or reads <= outer | {name}:
        return [()]
    match condition:
        case core.Not(part):
            return _ways(part, mode.of_negation, name, outer)
        case core.Definitely(part):
            return _ways(part, Mode.TRUE if mode.positive else Mode.NOT_TRUE, name, outer)
        case core.AllOf(parts):
            return _of_several([_ways(part, mode, name, outer) for part in parts], every=mode.positive)
        case core.AnyOf(parts):
            return _of_several([_ways(part, mode, name, outer) for part in parts], every=not mode.positive)
        case core.Compare(operator, left, right) if _apart(left, right, name, outer):
            serving = _SERVING.get(operator if mode.positive else operator.negated, 1)
            return None if serving is None else [(serving,)]
        case _:
            return None


_SERVING = {Operator.EQUAL: None, Operator.UNEQUAL: 2}


def _of_several(found: list[_Ways | None], *, every: bool) -> _Ways | None:
    known = [ways for ways in found if ways is not None]
    if len(known) < len(found):
        return None
    if not every:
        return [way for ways in known for way in ways]
    if math.prod(map(len, known)) > _MOST_WAYS:
        return None
    return [tuple(itertools.chain(*ways)) for ways in itertools.product(*known)]


def _apart(left: Value, right: Value, name: str, outer: frozenset[str]) -> bool:
    """Whether one side is the record's and the other one is not."""
    pairs = ((left, right), (right, left))
    return any(name not in free(other) and free(own) <= outer | {name} for own, other in pairs)


# ------------------------------------------------------------------------------------------------ alike


def alike(value: Counted, records: Records, names: frozenset[str]) -> tuple[str, ...] | None:
    """The property in which the records that are counted must equal the record (of the same list) for which they are counted: who have it in common need the
    same ones. None: it is not so. `names`: of the record."""
    same_list = value.records == records and records.variable == DOCUMENT
    if not same_list or isinstance(value, core.Covered) or not never_changes(value.where):
        return None
    parts = value.where.conditions if isinstance(value.where, core.AllOf) else (value.where,)
    common = [part for part in parts if free(part) & names]
    if len(common) != 1 or any(
        free(each) & names for each in core.children(value) if each is not value.where
    ):
        return None
    return _common(common[0], value.variable, names)


def _common(condition: Condition, variable: str, names: frozenset[str]) -> tuple[str, ...] | None:
    match condition:
        case core.Compare(Operator.EQUAL, Field() as left, Field() as right) if left.path == right.path:
            one, other = left.variable, right.variable
            if (one == variable and other in names) or (other == variable and one in names):
                return left.path
    return None
