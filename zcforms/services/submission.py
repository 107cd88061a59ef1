"""提交审核 and 撤回 (features 61, 62)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Outcome, acted_on
from zcforms.domain.chain import Resubmission, Step
from zcforms.domain.errors import WrongState
from zcforms.domain.identity import Organisation
from zcforms.domain.plan import Plan
from zcforms.services.access import own_application, reading, require_bound, writing
from zcforms.services.actor import Actor
from zcforms.services.applications import require_no_ban, require_offered
from zcforms.services.approval_turn import news_of, record_decision
from zcforms.services.checking import judge_document, keep_verdict
from zcforms.services.deadlines import require_in_time
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.judgement import Judgement, facts_of
from zcforms.services.prefilling import employer_document
from zcforms.services.responsibility import chain_of
from zcforms.services.wording import APPLICANT_STEP
from zcforms.storage.work import Work

SHEET_JOB = "evaluation-form"
"""Kind of the job that makes the sheet; its payload is {"application_id"}."""


def submit(house: House, actor: Actor, application_id: str, now: datetime) -> str:
    """Check and hand over in one transaction; the application's number. The evaluation form is made afterwards (feature 73).

    Raises:
        SubmissionBlocked: the check found what blocks; `findings` tells. CheckFailed: it could not be made.
        PlanClosed, GateClosed, NotAllowed (a ban), WrongState, NotFound.
    """
    early = _judged_early(house, actor, application_id)
    with writing(house, actor) as w:
        application = own_application(w, actor, application_id)
        application.require_editable()
        plan = house.plan_of(application)
        require_in_time(w, plan, application, now)
        require_offered(plan, application)
        binding, employer = require_bound(w, application.person_id)
        require_no_ban(w, application.person_id, now)
        moved, application.organisation_id = application.organisation_id != employer.id, employer.id
        application.plan_digest = plan.digest
        application.freelancer = binding.freelancer
        judgement = _judged(house, plan, _document(w, house, application, employer), early)
        first = None if moved else _back_at(w, plan, application)
        first = first or chain_of(w, plan, application).after(None)
        if first is None:
            raise WrongState("该评审计划没有设置审核流程，请联系评委会组建单位。")
        number = application.number or _number(w, plan)
        application.submit(judgement.verdict.findings, first_step=first.id, number=number, at=now)
        keep_verdict(w, house, application, judgement, now)
        w.advice.forget(application_id)
        record_decision(w, actor, application, APPLICANT_STEP, (Outcome.SUBMITTED, ""), now=now)
        _hand_over(w, house, actor, application, first, now=now)
        return number


def withdraw(house: House, actor: Actor, application_id: str, now: datetime) -> None:
    """撤回, while nobody has acted on it and the plan is open. Raises `WrongState`, `PlanClosed`, `NotFound`."""
    with writing(house, actor) as w:
        application = own_application(w, actor, application_id)
        plan = house.plan_of(application)
        require_in_time(w, plan, application, now)
        application.withdraw(acted_on=acted_on(w.decisions.of(application.id)))
        record_decision(w, actor, application, APPLICANT_STEP, (Outcome.WITHDRAWN, ""), now=now)


def _back_at(w: Work, plan: Plan, application: Application) -> Step | None:
    """The step that returned it, where the chain goes on from there (退回修改后重提) and this applicant still has that step; otherwise None, as
    for whoever hands in for the first time."""
    if plan.chain.resubmission is Resubmission.FIRST or application.state is not ApplicationState.RETURNED:
        return None
    return chain_of(w, plan, application).step(w.decisions.of(application.id)[-1].step)


def _judged_early(house: House, actor: Actor, application_id: str) -> Judgement | None:
    """The check made before the transaction, so that no writer waits for the engine; None where there is nothing to check."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        binding = w.bindings.current(application.person_id)
        if binding is None or not application.editable:
            return None
        document = _document(w, house, application, w.organisations.get(binding.organisation_id))
    return judge_document(house, house.plan_of(application), document)


def _judged(house: House, plan: Plan, document: dict[str, Any], early: Judgement | None) -> Judgement:
    """The verdict on exactly this document: the early one where the facts are still the same."""
    if (
        early is not None
        and early.facts == facts_of(plan, document)
        and early.verdict.plan_digest == plan.digest
    ):
        return early
    return judge_document(house, plan, document)


def _document(w: Work, house: House, application: Application, employer: Organisation) -> dict[str, Any]:
    """The application document with the employer of this moment, which the submission is addressed to."""
    document = document_of(w, house, application)
    return {**document, "applicant": {**document["applicant"], "employer": employer_document(employer)}}


def _hand_over(
    w: Work, house: House, actor: Actor, application: Application, first: Step, *, now: datetime
) -> None:
    """The sheet's job and the notice to whom the first step belongs, with the submission or not at all."""
    w.flush()
    w.enqueue(SHEET_JOB, f"{application.id}:{application.version}", {"application_id": application.id})
    plan = house.plan_of(application)
    asked = f"{actor.name}提交了“{plan.caption}”的申报，请审核。"
    news_of(w, house, application, "", now).arrives(first, asked, f"已提交，等待{first.caption}。")


def _number(w: Work, plan: Plan) -> str:
    """The next number of the plan: year, four characters of the plan's digest of its id, and a running number."""
    prefix = f"{plan.year}{hashlib.sha256(plan.id.encode()).hexdigest()[:4].upper()}"
    last = w.applications.last_number(prefix)
    return f"{prefix}{int(last[len(prefix) :]) + 1 if last else 1:06}"
