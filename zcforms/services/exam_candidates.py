"""Who is to be examined, as the organising unit's desk lists them (feature 22)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import NotFound
from zcforms.domain.identity import masked
from zcforms.domain.petition import PetitionState
from zcforms.domain.plan import ExamForm, Examination, Plan
from zcforms.services import waiver_desk
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.deadlines import lapsed_among
from zcforms.services.exam_schedule import SittingView, chosen, view, views
from zcforms.services.house import House
from zcforms.services.organising import holds_examinations, own_examination, own_plans
from zcforms.services.paging import Page, page_at
from zcforms.services.texts import caption_in
from zcforms.services.wording import PETITION, application_caption
from zcforms.storage.shelves.examinees import Examinee, Wanted

PAGE_SIZE = 50
NEVER = "none"
"""Of the filter for 免面试: who never asked for it."""
SEATED = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class CandidateQuery:
    """Empty fields ask nothing. `form`: a form of the plan's examination, the first where there is no such one; `seated`: yes or no;
    `waiver`: a state of the request, or `NEVER`."""

    plan: str = ""
    form: str = ""
    specialty: str = ""
    seated: str = ""
    waiver: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One applicant; `id_number` is masked, `stands_at` where the declaration is, `waiver` how the request for 免面试 does ("" before the
    first). `due`: can be given a place now; `sitting` and `ticket` are "" without one."""

    application_id: str
    number: str
    name: str
    id_number: str
    employer: str
    specialty: str
    title: str
    stands_at: str
    due: bool
    waiver: str
    sitting: str
    ticket: str
    ticket_id: str
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """`due`, `unseated`: of the form of examination as a whole, whatever the filter; `sittings`: those that people can be given a place
    in."""

    plans: tuple[Plan, ...]
    plan: Plan
    form: ExamForm
    rows: Page[Candidate]
    due: int
    unseated: int
    waivers: int
    sittings: tuple[SittingView, ...]


@dataclass(frozen=True, slots=True)
class SittingPeople:
    """A sitting and who has a place in it; `others`: where they could be moved."""

    plan: Plan
    sitting: SittingView
    rows: Page[Candidate]
    others: tuple[SittingView, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the organising unit around its examinations."""

    waivers: int
    unseated: int


def listing(house: House, actor: Actor, query: CandidateQuery, now: datetime, *, page: int = 1) -> Candidates:
    """Whoever is due, specialty by specialty. Raises `NotFound` where the actor's plans examine nobody."""
    with reading(house, actor) as w:
        plans = own_plans(w, house, actor)
        plan = chosen(plans, query.plan)
        form = form_of(plan, query.form)
        wanted, whole = filtered(plan, form, query), wanted_of(plan, form)
        sittings = {each.id: each for each in views(w, plan, now)}
        rows = page_at(
            lambda limit, offset: w.examinees.due(wanted, limit, offset),
            page,
            w.examinees.count(wanted),
            PAGE_SIZE,
        )
        return Candidates(
            plans,
            plan,
            form,
            rows.map(lambda each: candidate(plan, each, sittings.get(each.sitting_id or ""))),
            w.examinees.count(whole),
            w.examinees.count(replace(whole, seated=False)),
            waiver_desk.waiting(w, [plan]),
            tuple(each for each in sittings.values() if each.form == form.caption and not each.begun),
        )


def in_sitting(house: House, actor: Actor, sitting_id: str, now: datetime, *, page: int = 1) -> SittingPeople:
    """Raises `NotFound`."""
    with reading(house, actor) as w:
        sitting = w.sittings.get(sitting_id)
        plan, _ = own_examination(w, house, actor, sitting.plan_id)
        if sitting.removed_at is not None:
            raise NotFound
        seated = w.tickets.seated([sitting.id])
        here = view(plan, sitting, seated, now)
        wanted = wanted_of(plan, form_of(plan, sitting.form))
        rows = page_at(
            lambda limit, offset: w.examinees.in_sitting(wanted, sitting.id, limit, offset),
            page,
            here.seated,
            PAGE_SIZE,
        )
        others = tuple(
            each
            for each in views(w, plan, now)
            if each.id != here.id and each.form == here.form and not each.begun
        )
        lapsed = lapsed_among(w, house, (each.application_id for each in rows.rows), now)
        people = rows.map(lambda each: candidate(plan, each, here, lapsed=each.application_id in lapsed))
        return SittingPeople(plan, here, people, others)


def waiting(house: House, actor: Actor) -> Waiting | None:
    """None for whoever holds no examinations."""
    with reading(house, actor) as w:
        if not holds_examinations(w, house, actor):
            return None
        plans = own_plans(w, house, actor)
        unseated = sum(
            w.examinees.count(replace(wanted_of(plan, form), seated=False))
            for plan in plans
            for form in _forms(plan)
        )
        return Waiting(waiver_desk.waiting(w, plans), unseated)


def examines(house: House, actor: Actor) -> bool:
    """Whether the actor's organisation holds examinations at all."""
    with reading(house, actor) as w:
        return holds_examinations(w, house, actor)


def form_of(plan: Plan, form_id: str) -> ExamForm:
    forms = _forms(plan)
    return next((form for form in forms if form.id == form_id), forms[0])


def wanted_of(plan: Plan, form: ExamForm) -> Wanted:
    """Everybody who is due for this form of the plan's examination."""
    examination = _examination(plan)
    return Wanted(
        plan.id,
        form.id,
        examination.due,
        form.specialties,
        tuple(each.id for each in plan.specialties),
        plan.waiver.section.id if plan.waiver and form.waivable else None,
        ended=examination.at_end,
        but=examination.but,
    )


def filtered(plan: Plan, form: ExamForm, query: CandidateQuery) -> Wanted:
    """The same, as far as the query asks."""
    whole = wanted_of(plan, form)
    states = {state.value: state for state in PetitionState}
    specialties = form.specialties or [each.id for each in plan.specialties]
    return replace(
        whole,
        specialties=(query.specialty,) if query.specialty in specialties else whole.specialties,
        seated=SEATED.get(query.seated),
        waiver=states.get(query.waiver),
        never_asked=query.waiver == NEVER,
        text=query.text.strip(),
    )


def candidate(plan: Plan, found: Examinee, sitting: SittingView | None, *, lapsed: bool = False) -> Candidate:
    """`lapsed`: it was returned, and not handed in again in time."""
    examination = _examination(plan)
    step = next((each.caption for each in plan.chain.steps if each.id == found.step), "")
    waiting_at = found.state is ApplicationState.IN_APPROVAL
    return Candidate(
        found.application_id,
        found.number,
        found.name,
        masked(found.id_number),
        found.employer,
        caption_in(plan.specialties, found.specialty),
        caption_in(plan.titles, found.title),
        step if waiting_at and step else application_caption(found.state, (), lapsed=lapsed),
        examination.admits(found.state, found.step) and found.petition is not PetitionState.GRANTED,
        PETITION[found.petition] if found.petition else "",
        f"{sitting.caption} {sitting.when}" if sitting else "",
        found.ticket or "",
        found.ticket_id or "",
        found.arrived_at,
    )


def _forms(plan: Plan) -> tuple[ExamForm, ...]:
    return _examination(plan).forms


def _examination(plan: Plan) -> Examination:
    if plan.examination is None:
        raise NotFound
    return plan.examination
