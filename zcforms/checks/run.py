"""Facts -> findings and the check table (features 58 to 61).

The engine decides which rules are violated, in a child process; the reference evaluator decides the same here. Where the two differ, where
one of them cannot decide a rule, or the engine was lost, the rows concerned say that the check could not be made and block, and the operator
is alarmed: nothing ever passes because something broke.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import structlog

from zcforms.checks import conform, reference
from zcforms.checks.assembly import Rule, Table
from zcforms.checks.compiler import Compiled
from zcforms.checks.core import Compare, State, state_of
from zcforms.checks.deciding import Adjusted, Decided, Outcome, decide
from zcforms.checks.pointing import pointed
from zcforms.checks.program import Answer, ProgramUnknown
from zcforms.checks.rows import SEPARATOR, UNDETERMINED, rows
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.steps import TooManySteps
from zcforms.documents import reading
from zcforms.domain.errors import CheckFailed
from zcforms.domain.finding import CheckRow, Finding
from zcforms.supervision import Supervised

__all__ = [
    "SEPARATOR",
    "UNDETERMINED",
    "Adjusted",
    "Alarm",
    "Checker",
    "Decided",
    "Outcome",
    "Traced",
    "Verdict",
    "adjusted",
    "decide",
    "rows",
]

SECONDS = 10.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What an operator must hear of. `event`: check_disagreement, check_engine_lost or check_rule_failed."""

    event: str
    detail: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traced:
    """One rule's outcome, with what its requirement compared where it is one comparison."""

    rule: str
    outcome: Outcome
    actual: Any = None
    expected: Any = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything a check says. The three digests (SHA-256, hex) name what it was made from: the same three give the same verdict."""

    rows: tuple[CheckRow, ...]
    findings: tuple[Finding, ...]
    adjustments: tuple[Adjusted, ...]
    plan_digest: str
    rules_digest: str
    facts_digest: str
    alarms: tuple[Alarm, ...]
    trace: tuple[Traced, ...]

    @property
    def passed(self) -> bool:
        return all(row.passed for row in self.rows)


def adjusted(ruleset: Ruleset, facts: Mapping[str, Any]) -> tuple[Adjusted, ...]:
    """What the adjusting rules change in these facts (feature 66), without a check and without the engine: it is done at each save.

    Raises:
        CheckFailed: the application has chosen no standard of the plan.
    """
    table = ruleset.table(facts.get("application", {}).get("standard"))
    adjusting = [rule for rule in table.rules if rule.adjustment is not None]
    return decide(adjusting, conform.typed(facts, ruleset.shape)).adjustments


class Checker:
    """Makes checks. Holds one child process for the engine; thread-safe; `close` ends the child."""

    def __init__(self, timeout: float = SECONDS) -> None:
        """`timeout`: seconds that the engine may take for one check."""
        self.engine = Supervised("zcforms.checks.engine:evaluate", timeout=timeout)

    def run(self, ruleset: Ruleset, facts: Mapping[str, Any]) -> Verdict:
        """Check the facts (`facts.facts`).

        Raises:
            CheckFailed: the application has chosen no standard of the plan, so that there is nothing to check by; or the facts
                are no JSON.
        """
        table = ruleset.table(facts.get("application", {}).get("standard"))
        facts_digest = _digest(facts)
        digests = {
            "plan_digest": ruleset.plan_digest,
            "rules_digest": ruleset.digest,
            "facts_digest": facts_digest,
        }
        expected = decide(table.rules, conform.typed(facts, ruleset.shape))
        decided, alarms = self._shadowed(table, expected)
        for alarm in alarms:
            _log.error(alarm.event, detail=alarm.detail, rules=list(alarm.rules), **digests)
        made = pointed(rows(table, decided), table, decided, ruleset.shape)
        return Verdict(
            rows=made,
            findings=tuple(finding for row in made for finding in row.findings),
            adjustments=decided.adjustments,
            **digests,
            alarms=alarms,
            trace=tuple(_traced(rule, decided.outcomes[rule.id], decided.typed) for rule in table.rules),
        )

    def start(self) -> None:
        """Start the engine's child before the first check needs it."""
        self.engine.start()

    def close(self) -> None:
        self.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _shadowed(self, table: Table, expected: Decided) -> tuple[Decided, tuple[Alarm, ...]]:
        """What the engine and the reference agree on; the other rules are undetermined."""
        asked = {number: rule.id for number, rule in enumerate(table.rules) if rule.adjustment is None}
        alarms: list[Alarm] = []
        failed = dict(expected.failed)
        try:
            answer, unfed = self._answer(table.compiled, expected.typed)
        except (
            Exception
        ) as error:  # whatever happened to the engine, the applicant is told that there is no verdict
            alarms.append(Alarm("check_engine_lost", f"{type(error).__name__}: {error}"))
            return _without(expected, asked.values()), (*alarms, *_failures(failed))
        lost = {asked[number]: "too much for the engine" for number in answer.lost}
        failed = lost | {asked[number]: reason for number, reason in unfed.items()} | failed
        differing = tuple(
            rule
            for number, rule in asked.items()
            if rule not in failed
            and (number in answer.fired) != (expected.outcomes[rule] is Outcome.VIOLATED)
        )
        if differing:
            alarms.append(Alarm("check_disagreement", "engine and reference differ", differing))
        return _without(expected, (*differing, *failed)), (*alarms, *_failures(failed))

    def _answer(
        self, compiled: Compiled | None, typed: Mapping[str, Any]
    ) -> tuple[Answer, Mapping[int, str]]:
        """The engine's, and what could not be worked out for it. The program is sent only to a child that lacks it."""
        if compiled is None:
            raise CheckFailed("规则没有编译。")
        extract = compiled.extract(typed)
        call: Callable[..., Answer] = self.engine.call
        try:
            return call(compiled.program.digest, extract.facts), extract.failed
        except ProgramUnknown:
            return call(compiled.program.digest, extract.facts, compiled.program), extract.failed


def _digest(facts: Mapping[str, Any]) -> str:
    try:
        return reading.digest(facts)
    except ValueError:  # NaN, half of a surrogate pair
        raise CheckFailed("申报内容中有无法识别的字符或数值，无法检测。") from None


def _without(decided: Decided, rules: Iterable[str]) -> Decided:
    """The same with these rules undetermined."""
    return replace(decided, outcomes={**decided.outcomes, **dict.fromkeys(rules, Outcome.UNDETERMINED)})


def _failures(failed: Mapping[str, str]) -> tuple[Alarm, ...]:
    if not failed:
        return ()
    return (Alarm("check_rule_failed", "; ".join(dict.fromkeys(failed.values())), tuple(failed)),)


def _traced(rule: Rule, outcome: Outcome, typed: Mapping[str, Any]) -> Traced:
    requirement = rule.question.requirement
    if not isinstance(requirement, Compare):
        return Traced(rule.id, outcome)
    try:
        found = [reference.value_of(side, typed) for side in (requirement.left, requirement.right)]
    except TooManySteps:
        return Traced(rule.id, outcome)
    actual, expected = (each if state_of(each) is State.ANSWERED else None for each in found)
    return Traced(rule.id, outcome, actual, expected)
