"""At the door: the code on the ticket is scanned, and whoever has come is marked as arrived (feature 22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.application import Application
from zcforms.domain.errors import InputFault, InputRefused, NotFound, StaleWrite, WrongState
from zcforms.domain.identity import Role, masked
from zcforms.domain.plan import Examination, Plan
from zcforms.domain.scope import organises
from zcforms.domain.sitting import Sitting, Ticket
from zcforms.services import exam_words
from zcforms.services.access import Hidden, note, reading, require_other, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.texts import caption_in
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who stands at the door. `photo`: whether there is one to compare with; `id_number` is masked. `fault`: why nobody can be marked
    now, "" where somebody can."""

    ticket_id: str
    application_id: str
    sitting_id: str
    name: str
    id_number: str
    number: str
    specialty: str
    title: str
    place: str
    photo: bool
    arrived_at: datetime | None
    late: bool
    fault: str


def arrival(house: House, actor: Actor | None, code: str, now: datetime) -> Arrival | None:
    """What the code stands for, to an account of the organising unit; None to everybody else, whether or not there is such a code."""
    if actor is None or actor.role is not Role.ORGANISING_UNIT:
        return None
    try:
        with reading(house, actor) as w:
            ticket = w.tickets.by_code(code)
            if ticket is None:
                raise NotFound
            return _arrival(w, house, actor, ticket, now)
    except NotFound:
        return None


def mark(
    house: House, actor: Actor, ticket_ids: list[str], now: datetime, *, arrived: bool
) -> tuple[Arrival, ...]:
    """Mark all of them or none as arrived, or take that back; who they are.

    Raises:
        WrongState: not on the day, taken back, marked already (or not at all). NotAllowed: the actor's own. NotFound.
        InputRefused: nobody is named.
    """
    if not ticket_ids:
        raise InputRefused([InputFault("/id", "请先勾选人员。")])
    with writing(house, actor) as w:
        marked = []
        for ticket_id in dict.fromkeys(ticket_ids):
            ticket = w.tickets.get(ticket_id)
            found = _arrival(w, house, actor, ticket, now)
            require_other(w, actor, w.applications.get(ticket.application_id).person_id)
            if arrived:
                if found.fault:
                    raise WrongState(f"{found.name}：{found.fault}")
                ticket.arrive(actor.account_id, now)
            else:
                ticket.undo_arrival()
            act = "ticket.arrive" if arrived else "ticket.arrive.undo"
            note(w, actor, act, f"application:{ticket.application_id}", now, number=ticket.number)
            marked.append(found)
    return tuple(marked)


def mark_in(
    house: House, actor: Actor, sitting_id: str, application_ids: list[str], now: datetime, *, arrived: bool
) -> tuple[Arrival, ...]:
    """The same for people of one sitting, by their applications. Raises as `mark`; `StaleWrite`: somebody has no place here any more."""
    with reading(house, actor) as w:
        here = {each.application_id: each.id for each in w.tickets.live_in(sitting_id)}
    if not set(application_ids) <= set(here):
        raise StaleWrite
    return mark(house, actor, [here[each] for each in application_ids], now, arrived=arrived)


def portrait(house: House, actor: Actor, ticket_id: str) -> bytes:
    """The photo to compare the person with, as JPEG. Raises `NotFound`."""
    with reading(house, actor) as w:
        ticket = w.tickets.get(ticket_id)
        application, _, _, _ = _concerned(w, house, actor, ticket)
        digest = w.people.get(application.person_id).photo
    if digest is None:
        raise NotFound
    return house.files.get(digest)


def _concerned(
    w: Work, house: House, actor: Actor, ticket: Ticket
) -> tuple[Application, Plan, Examination, Sitting]:
    application = w.applications.get(ticket.application_id)
    plan = house.plan_of(application)
    if plan.examination is None or not organises(w.organisations.get(actor.organisation()), plan):
        raise Hidden(f"ticket:{ticket.id}")
    return application, plan, plan.examination, w.sittings.get(ticket.sitting_id)


def _arrival(w: Work, house: House, actor: Actor, ticket: Ticket, now: datetime) -> Arrival:
    application, plan, examination, sitting = _concerned(w, house, actor, ticket)
    person = w.people.get(application.person_id)
    return Arrival(
        ticket.id,
        application.id,
        sitting.id,
        person.name,
        masked(person.id_number),
        ticket.number,
        caption_in(plan.specialties, application.specialty),
        caption_in(plan.titles, application.title),
        exam_words.place(examination, sitting),
        person.photo is not None,
        ticket.arrived_at,
        sitting.begun(now),
        _fault(examination, application, ticket, sitting, now),
    )


def _fault(
    examination: Examination, application: Application, ticket: Ticket, sitting: Sitting, now: datetime
) -> str:
    if ticket.released_at is not None:
        return f"这张准考证已经作废：{ticket.reason or '安排已取消'}。"
    if not examination.admits(application.state, application.step):
        return "申报已退回或审核不通过，不能参加考核。"
    if now.date() != sitting.day:
        return f"不是考核当天：本场在 {exam_words.day(sitting.starts_at)}。"
    return ""
