"""Outcomes -> the rows of the check table and their findings (features 58 to 61)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.checks import reference
from zcforms.checks.assembly import Row, Rule, RuleLine, Table, TextLine
from zcforms.checks.deciding import Decided, Outcome
from zcforms.checks.messages import Sentence
from zcforms.checks.steps import TooManySteps
from zcforms.domain.finding import CheckRow, Finding, Severity

UNDETERMINED = "本项检测未能完成，请稍后重试；如仍出现请联系平台"
UNTOLD = "（涉及的记录过多，未能列出）"
SEPARATOR = ", "

_SPEAKING = (Outcome.VIOLATED, Outcome.ADJUSTED, Outcome.NOT_ASKED, Outcome.UNDETERMINED)


def rows(table: Table, decided: Decided) -> tuple[CheckRow, ...]:
    """The check table's rows for what was decided."""
    return tuple(_row(row, table, decided.outcomes, decided.typed) for row in table.rows)


def not_asked(rule: Rule, typed: Mapping[str, Any]) -> str:
    """What is said of a rule that needs to know what was not asked."""
    captions = dict(rule.captions)
    names = [
        captions.get(place, place.path[-1]) for place in reference.unasked(rule.question.requirement, typed)
    ]
    return f"“{'、'.join(dict.fromkeys(names))}”未要求您填写，本项未作检查"


def _row(row: Row, table: Table, outcomes: Mapping[str, Outcome], typed: Mapping[str, Any]) -> CheckRow:
    """The row's text in the order of its lines, then what rules without a place in it have to say."""
    rules = {rule.id: rule for rule in table.rules if rule.row == row.id}
    findings = tuple(
        _finding(rule, outcomes[rule.id], typed) for rule in rules.values() if outcomes[rule.id] in _SPEAKING
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
    try:
        return line.text.text(typed) if reference.holds(line.when, typed) is True else ""
    except TooManySteps:
        return UNTOLD


def _rule_line(rule: Rule, outcomes: Mapping[str, Outcome], typed: Mapping[str, Any]) -> str:
    match outcomes[rule.id]:
        case Outcome.VIOLATED | Outcome.ADJUSTED:
            return _said(rule.message, typed)
        case Outcome.PASSED:
            return _said(rule.passed, typed) if rule.passed else ""
        case Outcome.NOT_ASKED:
            return not_asked(rule, typed)
        case _:
            return ""


def _finding(rule: Rule, outcome: Outcome, typed: Mapping[str, Any]) -> Finding:
    undetermined, unasked = outcome is Outcome.UNDETERMINED, outcome is Outcome.NOT_ASKED
    message = (
        UNDETERMINED if undetermined else not_asked(rule, typed) if unasked else _said(rule.message, typed)
    )
    return Finding(
        rule=rule.id,
        row=rule.row,
        severity=Severity.ADVISORY if unasked else rule.severity,
        message=message,
        remedy="" if undetermined or unasked else _said(rule.remedy, typed),
        pointer=rule.pointer,
        policy=rule.policy,
        undetermined=undetermined,
        not_asked=unasked,
    )


def _said(sentence: Sentence, typed: Mapping[str, Any]) -> str:
    try:
        return sentence.text(typed)
    except TooManySteps:
        return UNTOLD
