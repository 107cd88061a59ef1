"""What is wanted of a condition, and what the condition looks at."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from zcforms.checks import core, nearness, reference
from zcforms.checks.alterations import Path, answered, at
from zcforms.checks.core import Condition, Operator, Type
from zcforms.checks.normal import Mode

Scope: TypeAlias = Mapping[str, Path]
"""Where the record stands that each variable means."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is wanted of a condition, with its variables bound."""

    condition: Condition
    mode: Mode
    scope: Scope

    def of(self, condition: Condition, mode: Mode | None = None) -> Goal:
        return Goal(condition, mode or self.mode, self.scope)

    def inside(self, condition: Condition, mode: Mode, **records: Path) -> Goal:
        return Goal(condition, mode, {**self.scope, **records})

    def met(self, facts: Any) -> bool:
        truth = reference.truth_in(self.condition, environment(facts, self.scope))
        if self.mode.positive:
            return truth is True or (self.mode.with_unknown and truth is None)
        return truth is False or (self.mode.with_unknown and truth is None)


def environment(facts: Any, scope: Scope) -> dict[str, Any]:
    return {name: at(facts, path) for name, path in scope.items()}


# --------------------------------------------------------------------------------- looking into conditions


def _parts(node: Any) -> Iterator[Any]:
    for field in dataclasses.fields(node):
        child = getattr(node, field.name)
        yield from child if isinstance(child, tuple) else (child,)


def values(atom: Any) -> Iterator[Any]:
    """The values that an atom is about."""
    for each in _parts(atom):
        if dataclasses.is_dataclass(each) and not isinstance(each, core.Literal):
            yield each


def _is_list(node: Any) -> bool:
    return isinstance(getattr(node, "records", None), core.Records)


def _below(node: Any) -> Iterator[Any]:
    """The node and what is below it, as far as no list is gone through."""
    yield node
    if dataclasses.is_dataclass(node) and not _is_list(node):
        for each in _parts(node):
            yield from _below(each)


def leaves(value: Any, scope: Scope) -> Iterator[tuple[Path, Type]]:
    found = {
        (*scope[each.variable], *each.path): each.type
        for each in _below(value)
        if isinstance(each, core.Field)
    }
    yield from found.items()


def counted(value: Any) -> Iterator[Any]:
    return (each for each in _below(value) if isinstance(each, core.Counted))


def choices(value: Any) -> Iterator[Condition]:
    return (each.condition for each in _below(value) if isinstance(each, core.Branch))


def literals(atom: Any) -> list[Any]:
    return list(dict.fromkeys(each.value for each in core.walk(atom) if isinstance(each, core.Literal)))


def texts(atom: Any) -> list[str]:
    """What a text test looks for."""
    return list(atom.texts) if isinstance(atom, core.Contains) else []


def changed_text(now: Any, text: str, wanted: bool) -> str:
    before = now if isinstance(now, str) else ""
    return (text + before.removeprefix(text)) if wanted else (before.replace(text, "") or "另")


def relaxed(goal: Goal) -> list[Goal]:
    """Questions whose answers change once along a value: equality is reached from both sides."""
    match goal.condition:
        case core.Compare(operator, left, right):
            wanted = operator if goal.mode.positive else operator.negated
            sides = (Operator.AT_LEAST, Operator.AT_MOST) if wanted is Operator.EQUAL else (wanted,)
            return [goal.of(core.Compare(side, left, right), Mode.TRUE) for side in sides]
        case core.Among(value, choices) if goal.mode.positive:
            return [
                goal.of(core.Compare(side, value, choice), Mode.TRUE)
                for choice in choices[: nearness.MOST_CHOICES]
                for side in (Operator.AT_LEAST, Operator.AT_MOST)
            ]
        case _:
            return [goal]


def gap(goal: Goal, facts: Any) -> float:
    """How far a comparison is from what is wanted; infinite where something is lacking, 1 where there is no distance."""
    env = environment(facts, goal.scope)
    match goal.condition:
        case core.Compare(_, left, right):
            pairs = [(left, right)]
        case core.Among(value, choices):
            pairs = [(value, choice) for choice in choices]
        case _:
            return 1.0
    found = [(reference.value_in(one, env), reference.value_in(other, env)) for one, other in pairs]
    if not all(answered(one) and answered(other) for one, other in found):
        return float("inf")
    return min(nearness.distance(one, other) if type(one) is not str else 1.0 for one, other in found)


def records_lacking(goal: Goal, facts: Any) -> float:
    """By how many records a count, compared with a number, is off; 0 for any other comparison."""
    condition = goal.condition
    if not isinstance(condition, core.Compare) or not isinstance(condition.left, core.Count | core.Distinct):
        return 0.0
    env = environment(facts, goal.scope)
    found = reference.value_in(condition.left, env), reference.value_in(condition.right, env)
    if not all(isinstance(each, int) for each in found):
        return 0.0
    return float(abs(found[0] - found[1]))
