"""The applications that wait at a desk: filtered, counted by each filter's values, in an order, a page at a time (issue 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from zcforms.domain.chain import Step, StepKind
from zcforms.domain.identity import Organisation, Role, masked
from zcforms.domain.plan import Plan
from zcforms.domain.scope import overdue, under_notice, until
from zcforms.services.desk_facets import Facet, Filter, came_since, chosen, facets
from zcforms.services.house import House
from zcforms.services.paging import Page, page_of
from zcforms.services.responsibility import answers_for, steps_of
from zcforms.services.texts import caption_in
from zcforms.storage.columns import CHINA
from zcforms.storage.shelves.desks import WaitingRow
from zcforms.storage.work import Work

PAGE_SIZE = 20
_ALONE = {StepKind.RESULT: "须录入表决票数，请单独办理"}


class Order(StrEnum):
    """What comes first: who waits longest, who came last, what is due next, by number, by name."""

    OLDEST = "oldest"
    NEWEST = "newest"
    DUE = "due"
    NUMBER = "number"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """Empty fields ask nothing. `since`: arrived at the step on that day or later; `text`: in the person's name or the number."""

    plan: str = ""
    step: str = ""
    route: str = ""
    specialty: str = ""
    employer: str = ""
    overdue: bool = False
    since: date | None = None
    text: str = ""
    order: Order = Order.OLDEST

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return replace(self, order=Order.OLDEST) != QueueQuery()


@dataclass(frozen=True, slots=True)
class ApplicationCase:
    """An application that stands at a step of this organisation. `due`: the last day of the step's working time, `overdue` after it; None
    of a public notice, which has to last and is dealt with afterwards. `alone`: why it cannot be endorsed together with others, "" where it
    can; `version` is what is looked at."""

    id: str
    version: int
    number: str
    name: str
    id_number: str
    employer: str
    plan: str
    title: str
    specialty: str
    route: str
    step: str
    since: datetime | None
    due: date | None
    overdue: bool
    alone: str


@dataclass(frozen=True, slots=True)
class Queue(Page[ApplicationCase]):
    """A page of what the query asks for. `waiting`: how much waits in all; `overdue`: of what the other filters leave, how much is."""

    facets: tuple[Facet, ...]
    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row with the plan and step that it stands at; `noticed`: a public notice is still on."""

    row: WaitingRow
    plan: Plan
    step: Step
    due: date | None
    overdue: bool
    noticed: bool

    @property
    def alone(self) -> str:
        """What has to be done for each by itself, as a predicate; "" where one answer lets several through."""
        return f"公示到 {self.due} 为止，期满后才能通过" if self.noticed else _ALONE.get(self.step.kind, "")


_FILTERS: tuple[Filter[Waiting], ...] = (
    Filter("plan", "评审计划", lambda each: each.plan.id, lambda each: each.plan.caption),
    Filter("step", "环节", lambda each: each.step.id, lambda each: each.step.caption),
    Filter(
        "route",
        "申报方式",
        lambda each: each.row.route,
        lambda each: caption_in(each.plan.routes, each.row.route),
    ),
    Filter(
        "specialty",
        "申报专业",
        lambda each: each.row.specialty,
        lambda each: caption_in(each.plan.specialties, each.row.specialty),
    ),
    Filter("employer", "单位", lambda each: each.row.organisation_id, lambda each: each.row.employer),
)
_LAST = date.max
_NEVER = datetime.max.replace(tzinfo=CHINA)


def queue(
    w: Work, house: House, organisation: Organisation, query: QueueQuery, now: datetime, *, page: int
) -> Queue:
    """One page of what stands at a step of the organisation, with the counts of every filter."""
    waiting = waiting_at(w, house, organisation, now)
    found = page_of(sought(waiting, query), page, PAGE_SIZE)
    people = w.people.many(each.row.person_id for each in found.rows)
    shown = found.map(lambda each: case_of(each, people[each.row.person_id].id_number))
    late = [each for each in _matching(waiting, query, aside="overdue") if each.overdue]
    return Queue(
        shown.rows,
        shown.number,
        shown.size,
        shown.total,
        facets(waiting, _FILTERS, query, _matching),
        len(waiting),
        len(late),
    )


def waiting_at(w: Work, house: House, organisation: Organisation, now: datetime) -> list[Waiting]:
    """Everything that stands at a step which this organisation answers for, the oldest first."""
    rows = _standing(w, house, organisation)
    places = {_place(row): row.application_id for row in rows}
    known = w.organisations.many(row.organisation_id for row in rows)
    known |= w.organisations.many(each.parent_id for each in known.values() if each.parent_id)
    models = w.applications.many(places.values())
    mine = {
        place: answers_for(w, house, organisation.id, models[application_id])
        for place, application_id in places.items()
    }
    return [_waiting(house, row, now) for row in rows if mine[_place(row)]]


def _standing(w: Work, house: House, organisation: Organisation) -> list[WaitingRow]:
    """What may be the organisation's, the oldest first. As an employer it has its own people alone: whoever has them from a whole province
    otherwise does not read those of every employer."""
    steps = steps_of(w, house, organisation)
    if organisation.role in (Role.EMPLOYER, Role.AUTHORITY):
        return w.desks.waiting(steps, w.organisations.below(organisation.id))
    chains = {pin: house.plan_of(pin).chain for pin in steps}
    own = {
        pin: [each for each in ids if (step := chains[pin].step(each)) and step.actor == Role.EMPLOYER]
        for pin, ids in steps.items()
    }
    others = {pin: [each for each in ids if each not in own[pin]] for pin, ids in steps.items()}
    rows = [*w.desks.waiting(others), *w.desks.waiting(own, [organisation.id])]
    return sorted(rows, key=lambda row: (row.since or _NEVER, row.application_id))


def sought(waiting: Iterable[Waiting], query: QueueQuery) -> list[Waiting]:
    """Those that the query asks for, in its order."""
    found = _matching(waiting, query)
    if query.order is Order.NEWEST:
        found.reverse()
    elif query.order is not Order.OLDEST:
        found.sort(key=_KEYS[query.order])
    return found


def case_of(each: Waiting, id_number: str) -> ApplicationCase:
    row, plan = each.row, each.plan
    return ApplicationCase(
        row.application_id,
        row.version,
        row.number,
        row.name,
        masked(id_number),
        row.employer,
        plan.caption,
        caption_in(plan.titles, row.title),
        caption_in(plan.specialties, row.specialty),
        caption_in(plan.routes, row.route),
        each.step.caption,
        row.since,
        None if each.step.kind is StepKind.NOTICE else each.due,
        each.overdue,
        each.alone,
    )


_KEYS: Mapping[Order, Callable[[Waiting], Any]] = {
    Order.DUE: lambda each: (each.due or _LAST, each.row.number),
    Order.NUMBER: lambda each: each.row.number,
    Order.NAME: lambda each: (each.row.name.encode("gb18030"), each.row.number),
}
"""GB 18030 has the common characters in the order of their pronunciation."""


def _place(row: WaitingRow) -> tuple[str, str, str, str]:
    """Whoever answers for one application here answers for all."""
    return row.plan_id, row.plan_digest, row.organisation_id, row.step


def _waiting(house: House, row: WaitingRow, now: datetime) -> Waiting:
    plan = house.plan_of(row)
    step = next(each for each in plan.chain.steps if each.id == row.step)
    today = now.date()
    return Waiting(
        row,
        plan,
        step,
        until(step, row.since),
        overdue(step, row.since, today),
        under_notice(step, row.since, today),
    )


def _matching(waiting: Iterable[Waiting], query: QueueQuery, aside: str = "") -> list[Waiting]:
    """`aside`: the field that is not asked."""
    late = query.overdue and aside != "overdue"
    return [
        each
        for each in chosen(waiting, _FILTERS, query, aside)
        if (each.overdue or not late) and _said(each.row, query)
    ]


def _said(row: WaitingRow, query: QueueQuery) -> bool:
    wanted = query.text.strip()
    return came_since(row.since, query.since) and (wanted in row.name or wanted in row.number)
