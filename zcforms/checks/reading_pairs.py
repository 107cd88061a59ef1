"""What is said of every two records of a list: that they differ, that their periods do not overlap, or anything else of 甲 and 乙."""

from __future__ import annotations

from zcforms.checks import core
from zcforms.checks.core import TRUE, AnyOf, Compare, Condition, Field, Not, Operator
from zcforms.checks.naming import Names
from zcforms.checks.reading_values import Telling, chosen
from zcforms.checks.written import overlapping, pair_selection


def every(pair: core.EveryPair, names: Names, telling: Telling) -> str:
    where, that = pair_selection(pair)
    which = _which(pair, where, names, telling)
    known = _agreeing(pair, that, names)
    if known:
        one = len(known) == 1
        return f"{which}中任意两条的{'、'.join(known)}{'都不相同' if one else '不全相同'}"
    if overlapping(pair, that):
        return f"{which}中任意两条的起止时间不重叠"
    return f"{which}中任意两条（甲、乙）都满足：{telling.say(that, names.inside_pair(pair.records, pair.first, pair.second))}"


def found(pair: core.EveryPair, names: Names, telling: Telling) -> str:
    where, that = pair_selection(pair)
    which = _which(pair, where, names, telling)
    known = _agreeing(pair, that, names)
    if known:
        return f"{which}中有两条的{'、'.join(known)}{'相同' if len(known) == 1 else '都相同'}"
    if overlapping(pair, that):
        return f"{which}中有两条的起止时间重叠"
    inside = names.inside_pair(pair.records, pair.first, pair.second)
    return f"{which}中有两条（甲、乙）：{telling.say(Not(that), inside)}"


def _which(pair: core.EveryPair, where: Condition, names: Names, telling: Telling) -> str:
    if where == TRUE:
        return f"{names.list(pair.records)}"
    return chosen(pair.records, pair.first, where, names, telling)


def _agreeing(pair: core.EveryPair, that: Condition, names: Names) -> list[str]:
    """The captions of what no two records may agree in; empty where the pair is about something else."""
    inside = names.inside(pair.records, pair.first)
    captions: list[str] = []
    for part in that.conditions if isinstance(that, AnyOf) else (that,):
        match part:
            case Compare(Operator.UNEQUAL, Field(first, path) as left, Field(second, other)) if (
                first,
                second,
                path,
            ) == (pair.first, pair.second, other):
                captions.append(inside.field(left))
            case _:
                return []
    return captions
