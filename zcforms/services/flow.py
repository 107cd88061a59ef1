"""审核流程 as people read it: what was done, where it stands and until when, what is still to come (feature 62)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision
from zcforms.domain.chain import Chain, Step, StepKind
from zcforms.domain.scope import named_by, overdue, until
from zcforms.services.deadlines import Deadline, deadline
from zcforms.services.house import House
from zcforms.services.responsibility import chain_of, nobody_at, organisation_at
from zcforms.services.returned_modules import Module, modules_in
from zcforms.services.wording import AHEAD, APPLICANT_STEP, LAPSED, UNDER_WAY, outcome_of
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One line of 审核流程 (feature 62). `state`: done, current or coming; `outcome` as shown (通过, 退回, 审核中, 待审核). `since`: when it
    came to the step; `until`: the last day of its working time; `limit`: that as a sentence, of the current step; `note`: to which step it was
    sent back, under which number a title was approved, or that nobody answers for the step yet; `modules`: what was returned by name."""

    step: str
    caption: str
    state: str
    outcome: str
    actor: str
    opinion: str
    at: datetime | None
    since: datetime | None = None
    until: date | None = None
    limit: str = ""
    note: str = ""
    modules: tuple[Module, ...] = ()


def flow_of(
    w: Work,
    house: House,
    application: Application,
    now: datetime,
    decisions: Sequence[Decision] | None = None,
) -> tuple[FlowLine, ...]:
    """The flow inside a unit of work. `decisions`: the application's, where they were read already."""
    plan = house.plan(application.plan_id)
    decisions = w.decisions.of(application.id) if decisions is None else decisions
    done = _done(plan.chain, decisions)
    if application.state is ApplicationState.RETURNED:
        return (*done, *_with_the_applicant(deadline(plan, application, now, decisions)))
    if application.state is not ApplicationState.IN_APPROVAL:
        return done
    chain, step = chain_of(w, plan, application), plan.chain.step(application.step)
    coming: list[FlowLine] = []
    while step is not None:
        coming.append(_coming(w, house, application, step, now))
        step = chain.after(step.id)
    return (*done, *coming)


def _done(chain: Chain, decisions: Sequence[Decision]) -> tuple[FlowLine, ...]:
    lines: list[FlowLine] = []
    came: datetime | None = None
    for each in decisions:
        step = chain.step(each.step)
        lines.append(
            FlowLine(
                each.step,
                each.caption,
                "done",
                outcome_of(each),
                each.actor_name,
                each.opinion,
                each.at,
                came if step else None,
                until(step, came) if step else None,
                note=_note(chain, each),
                modules=modules_in(each.detail),
            )
        )
        came = each.at
    return tuple(lines)


def _with_the_applicant(due: Deadline) -> Iterator[FlowLine]:
    """Whose turn it is after a return and until when, or that this is over."""
    if due.lapsed:
        yield FlowLine(*APPLICANT_STEP, "done", LAPSED, "", "", due.last)
    elif due.returned:
        limit = f"请在 {due.until} 前重新提交"
        since, last = due.returned, due.last.date()
        yield FlowLine(*APPLICANT_STEP, "current", "修改中", "", "", since, since, last, limit)


def _note(chain: Chain, decision: Decision) -> str:
    detail = decision.detail
    if back := chain.step(detail.get("to")):
        return f"退回至“{back.caption}”"
    if "approval" in detail:
        return f"批准文号 {detail['approval']}，取得资格时间 {detail['obtained_on']}"
    return ""


def _coming(w: Work, house: House, application: Application, step: Step, now: datetime) -> FlowLine:
    here = step.id == application.step
    plan = house.plan(application.plan_id)
    at = organisation_at(w, house, plan, application, step)
    since = application.step_since if here else None
    return FlowLine(
        step.id,
        step.caption,
        "current" if here else "coming",
        (UNDER_WAY if here else AHEAD)[step.kind],
        at.name if at else "",
        "",
        since,
        since,
        until(step, since),
        limit_of(step, since, now),
        "" if at else nobody_at(step, named_by(plan).get(step.actor, "")),
    )


def limit_of(step: Step, since: datetime | None, now: datetime) -> str:
    """Until when the step lasts, or should be done, as a sentence; "" where there is no limit."""
    last = until(step, since)
    if last is None:
        return ""
    if step.kind is StepKind.NOTICE:
        return f"公示至 {last}"
    late = "（已超过办理时限）" if overdue(step, since, now.date()) else ""
    return f"应于 {last} 前办结{late}"
