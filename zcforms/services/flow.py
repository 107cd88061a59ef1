"""审核流程 as people read it: what was done, where it stands and until when, what is still to come (feature 62)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision
from zcforms.domain.chain import Chain, Step, StepKind
from zcforms.domain.plan import Plan
from zcforms.domain.replacement import ReplacementDecision
from zcforms.domain.scope import named_by, overdue, until
from zcforms.services.deadlines import Deadline, deadline
from zcforms.services.house import House
from zcforms.services.responsibility import chain_of, nobody_at, organisation_at
from zcforms.services.returned_modules import Module, modules_in
from zcforms.services.wording import AHEAD, APPLICANT_STEP, LAPSED, UNDER_WAY, outcome_at
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
    plan = house.plan_of(application)
    decisions = w.decisions.of(application.id) if decisions is None else decisions
    done = done_lines(plan.chain, decisions)
    if application.state is ApplicationState.RETURNED:
        return (*done, *_with_the_applicant(deadline(plan, application, now, decisions)))
    if application.state is not ApplicationState.IN_APPROVAL:
        return done
    here = application.step, application.step_since
    chain = chain_of(w, plan, application)
    coming = coming_lines(chain, here, lambda step: _answering(w, house, plan, application, step), now)
    return (*done, *coming)


def done_lines(chain: Chain, decisions: Sequence[Decision | ReplacementDecision]) -> tuple[FlowLine, ...]:
    """What was done, in its order. `chain`: the document's, with every step."""
    lines: list[FlowLine] = []
    came: datetime | None = None
    for each in decisions:
        step, detail = chain.step(each.step), _detail(each)
        lines.append(
            FlowLine(
                each.step,
                each.caption,
                "done",
                outcome_at(each.outcome, detail),
                each.actor_name,
                each.opinion,
                each.at,
                came if step else None,
                until(step, came) if step else None,
                note=_note(chain, detail),
                modules=modules_in(detail),
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


def _detail(decision: Decision | ReplacementDecision) -> Mapping[str, Any]:
    return decision.detail if isinstance(decision, Decision) else {}


def _note(chain: Chain, detail: Mapping[str, Any]) -> str:
    if back := chain.step(detail.get("to")):
        return f"退回至“{back.caption}”"
    if "approval" in detail:
        return f"批准文号 {detail['approval']}，取得资格时间 {detail['obtained_on']}"
    return ""


def _answering(w: Work, house: House, plan: Plan, application: Application, step: Step) -> tuple[str, str]:
    at = organisation_at(w, house, plan, application, step)
    return (at.name, "") if at else ("", nobody_at(step, named_by(plan).get(step.actor, "")))


def coming_lines(
    chain: Chain,
    here: tuple[str | None, datetime | None],
    answering: Callable[[Step], tuple[str, str]],
    now: datetime,
) -> tuple[FlowLine, ...]:
    """The current step, and those behind it. `chain`: the steps of this applicant; `here`: where it stands and since when; `answering`: who
    answers at a step, and what is said where nobody does yet."""
    current, since = here
    coming: list[FlowLine] = []
    step = chain.step(current)
    while step is not None:
        came = since if step.id == current else None
        coming.append(_coming(step, answering(step), (step.id == current, came), now))
        step = chain.after(step.id)
    return tuple(coming)


def _coming(
    step: Step, answering: tuple[str, str], standing: tuple[bool, datetime | None], now: datetime
) -> FlowLine:
    """`standing`: whether it stands there, and since when."""
    (name, nobody), (here, since) = answering, standing
    return FlowLine(
        step.id,
        step.caption,
        "current" if here else "coming",
        (UNDER_WAY if here else AHEAD)[step.kind],
        name,
        "",
        since,
        since,
        until(step, since),
        limit_of(step, since, now),
        nobody,
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
