"""Mutants: rules with one small mistake in them, as an author would make it, each told in a Chinese sentence.

The severity of a rule is left alone: what it blocks is no condition. What a mutant changes is one node of the typed core.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zcforms.checks import core, reading_choices
from zcforms.checks.assembly import Rule
from zcforms.checks.core import (
    TRUE,
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Compare,
    Definitely,
    Elapsed,
    Every,
    Literal,
    Not,
    Operator,
    Some,
    Type,
    Unit,
)
from zcforms.checks.naming import Names, day, shown
from zcforms.checks.reading_back import value_text
from zcforms.lab.equivalence import beside
from zcforms.lab.spots import GUARD, Spot, names_at, parts, replaced, spots, told, with_part

MOST_CHOICES = 12
"""Choices of one list that are taken away, one by one."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """`rule` with one mistake; `original` without. `id` stays the same while the rule does. `sentence` says what was changed."""

    id: str
    operator: str
    sentence: str
    original: Rule
    rule: Rule


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What mistakes are taken from: the plan's dates by their captions, and what things are called."""

    dates: Mapping[str, date]
    names: Names


@dataclass(frozen=True, slots=True)
class _Change:
    """Another node for a spot. `sentence`: where the two conditions read side by side would not tell."""

    operator: str
    node: Any
    sentence: str = ""


def mutants(rule: Rule, around: Surroundings) -> Iterator[Mutant]:
    """Every mutant of a rule; equal ones may come twice (`equivalence` tells)."""
    for part, root in parts(rule):
        for spot in spots(part, root):
            for change in _changes(spot, around):
                made = with_part(rule, part, replaced(root, spot.path, change.node))
                sentence = change.sentence or _side_by_side(spot, change.node, around)
                yield _mutant(rule, made, change.operator, f"{part}{spot.path}", sentence)
    if rule.question.guard != TRUE:
        made = with_part(rule, GUARD, TRUE)
        text = told(rule.question.guard, (), around.names)
        yield _mutant(rule, made, "guard-dropped", GUARD, f"去掉全部适用条件“{text}”")
    if rule.adjustment is None:
        other = not rule.question.missing_fails
        made = dataclasses.replace(rule, question=dataclasses.replace(rule.question, missing_fails=other))
        words = ("算通过", "算违反") if other else ("算违反", "算通过")
        sentence = f"没有填写、无法判断时，由{words[0]}改为{words[1]}"
        yield _mutant(rule, made, "missing", "missing", sentence)


def _mutant(rule: Rule, made: Rule, operator: str, place: str, sentence: str) -> Mutant:
    digest = hashlib.sha256(f"{operator}|{place}|{sentence}".encode()).hexdigest()[:8]
    return Mutant(f"{rule.id}/{operator}/{digest}", operator, sentence, rule, made)


def _changes(spot: Spot, around: Surroundings) -> Iterator[_Change]:
    for kind, make in _MAKERS:
        if isinstance(spot.node, kind):
            yield from make(spot, around)


# ------------------------------------------------------------------------------------- simple conditions


def _operators(spot: Spot, _: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    ordered = core.type_of(node.left).ordered
    for operator in _INSTEAD[node.operator] if ordered else ():
        yield _Change("operator", dataclasses.replace(node, operator=operator))


_INSTEAD = {
    Operator.AT_LEAST: (Operator.MORE, Operator.LESS, Operator.EQUAL),
    Operator.MORE: (Operator.AT_LEAST, Operator.AT_MOST, Operator.UNEQUAL),
    Operator.AT_MOST: (Operator.LESS, Operator.MORE, Operator.EQUAL),
    Operator.LESS: (Operator.AT_MOST, Operator.AT_LEAST, Operator.UNEQUAL),
    Operator.EQUAL: (Operator.AT_LEAST, Operator.AT_MOST),
    Operator.UNEQUAL: (Operator.LESS, Operator.MORE),
}


def _bounds(spot: Spot, _: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    for side in ("left", "right"):
        written = getattr(node, side)
        if isinstance(written, Literal):
            for other in _beside(written):
                yield _Change("bound", dataclasses.replace(node, **{side: other}))


def _beside(written: Literal) -> Iterator[Literal]:
    yield from filter(None, (beside(written, step) for step in (-1, 1)))


def _negation(spot: Spot, around: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    text = told(node, spot.binders, around.names)
    opposite: Any = Not(node)
    if isinstance(node, Compare):
        opposite = dataclasses.replace(node, operator=node.operator.negated)
    yield _Change("negated", opposite, f"把“{text}”改成相反的要求")


def _choices(spot: Spot, around: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    shape = (
        names_at(spot.binders, around.names).shape(node.value) if isinstance(node.value, core.Field) else None
    )
    text = told(node, spot.binders, around.names)
    if len(node.choices) > 1:
        for number, choice in list(enumerate(node.choices))[:MOST_CHOICES]:
            fewer = (*node.choices[:number], *node.choices[number + 1 :])
            sentence = f"从“{text}”中去掉“{shown(choice.value, shape)}”"
            yield _Change("choice-removed", dataclasses.replace(node, choices=fewer), sentence)
    for option in _neighbours(node, shape.options if shape else ()):
        more = (*node.choices, Literal(core.type_of(node.value), option))
        sentence = f"在“{text}”中加上“{shown(option, shape)}”"
        yield _Change("choice-added", dataclasses.replace(node, choices=more), sentence)


def _neighbours(node: Among, options: tuple[Any, ...]) -> Iterator[Any]:
    """What stands before and after the choices in the list of what there is to choose."""
    chosen = [number for number, each in enumerate(options) if any(each == c.value for c in node.choices)]
    around = (min(chosen) - 1, max(chosen) + 1) if chosen else ()
    yield from (options[number] for number in around if 0 <= number < len(options))


def _texts(spot: Spot, around: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    text = told(node, spot.binders, around.names)
    for each in node.texts if len(node.texts) > 1 else ():
        fewer = tuple(other for other in node.texts if other != each)
        yield _Change("choice-removed", dataclasses.replace(node, texts=fewer), f"从“{text}”中去掉“{each}”")
    yield _Change("text-place", dataclasses.replace(node, at_start=not node.at_start))


# ----------------------------------------------------------------------------------- compound conditions


def _connected(spot: Spot, _: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    other = AnyOf(node.conditions) if isinstance(node, AllOf) else AllOf(node.conditions)
    if len(node.conditions) > 1:
        yield _Change("and-or", other)


def _fewer(spot: Spot, around: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    several = node.conditions
    operator = "guard-part-dropped" if spot.part == GUARD and not spot.path else "part-dropped"
    for number, dropped in enumerate(several if len(several) > 1 else ()):
        rest = (*several[:number], *several[number + 1 :])
        left = (
            rest[0]
            if len(rest) == 1 and not isinstance(node, AtLeast)
            else dataclasses.replace(node, conditions=rest)
        )
        yield _Change(operator, left, f"去掉条件“{told(dropped, spot.binders, around.names)}”")


def _number(spot: Spot, _: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    for number in (node.number - 1, node.number + 1):
        if 1 <= number <= len(node.conditions):
            sentence = f"把“至少满足 {node.number} 项”改成“至少满足 {number} 项”"
            yield _Change("number", dataclasses.replace(node, number=number), sentence)


def _quantifier(spot: Spot, around: Surroundings) -> Iterator[_Change]:
    """Some with its selection becomes every with the same selection, and the other way round."""
    node: Any = spot.node
    match node:
        case Some(records, variable, AllOf((where, *that))):
            condition = core.conjunction(list(that))
            other: Any = Every(records, variable, AnyOf((Not(Definitely(where)), condition)))
        case Every(records, variable, AnyOf((Not(Definitely(where)), that))):
            other = Some(records, variable, AllOf((where, that)))
        case Some(records, variable, condition):
            other = Every(records, variable, condition)
        case _:
            other = Some(node.records, node.variable, node.condition)
    words = ("有一条", "每一条") if isinstance(node, Some) else ("每一条", "有一条")
    name = names_at(spot.binders, around.names).list(node.records)
    yield _Change("quantifier", other, f"{name}的要求由“{words[0]}记录”改成“{words[1]}记录”满足")


# ------------------------------------------------------------------------------------------------ values


def _every_choice(spot: Spot, around: Surroundings) -> Iterator[_Change]:
    """One of several choices becomes all of them; of two that is another bound."""
    node: Any = spot.node
    counted = reading_choices.counted(node.left)
    if counted is None or not isinstance(counted.where, Among) or not reading_choices.is_one(node):
        return
    wanted = len({each.value for each in counted.where.choices})
    if wanted > 2:
        other = dataclasses.replace(node, right=Literal(Type.INTEGER, wanted))
        text = told(node, spot.binders, around.names)
        yield _Change("choices", other, f"把“{text}”改成须全部选择")


def _unselected(spot: Spot, around: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    if node.where != TRUE:
        names = names_at(spot.binders, around.names)
        text = told(node.where, (), names.inside(node.records, node.variable))
        sentence = f"统计{names.list(node.records)}时不再只看“{text}”的记录"
        if node.records.choices:
            sentence = f"{names.list(node.records)}不论选了哪些都算"
        yield _Change("where-dropped", dataclasses.replace(node, where=TRUE), sentence)


def _counting(spot: Spot, _: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    if node.unit is Unit.YEARS:
        words = ("按自然年计算", "按周年计算") if node.calendar else ("按周年计算", "按自然年计算")
        sentence = f"年数由{words[0]}改为{words[1]}"
        yield _Change("counting", dataclasses.replace(node, calendar=not node.calendar), sentence)


def _cutoffs(spot: Spot, around: Surroundings) -> Iterator[_Change]:
    """A date of the plan becomes another of its dates, and a date of years, months or days is off by one."""
    node: Any = spot.node
    for side in ("start", "end"):
        written = getattr(node, side)
        if isinstance(written, Literal):
            for other in _beside(written):
                yield _Change("bound", dataclasses.replace(node, **{side: other}), _dates(written, other))


def _until(spot: Spot, _: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    if isinstance(node.until, Literal):
        for other in _beside(node.until):
            yield _Change("bound", dataclasses.replace(node, until=other), _dates(node.until, other))


def _swapped(spot: Spot, around: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    dates = {name: day.replace(day=1) if node.month else day for name, day in around.dates.items()}
    if node.type is Type.DATE and node.value in dates.values():
        for name, other in dates.items():
            if other != node.value:
                made = dataclasses.replace(node, value=other)
                yield _Change("cut-off", made, f"{_dates(node, made)}（{name}）")


def _dates(written: Literal, other: Literal) -> str:
    one, two = (
        day(each.value, month=each.month) for each in (written, other) if isinstance(each.value, date)
    )
    return f"把日期“{one}”改成“{two}”"


def _branches(spot: Spot, around: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    if len(node.branches) + (node.otherwise is not None) < 2:
        return
    for number, branch in enumerate(node.branches):
        rest = (*node.branches[:number], *node.branches[number + 1 :])
        left = dataclasses.replace(node, branches=rest) if rest else node.otherwise
        sentence = f"去掉“{told(branch.condition, (), names_at(spot.binders, around.names))}”时的取值"
        yield _Change("branch-dropped", left, sentence)


def _alone(spot: Spot, _: Surroundings) -> Iterator[_Change]:
    """A number that is chosen among others is off by one."""
    node: Any = spot.node
    for number, branch in enumerate(node.branches):
        if isinstance(branch.value, Literal):
            for other in _beside(branch.value):
                changed = dataclasses.replace(branch, value=other)
                branches = (*node.branches[:number], changed, *node.branches[number + 1 :])
                sentence = f"把取值“{shown(branch.value.value)}”改成“{shown(other.value)}”"
                yield _Change("bound", dataclasses.replace(node, branches=branches), sentence)


def _extreme(spot: Spot, _: Surroundings) -> Iterator[_Change]:
    node: Any = spot.node
    if len(node.values) > 1:
        words = ("最大", "最小") if node.greatest else ("最小", "最大")
        yield _Change(
            "extreme",
            dataclasses.replace(node, greatest=not node.greatest),
            f"由取{words[0]}值改为取{words[1]}值",
        )


def _side_by_side(spot: Spot, other: Any, around: Surroundings) -> str:
    """Both conditions; of values, both values."""
    names = names_at(spot.binders, around.names)
    if not isinstance(spot.node, core.Simple | core.Compound | core.Constant):
        return f"把“{value_text(spot.node, names.root)}”改成“{value_text(other, names.root)}”"  # type: ignore[arg-type]
    one = told(spot.node, spot.binders, around.names)
    return f"把“{one}”改成“{told(other, (), names)}”"


_Maker = Callable[[Spot, Surroundings], Iterator[_Change]]
_MAKERS: tuple[tuple[Any, _Maker], ...] = (
    (Compare, _operators),
    (Compare, _bounds),
    (Compare, _every_choice),
    (core.Simple, _negation),
    (Among, _choices),
    (core.Contains, _texts),
    (AllOf | AnyOf, _connected),
    (AllOf | AnyOf | AtLeast, _fewer),
    (AtLeast, _number),
    (Some | Every, _quantifier),
    (core.Counted, _unselected),
    (Elapsed | core.Covered, _counting),
    (core.Covered, _until),
    (Elapsed, _cutoffs),
    (Literal, _swapped),
    (core.Chosen, _branches),
    (core.Chosen, _alone),
    (core.Extreme, _extreme),
)
