"""An application in the hands of its approval chain: looked at, endorsed, returned, rejected (features 21, 62)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from zcforms.checks.run import Verdict
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision, Outcome
from zcforms.domain.errors import InputFault, InputRefused, NotAllowed, WrongState
from zcforms.domain.plan import Plan, Step
from zcforms.forms import overview as overviews
from zcforms.services import exam_places, explaining
from zcforms.services.access import note, reading, require_other, seen_application, writing
from zcforms.services.actor import Actor
from zcforms.services.explaining import Reasons
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.responsibility import answers_for, chain_of, organisation_at
from zcforms.services.telling import Target, tell_organisation, tell_person
from zcforms.services.wording import OUTCOME
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One line of 审核流程 (feature 62). `state`: done, current or coming; `outcome` as shown (通过, 退回, 审核中, 待审核)."""

    step: str
    caption: str
    state: str
    outcome: str
    actor: str
    opinion: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """What the handler of the current step sees. `overview`: display texts; `reasons`: why each rule came out as it did, by row; `actions`: of endorse, return, reject those that
    the step allows; `version` goes back with the decision."""

    application_id: str
    number: str
    step: str
    overview: Mapping[str, Any]
    verdict: Verdict
    reasons: Reasons
    flow: tuple[FlowLine, ...]
    actions: tuple[str, ...]
    version: int


def case(house: House, actor: Actor, application_id: str, now: datetime) -> Case:
    """The application as an organisation of its chain sees it; `actions` is empty when it is not this organisation's turn.

    Raises:
        NotFound: outside the actor's scope.
        CheckFailed: the verdict could not be made.
    """
    with reading(house, actor) as w:
        application = seen_application(w, house, actor, application_id)
        plan = house.plan(application.plan_id)
        step = _step(plan, application)
        turn = step is not None and answers_for(w, house, actor.organisation(), application)
        document = document_of(w, house, application)
        lines = flow_of(w, house, application)
    made = explaining.of_document(house, document)
    return Case(
        application.id,
        application.number or "",
        step.caption if step else "",
        overviews.overview(plan, document),
        made.verdict,
        made.reasons,
        lines,
        step.actions if step and turn else (),
        application.version,
    )


def endorse(
    house: House,
    actor: Actor,
    application_id: str,
    opinion: str,
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """通过: hand it to the next step, or finish the chain.

    Raises:
        NotFound, NotAllowed (the actor's own application, an action that the step does not offer), WrongState, StaleWrite.
    """
    with writing(house, actor) as w:
        endorse_within(w, house, actor, application_id, opinion, now=now, version=version)


def endorse_within(
    w: Work,
    house: House,
    actor: Actor,
    application_id: str,
    opinion: str,
    *,
    now: datetime,
    version: int | None = None,
) -> None:
    """The same inside a larger unit of work."""
    application, step = _turn(w, house, actor, application_id, action="endorse", version=version)
    plan = house.plan(application.plan_id)
    following = chain_of(w, plan, application).after(step.id)
    application.endorse(next_step=following.id if following else None, at=now)
    _decide(w, actor, application, step, (Outcome.ENDORSED, opinion), now=now)
    if following is None:
        text = f"您申报的“{plan.caption}”已通过全部审核。"
    else:
        text = f"您申报的“{plan.caption}”已通过{step.caption}，进入{following.caption}。"
        _tell_next(w, house, plan, application, following, now=now)
    tell_person(w, application.person_id, text, Target("application", application.id), now)


def give_back(
    house: House,
    actor: Actor,
    application_id: str,
    reason: str,
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """退回: the applicant corrects and submits again. Raises as `endorse`; `InputRefused` at "/reason" without a reason."""
    _require_reason(reason)
    with writing(house, actor) as w:
        application, step = _turn(w, house, actor, application_id, action="return", version=version)
        application.give_back()
        _decide(w, actor, application, step, (Outcome.RETURNED, reason), now=now)
        text = f"您申报的“{house.plan(application.plan_id).caption}”被退回修改：{reason.strip()}"
        tell_person(w, application.person_id, text, Target("application", application.id), now)


def reject(
    house: House,
    actor: Actor,
    application_id: str,
    reason: str,
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """不通过: the end for this plan year. Raises as `give_back`."""
    _require_reason(reason)
    with writing(house, actor) as w:
        application, step = _turn(w, house, actor, application_id, action="reject", version=version)
        application.reject()
        _decide(w, actor, application, step, (Outcome.REJECTED, reason), now=now)
        plan = house.plan(application.plan_id)
        exam_places.give_up(w, actor, plan, application, reason="申报审核不通过", now=now)
        text = f"您申报的“{plan.caption}”审核不通过：{reason.strip()}"
        tell_person(w, application.person_id, text, Target("application", application.id), now)


def flow(house: House, actor: Actor, application_id: str) -> tuple[FlowLine, ...]:
    """Done steps with who, when and which opinion; the current one with since when; those still to come (feature 62)."""
    with reading(house, actor) as w:
        return flow_of(w, house, seen_application(w, house, actor, application_id))


def flow_of(
    w: Work, house: House, application: Application, decisions: Sequence[Decision] | None = None
) -> tuple[FlowLine, ...]:
    """The flow inside a larger unit of work. `decisions`: the application's, where they were read already."""
    plan = house.plan(application.plan_id)
    done = [
        FlowLine(d.step, d.caption, "done", OUTCOME[d.outcome], d.actor_name, d.opinion, d.at)
        for d in (w.decisions.of(application.id) if decisions is None else decisions)
    ]
    if application.state is not ApplicationState.IN_APPROVAL:
        return tuple(done)
    coming: list[FlowLine] = []
    chain = chain_of(w, plan, application)
    step = _step(plan, application)
    while step is not None:
        here = step.id == application.step
        at = organisation_at(w, house, plan, application, step)
        coming.append(
            FlowLine(
                step.id,
                step.caption,
                "current" if here else "coming",
                "审核中" if here else "待审核",
                at.name if at else "",
                "",
                application.step_since if here else None,
            )
        )
        step = chain.after(step.id)
    return (*done, *coming)


def record_decision(
    w: Work,
    actor: Actor,
    application: Application,
    step: tuple[str, str],
    answer: tuple[Outcome, str],
    *,
    now: datetime,
) -> None:
    """A line of the flow, and of the journal; `step`: id and caption; `answer`: outcome and opinion. The journal keeps no opinion: it is what somebody typed."""
    key = f"{len(w.decisions.of(application.id)):04}-{new_id()}"  # in order, where two were made at the same moment
    decision = Decision(key, application.id, *step, actor.name, actor.account_id, *answer, now)
    w.decisions.add(decision)
    note(w, actor, f"application.{answer[0].value}", f"application:{application.id}", now, step=step[0])


def _turn(
    w: Work, house: House, actor: Actor, application_id: str, *, action: str, version: int | None
) -> tuple[Application, Step]:
    """The application and its step, if it is the actor's turn to do this."""
    application = seen_application(w, house, actor, application_id)
    application = w.applications.get(application.id, version)
    step = _step(house.plan(application.plan_id), application)
    if step is None or not answers_for(w, house, actor.organisation(), application):
        raise WrongState("这份申报当前不在本单位的审核环节，请刷新页面查看最新状态。")
    if action not in step.actions:
        raise NotAllowed("当前审核环节不能进行这项操作。")
    require_other(w, actor, application.person_id)
    return application, step


def _decide(
    w: Work, actor: Actor, application: Application, step: Step, answer: tuple[Outcome, str], *, now: datetime
) -> None:
    organisation = w.organisations.get(actor.organisation())
    signed = replace(actor, name=organisation.name)
    record_decision(w, signed, application, (step.id, step.caption), (answer[0], answer[1].strip()), now=now)


def _tell_next(
    w: Work, house: House, plan: Plan, application: Application, step: Step, *, now: datetime
) -> None:
    at = organisation_at(w, house, plan, application, step)
    if at is not None:
        name = w.people.get(application.person_id).name
        tell_organisation(
            w, at.id, f"{name}的申报等待{step.caption}。", Target("application", application.id), now
        )


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InputRefused([InputFault("/reason", "请写明理由，让申报人知道原因和要改什么。")])


def _step(plan: Plan, application: Application) -> Step | None:
    return next((step for step in plan.chain.steps if step.id == application.step), None)
