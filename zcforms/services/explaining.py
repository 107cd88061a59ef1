"""A check with its reasons: why each rule came out as it did, for the applicant and for those who look at the application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks.deciding import Outcome
from zcforms.checks.explanation import Explanation, explain
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Verdict
from zcforms.domain.plan import Plan
from zcforms.services.access import reading, seen_application
from zcforms.services.actor import Actor
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.judgement import Judgement, judge

Reasons = Mapping[str, tuple[Explanation, ...]]
"""Explanations by the row of the check table that their rules report in."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A judgement with its reasons, and the plan and rules that it was made by."""

    plan: Plan
    ruleset: Ruleset
    judgement: Judgement
    reasons: Reasons

    @property
    def verdict(self) -> Verdict:
        return self.judgement.verdict


def check(house: House, actor: Actor, application_id: str) -> Explained:
    """The check of an own application, or of one that the actor handles. Raises `CheckFailed`, `NotFound`."""
    with reading(house, actor) as w:
        application = seen_application(w, house, actor, application_id)
        document = document_of(w, house, application)
    return of_document(house, house.plan_of(application), document)


def of_document(house: House, plan: Plan, document: Mapping[str, Any]) -> Explained:
    """An exported document, judged and explained by the same rules. Raises `CheckFailed`."""
    ruleset = house.rules_of(plan)
    judged = judge(house.checker, ruleset, plan, document)
    return Explained(plan, ruleset, judged, reasons(ruleset, judged))


def reasons(ruleset: Ruleset, judged: Judgement) -> Reasons:
    """Row by row of the check table. What is for others (another route, another degree) explains nothing to this applicant."""
    found: dict[str, tuple[Explanation, ...]] = {row.id: () for row in judged.verdict.rows}
    for each in explain(ruleset, judged.facts, judged.verdict):
        if each.outcome is Outcome.INAPPLICABLE:
            continue
        found[each.row] = (*found[each.row], each)
    return found
