"""Combinations of levels, "3大 | 2大+2中 | 1大+4中 | 6中": sugar over counts.

With `stand_in` a higher level may count as a lower one. An option is then met when, for each level that it asks for, the records of this
level and above are as many as it asks for at this level and above: who has enough from the top downwards can always fill the places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zcforms.checks.core import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Condition,
    Count,
    Field,
    Literal,
    Operator,
    Records,
    Type,
    conjunction,
)
from zcforms.checks.scope import Misuse, below
from zcforms.checks.tree import members, several, whole
from zcforms.documents.nearest import remedy_for

MOST_LEVELS = 10
MOST_OPTIONS = 20
MOST_RECORDS = 1_000


def options(tree: Any, order: Sequence[str], at: str) -> list[dict[str, int]]:
    """`any`: what each option asks for, by level.

    Raises:
        Misuse: a level that is not in the order, a number that is none.
    """
    found = []
    for number, option in enumerate(several(tree, at, 1, MOST_OPTIONS)):
        place = below(at, number)
        if not isinstance(option, Mapping) or not option:
            raise Misuse(place, "这里应写各等级的数量", "请写成 {等级: 数量}，如 {large: 2, medium: 2}。")
        for level in option:
            if level not in order:
                fault = f"“{level}”不在 order 的等级里"
                raise Misuse(below(place, level), fault, remedy_for(str(level), order))
        found.append({level: whole(option[level], below(place, level), 1, MOST_RECORDS) for level in option})
    return found


def combination(
    counted: tuple[Records, str, Condition],
    scale: Field,
    order: Sequence[Literal],
    wanted: Sequence[Mapping[str, int]],
    *,
    stand_in: bool,
) -> Condition:
    """One of the options is met. `counted`: which records; `scale`: their level; `order`: the highest level first."""

    def enough(levels: Sequence[Literal], number: int) -> Condition:
        records, variable, where = counted
        level: Condition = Among(scale, tuple(levels))
        if len(levels) == 1:
            level = Compare(Operator.EQUAL, scale, levels[0])
        count = Count(records, variable, conjunction([where, level]))
        return Compare(Operator.AT_LEAST, count, Literal(Type.INTEGER, number))

    def met(option: Mapping[str, int]) -> Condition:
        parts = []
        so_far = 0
        for position, level in enumerate(order):
            number = option.get(str(level.value), 0)
            so_far += number
            if number:
                parts.append(enough(order[: position + 1], so_far) if stand_in else enough([level], number))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    found = tuple(met(option) for option in wanted)
    return found[0] if len(found) == 1 else AnyOf(found)


def read(tree: Any, at: str) -> Mapping[str, Any]:
    """The members of a combination, with `order` in form."""
    found = members(tree, at, ("of", "scale", "order", "any"), ("where", "as", "stand_in"))
    levels = several(found["order"], below(at, "order"), 1, MOST_LEVELS)
    if len({str(level) for level in levels}) < len(levels):
        raise Misuse(below(at, "order"), "同一等级出现两次", "请从高到低逐个列出等级，每个一次。")
    return found
