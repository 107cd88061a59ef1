"""Facts -> findings and the check table (features 58 to 61).

The engine decides which rules are violated, in a child process; the reference evaluator decides the same here. Where the two differ, or the
engine was lost, the rows concerned say that the check could not be made and block, and the operator is alarmed: nothing ever passes because
something broke.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import structlog

from zcforms.checks import conform, reference
from zcforms.checks.assembly import Row, Rule, RuleLine, Table, TextLine
from zcforms.checks.compiler import Compiled, Question
from zcforms.checks.core import Compare
from zcforms.checks.program import ProgramUnknown
from zcforms.checks.ruleset import Ruleset
from zcforms.documents import reading
from zcforms.documents.pointer import pointer
from zcforms.domain.errors import CheckFailed
from zcforms.domain.finding import CheckRow, Finding
from zcforms.supervision import Supervised

UNDETERMINED = "本项检测未能完成，请稍后重试；如仍出现请联系平台"
SEPARATOR = ", "
SECONDS = 10.0

_log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """What became of a rule."""

    PASSED = "passed"
    VIOLATED = "violated"
    INAPPLICABLE = "inapplicable"
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
class Alarm:
    """What an operator must hear of. `event`: check_disagreement or check_engine_lost."""

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
    return tuple(_adjust(table, conform.typed(facts, ruleset.shape))[1])


@dataclass(frozen=True, slots=True)
class Decided:
    """What the reference evaluator alone makes of facts: no engine, no sentences. `typed`: after the adjusting rules acted."""

    typed: Mapping[str, Any]
    adjustments: tuple[Adjusted, ...]
    outcomes: Mapping[str, Outcome]


def decide(rules: Iterable[Rule], typed: dict[str, Any]) -> Decided:
    """The outcomes of rules over typed facts (`conform.typed`): what laboratories ask thousands of times."""
    table = Table(rules=list(rules))
    after, adjustments = _adjust(table, typed)
    outcomes = {rule.id: _outcome(rule, after, adjustments) for rule in table.rules}
    return Decided(after, tuple(adjustments), outcomes)


def rows(table: Table, decided: Decided) -> tuple[CheckRow, ...]:
    """The check table's rows for what the reference evaluator decided."""
    return tuple(_row(row, table, decided.outcomes, decided.typed) for row in table.rows)


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
        typed, adjustments = _adjust(table, conform.typed(facts, ruleset.shape))
        expected = [_outcome(rule, typed, adjustments) for rule in table.rules]
        facts_digest = _digest(facts)
        digests = {
            "plan_digest": ruleset.plan_digest,
            "rules_digest": ruleset.digest,
            "facts_digest": facts_digest,
        }
        outcomes, alarms = self._shadowed(table, typed, expected)
        for alarm in alarms:
            _log.error(alarm.event, detail=alarm.detail, rules=list(alarm.rules), **digests)
        rows = tuple(_row(row, table, outcomes, typed) for row in table.rows)
        return Verdict(
            rows=rows,
            findings=tuple(finding for row in rows for finding in row.findings),
            adjustments=tuple(adjustments),
            **digests,
            alarms=alarms,
            trace=tuple(_traced(rule, outcomes[rule.id], typed) for rule in table.rules),
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

    def _shadowed(
        self, table: Table, typed: Mapping[str, Any], expected: list[Outcome]
    ) -> tuple[dict[str, Outcome], tuple[Alarm, ...]]:
        """The outcomes that the engine and the reference agree on; the others are undetermined."""
        outcomes = {rule.id: outcome for rule, outcome in zip(table.rules, expected, strict=True)}
        asked = [number for number, rule in enumerate(table.rules) if rule.adjustment is None]
        try:
            violated = self._violated(table.compiled, typed)
        except (
            Exception
        ) as error:  # whatever happened to the engine, the applicant is told that there is no verdict
            lost = {table.rules[number].id: Outcome.UNDETERMINED for number in asked}
            return outcomes | lost, (Alarm("check_engine_lost", f"{type(error).__name__}: {error}"),)
        differing = [n for n in asked if (n in violated) != (expected[n] is Outcome.VIOLATED)]
        if not differing:
            return outcomes, ()
        ids = tuple(table.rules[number].id for number in differing)
        detail = "engine and reference differ"
        return outcomes | dict.fromkeys(ids, Outcome.UNDETERMINED), (
            Alarm("check_disagreement", detail, ids),
        )

    def _violated(self, compiled: Compiled | None, typed: Mapping[str, Any]) -> frozenset[int]:
        """The numbers of the violated rules, from the engine. The program is sent only to a child that lacks it."""
        if compiled is None:
            raise CheckFailed("规则没有编译。")
        rows = compiled.facts(typed)
        call: Callable[..., frozenset[int]] = self.engine.call
        try:
            return call(compiled.program.digest, rows)
        except ProgramUnknown:
            return call(compiled.program.digest, rows, compiled.program)


# ------------------------------------------------------------------------------------------------- rules


def _digest(facts: Mapping[str, Any]) -> str:
    try:
        return reading.digest(facts)
    except ValueError:  # NaN, half of a surrogate pair
        raise CheckFailed("申报内容中有无法识别的字符或数值，无法检测。") from None


def _adjust(table: Table, typed: dict[str, Any]) -> tuple[dict[str, Any], list[Adjusted]]:
    """Adjusting rules, in their order, each on what the ones before it made (feature 66)."""
    made = []
    for rule in table.rules:
        if rule.adjustment is None or reference.holds(rule.question.guard, typed) is not True:
            continue
        after = reference.value_of(rule.adjustment.value, typed)
        before = reference.value_of(rule.adjustment.target, typed)
        if after is not None and after != before:
            typed = _replaced(typed, rule.adjustment.target.path, after)
            made.append(Adjusted(rule.id, pointer(rule.adjustment.target.path), before, after))
    return typed, made


def _replaced(node: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    name, *rest = path
    return {**node, name: _replaced(node.get(name) or {}, tuple(rest), value) if rest else value}


def _outcome(rule: Rule, typed: Mapping[str, Any], adjustments: list[Adjusted]) -> Outcome:
    """The reference evaluator's verdict."""
    if rule.adjustment is not None:
        return Outcome.ADJUSTED if any(made.rule == rule.id for made in adjustments) else Outcome.INAPPLICABLE
    question: Question = rule.question
    if reference.holds(question.guard, typed) is not True:
        return Outcome.INAPPLICABLE
    truth = reference.holds(question.requirement, typed)
    passed = truth is True if question.missing_fails else truth is not False
    return Outcome.PASSED if passed else Outcome.VIOLATED


def _traced(rule: Rule, outcome: Outcome, typed: Mapping[str, Any]) -> Traced:
    requirement = rule.question.requirement
    if not isinstance(requirement, Compare):
        return Traced(rule.id, outcome)
    actual, expected = (reference.value_of(side, typed) for side in (requirement.left, requirement.right))
    return Traced(rule.id, outcome, actual, expected)


# -------------------------------------------------------------------------------------------------- rows


def _row(row: Row, table: Table, outcomes: Mapping[str, Outcome], typed: Mapping[str, Any]) -> CheckRow:
    """The row's text in the order of its lines, then what rules without a place in it have to say."""
    rules = {rule.id: rule for rule in table.rules if rule.row == row.id}
    findings = tuple(
        _finding(rule, outcomes[rule.id], typed)
        for rule in rules.values()
        if outcomes[rule.id] in (Outcome.VIOLATED, Outcome.ADJUSTED, Outcome.UNDETERMINED)
    )
    if any(finding.undetermined for finding in findings):
        return CheckRow(row.id, row.caption, UNDETERMINED, findings)
    placed = {line.rule for line in row.lines if isinstance(line, RuleLine)}
    lines = [*row.lines, *(RuleLine(rule) for rule in rules if rule not in placed)]
    everything = {rule.id: rule for rule in table.rules}
    texts = (
        _text_line(line, typed)
        if isinstance(line, TextLine)
        else _rule_line(everything[line.rule], outcomes, typed)
        for line in lines
    )
    return CheckRow(row.id, row.caption, SEPARATOR.join(text for text in texts if text), findings)


def _text_line(line: TextLine, typed: Mapping[str, Any]) -> str:
    return line.text.text(typed) if reference.holds(line.when, typed) is True else ""


def _rule_line(rule: Rule, outcomes: Mapping[str, Outcome], typed: Mapping[str, Any]) -> str:
    match outcomes[rule.id]:
        case Outcome.VIOLATED | Outcome.ADJUSTED:
            return rule.message.text(typed)
        case Outcome.PASSED:
            return rule.passed.text(typed) if rule.passed else ""
        case _:
            return ""


def _finding(rule: Rule, outcome: Outcome, typed: Mapping[str, Any]) -> Finding:
    undetermined = outcome is Outcome.UNDETERMINED
    return Finding(
        rule=rule.id,
        row=rule.row,
        severity=rule.severity,
        message=UNDETERMINED if undetermined else rule.message.text(typed),
        remedy="" if undetermined else rule.remedy.text(typed),
        pointer=rule.pointer,
        policy=rule.policy,
        undetermined=undetermined,
    )
