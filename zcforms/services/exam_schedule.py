"""The organising unit's schedule: sittings made, changed, announced and taken back (feature 22)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused, NotFound
from zcforms.domain.plan import CodeList, Examination, Plan
from zcforms.domain.sitting import Sitting
from zcforms.forms.examinations import EXAM_FORMS
from zcforms.forms.validation import validate
from zcforms.services import exam_places, exam_words
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.content import Admission
from zcforms.services.exam_places import Schedule
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.organising import own_examination, own_plans
from zcforms.services.telling import Target, tell_person
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class SittingView:
    """A sitting as the desk shows it; texts as read. `standing`: whether its tickets are announced, open, over. `takeable_back`: whether
    they can still be taken back; `begun`: nothing changes any more. `room`: how many more it takes."""

    id: str
    form: str
    caption: str
    when: str
    ends_at: datetime
    place: str
    capacity: int
    seated: int
    arrived: int
    standing: str
    announced: bool
    begun: bool
    takeable_back: bool
    version: int

    @property
    def room(self) -> int:
        return max(self.capacity - self.seated, 0)


@dataclass(frozen=True, slots=True)
class Sittings:
    """A plan's schedule; `plans`: what else there is to choose."""

    plans: tuple[Plan, ...]
    plan: Plan
    rows: tuple[SittingView, ...]


@dataclass(frozen=True, slots=True)
class SittingForm:
    """The form of a sitting. `codes` offer what the plan examines by; `data`: what is kept, None for a new one."""

    plan: Plan
    examination: Examination
    codes: Mapping[str, CodeList]
    data: Mapping[str, Any] | None
    sitting: SittingView | None


def sittings(house: House, actor: Actor, plan_id: str, now: datetime) -> Sittings:
    """Of one of the actor's plans; the newest without an id. Raises `NotFound`."""
    with reading(house, actor) as w:
        plans = own_plans(w, house, actor)
        plan = chosen(plans, plan_id)
        rows = views(w, plan, now)
    return Sittings(plans, plan, rows)


def sitting_form(
    house: House, actor: Actor, plan_id: str, now: datetime, sitting_id: str | None = None
) -> SittingForm:
    """To plan a sitting, or to change one. Raises `NotFound`."""
    with reading(house, actor) as w:
        plan, examination = own_examination(w, house, actor, plan_id)
        codes = {**plan.codes, EXAM_FORMS: _offered(plan, examination)}
        if sitting_id is None:
            return SittingForm(plan, examination, codes, None, None)
        sitting = _own(w, plan, sitting_id)
        seated = w.tickets.seated([sitting.id])
        return SittingForm(plan, examination, codes, sitting.answers, view(plan, sitting, seated, now))


def kept_form(house: House, actor: Actor, sitting_id: str, now: datetime) -> SittingForm:
    """To change one. Raises `NotFound`."""
    with reading(house, actor) as w:
        plan_id = w.sittings.get(sitting_id).plan_id
    return sitting_form(house, actor, plan_id, now, sitting_id)


def plan_sitting(house: House, actor: Actor, plan_id: str, content: Mapping[str, Any], now: datetime) -> str:
    """A new sitting; its id. Raises `InputRefused` with pointers into `content`, `NotFound`."""
    with writing(house, actor) as w:
        plan, examination = own_examination(w, house, actor, plan_id)
        answers = _admitted(plan, examination, content)
        sitting = Sitting.planned(new_id(), plan.id, answers, now)
        w.sittings.add(sitting)
        w.flush()
        note(w, actor, "sitting.plan", f"sitting:{sitting.id}", now, plan=plan.id)
        return sitting.id


def revise_sitting(
    house: House,
    actor: Actor,
    sitting_id: str,
    content: Mapping[str, Any],
    now: datetime,
    *,
    version: int | None = None,
) -> int:
    """Change it; how many people were told, which happens where its tickets are announced.

    Raises:
        InputRefused: as `plan_sitting`; somebody in it has another sitting at the new time. WrongState: it has begun. StaleWrite, NotFound.
    """
    with writing(house, actor) as w:
        schedule, sitting = held(w, house, actor, sitting_id, version)
        answers = _admitted(schedule.plan, schedule.examination, content)
        tickets = w.tickets.live_in(sitting.id)
        said = sitting.revise(answers, now, seated=len(tickets))
        _require_no_clash(w, schedule, sitting, [each.application_id for each in tickets])
        w.flush()
        note(w, actor, "sitting.revise", f"sitting:{sitting.id}", now)
        if not (said and sitting.announced):
            return 0
        return _tell(w, sitting, exam_words.changed(schedule.plan, schedule.examination, sitting, now), now)


def remove_sitting(house: House, actor: Actor, sitting_id: str, now: datetime) -> str:
    """The plan's id. Raises `WrongState` while somebody has a place in it, `NotFound`."""
    with writing(house, actor) as w:
        schedule, sitting = held(w, house, actor, sitting_id)
        sitting.remove(now, seated=len(w.tickets.live_in(sitting.id)))
        note(w, actor, "sitting.remove", f"sitting:{sitting.id}", now)
        return schedule.plan.id


def announce(
    house: House, actor: Actor, plan_id: str, sitting_ids: Sequence[str], opens: datetime, *, now: datetime
) -> int:
    """发布准考证 of all of them or none: they can be printed from `opens` on, and everybody is told; how many people.

    Raises:
        InputRefused: at "/opens", too late for one of them; at "/id", none is named. WrongState, NotFound.
    """
    with writing(house, actor) as w:
        schedule = _held_plan(w, house, actor, plan_id)
        told = 0
        for sitting in _named(schedule, sitting_ids):
            sitting.announce(opens, now)
            note(w, actor, "sitting.announce", f"sitting:{sitting.id}", now, opens=opens.isoformat())
            text = exam_words.announced(schedule.plan, schedule.examination, sitting, now)
            told += _tell(w, sitting, text, now)
        return told


def take_back(
    house: House, actor: Actor, plan_id: str, sitting_ids: Sequence[str], reason: str, *, now: datetime
) -> int:
    """Close printing again before the day, and tell everybody why; how many people.

    Raises:
        InputRefused: at "/reason" without one; at "/id", none is named. WrongState, NotFound.
    """
    with writing(house, actor) as w:
        schedule = _held_plan(w, house, actor, plan_id)
        told = 0
        for sitting in _named(schedule, sitting_ids):
            sitting.take_back(reason, now)
            note(w, actor, "sitting.take_back", f"sitting:{sitting.id}", now)
            told += _tell(w, sitting, exam_words.held_back(schedule.plan, sitting, reason), now)
        return told


def chosen(plans: Sequence[Plan], plan_id: str) -> Plan:
    """The plan of this id, the first without an id. Raises `NotFound`."""
    found = next((plan for plan in plans if not plan_id or plan_id == plan.id), None)
    if found is None:
        raise NotFound
    return found


def held(
    w: Work, house: House, actor: Actor, sitting_id: str, version: int | None = None
) -> tuple[Schedule, Sitting]:
    """The sitting, with its plan's schedule held. Raises `NotFound`, `StaleWrite`."""
    plan_id = w.sittings.get(sitting_id).plan_id
    schedule = _held_plan(w, house, actor, plan_id)
    if sitting_id not in schedule.sittings:
        raise NotFound
    return schedule, w.sittings.get(sitting_id, version)


def views(w: Work, plan: Plan, now: datetime) -> tuple[SittingView, ...]:
    """The plan's sittings, in the order in which they are held."""
    found = w.sittings.of_plans([plan.id])
    seated = w.tickets.seated(each.id for each in found)
    return tuple(view(plan, each, seated, now) for each in found)


def view(plan: Plan, sitting: Sitting, seated: Mapping[str, tuple[int, int]], now: datetime) -> SittingView:
    form = plan.examination.form(sitting.form) if plan.examination else None
    people, arrived = seated.get(sitting.id, (0, 0))
    return SittingView(
        sitting.id,
        form.caption if form else sitting.form,
        sitting.caption,
        exam_words.when(sitting),
        sitting.ends_at,
        exam_words.where(sitting),
        sitting.capacity,
        people,
        arrived,
        _standing(sitting, now),
        sitting.announced,
        sitting.begun(now),
        sitting.announced and now.date() < sitting.day,
        sitting.version,
    )


def _standing(sitting: Sitting, now: datetime) -> str:
    if sitting.over(now):
        return "已结束"
    if sitting.begun(now):
        return "进行中"
    if sitting.printable_from is None:
        return "准考证未发布"
    return (
        "准考证已开放"
        if sitting.printable(now)
        else f"{exam_words.moment(sitting.printable_from)} 开放准考证"
    )


def _offered(plan: Plan, examination: Examination) -> CodeList:
    """The forms of examination, without those that the plan does not hold."""
    every, own = plan.codes[EXAM_FORMS], {form.id for form in examination.forms}
    return replace(every, codes=tuple(code for code in every.codes if code.id in own))


def _admitted(plan: Plan, examination: Examination, content: Mapping[str, Any]) -> dict[str, Any]:
    admission = Admission(lambda _: None)  # a sitting has no files
    schema = examination.sitting.schema
    answers = admission.record(schema, content, {})
    codes = {**plan.codes, EXAM_FORMS: _offered(plan, examination)}
    breaches = validate(schema, answers, codes)
    faults = [*admission.faults, *(InputFault(each.pointer, each.message) for each in breaches)]
    if faults:
        raise InputRefused(faults)
    return answers


def _own(w: Work, plan: Plan, sitting_id: str) -> Sitting:
    sitting = w.sittings.get(sitting_id)
    if sitting.plan_id != plan.id or sitting.removed_at is not None:
        raise NotFound
    return sitting


def _held_plan(w: Work, house: House, actor: Actor, plan_id: str) -> Schedule:
    return exam_places.hold(w, *own_examination(w, house, actor, plan_id))


def _named(schedule: Schedule, sitting_ids: Sequence[str]) -> list[Sitting]:
    if not sitting_ids:
        raise InputRefused([InputFault("/id", "请先勾选场次。")])
    wanted = list(dict.fromkeys(sitting_ids))
    if not set(wanted) <= set(schedule.sittings):
        raise NotFound
    return [schedule.sittings[each] for each in wanted]


def _require_no_clash(w: Work, schedule: Schedule, sitting: Sitting, application_ids: list[str]) -> None:
    seating, _ = exam_places.seating(w, schedule, application_ids)
    found = [other for each in application_ids if (other := seating.clash(each, sitting))]
    if found:
        fault = f"本场有 {len(found)} 人同时安排在“{found[0].caption}”等时间重叠的场次，请先移动他们或换一个时间。"
        raise InputRefused([InputFault("/date", fault)])


def _tell(w: Work, sitting: Sitting, text: str, now: datetime) -> int:
    """Everybody who has a place in it."""
    tickets = w.tickets.live_in(sitting.id)
    owners = w.applications.owners(each.application_id for each in tickets)
    for application_id, person_id in owners.items():
        tell_person(w, person_id, text, Target("application", application_id), now)
    return len(owners)
