"""Coverage of rules by cases: every rule seen passed and violated, every condition in it seen true and false; and why, where it was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zcforms.checks import core
from zcforms.checks.deciding import Outcome
from zcforms.checks.naming import Names
from zcforms.checks.ruleset import Ruleset
from zcforms.domain.plan import Plan
from zcforms.lab import reasons
from zcforms.lab.cases import Situation
from zcforms.lab.observed import Seen, Subject, observe, subjects
from zcforms.lab.spots import GUARD, REQUIREMENT, Spot, told

HOLDS, FAILS = "成立", "不成立"


@dataclass(frozen=True, slots=True)
class Gap:
    """What no case showed. `missing`: the outcomes; `sentence`: the condition, "" for the rule as a whole; `why`: the reason in Chinese;
    `file` and `at`: where the rule is written."""

    rule: str
    caption: str
    sentence: str
    missing: tuple[str, ...]
    why: str
    file: str
    at: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A condition that can only come out in one way in this plan, so that no case is asked for the other."""

    rule: str
    sentence: str
    why: str


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """Outcomes seen of those there are: of the rule itself, and of its conditions (two each)."""

    rule: str
    caption: str
    seen: int
    wanted: int
    conditions_seen: int
    conditions_wanted: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of one plan's rules by its cases."""

    plan: str
    rules: tuple[RuleCoverage, ...]
    gaps: tuple[Gap, ...]
    settled: tuple[Settled, ...]

    @property
    def of_rules(self) -> float:
        """Between 0 and 1: outcomes of rules that were seen."""
        return _share(sum(each.seen for each in self.rules), sum(each.wanted for each in self.rules))

    @property
    def of_conditions(self) -> float:
        """Between 0 and 1: outcomes of conditions that were seen."""
        return _share(
            sum(each.conditions_seen for each in self.rules),
            sum(each.conditions_wanted for each in self.rules),
        )

    @property
    def complete(self) -> bool:
        return not self.gaps


def measure(
    plan: Plan, ruleset: Ruleset, situations: Sequence[Situation], rules: frozenset[str] | None = None
) -> Coverage:
    """What the cases of a plan show of its rules; `rules`: only these."""
    names = Names.of(ruleset.shape)
    measured, gaps, settled = [], [], []
    for subject in subjects(ruleset, situations, rules):
        observe(subject)
        reader = reasons.Reader(plan, subject, names)
        found = list(_of_rule(subject, reader))
        one_way = [(seen, why) for seen in subject.conditions if (why := reader.settled(seen.spot))]
        settled += [
            Settled(subject.rule.id, told(seen.condition, seen.spot.binders, names), why)
            for seen, why in one_way
        ]
        conditions = [seen for seen in subject.conditions if seen not in [each for each, _ in one_way]]
        inner = [gap for seen in conditions for gap in _of_condition(subject, seen, reader, names)]
        gaps += [*found, *inner]
        measured.append(
            RuleCoverage(
                subject.rule.id,
                subject.rule.caption,
                2 - sum(len(gap.missing) for gap in found),
                2,
                2 * len(conditions) - sum(len(gap.missing) for gap in inner),
                2 * len(conditions),
            )
        )
    return Coverage(plan.id, tuple(measured), tuple(gaps), tuple(settled))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


# --------------------------------------------------------------------------------------------------- gaps


def _of_rule(subject: Subject, reader: reasons.Reader) -> Iterator[Gap]:
    rule = subject.rule
    wanted = (
        {Outcome.PASSED: "通过", Outcome.VIOLATED: "违反"}
        if rule.adjustment is None
        else {Outcome.ADJUSTED: "调整", Outcome.INAPPLICABLE: "不调整"}
    )
    missing = tuple(word for outcome, word in wanted.items() if not subject.outcomes.get(outcome))
    if missing:
        yield Gap(rule.id, rule.caption, "", missing, reader.why_rule(missing), rule.file, rule.at)


def _of_condition(subject: Subject, seen: Seen, reader: reasons.Reader, names: Names) -> Iterator[Gap]:
    missing = (() if seen.true else (HOLDS,)) + (() if seen.false else (FAILS,))
    if missing:
        rule = subject.rule
        where = (
            f"{rule.at}/{seen.spot.part}"
            if rule.at.startswith("/rules/") and _written(seen.spot)
            else rule.at
        )
        sentence = told(seen.condition, seen.spot.binders, names)
        yield Gap(rule.id, rule.caption, sentence, missing, reader.why_condition(seen), rule.file, where)


def _written(spot: Spot) -> bool:
    """Whether the condition stands under its part's own word: scopes (routes, levels …) are guards with words of their own."""
    node = spot.node
    value = getattr(node, "value", None)
    scope = isinstance(value, core.Field) and value.path[0] == "application" and isinstance(node, core.Among)
    return spot.part in (GUARD, REQUIREMENT) and not (spot.part == GUARD and scope)
