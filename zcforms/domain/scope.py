"""Which organisation answers for an employer's people at a step of the approval chain, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from zcforms.domain.identity import Organisation, Role
from zcforms.domain.plan import Chain, Plan


def responsible(
    actor: str,
    employer: Organisation,
    organisations: Sequence[Organisation],
    *,
    organising_unit: str,
    region_path: Sequence[str],
) -> Organisation | None:
    """The one organisation that acts as the step's `actor` for the employer's applicants.

    employer: itself, whatever its role (a freelancer's is the human-resources authority); authority: its parent; human_resources: the
    one nearest along `region_path` (the employer's region first, then what contains it); organising_unit: the plan's, by name. None for
    a role that no account can have (committee, issuer), or where nobody has registered yet.
    """
    if actor == Role.EMPLOYER:
        return employer
    if actor == Role.AUTHORITY:
        return next((each for each in organisations if each.id == employer.parent_id), None)
    peers = [each for each in organisations if each.role == actor]
    if actor == Role.ORGANISING_UNIT:
        return next((each for each in peers if each.name == organising_unit), None)
    nearest = (each for region in region_path for each in peers if each.region == region)
    return next(nearest, None)


def organises(organisation: Organisation, plan: Plan) -> bool:
    """Whether the plan's committee is this organisation's (组建单位)."""
    return organisation.role is Role.ORGANISING_UNIT and organisation.name == plan.organising_unit


def chain_for(chain: Chain, employer: Organisation) -> Chain:
    """The chain that an application from this employer goes through: without a competent authority, that step falls away."""
    steps = (step for step in chain.steps if step.actor != Role.AUTHORITY or employer.parent_id is not None)
    return replace(chain, steps=tuple(steps))


def due(since: date, days: int) -> date:
    """The last of so many working days after `since`; Saturdays and Sundays do not count, holidays are not known here."""
    day = since
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
