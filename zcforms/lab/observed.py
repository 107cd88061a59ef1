"""What cases show of rules: which outcomes each rule had, and how each condition in it came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks import core, reference
from zcforms.checks.assembly import Rule
from zcforms.checks.core import Condition
from zcforms.checks.deciding import Outcome
from zcforms.checks.ruleset import Ruleset
from zcforms.lab.cases import Situation
from zcforms.lab.spots import GUARD, Spot, environments, parts, spots


@dataclass(slots=True)
class Seen:
    """What cases showed of one condition: how often it came out true, false, unknown, and the values that it compared."""

    spot: Spot
    true: int = 0
    false: int = 0
    unknown: int = 0
    values: dict[str, None] = field(default_factory=dict)

    @property
    def condition(self) -> Condition:
        return self.spot.node  # type: ignore[return-value]

    @property
    def times(self) -> int:
        return self.true + self.false + self.unknown


@dataclass(slots=True)
class Subject:
    """One rule of one or several standards (`standards`: the ids whose tables have it word for word), with what cases showed of it."""

    rule: Rule
    standards: tuple[str, ...]
    situations: list[Situation] = field(default_factory=list)
    outcomes: dict[Outcome, int] = field(default_factory=dict)
    conditions: list[Seen] = field(default_factory=list)


def subjects(
    ruleset: Ruleset, situations: Sequence[Situation], rules: frozenset[str] | None = None
) -> list[Subject]:
    """Every rule once, with the cases of the standards that have it. Rules of the same id that differ between standards are two."""
    found: dict[Any, Subject] = {}
    for standard, table in ruleset.tables.items():
        here = [each for each in situations if each.table is table]
        for rule in table.rules:
            if rules is None or rule.id in rules:
                subject = found.setdefault((rule.id, rule.question, rule.adjustment), Subject(rule, ()))
                subject.standards = (*subject.standards, standard)
                subject.situations += here
    return list(found.values())


def observe(subject: Subject) -> None:
    """Look at every condition of the rule in every case. What a rule requires is looked at where it applies."""
    rule = subject.rule
    subject.conditions = [
        Seen(spot) for part, node in parts(rule) for spot in spots(part, node) if spot.is_atom
    ]
    for ready in subject.situations:
        outcome = ready.decided.outcomes[rule.id]
        subject.outcomes[outcome] = subject.outcomes.get(outcome, 0) + 1
        facts = ready.decided.typed if rule.adjustment is None else ready.typed
        for seen in subject.conditions:
            if seen.spot.part == GUARD or outcome is not Outcome.INAPPLICABLE:
                _look(seen, facts)


def _look(seen: Seen, facts: Mapping[str, Any]) -> None:
    condition = seen.condition
    for env in environments(seen.spot.binders, facts):
        truth = reference.truth_in(condition, env)
        seen.true += truth is True
        seen.false += truth is False
        seen.unknown += truth is None
        left = getattr(condition, "left", getattr(condition, "value", None))
        if left is not None and len(seen.values) < 6:
            value = reference.value_in(left, env)
            if not isinstance(value, core.Nothing | None):
                seen.values.setdefault(str(value))
