"""Which organisation answers for an employer's people at a step of the approval chain, and by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from zcforms.domain.chain import Chain, Step, StepKind
from zcforms.domain.identity import Organisation, Role
from zcforms.domain.plan import Plan

_BY_REGION = (Role.HUMAN_RESOURCES, Role.ISSUER)
"""Found by region where nobody is named for them."""


def responsible(
    actor: str,
    employer: Organisation,
    organisations: Sequence[Organisation],
    *,
    named: Mapping[str, str],
    region_path: Sequence[str],
) -> Organisation | None:
    """The one organisation that acts as the step's `actor` for the employer's applicants.

    employer: itself, whatever its role (a freelancer's is the human-resources authority); authority: its parent; organising_unit and
    committee: the plan's, by the name that `named` has for the role; issuer: the one that `named` has, too, and where that is not
    registered (or nobody is named), as human_resources, the one nearest along `region_path` (the employer's region first, then what
    contains it). None where nobody has registered yet.
    """
    if actor == Role.EMPLOYER:
        return employer
    if actor == Role.AUTHORITY:
        return next((each for each in organisations if each.id == employer.parent_id), None)
    peers = [each for each in organisations if each.role == actor]
    if actor in named:
        found = next((each for each in peers if each.name == named[actor]), None)
        if found is not None or actor not in _BY_REGION:
            return found
    nearest = (each for region in region_path for each in peers if each.region == region)
    return next(nearest, None)


def named_by(plan: Plan) -> Mapping[str, str]:
    """Role -> name of the one organisation that the plan has for it."""
    named: dict[str, str] = {Role.ORGANISING_UNIT: plan.organising_unit, Role.COMMITTEE: plan.committee}
    if plan.issuing:
        named[Role.ISSUER] = plan.issuing.authority.caption
    return named


def may_act(organisation: Organisation, plan: Plan, step: Step) -> bool:
    """Whether the organisation can be the one at the step for some applicant: by its role, and as an employer at the employer's."""
    if step.actor not in (organisation.role, Role.EMPLOYER):
        return False
    return step.actor in _BY_REGION or named_by(plan).get(step.actor, organisation.name) == organisation.name


def organises(organisation: Organisation, plan: Plan) -> bool:
    """Whether the plan's committee is this organisation's (组建单位)."""
    return organisation.role is Role.ORGANISING_UNIT and organisation.name == plan.organising_unit


def chain_for(
    chain: Chain,
    employer: Organisation,
    *,
    route: str = "",
    freelancer: bool = False,
    standing: str | None = None,
) -> Chain:
    """The chain that an application from this employer by this route goes through; without a competent authority, that step falls away.
    `standing`: the step at which it stands is among them even if by now (the document, or the employer, was changed) it would not come there."""
    return chain.only(
        step
        for step in chain.steps
        if step.id == standing
        or (
            (step.actor != Role.AUTHORITY or employer.parent_id is not None)
            and step.when.holds(nature=employer.nature, route=route, freelancer=freelancer)
        )
    )


def due(since: date, days: int) -> date:
    """The last of so many working days after `since`; Saturdays and Sundays do not count, holidays are not known here."""
    day = since
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def earliest(last: date, days: int) -> date:
    """The first day since which so many working days are not over before `last`: `due(day, days) >= last`."""
    day = last
    while due(day - timedelta(days=1), days) >= last:
        day -= timedelta(days=1)
    return day


def until(step: Step, since: datetime | None) -> date | None:
    """The last day of the step, for an application that came to it then; None where the document sets no limit."""
    return due(since.date(), step.days) if since and step.days else None


def overdue(step: Step, since: datetime | None, today: date) -> bool:
    """Whether the step should have been done by now; a public notice only has to last."""
    last = until(step, since)
    return step.kind is not StepKind.NOTICE and last is not None and today > last


def under_notice(step: Step, since: datetime | None, today: date) -> bool:
    """Whether the public notice is still on."""
    last = until(step, since)
    return step.kind is StepKind.NOTICE and last is not None and today <= last
