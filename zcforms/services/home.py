"""The five modules of a person's home page (features 15 to 18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.approval import ApplicationState
from zcforms.domain.identity import BindingState
from zcforms.services import applications
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.bindings import Bindings, bindings_of
from zcforms.services.declaration_records import Record
from zcforms.services.house import House
from zcforms.services.plans import PlanRow, by_kind
from zcforms.services.telling import Target
from zcforms.services.texts import summary

_NEWEST = 5

__all__ = ["Home", "Tally", "Target", "Task", "home"]


@dataclass(frozen=True, slots=True)
class Task:
    """One line of 待处理: a sentence, and where to go."""

    text: str
    target: Target
    since: datetime | None = None


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
    take the person in, while it has not answered."""

    name: str
    phone: str
    photo: str | None
    employer: str | None
    declarations: tuple[Record, ...]
    tasks: tuple[Task, ...]
    tallies: tuple[Tally, ...]
    plans: tuple[tuple[str, tuple[PlanRow, ...]], ...]
    unread: int
    asked: str | None = None


def home(house: House, actor: Actor, now: datetime) -> Home:
    """Everything that the person's home page shows."""
    declarations = applications.current(house, actor, now)
    with reading(house, actor) as w:
        person = w.people.get(actor.person())
        known = bindings_of(w, person.id)
        counts = w.achievements.counts(person.id)
        returned = w.achievements.of(person.id, states=[AchievementState.RETURNED])
        unread = w.notices.count_unread(person_id=person.id)
    tasks = [
        *_profile_tasks(person.photo, known),
        *(_returned_task(house, each) for each in returned),
        *_declaration_tasks(declarations),
        *_ticket_tasks(declarations),
    ]
    return Home(
        person.name,
        person.phone,
        person.photo,
        known.current.organisation if known.current else None,
        declarations,
        tuple(tasks),
        _tallies(house, counts),
        by_kind(house, now, _NEWEST),
        unread,
        _asked(known),
    )


def _asked(known: Bindings) -> str | None:
    pending = known.request is not None and known.request.state is BindingState.PENDING
    return known.request.organisation if known.request and pending else None


def _profile_tasks(photo: str | None, known: Bindings) -> list[Task]:
    tasks = []
    if known.request and known.request.state is BindingState.RETURNED:
        text = f"{known.request.organisation}退回了您的绑定申请：{known.request.reason}"
        tasks.append(Task(text, Target("binding"), known.request.decided_at))
    elif known.request:
        text = f"单位绑定申请正在等待{known.request.organisation}审核。"
        tasks.append(Task(text, Target("binding"), known.request.asked_at))
    elif not known.current:
        tasks.append(Task("您还没有绑定工作单位，绑定后才能提交业绩和申报。", Target("binding")))
    if photo is None:
        tasks.append(Task("请上传近期免冠正面彩色证件照，申报时需要。", Target("profile")))
    return tasks


def _returned_task(house: House, achievement: Achievement) -> Task:
    category = house.catalogue.categories[achievement.category]
    content = summary(category, achievement.data, house.catalogue.codes).content
    text = f"业绩“{category.caption}：{content}”被退回：{achievement.reason}"
    return Task(text, Target("achievement", achievement.id), achievement.decided_at)


def _declaration_tasks(declarations: Sequence[Record]) -> list[Task]:
    texts = {
        ApplicationState.DRAFT: "“{plan}”正在填报，请在 {due} 前提交审核。",
        ApplicationState.RETURNED: "“{plan}”被退回修改：{reason}",
    }
    return [
        Task(
            texts[each.state].format(plan=each.plan, due=_due(each), reason=each.reason),
            Target("application", each.id),
        )
        for each in declarations
        if each.state in texts
    ]


def _ticket_tasks(declarations: Sequence[Record]) -> list[Task]:
    """What is announced of an examination, until it is over (feature 22)."""
    return [
        Task(f"“{each.plan}”{offer.words}", Target("application", each.id))
        for each in declarations
        for offer in each.tickets
        if offer.ahead
    ]


def _due(record: Record) -> str:
    """The day, with the minute where the day does not last until midnight."""
    last = record.due.last if record.due else None
    if last is None or (last.hour, last.minute) == (23, 59):
        return str(last.date() if last else record.closes)
    return f"{last:%Y-%m-%d %H:%M}"


def _tallies(house: House, counts: Mapping[tuple[str, AchievementState], int]) -> tuple[Tally, ...]:
    tallies = []
    for category in house.catalogue.categories.values():
        by_state = tuple((state, counts.get((category.id, state), 0)) for state in AchievementState)
        total = sum(count for _, count in by_state)
        if total:
            tallies.append(Tally(category.id, category.caption, total, by_state))
    return tuple(tallies)
