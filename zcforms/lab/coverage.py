"""Coverage of rules by cases: every rule seen passed and violated, every condition in it seen true and false; and why, where it was not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zcforms.checks import core
from zcforms.checks.assembly import Rule
from zcforms.checks.core import TRUE, AllOf, Compare, Condition, Definitely, Not, Operator, conjunction
from zcforms.checks.deciding import Outcome
from zcforms.checks.naming import Names
from zcforms.checks.ruleset import Ruleset
from zcforms.domain.plan import Plan
from zcforms.lab import reasons
from zcforms.lab.cases import Situation
from zcforms.lab.observed import Seen, Subject, observe, subjects
from zcforms.lab.spots import GUARD, REQUIREMENT, Spot, somewhere, told

HOLDS, FAILS = "成立", "不成立"
_REQUIRED = {Outcome.PASSED: "通过", Outcome.VIOLATED: "违反"}
_ADJUSTED = {Outcome.ADJUSTED: "调整", Outcome.INAPPLICABLE: "不调整"}
_OUTCOMES = {word: outcome for each in (_REQUIRED, _ADJUSTED) for outcome, word in each.items()}


@dataclass(frozen=True, slots=True)
class Gap:
    """What no case showed. `missing`: the outcomes; `sentence`: the condition, "" for the rule as a whole; `why`: the reason in Chinese;
    `file` and `at`: where the rule is written; `subject` and `seen`: the rule and the condition (None: the rule as a whole) with their cases."""

    rule: str
    caption: str
    sentence: str
    missing: tuple[str, ...]
    why: str
    file: str
    at: str
    subject: Subject = field(repr=False, compare=False)
    seen: Seen | None = field(default=None, repr=False, compare=False)

    def wanted(self, missing: str) -> Iterator[Condition]:
        """What has to hold of an applicant in whose case it comes out so."""
        rule = self.subject.rule
        if self.seen is None:
            yield _comes_out(rule, missing)
        else:
            applies = TRUE if self.seen.spot.part == GUARD else Definitely(rule.question.guard)
            yield conjunction([applies, somewhere(self.seen.spot, missing == HOLDS)])

    def shown(self, missing: str, ready: Situation) -> bool:
        """Whether it comes out so in the case."""
        alone = Subject(self.subject.rule, self.subject.standards, [ready])
        observe(alone)
        if self.seen is None:
            return bool(alone.outcomes.get(_OUTCOMES[missing]))
        seen = next(each for each in alone.conditions if each.spot == self.seen.spot)
        return bool(seen.true if missing == HOLDS else seen.false)


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
    wanted = _REQUIRED if rule.adjustment is None else _ADJUSTED
    missing = tuple(word for outcome, word in wanted.items() if not subject.outcomes.get(outcome))
    if missing:
        why = reader.why_rule(missing)
        yield Gap(rule.id, rule.caption, "", missing, why, rule.file, rule.at, subject)


def _comes_out(rule: Rule, word: str) -> Condition:
    guard, requirement = Definitely(rule.question.guard), rule.question.requirement
    if rule.adjustment is not None:
        changes = Compare(Operator.UNEQUAL, rule.adjustment.target, rule.adjustment.value)
        applies = AllOf((guard, changes))
        return applies if _OUTCOMES[word] is Outcome.ADJUSTED else Not(applies)
    passes: Condition = Definitely(requirement)
    if not rule.question.missing_fails:
        passes = Not(Definitely(Not(requirement)))
    return AllOf((guard, passes if _OUTCOMES[word] is Outcome.PASSED else Not(passes)))


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
        why = reader.why_condition(seen)
        yield Gap(rule.id, rule.caption, sentence, missing, why, rule.file, where, subject, seen)


def _written(spot: Spot) -> bool:
    """Whether the condition stands under its part's own word: scopes (routes, levels …) are guards with words of their own."""
    node = spot.node
    value = getattr(node, "value", None)
    scope = isinstance(value, core.Field) and value.path[0] == "application" and isinstance(node, core.Among)
    return spot.part in (GUARD, REQUIREMENT) and not (spot.part == GUARD and scope)
