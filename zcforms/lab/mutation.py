"""The mutation score of cases: how many small mistakes in a plan's rules would be noticed by one of its cases.

A mutant is noticed by a case that the rule itself satisfies and whose expectations the mutant breaks. Only the changed rule is decided again,
by the reference evaluator, over facts that were made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from zcforms.checks.assembly import Rule
from zcforms.checks.core import AllOf, Compare, Condition, Operator
from zcforms.checks.deciding import Outcome, decide
from zcforms.checks.naming import Names
from zcforms.checks.ruleset import Ruleset
from zcforms.domain.plan import Plan
from zcforms.lab.cases import Situation
from zcforms.lab.equivalence import canonical, certain
from zcforms.lab.mutants import Mutant, Surroundings, mutants
from zcforms.lab.observed import Subject, observe, subjects

_DATES = {
    "opens": "申报开始日期",
    "closes": "申报截止日期",
    "tenure": "任职年限截止日期",
    "achievements": "业绩成果截止日期",
}


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no case noticed. `sentence`: what was changed, and that nobody noticed; `subject`: the rule with its cases, for suggesting
    one."""

    mutant: Mutant
    sentence: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class RuleScore:
    """Of one rule: mutants that were noticed and that were not. `equivalent`: those that mean the same and count for neither."""

    rule: str
    caption: str
    killed: int
    survived: int
    equivalent: int

    @property
    def share(self) -> float:
        return _share(self.killed, self.survived)


@dataclass(frozen=True, slots=True)
class Score:
    """The mutation score of one plan's cases. `stopped`: not all rules were tried."""

    plan: str
    rules: tuple[RuleScore, ...]
    survivors: tuple[Survivor, ...]
    stopped: bool = False

    @property
    def killed(self) -> int:
        return sum(each.killed for each in self.rules)

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return _share(self.killed, len(self.survivors))


def score(
    plan: Plan,
    ruleset: Ruleset,
    situations: Sequence[Situation],
    rules: frozenset[str] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Score:
    """Try every mutant of the plan's rules (`rules`: only of these) on its cases. `stop` is asked between rules."""
    around = surroundings(plan, ruleset)
    scores: list[RuleScore] = []
    survivors: list[Survivor] = []
    for subject in subjects(ruleset, situations, rules):
        if stop():
            return Score(plan.id, tuple(scores), tuple(survivors), stopped=True)
        observe(subject)
        different, equivalent = _different(subject.rule, around)
        alive = [mutant for mutant in different if not noticed(mutant, subject)]
        survivors += [Survivor(each, f"{each.sentence}，没有一个用例发现", subject) for each in alive]
        rule = subject.rule
        scores.append(RuleScore(rule.id, rule.caption, len(different) - len(alive), len(alive), equivalent))
    return Score(plan.id, tuple(scores), tuple(survivors))


def surroundings(plan: Plan, ruleset: Ruleset) -> Surroundings:
    dates = {**plan.cutoffs, "opens": plan.opens, "closes": plan.closes}
    return Surroundings({_DATES.get(name, name): day for name, day in dates.items()}, Names.of(ruleset.shape))


def noticed(mutant: Mutant, subject: Subject) -> bool:
    """Whether a case of the rule fails under the mutant."""
    return any(_fails(mutant, ready) for ready in _relevant(mutant, subject))


def outcome(rule: Rule, ready: Situation) -> Outcome:
    """What becomes of a rule in a case."""
    if rule.adjustment is None:
        return decide([rule], ready.decided.typed).outcomes[rule.id]
    return decide(_with(rule, ready), ready.typed).outcomes[rule.id]


def _share(killed: int, survived: int) -> float:
    return killed / (killed + survived) if killed + survived else 1.0


def _different(rule: Rule, around: Surroundings) -> tuple[list[Mutant], int]:
    """The mutants that mean something else than the rule and than each other, and how many do not."""
    seen = {_meaning(rule)}
    different: list[Mutant] = []
    equivalent = 0
    for mutant in mutants(rule, around):
        meaning = _meaning(mutant.rule)
        equivalent += meaning == _meaning(rule)
        if meaning not in seen:
            seen.add(meaning)
            different.append(mutant)
    return different, equivalent


def _meaning(rule: Rule) -> tuple[Condition, Condition, bool, object]:
    question = rule.question
    requirement = canonical(question.requirement)
    # what was not asked is told as such, so that `missing` decides on what was asked and left blank alone
    lenient = not question.missing_fails and not certain(requirement, asked=True)
    guard = question.guard
    if rule.adjustment is not None:  # what has its value already is not adjusted
        changes = Compare(Operator.UNEQUAL, rule.adjustment.target, rule.adjustment.value)
        guard = AllOf((guard, changes))
    return canonical(guard), requirement, lenient, rule.adjustment


def _relevant(mutant: Mutant, subject: Subject) -> Iterator[Situation]:
    """The cases that could notice: those that speak of the rule first, and where only the requirement changed, those that it applies to."""
    same_guard = mutant.rule.question.guard == mutant.original.question.guard
    rule = mutant.original.id
    for ready in sorted(subject.situations, key=lambda ready: rule not in ready.case.about):
        if not (
            same_guard
            and ready.decided.outcomes[rule] is Outcome.INAPPLICABLE
            and mutant.rule.adjustment is None
        ):
            yield ready


def _fails(mutant: Mutant, ready: Situation) -> bool:
    rule, expected = mutant.original, ready.case.expected
    if rule.adjustment is not None:
        made = decide(_with(mutant.rule, ready), ready.typed).adjustments
        return expected.wants_adjusted(ready.decided.adjustments) and not expected.wants_adjusted(made)
    before = ready.decided.outcomes[rule.id]
    return expected.wants(rule.id, before) and not expected.wants(rule.id, outcome(mutant.rule, ready))


def _with(rule: Rule, ready: Situation) -> list[Rule]:
    """The adjusting rules of the case's table, this one among them."""
    return [rule if each.id == rule.id else each for each in ready.table.rules if each.adjustment is not None]
