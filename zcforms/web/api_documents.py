"""What services give, as the JSON of the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from zcforms.domain.plan import Plan
from zcforms.services.programs import PlanRules
from zcforms.services.rule_history import VersionLine
from zcforms.services.rule_linting import Mark
from zcforms.services.rule_proofs import CaseLine, Proof
from zcforms.services.rule_shelf import PlanName, RuleLine, RulesetLine, RulesetShown


class Captioned(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def caption(self) -> str: ...


def plan(found: Plan) -> dict[str, Any]:
    return {
        "id": found.id,
        "caption": found.caption,
        "year": found.year,
        "organising_unit": found.organising_unit,
        "opens": found.opens.isoformat(),
        "closes": found.closes.isoformat(),
        "digest": found.digest,
        "ruleset": found.ruleset,
        "routes": named(found.routes),
        "titles": named(found.titles),
        "standards": named(found.standards),
        "specialties": named(found.specialties),
    }


def named(choices: Iterable[Captioned]) -> list[dict[str, str]]:
    return [{"id": each.id, "caption": each.caption} for each in choices]


def plan_rules(found: PlanRules) -> dict[str, Any]:
    rules = [
        {
            "id": each.id,
            "standards": list(each.standards),
            "row": each.row,
            "caption": each.caption,
            "severity": each.severity,
            "sentence": each.sentence,
            "policy": each.policy,
            "file": each.file,
            "pointer": each.pointer,
        }
        for each in found.rules
    ]
    return {
        "plan": found.plan.id,
        "plan_digest": found.plan.digest,
        "rules_digest": found.rules_digest,
        "rules": rules,
        "facts_schema": found.facts_schema,
    }


def ruleset_line(line: RulesetLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "caption": line.caption,
        "file": line.file,
        "rules": line.rules,
        "used_by": named(line.used_by),
        "version": line.version,
        "editable": line.editable,
    }


def ruleset(shown: RulesetShown) -> dict[str, Any]:
    return {
        "id": shown.id,
        "caption": shown.caption,
        "source": shown.source,
        "file": shown.file,
        "text": shown.text,
        "extends": list(shown.extends),
        "used_by": named(shown.used_by),
        "editable": shown.editable,
        "rules": [_rule(each) for each in shown.rules],
        "history": [_version(each) for each in shown.history],
    }


def _rule(line: RuleLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "row": line.row,
        "caption": line.caption,
        "severity": line.severity,
        "sentence": line.sentence,
        "policy": {"text": line.policy, "source": line.source},
        "used_by": _plans(line.used_by),
        "override": line.override,
        "pointer": line.pointer,
    }


def _plans(plans: Iterable[PlanName]) -> list[dict[str, str]]:
    return named(plans)


def _version(line: VersionLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "at": _moment(line.at),
        "author": line.author,
        "reviewer": line.reviewer,
        "reason": line.reason,
        "digest": line.digest,
        "current": line.current,
    }


def mark(found: Mark) -> dict[str, Any]:
    return {
        "part": found.part,
        "line": found.line,
        "column": found.column,
        "end_line": found.end_line,
        "end_column": found.end_column,
        "pointer": found.pointer,
        "fault": found.fault,
        "remedy": found.remedy,
    }


def mark_error(found: Mark) -> dict[str, Any]:
    """A fault of a text as an entry of a problem's `errors`."""
    return {
        "pointer": f"/{found.part}{found.pointer}",
        "detail": f"{found.fault}。{found.remedy}",
        "line": found.line,
        "column": found.column,
    }


def proof(found: Proof) -> dict[str, Any]:
    return {
        "valid": not found.marks,
        "faults": [mark(each) for each in found.marks],
        "passed": not found.marks and not found.failed,
        "cases": [_case(each) for each in found.cases],
        "changed": list(found.changed),
        "coverage": {"rules": found.of_rules, "conditions": found.of_conditions},
        "gaps": [
            {
                "rule": each.rule,
                "caption": each.caption,
                "sentence": each.sentence,
                "missing": list(each.missing),
                "why": each.why,
            }
            for each in found.gaps
        ],
        "mutation": {
            "score": found.score,
            "killed": found.killed,
            "complete": not found.stopped,
            "survivors": [
                {"id": each.id, "rule": each.rule, "caption": each.caption, "sentence": each.sentence}
                for each in found.survivors
            ],
        },
    }


def _case(line: CaseLine) -> dict[str, Any]:
    differences = [
        {
            "about": each.about,
            "id": each.id,
            "caption": each.caption,
            "expected": each.expected,
            "actual": each.actual,
            "why": each.why,
        }
        for each in line.differences
    ]
    return {
        "case": line.case,
        "applicant": line.applicant,
        "plan": line.plan_id,
        "about": list(line.about),
        "passed": line.passed,
        "differences": differences,
        "file": line.file,
        "pointer": line.pointer,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
