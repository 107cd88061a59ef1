"""Why each rule came out as it did: its conditions, what each looked at, and which records counted.

Everything is decided by the reference evaluator over the typed facts, after the adjusting rules have acted. Pointers lead into the facts
(`zcforms.checks.facts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks import conform, reasons, run
from zcforms.checks.assembly import Rule
from zcforms.checks.core import Condition
from zcforms.checks.judged import Examined, Judged, Used
from zcforms.checks.judging import Judge
from zcforms.checks.naming import Names, quoted
from zcforms.checks.reading_back import rule_sentence, say
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Adjusted, Decided, Outcome, Verdict
from zcforms.checks.shape import Shape
from zcforms.checks.steps import TooManySteps

__all__ = ["Examined", "Explanation", "Judged", "Used", "explain"]

RESULTS = {
    "passed": "已满足",
    "violated": "未满足",
    "inapplicable": "不适用",
    "not_asked": "未作检查",
    "adjusted": "已自动调整",
    "undetermined": "未能检测",
}
"""What became of a rule, for people."""
TOO_MANY = "涉及的记录过多，不逐条说明"
UNDETERMINED = "本项检测未能完成，没有结论。"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One rule. `sentence` says why it came out as it did, `demand` what it asks for, `message` and `remedy` what the applicant is told.

    `places`: pointers into the facts to the records or answers that are to blame, where the rule is violated.
    """

    rule: str
    caption: str
    row: str
    severity: str
    outcome: Outcome
    sentence: str
    demand: str
    guard: Judged
    requirement: Judged
    policy: str
    message: str
    remedy: str
    places: tuple[str, ...] = ()

    @property
    def result(self) -> str:
        return RESULTS[self.outcome.value]


def explain(
    ruleset: Ruleset, facts: Mapping[str, Any], verdict: Verdict | None = None
) -> tuple[Explanation, ...]:
    """Every rule of the standard's table, in its order. `verdict`: a check of these facts, whose outcomes are explained (a rule that
    could not be decided stays undecided); without it the reference evaluator's are. Raises `CheckFailed`."""
    table = ruleset.table(facts.get("application", {}).get("standard"))
    typed, names = conform.typed(facts, ruleset.shape), Names.of(ruleset.shape)
    decided = run.decide(table.rules, typed)
    told = {traced.rule: traced.outcome for traced in verdict.trace} if verdict else decided.outcomes
    before, after = Judge.of(names, typed), Judge.of(names, decided.typed)
    return tuple(
        _explanation(rule, told[rule.id], decided, before if rule.adjustment else after, ruleset.shape)
        for rule in table.rules
    )


def _explanation(rule: Rule, outcome: Outcome, decided: Decided, judge: Judge, shape: Shape) -> Explanation:
    guard = judged(rule.question.guard, judge)
    requirement = judged(rule.question.requirement, judge)
    adjustment = next((made for made in decided.adjustments if made.rule == rule.id), None)
    says = outcome in (Outcome.VIOLATED, Outcome.ADJUSTED)
    return Explanation(
        rule=rule.id,
        caption=rule.caption,
        row=rule.row,
        severity=rule.severity.value,
        outcome=outcome,
        sentence=_sentence(rule, outcome, (guard, requirement), adjustment, judge),
        demand=rule_sentence(rule, shape),
        guard=guard,
        requirement=requirement,
        policy=rule.policy,
        message=rule.message.text(decided.typed) if says else "",
        remedy=rule.remedy.text(decided.typed) if says else "",
        places=requirement.places if outcome is Outcome.VIOLATED else (),
    )


def judged(condition: Condition, judge: Judge) -> Judged:
    """The condition taken apart; one that goes through too many records is only told."""
    try:
        return judge.judged(condition)
    except TooManySteps:
        return Judged(say(condition, judge.names), None, found=TOO_MANY, kind="test")


def _sentence(
    rule: Rule, outcome: Outcome, parts: tuple[Judged, Judged], made: Adjusted | None, judge: Judge
) -> str:
    guard, requirement = parts
    match outcome:
        case Outcome.PASSED:
            return reasons.passed(requirement)
        case Outcome.INAPPLICABLE:
            return reasons.inapplicable(guard)
        case Outcome.ADJUSTED if made is not None and rule.adjustment is not None:
            target = rule.adjustment.target
            before, after = (quoted(each, judge.names.shape(target)) for each in (made.before, made.after))
            return f"{judge.names.field(target)}由{before}自动改为{after}：{reasons.met(guard)}。"
        case Outcome.NOT_ASKED:
            return reasons.not_asked(requirement)
        case Outcome.UNDETERMINED:
            return UNDETERMINED
        case _:
            return f"{reasons.unmet(requirement)}。"
