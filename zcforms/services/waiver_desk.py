"""The organising unit's answers to 免面试 (feature 22): what waits, looked at beside the declaration, granted or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.application import Application
from zcforms.domain.identity import masked
from zcforms.domain.petition import Petition, PetitionState
from zcforms.domain.plan import Examination, Plan, Waiver
from zcforms.domain.sitting import Ticket
from zcforms.forms import overview as overviews
from zcforms.services import exam_places, exam_words
from zcforms.services.access import Hidden, note, reading, require_other, writing
from zcforms.services.actor import Actor
from zcforms.services.exam_places import Hand
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.organising import HANDED_IN, concerns, own_plans
from zcforms.services.paging import Page, page_at
from zcforms.services.telling import Target, tell_person
from zcforms.services.texts import caption_in
from zcforms.services.wording import PETITION
from zcforms.storage.shelves.petitions import PetitionRow, Sought
from zcforms.storage.work import Work

_ANSWERED = (PetitionState.GRANTED, PetitionState.REFUSED)
STATES = (PetitionState.PENDING, *_ANSWERED)


@dataclass(frozen=True, slots=True)
class WaiverQuery:
    """An empty `plan` asks nothing; `state`: one of `STATES`."""

    plan: str = ""
    state: PetitionState = PetitionState.PENDING
    text: str = ""


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """One request in a list; `id_number` is masked, `ground` what it begins with."""

    id: str
    number: str
    name: str
    id_number: str
    employer: str
    plan: str
    title: str
    specialty: str
    ground: str
    asked_at: datetime
    state: PetitionState
    caption: str


@dataclass(frozen=True, slots=True)
class WaiverList:
    """`counts`: state -> how many there are of the organisation's."""

    plans: tuple[Plan, ...]
    rows: Page[WaiverRow]
    counts: Mapping[PetitionState, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """How an earlier request was answered."""

    asked_at: datetime
    caption: str
    reason: str


@dataclass(frozen=True, slots=True)
class WaiverCase:
    """One request: the form as it was filled in, beside what the declaration says. `places`: what a grant takes back; `open`: it waits
    for an answer; `viewable`: the whole declaration can be looked at. `version` goes back with it."""

    id: str
    application_id: str
    name: str
    waiver: Waiver
    group: Mapping[str, Any]
    overview: Mapping[str, Any]
    caption: str
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    open: bool
    viewable: bool
    places: tuple[str, ...]
    earlier: tuple[Answer, ...]
    version: int


@dataclass(frozen=True, slots=True)
class _Asked:
    petition: Petition
    application: Application
    plan: Plan
    waiver: Waiver
    examination: Examination

    def tickets(self, w: Work) -> list[Ticket]:
        """The person's places in what 免面试 excuses from."""
        forms = {form.id for form in self.examination.forms if form.waivable}
        return [ticket for ticket in w.tickets.live_of([self.application.id]) if ticket.form in forms]


def listing(house: House, actor: Actor, query: WaiverQuery, *, page: int = 1) -> WaiverList:
    """Of applications that are on their way; what waits longest comes first. Raises `NotFound` where no plan of the actor's has any."""
    with reading(house, actor) as w:
        plans = tuple(plan for plan in own_plans(w, house, actor) if plan.waiver)
        wanted = tuple(plan for plan in plans if not query.plan or query.plan == plan.id)
        counts = {state: w.petitions.count(_sought(plans, state)) for state in STATES}
        sought = _sought(wanted, query.state, query.text)
        rows = page_at(
            lambda limit, offset: w.petitions.listed(sought, limit, offset), page, w.petitions.count(sought)
        )
    return WaiverList(plans, rows.map(lambda row: _row(house, row)), counts)


def waiting(w: Work, plans: Sequence[Plan]) -> int:
    """How many requests wait for an answer."""
    return w.petitions.count(_sought(plans, PetitionState.PENDING))


def case(house: House, actor: Actor, petition_id: str) -> WaiverCase:
    """Raises `NotFound` outside the actor's plans, and while the application is the applicant's alone."""
    with reading(house, actor) as w:
        asked = _asked(w, house, actor, petition_id)
        petition, plan, section = asked.petition, asked.plan, asked.waiver.section
        document = document_of(w, house, asked.application)
        tickets = asked.tickets(w)
        sittings = w.sittings.many(each.sitting_id for each in tickets)
        all_of_them = w.petitions.of_application(asked.application.id, section.id)
    return WaiverCase(
        petition.id,
        asked.application.id,
        document["applicant"]["name"],
        asked.waiver,
        overviews.fields_group(section, petition.answers, plan.codes),
        overviews.overview(plan, document),
        PETITION[petition.state],
        petition.reason,
        petition.asked_at,
        petition.decided_at,
        petition.state is PetitionState.PENDING,
        asked.examination.admits(asked.application.state, asked.application.step),
        tuple(sittings[each.sitting_id].caption for each in tickets),
        tuple(
            Answer(each.asked_at, PETITION[each.state], each.reason)
            for each in all_of_them
            if each.id != petition.id and each.state in _ANSWERED
        ),
        petition.version,
    )


def answer(
    house: House,
    actor: Actor,
    petition_ids: Sequence[str],
    *,
    grant: bool,
    reason: str,
    now: datetime,
    version: int | None = None,
) -> int:
    """Grant or refuse all of them or none; how many. Who is granted it loses the places that it excuses from. `version`: of the one that
    was looked at.

    Raises:
        InputRefused: at "/reason", refused without one. WrongState: one was answered, or somebody has arrived for the examination.
        StaleWrite, NotAllowed (the actor's own), NotFound.
    """
    with writing(house, actor) as w:
        asked = [_asked(w, house, actor, each, version) for each in dict.fromkeys(petition_ids)]
        plans = {each.plan.id: (each.plan, each.examination) for each in asked}
        schedules = {each: exam_places.hold(w, *plans[each]) for each in sorted(plans)}
        for each in asked:
            require_other(w, actor, each.application.person_id)
            if grant:
                each.petition.grant(actor.account_id, now, reason)
                _give_up_places(Hand(w, actor, schedules[each.plan.id], now), each)
            else:
                each.petition.refuse(actor.account_id, now, reason)
            subject = f"application:{each.application.id}"
            note(
                w, actor, f"waiver.{'grant' if grant else 'refuse'}", subject, now, petition=each.petition.id
            )
            tell_person(
                w, each.application.person_id, _told(each), Target("waiver", each.application.id), now
            )
    return len(asked)


def _asked(w: Work, house: House, actor: Actor, petition_id: str, version: int | None = None) -> _Asked:
    petition = w.petitions.get(petition_id)
    application = w.applications.get(petition.application_id)
    plan = house.plan_of(application)
    mine = concerns(w, house, actor.organisation(), application)
    taken_back = petition.state is PetitionState.WITHDRAWN
    if plan.waiver is None or plan.examination is None or not mine or taken_back:
        raise Hidden(f"application:{application.id}")
    seen = w.petitions.get(petition_id, version)
    return _Asked(seen, application, plan, plan.waiver, plan.examination)


def _give_up_places(hand: Hand, asked: _Asked) -> None:
    reason = f"{asked.waiver.section.caption}已获同意"
    for ticket in asked.tickets(hand.w):
        hand.release(ticket, asked.application.person_id, reason)


def _told(asked: _Asked) -> str:
    forms = asked.examination.forms_for(asked.application.specialty)
    excused = exam_words.forms_text(form for form in forms if form.waivable)
    begun = f"您申报“{asked.plan.caption}”的{asked.waiver.section.caption}"
    reason = asked.petition.reason
    if asked.petition.state is PetitionState.REFUSED:
        return f"{begun}未获同意：{exam_words.ended(reason)}请按时参加{excused}。"
    remark = f"审核意见：{exam_words.ended(reason)}" if reason else ""
    return f"{begun}已获同意，不需要参加{excused}。{remark}"


def _sought(plans: Sequence[Plan], state: PetitionState, text: str = "") -> Sought:
    forms = {plan.id: [plan.waiver.section.id] for plan in plans if plan.waiver}
    return Sought(forms, HANDED_IN, (state,), text.strip())


def _row(house: House, row: PetitionRow) -> WaiverRow:
    plan = house.plan_of(row)
    group = (
        overviews.fields_group(plan.waiver.section, row.petition.answers, plan.codes) if plan.waiver else {}
    )
    return WaiverRow(
        row.petition.id,
        row.number,
        row.name,
        masked(row.id_number),
        row.employer,
        plan.caption,
        caption_in(plan.titles, row.title),
        caption_in(plan.specialties, row.specialty),
        next((each["text"] for each in group.get("fields", ()) if each["text"]), ""),
        row.petition.asked_at,
        row.petition.state,
        PETITION[row.petition.state],
    )
