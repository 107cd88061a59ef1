"""What an organising unit (评委会组建单位) may do around the plans that are its own."""

from __future__ import annotations

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import NotFound
from zcforms.domain.identity import Organisation, Role
from zcforms.domain.plan import Examination, Plan
from zcforms.domain.scope import organises
from zcforms.services.access import Hidden
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.storage.work import Work

HANDED_IN = (ApplicationState.IN_APPROVAL, ApplicationState.ENDORSED)
"""While an application stands there, what was asked for beside it concerns the organising unit, too."""


def organising_unit(w: Work, plan: Plan) -> Organisation | None:
    """The plan's, as far as it has registered."""
    units = w.organisations.by_role(Role.ORGANISING_UNIT)
    return next((each for each in units if organises(each, plan)), None)


def examined_plans(house: House, organisation: Organisation) -> tuple[Plan, ...]:
    """Those of the organisation's plans that examine people, the newest first."""
    found = (each for each in house.catalogue.plans.values() if each.examination is not None)
    mine = (each for each in found if organises(organisation, each))
    return tuple(sorted(mine, key=lambda plan: (plan.year, plan.opens, plan.id), reverse=True))


def holds_examinations(w: Work, house: House, actor: Actor) -> bool:
    return bool(
        actor.organisation_id
        and actor.role is Role.ORGANISING_UNIT
        and examined_plans(house, w.organisations.get(actor.organisation_id))
    )


def own_plans(w: Work, house: House, actor: Actor) -> tuple[Plan, ...]:
    """The actor's plans that examine people. Raises `NotFound` where there is none."""
    plans = examined_plans(house, w.organisations.get(actor.organisation()))
    if not plans:
        raise NotFound("本单位没有需要面试或考试的评审计划。")
    return plans


def own_examination(w: Work, house: House, actor: Actor, plan_id: str) -> tuple[Plan, Examination]:
    """One of the actor's plans, with its examination. Raises `NotFound`."""
    plan = house.plan(plan_id)
    if plan.examination is None or not organises(w.organisations.get(actor.organisation()), plan):
        raise Hidden(f"plan:{plan_id}")
    return plan, plan.examination


def concerns(w: Work, house: House, organisation_id: str, application: Application) -> bool:
    """Whether the organisation answers what was asked for beside this application."""
    plan = house.plan(application.plan_id)
    handed_in = application.state in HANDED_IN
    return handed_in and organises(w.organisations.get(organisation_id), plan)
