"""A verdict as JSON data: what the command line and the API give, what the database keeps, and what is made again from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.checks.conform import untyped
from zcforms.checks.run import Adjusted, Verdict
from zcforms.domain.finding import CheckRow, Finding
from zcforms.services.judgement import Judgement


def document(plan_id: str, judgement: Judgement) -> dict[str, Any]:
    """Everything that is needed to make the verdict again (`zcforms rules replay`), and what it says."""
    verdict = judgement.verdict
    return {
        "plan": plan_id,
        "passed": verdict.passed,
        "plan_digest": verdict.plan_digest,
        "rules_digest": verdict.rules_digest,
        "facts_digest": verdict.facts_digest,
        "rows": rows(verdict),
        "adjustments": [adjustment(each) for each in verdict.adjustments],
        "alarms": [each.event for each in verdict.alarms],
        "facts": judgement.facts,
    }


def rows(verdict: Verdict) -> list[dict[str, Any]]:
    return [row_document(number, row) for number, row in enumerate(verdict.rows, 1)]


def row_document(number: int, row: CheckRow) -> dict[str, Any]:
    return {
        "number": number,
        "id": row.id,
        "caption": row.caption,
        "text": row.text,
        "passed": row.passed,
        "findings": [finding(each) for each in row.findings],
    }


def finding(found: Finding) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "severity": found.severity.value,
        "blocks": found.blocks,
        "undetermined": found.undetermined,
        "not_asked": found.not_asked,
        "message": found.message,
        "remedy": found.remedy,
        "pointer": found.pointer,
        "policy": found.policy,
    }


def adjustment(made: Adjusted) -> dict[str, Any]:
    """`pointer` is into the facts."""
    return {
        "rule": made.rule,
        "pointer": made.pointer,
        "before": as_json(made.before),
        "after": as_json(made.after),
    }


def as_json(value: Any) -> Any:
    """A typed fact as the answers have it; lists and objects with everything in them."""
    match value:
        case Mapping():
            return {name: as_json(each) for name, each in value.items()}
        case list() | tuple():
            return [as_json(each) for each in value]
        case _:
            return untyped(value)
