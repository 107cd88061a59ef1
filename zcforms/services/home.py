"""The five modules of a person's home page (features 15 to 18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.achievement import AchievementState
from zcforms.domain.identity import BindingState
from zcforms.services import applications, tasks
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.bindings import Bindings, bindings_of
from zcforms.services.declaration_records import Record, record_of
from zcforms.services.filling import Declared
from zcforms.services.house import House
from zcforms.services.plans import PlanRow, by_kind
from zcforms.services.tasks import Task

_NEWEST = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """业绩统计: one category's records by state."""

    category_id: str
    caption: str
    total: int
    by_state: tuple[tuple[AchievementState, int], ...]


@dataclass(frozen=True, slots=True)
class Home:
    """`plans`: kind of plan (caption) -> its newest plans. `photo`: digest or None. `asked`: the employer that is asked to
    take the person in, while it has not answered. `declared`: the current applications by id, which tasks point into."""

    name: str
    phone: str
    photo: str | None
    employer: str | None
    declarations: tuple[Record, ...]
    tasks: tuple[Task, ...]
    tallies: tuple[Tally, ...]
    plans: tuple[tuple[str, tuple[PlanRow, ...]], ...]
    unread: int
    declared: Mapping[str, Declared]
    asked: str | None = None


def home(house: House, actor: Actor, now: datetime) -> Home:
    """Everything that the person's home page shows."""
    with reading(house, actor) as w:
        person = w.people.get(actor.person())
        known = bindings_of(w, person.id)
        mine, beside = applications.current_of(w, house, person.id, now)
        records = tuple(record_of(w, house, each, now, beside) for each in mine)
        by_id = {each.id: each for each in mine}
        waiting = tasks.tasks(tasks.Asked(house, w, actor, person, known, records, by_id, now))
        counts = w.achievements.counts(person.id)
        unread = w.notices.count_unread(person_id=person.id)
    return Home(
        person.name,
        person.phone,
        person.photo,
        known.current.organisation if known.current else None,
        records,
        waiting,
        _tallies(house, counts),
        by_kind(house, now, _NEWEST),
        unread,
        {each.id: Declared(house.plan_of(by_id[each.id]), by_id[each.id], each.due) for each in records},
        _asked(known),
    )


def _asked(known: Bindings) -> str | None:
    pending = known.request is not None and known.request.state is BindingState.PENDING
    return known.request.organisation if known.request and pending else None


def _tallies(house: House, counts: Mapping[tuple[str, AchievementState], int]) -> tuple[Tally, ...]:
    tallies = []
    for category in house.catalogue.categories.values():
        by_state = tuple((state, counts.get((category.id, state), 0)) for state in AchievementState)
        total = sum(count for _, count in by_state)
        if total:
            tallies.append(Tally(category.id, category.caption, total, by_state))
    return tuple(tallies)
