"""What the reference evaluator makes of rules: the outcome of each, after the adjusting rules have acted.

A rule that cannot be decided (it goes through too many records, or its evaluation breaks) is undetermined, and no other rule's trouble.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from zcforms.checks import reference
from zcforms.checks.assembly import Rule
from zcforms.checks.core import State, state_of
from zcforms.documents.pointer import pointer


class Outcome(StrEnum):
    """What became of a rule. `not_asked`: what it needs to know was never asked of this applicant."""

    PASSED = "passed"
    VIOLATED = "violated"
    INAPPLICABLE = "inapplicable"
    NOT_ASKED = "not_asked"
    UNDETERMINED = "undetermined"
    ADJUSTED = "adjusted"


@dataclass(frozen=True, slots=True)
class Adjusted:
    """A fact that an adjusting rule changed before anything was checked. `pointer`: into the facts."""

    rule: str
    pointer: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Decided:
    """What the reference evaluator alone makes of facts: no engine, no sentences. `typed`: after the adjusting rules acted;
    `failed`: the reason, by undetermined rule."""

    typed: Mapping[str, Any]
    adjustments: tuple[Adjusted, ...]
    outcomes: Mapping[str, Outcome]
    failed: Mapping[str, str] = field(default_factory=dict)


def decide(rules: Iterable[Rule], typed: Mapping[str, Any]) -> Decided:
    """The outcomes of rules over typed facts (`conform.typed`): what laboratories ask thousands of times."""
    rules = list(rules)
    outcomes: dict[str, Outcome] = {}
    failed: dict[str, str] = {}
    adjustments: list[Adjusted] = []
    for rule in sorted(
        rules, key=lambda rule: rule.adjustment is None
    ):  # adjusting rules first, each on what those before it made
        try:
            if rule.adjustment is None:
                outcomes[rule.id] = _outcome(rule, typed)
            else:
                typed, made = _adjusted(rule, typed)
                adjustments += made
                outcomes[rule.id] = Outcome.ADJUSTED if made else Outcome.INAPPLICABLE
        except Exception as error:  # an author's rule: whatever is wrong with it, the others are decided
            outcomes[rule.id] = Outcome.UNDETERMINED
            failed[rule.id] = f"{type(error).__name__}: {error}"
    return Decided(typed, tuple(adjustments), {rule.id: outcomes[rule.id] for rule in rules}, failed)


def _adjusted(rule: Rule, typed: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Adjusted]]:
    """The facts after the rule acted, and what it did (feature 66)."""
    if rule.adjustment is None or reference.holds(rule.question.guard, typed) is not True:
        return typed, []
    target = rule.adjustment.target
    after = reference.value_of(rule.adjustment.value, typed)
    before = reference.value_of(target, typed)
    if state_of(after) is not State.ANSWERED or state_of(before) is State.UNASKED or after == before:
        return typed, []
    return _replaced(typed, target.path, after), [Adjusted(rule.id, pointer(target.path), before, after)]


def _replaced(node: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    name, *rest = path
    return {**node, name: _replaced(node.get(name) or {}, tuple(rest), value) if rest else value}


def _outcome(rule: Rule, typed: Mapping[str, Any]) -> Outcome:
    question = rule.question
    if reference.holds(question.guard, typed) is not True:
        return Outcome.INAPPLICABLE
    truth = reference.holds(question.requirement, typed)
    if truth is not None:
        return Outcome.PASSED if truth else Outcome.VIOLATED
    if question.missing_fails:
        return Outcome.VIOLATED if reference.unmet(question.requirement, typed) else Outcome.NOT_ASKED
    return Outcome.NOT_ASKED if reference.unasked(question.requirement, typed) else Outcome.PASSED
