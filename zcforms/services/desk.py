"""The desk of an employer or authority: what waits for an answer, and the answers to bindings and achievements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.errors import StaleWrite
from zcforms.domain.identity import Binding, Organisation, Person, masked
from zcforms.services.access import Hidden, note, reading, require_other, writing
from zcforms.services.actor import Actor
from zcforms.services.desk_queue import Queue, QueueQuery, queue
from zcforms.services.house import House
from zcforms.services.paging import Page, page_at, page_of
from zcforms.services.replacement_chain import waiting_for
from zcforms.services.telling import Target, tell_person
from zcforms.services.texts import duplicates, rows_of, summary
from zcforms.services.wording import ROLE
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class BindingCase:
    """Somebody who wants to belong to this organisation; `id_number` is masked."""

    id: str
    name: str
    id_number: str
    phone: str
    freelancer: bool
    note: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class AchievementCase:
    """A record that waits for approval. `rows`: (caption, text) of its data; `evidence`: file documents; `version`: what is looked at."""

    id: str
    name: str
    id_number: str
    category: str
    summary: str
    rows: tuple[tuple[str, str], ...]
    evidence: tuple[Mapping[str, Any], ...]
    submitted_at: datetime | None
    duplicates: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Inbox:
    """How much waits, and the oldest of each kind first; `replacements`: how many requests for another certificate."""

    organisation: str
    role: str
    bindings: Page[BindingCase]
    achievements: Page[AchievementCase]
    applications: Queue
    replacements: int

    @property
    def empty(self) -> bool:
        pages = (self.bindings, self.achievements, self.applications)
        return not self.replacements and not any(page.total for page in pages)


def inbox(house: House, actor: Actor, now: datetime) -> Inbox:
    """The first page of everything that waits."""
    with reading(house, actor) as w:
        organisation = w.organisations.get(actor.organisation())
        return Inbox(
            organisation.name,
            ROLE[organisation.role],
            _bindings(w, organisation, 1),
            _achievements(w, house, organisation, "", 1),
            queue(w, house, organisation, QueueQuery(), now, page=1),
            len(waiting_for(w, house, organisation)[0]),
        )


def pending_bindings(house: House, actor: Actor, page: int = 1) -> Page[BindingCase]:
    with reading(house, actor) as w:
        return _bindings(w, w.organisations.get(actor.organisation()), page)


def pending_achievements(
    house: House, actor: Actor, *, search: str = "", page: int = 1
) -> Page[AchievementCase]:
    """The oldest first; `search`: in the person's name or the record's texts."""
    with reading(house, actor) as w:
        return _achievements(w, house, w.organisations.get(actor.organisation()), search, page)


def pending_applications(
    house: House, actor: Actor, now: datetime, query: QueueQuery | None = None, *, page: int = 1
) -> Queue:
    """Those that stand at a step of this organisation and that the query asks for (all), with the counts of its filters."""
    with reading(house, actor) as w:
        organisation = w.organisations.get(actor.organisation())
        return queue(w, house, organisation, query or QueueQuery(), now, page=page)


def achievement_case(house: House, actor: Actor, achievement_id: str, now: datetime) -> AchievementCase:
    """One record that waits or was answered, with its evidence. Raises `NotFound` outside the actor's scope."""
    with reading(house, actor) as w:
        achievement = _asked(w, actor, achievement_id)
        person = w.people.get(achievement.person_id)
        others = w.achievements.of(achievement.person_id, achievement.category)
        return _achievement_case(house, achievement, person, others)


def approve_bindings(house: House, actor: Actor, binding_ids: Sequence[str], now: datetime) -> int:
    """Approve all of them or none; how many. The person's former employer is superseded.

    Raises:
        NotFound: one is not asked of this organisation.
        WrongState: one was answered already.
    """
    with writing(house, actor) as w:
        name = w.organisations.get(actor.organisation()).name
        for binding in _asked_bindings(w, actor, binding_ids):
            if former := w.bindings.current(binding.person_id):
                former.supersede(now)
            binding.approve(actor.account_id, now)
            note(w, actor, "binding.approve", f"binding:{binding.id}", now)
            tell_person(w, binding.person_id, f"{name}已通过您的单位绑定申请。", Target("binding"), now)
    return len(binding_ids)


def return_bindings(
    house: House, actor: Actor, binding_ids: Sequence[str], reason: str, now: datetime
) -> int:
    """Return all of them or none. Raises `InputRefused` at "/reason" without a reason, otherwise as `approve_bindings`."""
    with writing(house, actor) as w:
        name = w.organisations.get(actor.organisation()).name
        for binding in _asked_bindings(w, actor, binding_ids):
            binding.give_back(actor.account_id, now, reason)
            note(w, actor, "binding.return", f"binding:{binding.id}", now)
            text = f"{name}退回了您的单位绑定申请：{binding.reason}"
            tell_person(w, binding.person_id, text, Target("binding"), now)
    return len(binding_ids)


def approve_achievements(
    house: House,
    actor: Actor,
    achievement_ids: Sequence[str],
    now: datetime,
    *,
    seen: Mapping[str, int] | None = None,
) -> int:
    """Approve all of them or none (feature 19); errors as for bindings. `seen`: the versions that were looked at; one that was taken back, changed
    and handed in again since is a `StaleWrite`."""
    with writing(house, actor) as w:
        for achievement_id in achievement_ids:
            achievement = _asked_as_seen(w, actor, achievement_id, seen)
            require_other(w, actor, achievement.person_id)
            achievement.approve(actor.account_id, now)
            note(w, actor, "achievement.approve", f"achievement:{achievement_id}", now)
            _tell_owner(w, house, achievement, "已通过单位审核，可以在申报时导入。", now)
    return len(achievement_ids)


def return_achievements(
    house: House,
    actor: Actor,
    achievement_ids: Sequence[str],
    reason: str,
    now: datetime,
    *,
    seen: Mapping[str, int] | None = None,
) -> int:
    """Return all of them or none with a reason that the applicant reads; errors and `seen` as for `approve_achievements`."""
    with writing(house, actor) as w:
        for achievement_id in achievement_ids:
            achievement = _asked_as_seen(w, actor, achievement_id, seen)
            require_other(w, actor, achievement.person_id)
            achievement.give_back(actor.account_id, now, reason)
            note(w, actor, "achievement.return", f"achievement:{achievement_id}", now)
            _tell_owner(w, house, achievement, f"被退回：{achievement.reason}", now)
    return len(achievement_ids)


def _asked_bindings(w: Work, actor: Actor, binding_ids: Sequence[str]) -> list[Binding]:
    found = [w.bindings.get(each) for each in dict.fromkeys(binding_ids)]
    for binding in found:
        if binding.organisation_id != actor.organisation():
            raise Hidden(f"binding:{binding.id}")
        require_other(w, actor, binding.person_id)
    return found


def _asked_as_seen(w: Work, actor: Actor, achievement_id: str, seen: Mapping[str, int] | None) -> Achievement:
    achievement = _asked(w, actor, achievement_id)
    if achievement.version != (seen or {}).get(achievement_id, achievement.version):
        raise StaleWrite("这条业绩在您查看之后已由本人修改并重新提交，还没有处理。请重新查看内容后再审核。")
    return achievement


def _asked(w: Work, actor: Actor, achievement_id: str) -> Achievement:
    achievement = w.achievements.get(achievement_id)
    waits = achievement.state is not AchievementState.DRAFT
    if achievement.organisation_id != actor.organisation() or not waits:
        raise Hidden(f"achievement:{achievement_id}")
    return achievement


def _tell_owner(w: Work, house: House, achievement: Achievement, outcome: str, now: datetime) -> None:
    category = house.catalogue.categories[achievement.category]
    content = summary(category, achievement.data, house.catalogue.codes).content
    text = f"您的业绩“{category.caption}：{content}”{outcome}"
    tell_person(w, achievement.person_id, text, Target("achievement", achievement.id), now)


def _bindings(w: Work, organisation: Organisation, number: int) -> Page[BindingCase]:
    page = page_of(w.bindings.pending_for(organisation.id), number)
    people = w.people.many(each.person_id for each in page.rows)
    return page.map(lambda each: _binding_case(each, people[each.person_id]))


def _binding_case(binding: Binding, person: Person) -> BindingCase:
    return BindingCase(
        binding.id,
        person.name,
        masked(person.id_number),
        person.phone,
        binding.freelancer,
        binding.note,
        binding.asked_at,
    )


def _achievements(
    w: Work, house: House, organisation: Organisation, search: str, number: int
) -> Page[AchievementCase]:
    if not search.strip():
        total = w.achievements.count_waiting_for(organisation.id)
        page = page_at(
            lambda size, start: w.achievements.waiting_for(organisation.id, size, start), number, total
        )
        people = w.people.many(each.person_id for each in page.rows)
    else:
        waiting = w.achievements.waiting_for(organisation.id)
        people = w.people.many(each.person_id for each in waiting)
        found = [each for each in waiting if _matches(search, people[each.person_id].name, each.data)]
        page = page_of(found, number)
    others = w.achievements.of_many(
        (each.person_id for each in page.rows), {each.category for each in page.rows}
    )
    return page.map(
        lambda each: _achievement_case(house, each, people[each.person_id], others[each.person_id])
    )


def _matches(search: str, name: str, data: Mapping[str, Any]) -> bool:
    wanted = search.strip().casefold()
    return any(wanted in str(text).casefold() for text in (name, *data.values()))


def _achievement_case(
    house: House, achievement: Achievement, person: Person, others: Sequence[Achievement]
) -> AchievementCase:
    """`others`: the person's records among which there may be the same once more."""
    category = house.catalogue.categories[achievement.category]
    told = summary(category, achievement.data, house.catalogue.codes)
    return AchievementCase(
        achievement.id,
        person.name,
        masked(person.id_number),
        category.caption,
        f"{told.date} {told.content}".strip(),
        rows_of(category.schema, achievement.data, house.catalogue.codes),
        tuple(achievement.evidence),
        achievement.submitted_at,
        duplicates(
            category,
            house.catalogue.codes,
            achievement,
            [each for each in others if each.category == achievement.category],
        ),
        achievement.version,
    )
