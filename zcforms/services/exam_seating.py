"""Who gets which place: given to those who were ticked or in order, moved, taken back (feature 22).

Whatever changes a plan's schedule holds all of its sittings first (`exam_places.hold`), so that of two who give the last place at the
same moment one is told that it is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from zcforms.domain.errors import InputFault, InputRefused, StaleWrite, WrongState
from zcforms.domain.petition import PetitionState
from zcforms.domain.plan import Examination, Plan
from zcforms.domain.seating import Place, Seating
from zcforms.domain.sitting import Sitting, Ticket, number_scope, ticket_number
from zcforms.services import exam_places, exam_words
from zcforms.services.access import writing
from zcforms.services.actor import Actor
from zcforms.services.exam_candidates import CandidateQuery, filtered, form_of, wanted_of
from zcforms.services.exam_places import Hand, Schedule
from zcforms.services.exam_schedule import held
from zcforms.services.house import House
from zcforms.services.keys import new_code, new_id
from zcforms.storage.shelves.examinees import Examinee

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Filled:
    """How many got a place, and how many were passed over because they are elsewhere at that time."""

    seated: int
    skipped: int


def assign(house: House, actor: Actor, sitting_id: str, application_ids: Sequence[str], now: datetime) -> int:
    """Give all of them a place in the sitting, or none; who has one elsewhere in the same form of examination moves. How many changed.

    Raises:
        InputRefused: at "/id", nobody is named, or somebody cannot be given a place; at "/sitting", there is no room.
        WrongState: the sitting has begun; somebody has arrived elsewhere. NotFound.
    """
    if not application_ids:
        raise InputRefused([InputFault("/id", "请先勾选要安排的人员。")])
    with writing(house, actor) as w:
        schedule, sitting = held(w, house, actor, sitting_id)
        _require_ahead(sitting, now)
        wanted = wanted_of(schedule.plan, form_of(schedule.plan, sitting.form))
        found = w.examinees.with_ids(wanted, application_ids)
        people = [found[each] for each in dict.fromkeys(application_ids) if each in found]
        if len(people) < len(set(application_ids)):
            raise StaleWrite
        _require_due(schedule, people, sitting)
        moving = [each for each in people if each.sitting_id != sitting.id]
        seating, tickets = exam_places.seating(w, schedule, [each.application_id for each in moving])
        for each in moving:
            seating.lift(each.application_id, sitting.form)
        _require_free(seating, moving, sitting)
        seat(Hand(w, actor, schedule, now), [(each, sitting) for each in moving], tickets)
        return len(moving)


def fill(
    house: House,
    actor: Actor,
    sitting_id: str,
    query: CandidateQuery,
    now: datetime,
    *,
    most: int | None = None,
) -> Filled:
    """Give the next ones of the list that have no place yet a place in the sitting, in the list's order, as far as there is room.
    `most`: no more than so many. Raises `InputRefused` at "/sitting" without room, `WrongState`, `NotFound`."""
    with writing(house, actor) as w:
        schedule, sitting = held(w, house, actor, sitting_id)
        _require_ahead(sitting, now)
        wanted = filtered(schedule.plan, form_of(schedule.plan, sitting.form), query)
        people = w.examinees.due(replace(wanted, seated=False))
        people = [each for each in people if each.petition is not PetitionState.GRANTED]
        seating, tickets = exam_places.seating(w, schedule, [each.application_id for each in people])
        room = seating.room(sitting) if most is None else min(most, seating.room(sitting))
        if room < 1:
            raise InputRefused([InputFault("/sitting", _no_room(sitting, 0, 0))])
        free = [each for each in people if seating.clash(each.application_id, sitting) is None]
        chosen = free[:room]
        seat(Hand(w, actor, schedule, now), [(each, sitting) for each in chosen], tickets)
        passed = people.index(chosen[-1]) + 1 if chosen else len(people)
        return Filled(len(chosen), passed - len(chosen))


def release(
    house: House, actor: Actor, sitting_id: str, application_ids: Sequence[str], reason: str, *, now: datetime
) -> int:
    """Take the places of all of them back, or of none; how many.

    Raises:
        InputRefused: at "/id", nobody is named; at "/reason", without one where people were told of their places.
        WrongState: somebody has arrived. StaleWrite: somebody has no place here any more. NotFound.
    """
    if not application_ids:
        raise InputRefused([InputFault("/id", "请先勾选要取消安排的人员。")])
    with writing(house, actor) as w:
        schedule, sitting = held(w, house, actor, sitting_id)
        if sitting.announced and not reason.strip():
            raise InputRefused(
                [InputFault("/reason", "准考证已发布，请写明取消安排的原因，系统会通知本人。")]
            )
        here = {each.application_id: each for each in w.tickets.live_in(sitting.id)}
        wanted = list(dict.fromkeys(application_ids))
        if not set(wanted) <= set(here):
            raise StaleWrite
        owners, hand = w.applications.owners(wanted), Hand(w, actor, schedule, now)
        for each in wanted:
            hand.release(here[each], owners[each], reason)
        return len(wanted)


def seat(hand: Hand, places: Sequence[tuple[Examinee, Sitting]], tickets: Mapping[Place, Ticket]) -> None:
    """Carry out what was tried on the board: new tickets with new numbers, old ones moved; who is concerned is told."""
    fresh = [(each, sitting) for each, sitting in places if each.ticket_id is None]
    numbers = _numbers(hand, [each for each, _ in fresh])
    for (each, sitting), number in zip(fresh, numbers, strict=True):
        made = Ticket(new_id(), each.application_id, sitting.id, sitting.form, number, new_code(), hand.now)
        hand.w.tickets.add(made)
        hand.note("ticket.assign", each.application_id, sitting=sitting.id, number=number)
        if sitting.announced:
            hand.tell(each.person_id, each.application_id, _words(exam_words.announced, hand, sitting))
    for each, sitting in places:
        if each.ticket_id is not None:
            _move(hand, each, tickets[each.application_id, sitting.form], sitting)
    hand.w.flush()


def fault_of(schedule: Schedule, each: Examinee, sitting: Sitting) -> str:
    """Why this person cannot be given a place, whatever room there is; "" where nothing is in the way."""
    asked = {form.id for form in schedule.examination.forms_for(each.specialty)}
    if each.petition is PetitionState.GRANTED:
        return "已同意免面试，不需要安排"
    if sitting.form not in asked:
        return "所报专业不参加这种考核"
    if not schedule.examination.admits(each.state, each.step):
        return "申报还没有审核到可以安排考核的环节，或已经退回、不通过"
    return ""


def clash_words(other: Sitting) -> str:
    return f"同一时间已安排在“{other.caption}”（{exam_words.when(other)}）"


def _move(hand: Hand, each: Examinee, ticket: Ticket, sitting: Sitting) -> None:
    former = hand.schedule.sittings[ticket.sitting_id]
    ticket.move(sitting.id)
    hand.note("ticket.move", each.application_id, sitting=sitting.id, number=ticket.number)
    if sitting.announced:
        hand.tell(each.person_id, each.application_id, _words(exam_words.changed, hand, sitting))
    elif former.announced:
        hand.tell(each.person_id, each.application_id, exam_words.unsettled(hand.schedule.plan, former))


def _words(
    telling: Callable[[Plan, Examination, Sitting, datetime], str], hand: Hand, sitting: Sitting
) -> str:
    return telling(hand.schedule.plan, hand.schedule.examination, sitting, hand.now)


def _numbers(hand: Hand, people: Sequence[Examinee]) -> list[str]:
    """A new number for each, in their order."""
    plan, examination = hand.schedule.plan, hand.schedule.examination
    specialties = {each.id: place for place, each in enumerate(plan.specialties, 1)}
    kinds = [
        {
            "year": plan.year,
            "plan": examination.plan_number,
            "specialty": specialties.get(each.specialty, 0),
        }
        for each in people
    ]
    scopes = [number_scope(examination.number, **kind) for kind in kinds]
    serials = {scope: iter(hand.w.serials.take(scope, scopes.count(scope))) for scope in sorted(set(scopes))}
    return [
        ticket_number(examination.number, **kind, serial=next(serials[scope]))
        for kind, scope in zip(kinds, scopes, strict=True)
    ]


def _require_ahead(sitting: Sitting, now: datetime) -> None:
    if sitting.begun(now):
        raise WrongState(f"“{sitting.caption}”已经开始，不能再安排人员。")


def _require_due(schedule: Schedule, people: Iterable[Examinee], sitting: Sitting) -> None:
    faults = [f"{each.name}：{fault}" for each in people if (fault := fault_of(schedule, each, sitting))]
    _refuse(faults)


def _require_free(seating: Seating, moving: Sequence[Examinee], sitting: Sitting) -> None:
    clashes = ((each, seating.clash(each.application_id, sitting)) for each in moving)
    _refuse([f"{each.name}：{clash_words(other)}" for each, other in clashes if other])
    if seating.room(sitting) < len(moving):
        fault = _no_room(sitting, seating.room(sitting), len(moving))
        raise InputRefused([InputFault("/sitting", fault)])


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        more = f"；另有 {len(faults) - _NAMED} 人" if len(faults) > _NAMED else ""
        said = "；".join(faults[:_NAMED])
        raise InputRefused([InputFault("/id", f"以下人员不能安排，没有作任何改动。{said}{more}。")])


def _no_room(sitting: Sitting, room: int, wanted: int) -> str:
    if room < 1:
        return f"“{sitting.caption}”已经满员（{sitting.capacity} 人），请换一个场次，或调整人数上限。"
    return f"“{sitting.caption}”只剩 {room} 个名额，所选 {wanted} 人放不下；请减少人数，或换一个场次。"
