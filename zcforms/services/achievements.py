"""The achievement library (feature 19): entered any time, usable after the employer's approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import InputFault, InputRefused, NotFound, WrongState
from zcforms.domain.plan import LibraryCategory
from zcforms.forms.validation import validate
from zcforms.services.access import note, own_achievement, reading, require_bound, writing
from zcforms.services.actor import Actor
from zcforms.services.content import Admission
from zcforms.services.files import own_files
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.paging import Page, page_of
from zcforms.services.telling import Target, tell_organisation
from zcforms.services.texts import duplicates, rows_of, summary
from zcforms.services.wording import ACHIEVEMENT
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """A category and how many own records it has, by state."""

    category: LibraryCategory
    total: int
    by_state: Mapping[AchievementState, int]


@dataclass(frozen=True, slots=True)
class AchievementRow:
    """One record in the list (columns of feature 53). `used_in`: caption of the plan whose application imported it."""

    id: str
    category_id: str
    category: str
    date: str
    content: str
    rank: str
    state: AchievementState
    caption: str
    reason: str
    evidence: int
    editable: bool
    used_in: str | None


@dataclass(frozen=True, slots=True)
class AchievementView:
    """One record. `rows`: (caption, text) of its data; `duplicates`: sentences about records with the same key."""

    id: str
    category: LibraryCategory
    data: Mapping[str, Any]
    rows: tuple[tuple[str, str], ...]
    evidence: tuple[Mapping[str, Any], ...]
    state: AchievementState
    caption: str
    reason: str
    editable: bool
    deletable: bool
    withdrawable: bool
    used_in: str | None
    duplicates: tuple[str, ...]
    version: int


class Order(StrEnum):
    """How the library's list is sorted: as entered, the latest first, or by the date that the category's records bear."""

    ENTERED = "entered"
    NEWEST = "newest"
    OLDEST = "oldest"


def categories(house: House, actor: Actor) -> tuple[CategoryCount, ...]:
    """Every category of the catalogue, in its order."""
    with reading(house, actor) as w:
        counts = w.achievements.counts(actor.person())
    made = []
    for category in house.catalogue.categories.values():
        by_state = {state: counts.get((category.id, state), 0) for state in AchievementState}
        made.append(CategoryCount(category, sum(by_state.values()), by_state))
    return tuple(made)


def category(house: House, category_id: str) -> LibraryCategory:
    """Raises `NotFound`."""
    try:
        return house.catalogue.categories[category_id]
    except KeyError:
        raise NotFound("没有找到这个业绩类别，可能已停用。") from None


def listing(
    house: House,
    actor: Actor,
    *,
    category_id: str | None = None,
    state: AchievementState | None = None,
    search: str = "",
    order: Order = Order.ENTERED,
    page: int = 1,
) -> Page[AchievementRow]:
    """Own records; `search` looks into every text of a record."""
    with reading(house, actor) as w:
        found = w.achievements.of(actor.person(), category_id, [state] if state else None)
        used = _uses(w, house, actor.person())
    wanted = search.strip().casefold()
    matching = [each for each in reversed(found) if not wanted or wanted in _all_text(house, each)]
    if order is not Order.ENTERED:
        matching = _by_date(house, matching, newest_first=order is Order.NEWEST)
    return page_of(matching, page).map(lambda each: _row(house, each, used))


def get(house: House, actor: Actor, achievement_id: str) -> AchievementView:
    """Raises `NotFound`, also for another person's record, which is journalled."""
    with reading(house, actor) as w:
        return _view(w, house, own_achievement(w, actor, achievement_id))


def save(
    house: House,
    actor: Actor,
    category_id: str,
    data: Mapping[str, Any],
    evidence: Sequence[str],
    *,
    now: datetime,
    achievement_id: str | None = None,
    version: int | None = None,
) -> AchievementView:
    """Keep a draft, new where no id is given. `evidence`: ids of own uploaded files, in order.

    A draft may be incomplete, but what it has must be of the right type.

    Raises:
        InputRefused: pointers into {"data": ..., "evidence": [...]}.
        WrongState: submitted or approved already. StaleWrite: changed elsewhere since `version`. NotFound.
    """
    with writing(house, actor) as w:
        wanted = category(house, category_id)
        if achievement_id is None:
            achievement = Achievement(new_id(), actor.person(), wanted.id, {}, [], now)
        else:
            achievement = own_achievement(w, actor, achievement_id, version)
            achievement.require_editable()
        content, files = _admitted(w, house, actor, wanted, (data, evidence), kept=achievement.data)
        achievement.category = wanted.id
        achievement.revise(content, files)
        w.achievements.add(achievement)
        note(w, actor, "achievement.save", f"achievement:{achievement.id}", now, category=wanted.id)
        w.flush()
        return _view(w, house, achievement)


def submit(house: House, actor: Actor, achievement_id: str, now: datetime) -> AchievementView:
    """Send it to the employer for approval.

    Raises:
        GateClosed: no approved employer (feature 13).
        InputRefused: incomplete; pointers as in `save`. WrongState, NotFound.
    """
    with writing(house, actor) as w:
        achievement = own_achievement(w, actor, achievement_id)
        achievement.require_editable()
        _, employer = require_bound(w, actor.person())
        wanted = category(house, achievement.category)
        faults = _faults(house, wanted, achievement.data, achievement.evidence, complete=True)
        if faults:
            raise InputRefused(faults)
        achievement.submit(employer.id, now)
        note(w, actor, "achievement.submit", f"achievement:{achievement.id}", now)
        text = f"{actor.name}提交了一条“{wanted.caption}”，请审核。"
        tell_organisation(w, employer.id, text, Target("desk", "achievements"), now)
        w.flush()
        return _view(w, house, achievement)


def withdraw(house: House, actor: Actor, achievement_id: str, now: datetime) -> AchievementView:
    """Take it back while the employer has not answered."""
    with writing(house, actor) as w:
        achievement = own_achievement(w, actor, achievement_id)
        achievement.withdraw()
        note(w, actor, "achievement.withdraw", f"achievement:{achievement.id}", now)
        w.flush()
        return _view(w, house, achievement)


def delete(house: House, actor: Actor, achievement_id: str, now: datetime) -> None:
    """Remove a draft or a returned record for good. Raises `WrongState` for all others, and so for whatever can be imported."""
    with writing(house, actor) as w:
        achievement = own_achievement(w, actor, achievement_id)
        if not achievement.editable:
            raise WrongState("这条业绩已提交或已通过审核，不能删除；待审核的可以先撤回。")
        w.achievements.remove(achievement)
        note(w, actor, "achievement.delete", f"achievement:{achievement_id}", now)


def copy(house: House, actor: Actor, achievement_id: str, now: datetime) -> AchievementView:
    """A new draft with the same data and evidence: how an approved record is corrected (feature 54)."""
    with writing(house, actor) as w:
        source = own_achievement(w, actor, achievement_id)
        made = Achievement(new_id(), source.person_id, source.category, {}, [], now)
        made.revise(source.data, source.evidence)
        w.achievements.add(made)
        note(w, actor, "achievement.copy", f"achievement:{made.id}", now, source=source.id)
        w.flush()
        return _view(w, house, made)


def _admitted(
    w: Work,
    house: House,
    actor: Actor,
    wanted: LibraryCategory,
    given: tuple[Mapping[str, Any], Sequence[str]],
    *,
    kept: Mapping[str, Any],
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    data, evidence = given
    admission = Admission(own_files(w, actor.person()))
    content = admission.record(wanted.schema, data, kept, ("data",))
    files = admission.files(list(evidence), ("evidence",))
    faults = [*admission.faults, *_faults(house, wanted, content, files, complete=False)]
    if faults:
        raise InputRefused(faults)
    return content, files


def _faults(
    house: House, wanted: LibraryCategory, data: Mapping[str, Any], evidence: Sequence[Any], *, complete: bool
) -> list[InputFault]:
    """What is wrong with a record; of a draft only what it has."""
    codes = house.catalogue.codes
    files = {"type": "array", "widget": "files", **wanted.evidence}
    breaches = [("/data", breach) for breach in validate(wanted.schema, data, codes)]
    breaches += [("/evidence", breach) for breach in validate(files, list(evidence), codes)]
    return [
        InputFault(part + breach.pointer, breach.message)
        for part, breach in breaches
        if complete or not breach.missing
    ]


def _uses(w: Work, house: House, person_id: str) -> dict[str, str]:
    """Achievement id -> caption of the plan whose application imported it."""
    every = w.applications.of(person_id, tuple(ApplicationState))
    return {
        record: house.plan_of(application).caption
        for application in every
        for record in application.imported()
    }


def _by_date(house: House, found: Sequence[Achievement], *, newest_first: bool) -> list[Achievement]:
    """Records without a date are the last."""

    def date_of(each: Achievement) -> str:
        named = house.catalogue.categories[each.category].date
        return str(each.data.get(named) or "") if named else ""

    dated = sorted((each for each in found if date_of(each)), key=date_of, reverse=newest_first)
    return dated + [each for each in found if not date_of(each)]


def _all_text(house: House, achievement: Achievement) -> str:
    wanted = house.catalogue.categories[achievement.category]
    rows = rows_of(wanted.schema, achievement.data, house.catalogue.codes)
    return " ".join([wanted.caption, *(text for _, text in rows)]).casefold()


def _row(house: House, achievement: Achievement, used: Mapping[str, str]) -> AchievementRow:
    wanted = house.catalogue.categories[achievement.category]
    told = summary(wanted, achievement.data, house.catalogue.codes)
    return AchievementRow(
        id=achievement.id,
        category_id=wanted.id,
        category=wanted.caption,
        date=told.date,
        content=told.content,
        rank=told.rank,
        state=achievement.state,
        caption=ACHIEVEMENT[achievement.state],
        reason=achievement.reason,
        evidence=len(achievement.evidence),
        editable=achievement.editable,
        used_in=used.get(achievement.id),
    )


def _view(w: Work, house: House, achievement: Achievement) -> AchievementView:
    wanted = house.catalogue.categories[achievement.category]
    used = _uses(w, house, achievement.person_id).get(achievement.id)
    others = w.achievements.of(achievement.person_id, achievement.category)
    return AchievementView(
        id=achievement.id,
        category=wanted,
        data=achievement.data,
        rows=rows_of(wanted.schema, achievement.data, house.catalogue.codes),
        evidence=tuple(achievement.evidence),
        state=achievement.state,
        caption=ACHIEVEMENT[achievement.state],
        reason=achievement.reason,
        editable=achievement.editable,
        deletable=achievement.editable,
        withdrawable=achievement.state is AchievementState.SUBMITTED,
        used_in=used,
        duplicates=duplicates(wanted, house.catalogue.codes, achievement, others),
        version=achievement.version,
    )
