"""A declaration as people see it: what it is, how it stands, and what can be done with it (features 21, 22, 25, 62)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision, acted_on
from zcforms.domain.chain import StepKind
from zcforms.domain.petition import Petition, PetitionState
from zcforms.domain.plan import Choice, Plan
from zcforms.services.deadlines import Deadline, deadline
from zcforms.services.exam_offers import Places, TicketOffer, offers
from zcforms.services.flow import FlowLine, flow_of
from zcforms.services.house import House
from zcforms.services.returned_modules import Module, returned_of
from zcforms.services.texts import caption_in
from zcforms.services.wording import PETITION, application_caption, kind_of
from zcforms.storage.work import Work

_ENDED_BADLY = (ApplicationState.REJECTED, ApplicationState.WITHDRAWN)
_REFUSED = "免面试申请未获同意：{reason}"


@dataclass(frozen=True, slots=True)
class Record:
    """A declaration as the 当前申报记录 and 我的历史记录 show it (features 21, 25); texts as read.

    `actions`: of pledge, fill, view, delete, preview, sheet, title, withdraw, restore those that are open now, in the order of figure 4-1.
    `papers`: further forms, by sheet id (features 22, 55). `waiver`: how the request for 免面试 stands, "" before it is filed, None where
    there is none; `waiver_reason`: why it was not granted. `tickets`: 打印准考证, for each form of examination. `purge_at`: until when a deleted one can be restored. `reason`: why it was returned or rejected. `returned`: what it was returned for by name. `aside`: how many answers found no place in a new version of the plan and were not dealt with. `due`: of one that is not submitted; `lapsed`: it was returned and not handed in again in time.
    """

    id: str
    plan_id: str
    plan: str
    year: int
    specialty: str
    title: str
    level: str
    route: str
    interview: str
    opens: date
    closes: date
    declared_on: date
    state: ApplicationState
    caption: str
    number: str | None
    reason: str
    actions: tuple[str, ...]
    flow: tuple[FlowLine, ...]
    purge_at: datetime | None = None
    series: str = ""
    due: Deadline | None = None
    papers: tuple[Choice, ...] = ()
    waiver: str | None = None
    waiver_reason: str = ""
    tickets: tuple[TicketOffer, ...] = ()
    returned: tuple[Module, ...] = ()
    aside: int = 0
    again_by: datetime | None = None
    """Until when it can be handed in again after a withdrawal; None where there is nothing to withdraw."""

    @property
    def lapsed(self) -> bool:
        return self.due is not None and self.due.lapsed


@dataclass(frozen=True, slots=True)
class Beside:
    """What was decided and asked for about several declarations, read at once."""

    decisions: Mapping[str, Sequence[Decision]]
    petitions: Mapping[tuple[str, str], Petition]
    places: Places
    aside: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, w: Work, applications: Sequence[Application]) -> Beside:
        ids = [each.id for each in applications]
        tickets = w.tickets.live_of(ids)
        sittings = w.sittings.many(each.sitting_id for each in tickets)
        by_form = {(each.application_id, each.form): each for each in tickets}
        return cls(
            w.decisions.of_many(ids),
            w.petitions.latest_of(ids),
            Places(by_form, sittings),
            w.set_aside.counts(ids),
        )

    def waiver(self, plan: Plan, application: Application) -> Petition | None:
        """The request for 免面试 that was filed last."""
        return self.petitions.get((application.id, plan.waiver.section.id)) if plan.waiver else None

    def waived(self, plan: Plan, application: Application) -> bool:
        asked = self.waiver(plan, application)
        return asked is not None and asked.state is PetitionState.GRANTED

    def examined_later(self, plan: Plan, application: Application, now: datetime) -> bool:
        """Whether the chain has ended well and an examination is still ahead."""
        if application.state is not ApplicationState.ENDORSED:
            return False
        return self.places.ahead(plan, application, now, waived=self.waived(plan, application))


def record_of(w: Work, house: House, application: Application, now: datetime, beside: Beside) -> Record:
    plan = house.plan_of(application)
    title = plan.title(application.title)
    decisions = beside.decisions.get(application.id, ())
    gone = application.deleted_at
    due = deadline(plan, application, now, decisions)
    actions = _actions(application, decisions, due)
    return Record(
        id=application.id,
        plan_id=plan.id,
        plan=plan.caption,
        year=application.year,
        specialty=caption_in(plan.specialties, application.specialty),
        title=caption_in(plan.titles, application.title),
        level=caption_in(plan.levels, title.level if title else ""),
        route=caption_in(plan.routes, application.route),
        interview=_interview(beside, plan, application),
        opens=plan.opens,
        closes=plan.closes,
        declared_on=application.created_at.date(),
        state=application.state,
        caption=application_caption(application.state, decisions, lapsed=due.lapsed),
        number=application.number,
        reason=_reason(application, decisions),
        actions=actions,
        flow=flow_of(w, house, application, now, decisions) if application.submitted_at else (),
        purge_at=gone + timedelta(days=house.terms.undo_days) if gone else None,
        series=plan.series.caption,
        due=due if application.editable else None,
        papers=_papers(house, plan, application),
        returned=returned_of(application, decisions),
        aside=beside.aside.get(application.id, 0) if application.editable else 0,
        again_by=due.last if "withdraw" in actions else None,
        **({} if due.lapsed else _around_the_interview(beside, plan, application, now)),
    )


def _papers(house: House, plan: Plan, application: Application) -> tuple[Choice, ...]:
    if application.state is ApplicationState.DELETED:
        return ()
    return tuple(
        Choice(sheet, str(house.sheets_of(plan)[sheet]["caption"]))
        for sheet in plan.sheets_for(application.route)
    )


def _interview(beside: Beside, plan: Plan, application: Application) -> str:
    """有无面试."""
    if beside.waived(plan, application):
        return "免面试"
    return "有" if plan.interview else "无"


def _around_the_interview(
    beside: Beside, plan: Plan, application: Application, now: datetime
) -> dict[str, Any]:
    """What the record says of waiver and tickets (feature 22)."""
    if application.state in (*_ENDED_BADLY, ApplicationState.DELETED):
        return {}
    asked = beside.waiver(plan, application)
    refused = asked is not None and asked.state is PetitionState.REFUSED
    waived = beside.waived(plan, application)
    return {
        "tickets": offers(plan, application, beside.places, now, waived=waived),
        "waiver": (PETITION[asked.state] if asked else "") if plan.waiver else None,
        "waiver_reason": _REFUSED.format(reason=asked.reason) if asked and refused else "",
    }


def _reason(application: Application, decisions: Sequence[Decision]) -> str:
    told = application.state in (ApplicationState.RETURNED, ApplicationState.REJECTED)
    return decisions[-1].opinion if told and decisions else ""


def _actions(application: Application, decisions: Sequence[Decision], due: Deadline) -> tuple[str, ...]:
    """What the record's buttons offer now (feature 22)."""
    if application.state is ApplicationState.DELETED:
        return ("restore",)
    editable = application.editable
    actions = [("fill" if application.pledged_at else "pledge")] if editable and not due.lapsed else []
    actions.append("view")
    actions += ["delete"] if application.state is ApplicationState.DRAFT else []
    actions.append("preview" if editable else "sheet")
    actions += ["title"] if _granted(application, decisions) else []
    if application.state is ApplicationState.IN_APPROVAL and not due.passed:
        actions += [] if acted_on(decisions) else ["withdraw"]
    return tuple(actions)


def _granted(application: Application, decisions: Sequence[Decision]) -> bool:
    """Whether it has ended with the title."""
    ended = application.state is ApplicationState.ENDORSED and decisions
    return bool(ended) and kind_of(decisions[-1]) is StepKind.GRANT
