"""What an organising unit (评委会组建单位) may do around the plans that are its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import NotFound
from zcforms.domain.identity import Organisation, Role
from zcforms.domain.plan import Choice, Examination, Plan, TitleChoice
from zcforms.domain.scope import organises
from zcforms.services.access import Hidden
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.responsibility import versions_at_work
from zcforms.storage.work import Work

T = TypeVar("T", Choice, TitleChoice)
HANDED_IN = (ApplicationState.IN_APPROVAL, ApplicationState.ENDORSED)
"""While an application stands there, what was asked for beside it concerns the organising unit, too."""


def organising_unit(w: Work, plan: Plan) -> Organisation | None:
    """The plan's, as far as it has registered."""
    units = w.organisations.by_role(Role.ORGANISING_UNIT)
    return next((each for each in units if organises(each, plan)), None)


def examined_plans(w: Work, house: House, organisation: Organisation) -> tuple[Plan, ...]:
    """Those of the organisation's plans that examine people, the newest first, each for whoever stands on an older version of it, too: also where only an older one examines."""
    mine = [each for each in house.catalogue.plans.values() if organises(organisation, each)]
    former = list(versions_at_work(w, house, HANDED_IN).values()) if mine else []
    wide = (_for_all_of(each, [other for other in former if other.id == each.id]) for each in mine)
    found = (each for each in wide if each.examination is not None)
    return tuple(sorted(found, key=lambda plan: (plan.year, plan.opens, plan.id), reverse=True))


def _for_all_of(plan: Plan, former: Sequence[Plan]) -> Plan:
    """The plan with what its former versions had beside: one schedule serves the people of all of them, but of those that examine nobody."""
    versions = [plan, *(each for each in former if each.digest != plan.digest)]
    due = [each.examination for each in versions if each.examination is not None]
    if not due:
        return plan
    return replace(
        plan,
        specialties=_by_id([one for each in versions for one in each.specialties]),
        titles=_by_id([one for each in versions for one in each.titles]),
        codes={name: one for each in reversed(versions) for name, one in each.codes.items()},
        waiver=next((each.waiver for each in versions if each.waiver is not None), None),
        examination=replace(
            due[0],
            due=tuple(dict.fromkeys(step for each in due for step in each.due)),
            at_end=any(each.at_end for each in due),
            but=tuple(each.digest for each in versions if each.examination is None),
        ),
    )


def _by_id(found: Sequence[T]) -> tuple[T, ...]:
    """The first of each id."""
    known: dict[str, T] = {}
    for each in found:
        known.setdefault(each.id, each)
    return tuple(known.values())


def holds_examinations(w: Work, house: House, actor: Actor) -> bool:
    return bool(
        actor.organisation_id
        and actor.role is Role.ORGANISING_UNIT
        and examined_plans(w, house, w.organisations.get(actor.organisation_id))
    )


def own_plans(w: Work, house: House, actor: Actor) -> tuple[Plan, ...]:
    """The actor's plans that examine people. Raises `NotFound` where there is none."""
    plans = examined_plans(w, house, w.organisations.get(actor.organisation()))
    if not plans:
        raise NotFound("本单位没有需要面试或考试的评审计划。")
    return plans


def own_examination(w: Work, house: House, actor: Actor, plan_id: str) -> tuple[Plan, Examination]:
    """One of the actor's plans, with its examination. Raises `NotFound`."""
    house.plan(plan_id)
    found = examined_plans(w, house, w.organisations.get(actor.organisation()))
    plan = next((each for each in found if each.id == plan_id), None)
    if plan is None or plan.examination is None:
        raise Hidden(f"plan:{plan_id}")
    return plan, plan.examination


def concerns(w: Work, house: House, organisation_id: str, application: Application) -> bool:
    """Whether the organisation answers what was asked for beside this application."""
    plan = house.plan_of(application)
    handed_in = application.state in HANDED_IN
    return handed_in and organises(w.organisations.get(organisation_id), plan)
