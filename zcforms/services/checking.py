"""开始检测: one path for the button, the submit gate and the command line (features 58 to 61)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zcforms.checks.run import Verdict
from zcforms.domain.application import Application
from zcforms.domain.plan import Plan
from zcforms.services import verdicts, versions
from zcforms.services.access import reading, seen_application
from zcforms.services.actor import Actor
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.judgement import Judgement, judge
from zcforms.services.keys import new_id
from zcforms.storage.records import StoredVerdict
from zcforms.storage.work import Work


def check(house: House, actor: Actor, application_id: str) -> Verdict:
    """The check table of an own application, or of one that the actor handles. Nothing is kept: submission keeps its own.

    Raises:
        CheckFailed: no check could be made at all. NotFound.
    """
    with reading(house, actor) as w:
        application = seen_application(w, house, actor, application_id)
        document = document_of(w, house, application)
    return judge_document(house, house.plan_of(application), document).verdict


def judge_document(house: House, plan: Plan, document: Mapping[str, Any]) -> Judgement:
    """The verdict on a document that was exported from an application of this version of its plan, with its facts. Raises `CheckFailed`."""
    return judge(house.checker, house.rules_of(plan), plan, document)


def keep_verdict(
    w: Work, house: House, application: Application, judgement: Judgement, now: datetime
) -> None:
    """Everything that is needed to make the verdict again: the facts, what came out, and the documents (`versions`)."""
    verdict = judgement.verdict
    w.verdicts.add(
        StoredVerdict(
            new_id(),
            application.id,
            now,
            verdict.plan_digest,
            verdict.rules_digest,
            verdict.facts_digest,
            verdicts.rows(verdict),
            judgement.facts,
            [alarm.event for alarm in verdict.alarms],
        )
    )
    versions.archive(w, house, application.plan_id, verdict, now)
