"""公示: who is shown to the public, without signing in, while a notice of the approval chain is on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from zcforms.domain.application import Application
from zcforms.domain.chain import StepKind
from zcforms.domain.scope import until
from zcforms.domain.working_days import earliest
from zcforms.services.house import House
from zcforms.services.paging import Page, page_at
from zcforms.services.responsibility import organisation_at, versions_at_work
from zcforms.services.texts import caption_in
from zcforms.storage.columns import CHINA
from zcforms.storage.shelves.declarations import Noticed
from zcforms.storage.work import Work, work

_Place = tuple[str, str, str | None, str]
"""Plan, its version, step and employer."""


@dataclass(frozen=True, slots=True)
class Announced:
    """One line of the public page: no number of anything, no date of birth. `by`: the organisation to which objections go."""

    name: str
    employer: str
    plan: str
    title: str
    specialty: str
    step: str
    until: date | None
    by: str


def listing(house: House, now: datetime, *, page: int = 1) -> Page[Announced]:
    """Everybody whose notice is on today, plan by plan, whoever came first first."""
    with work(house.database, write=False) as w:
        places = list(_open(w, house, now))
        total = w.applications.count_noticed(places)
        found = page_at(lambda size, start: w.applications.noticed(places, size, start), page, total)
        lines = _announced(w, house, found.rows)
    return found.map(lambda each: lines[each.id])


def _open(w: Work, house: House, now: datetime) -> Iterator[Noticed]:
    """The steps at work that are notices, and since when somebody can have come to one for whom it is still on."""
    for pin, plan in versions_at_work(w, house).items():
        for step in plan.chain.steps:
            if step.kind is StepKind.NOTICE and step.days:
                first = earliest(now.date(), step.days)
                yield *pin, step.id, datetime.combine(first, time(), CHINA)


def _announced(w: Work, house: House, found: Sequence[Application]) -> dict[str, Announced]:
    people = w.people.many(each.person_id for each in found)
    employers = w.organisations.many(each.organisation_id for each in found)
    by = _by(w, house, found)
    return {
        each.id: _line(
            house,
            each,
            (people[each.person_id].name, employers[each.organisation_id].name, by[_place(each)]),
        )
        for each in found
    }


def _by(w: Work, house: House, found: Sequence[Application]) -> dict[_Place, str]:
    """Who shows them, asked once for each plan, step and employer."""
    names: dict[_Place, str] = {}
    for place, each in {_place(each): each for each in found}.items():
        plan = house.plan_of(each)
        step = plan.chain.step(each.step)
        at = organisation_at(w, house, plan, each, step) if step else None
        names[place] = at.name if at else ""
    return names


def _place(application: Application) -> _Place:
    return application.plan_id, application.plan_digest, application.step, application.organisation_id


def _line(house: House, application: Application, names: tuple[str, str, str]) -> Announced:
    """`names`: the person's, the employer's, and of whoever shows it."""
    name, employer, by = names
    plan = house.plan_of(application)
    step = plan.chain.step(application.step)
    return Announced(
        name,
        employer,
        plan.caption,
        caption_in(plan.titles, application.title),
        caption_in(plan.specialties, application.specialty),
        step.caption if step else "",
        until(step, application.step_since) if step else None,
        by,
    )
