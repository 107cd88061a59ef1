"""A plan's schedule while it is changed: held, tried on a board, and every change told to whom it concerns (feature 22)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.application import Application
from zcforms.domain.plan import Examination, Plan
from zcforms.domain.seating import Place, Seating
from zcforms.domain.sitting import Sitting, Ticket
from zcforms.services import exam_words
from zcforms.services.access import note
from zcforms.services.actor import Actor
from zcforms.services.telling import Target, tell_person
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class Schedule:
    """A plan's sittings, which nobody else changes while this unit of work lasts."""

    plan: Plan
    examination: Examination
    sittings: Mapping[str, Sitting]


@dataclass(frozen=True, slots=True)
class Hand:
    """Whoever changes a schedule that is held, at one moment: writes the journal, and tells the people whom it concerns."""

    w: Work
    actor: Actor
    schedule: Schedule
    now: datetime

    def note(self, act: str, application_id: str, **detail: str) -> None:
        note(self.w, self.actor, act, f"application:{application_id}", self.now, **detail)

    def tell(self, person_id: str, application_id: str, text: str) -> None:
        tell_person(self.w, person_id, text, Target("application", application_id), self.now)

    def release(self, ticket: Ticket, person_id: str, reason: str) -> None:
        """Take a place back; who had been told of it is told. Raises `WrongState` when the person has arrived."""
        ticket.release(self.now, reason)
        sitting = self.schedule.sittings[ticket.sitting_id]
        self.note("ticket.release", ticket.application_id, sitting=sitting.id, number=ticket.number)
        if sitting.announced:
            text = exam_words.released(self.schedule.plan, sitting, reason)
            self.tell(person_id, ticket.application_id, text)


def hold(w: Work, plan: Plan, examination: Examination) -> Schedule:
    return Schedule(plan, examination, {each.id: each for each in w.sittings.hold(plan.id)})


def seen(w: Work, plan: Plan, examination: Examination) -> Schedule:
    """The same without holding it, to look at what a change would come to."""
    return Schedule(plan, examination, {each.id: each for each in w.sittings.of_plans([plan.id])})


def give_up(
    w: Work, actor: Actor, plan: Plan, application: Application, *, reason: str, now: datetime
) -> None:
    """Whoever is out of the running gives the places that are still ahead back to others."""
    if plan.examination is None:
        return
    hand = Hand(w, actor, hold(w, plan, plan.examination), now)
    for ticket in w.tickets.live_of([application.id]):
        ahead = not hand.schedule.sittings[ticket.sitting_id].begun(now)
        if ahead and ticket.arrived_at is None:
            hand.release(ticket, application.person_id, reason)


def seating(
    w: Work, schedule: Schedule, application_ids: Iterable[str]
) -> tuple[Seating, dict[Place, Ticket]]:
    """The board as it stands, and the tickets of these people."""
    tickets = {(each.application_id, each.form): each for each in w.tickets.live_of(application_ids)}
    seated = {sitting: people for sitting, (people, _) in w.tickets.seated(schedule.sittings).items()}
    places = {place: ticket.sitting_id for place, ticket in tickets.items()}
    return Seating(schedule.sittings.values(), places, seated), tickets
