"""已处理: what an organisation has decided, with what became of it (issue 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from zcforms.domain.approval import ApplicationState, Decision, Outcome
from zcforms.domain.plan import Plan
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.deadlines import lapsed_among
from zcforms.services.house import House
from zcforms.services.paging import Page, page_at
from zcforms.services.texts import caption_in
from zcforms.services.wording import application_caption, outcome_at
from zcforms.storage.columns import CHINA
from zcforms.storage.shelves.desks import Decided, DecidedRow

PAGE_SIZE = 20
_APPLICANTS = frozenset({Outcome.SUBMITTED, Outcome.WITHDRAWN, Outcome.GIVEN_UP})
OUTCOMES = tuple(outcome for outcome in Outcome if outcome not in _APPLICANTS)


@dataclass(frozen=True, slots=True)
class DecidedQuery:
    """Empty fields ask nothing. `since`: decided on that day or later; `text`: in the person's name or the number."""

    outcome: str = ""
    plan: str = ""
    since: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """One decision. `stands`: where the application is now; `viewable`: the organisation may still look at it."""

    application_id: str
    number: str
    name: str
    employer: str
    plan: str
    title: str
    specialty: str
    step: str
    outcome: Outcome
    caption: str
    opinion: str
    at: datetime
    stands: str
    viewable: bool


@dataclass(frozen=True, slots=True)
class DecidedList:
    """`plans`: those under which the organisation decided anything."""

    rows: Page[DecidedCase]
    plans: tuple[Plan, ...]


def listing(house: House, actor: Actor, query: DecidedQuery, now: datetime, *, page: int = 1) -> DecidedList:
    """The last decision first."""
    with reading(house, actor) as w:
        wanted = _wanted(actor.organisation(), query)
        rows = page_at(
            lambda limit, offset: w.desks.decided(wanted, limit, offset),
            page,
            w.desks.count_decided(wanted),
            PAGE_SIZE,
        )
        plans = w.desks.decided_plans(actor.organisation())
        flows = w.decisions.of_many(row.application_id for row in rows.rows)
        lapsed = lapsed_among(w, house, (row.application_id for row in rows.rows), now)
    cases = rows.map(
        lambda row: _case(house, row, flows[row.application_id], lapsed=row.application_id in lapsed)
    )
    known = house.catalogue.plans  # without those that are installed and published no more
    return DecidedList(cases, tuple(known[each] for each in plans if each in known))


def _wanted(organisation_id: str, query: DecidedQuery) -> Decided:
    outcomes = tuple(each for each in OUTCOMES if query.outcome in ("", each.value))
    since = datetime.combine(query.since, time(), CHINA) if query.since else None
    return Decided(organisation_id, outcomes, query.plan, since, query.text.strip())


def _case(house: House, row: DecidedRow, flow: Sequence[Decision], *, lapsed: bool) -> DecidedCase:
    """`flow`: everything that was decided about the application."""
    plan = house.plan_of(row)
    step = next((each.caption for each in plan.chain.steps if each.id == row.step), "")
    stands = application_caption(row.state, flow, lapsed=lapsed)
    return DecidedCase(
        row.application_id,
        row.number,
        row.name,
        row.employer,
        plan.caption,
        caption_in(plan.titles, row.title),
        caption_in(plan.specialties, row.specialty),
        row.caption,
        row.outcome,
        outcome_at(row.outcome, row.detail),
        row.opinion,
        row.at,
        f"{stands}（{step}）" if step else stands,
        _viewable(plan, row),
    )


def _viewable(plan: Plan, row: DecidedRow) -> bool:
    """What went back to the applicant is the applicant's alone; on its second way it is seen again from the step on (`responsibility.handles`)."""
    if row.state is not ApplicationState.IN_APPROVAL:
        return row.state in (ApplicationState.ENDORSED, ApplicationState.REJECTED)
    steps = [step.id for step in plan.chain.steps]
    here = steps.index(row.step) if row.step in steps else -1
    return row.decided_step in steps[: here + 1]
