"""Which organisation answers for which applicants, found in the register (the rules themselves: domain.scope)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.chain import Chain, Step
from zcforms.domain.errors import NotFound
from zcforms.domain.identity import Organisation, Role
from zcforms.domain.plan import Plan
from zcforms.domain.scope import chain_for, may_act, named_by, organises, responsible
from zcforms.services.house import House
from zcforms.services.wording import ROLE
from zcforms.storage.shelves.declarations import PlanPin
from zcforms.storage.work import Work

_DECIDED = frozenset({ApplicationState.IN_APPROVAL, ApplicationState.ENDORSED, ApplicationState.REJECTED})
"""In approval only where its step is no longer in the document: whoever decided before may still look."""
_NOT_REGISTERED = "{role}{name}尚未在本系统登记，这个环节暂时无人办理，请联系系统管理员登记"


def region_path(house: House, region: str) -> tuple[str, ...]:
    """The region and what contains it, the nearest first."""
    parents: Mapping[str, str | None] = {code.id: code.parent for code in house.codes("regions").codes}
    path: list[str] = []
    step: str | None = region
    while step is not None and step not in path:
        path.append(step)
        step = parents.get(step)
    return tuple(path)


def chain_of(w: Work, plan: Plan, application: Application) -> Chain:
    """The steps that this application goes through."""
    employer = w.organisations.get(application.organisation_id)
    return chain_for(
        plan.chain,
        employer,
        route=application.route,
        freelancer=application.freelancer,
        standing=application.step,
    )


def organisation_at(
    w: Work, house: House, plan: Plan, application: Application, step: Step
) -> Organisation | None:
    """Who answers for this applicant at the step."""
    return organisation_as(w, house, plan, application, step.actor)


def organisation_as(
    w: Work, house: House, plan: Plan, application: Application, actor: str
) -> Organisation | None:
    """Who is this applicant's employer, authority ..., whether or not a step is theirs."""
    employer = w.organisations.get(application.organisation_id)
    role = next((role for role in Role if role == actor), None)
    peers = w.organisations.by_role(role) if role else []
    if employer.parent_id:
        peers = [*peers, w.organisations.get(employer.parent_id)]
    return responsible(
        actor,
        employer,
        peers,
        named=named_by(plan),
        region_path=region_path(house, employer.region),
    )


def nobody_at(step: Step, name: str = "") -> str:
    """What the flow says of a step that nobody answers for yet; `name`: the organisation that would, where it is known."""
    role = next((ROLE[role] for role in Role if role == step.actor), "")
    return _NOT_REGISTERED.format(role=role, name=f"“{name}”" if name else "")


def handles(w: Work, house: House, organisation_id: str, application: Application) -> bool:
    """Whether the organisation may look: it answers for the current step or one before it; of an ended chain, for a step that was
    decided. What went back to the applicant is the applicant's alone. Whoever examines the plan's applicants may look from when they
    can be given a place."""
    plan = house.plan_of(application)
    if _examines(w, plan, organisation_id, application):
        return True
    for step in _open_steps(w, plan, application):
        at = organisation_at(w, house, plan, application, step)
        if at is not None and at.id == organisation_id:
            return True
    return False


def _examines(w: Work, plan: Plan, organisation_id: str, application: Application) -> bool:
    admits = plan.examination is not None and plan.examination.admits(application.state, application.step)
    return admits and organises(w.organisations.get(organisation_id), plan)


def _open_steps(w: Work, plan: Plan, application: Application) -> list[Step]:
    steps = chain_of(w, plan, application).steps
    ids = [step.id for step in steps]
    if application.state is ApplicationState.IN_APPROVAL and application.step in ids:
        return list(steps[: ids.index(application.step) + 1])
    if application.state in _DECIDED:
        decided = {decision.step for decision in w.decisions.of(application.id)}
        return [step for step in steps if step.id in decided]
    return []


def was_handed_to(w: Work, house: House, organisation_id: str, application: Application) -> bool:
    """Whether the applicant has back what the organisation once had, or would have had: it stands for one of the steps that were reached."""
    if not application.editable:
        return False
    reached = {decision.step for decision in w.decisions.of(application.id)}
    plan = house.plan_of(application)
    steps = chain_of(w, plan, application).steps
    had = [step for place, step in enumerate(steps) if reached and (place == 0 or step.id in reached)]
    places = (organisation_at(w, house, plan, application, step) for step in had)
    return any(at is not None and at.id == organisation_id for at in places)


def versions_at_work(
    w: Work, house: House, states: Collection[ApplicationState] = (ApplicationState.IN_APPROVAL,)
) -> dict[PlanPin, Plan]:
    """The versions of plans that applications in these states stand on, some of them in force no more."""
    found: dict[PlanPin, Plan] = {}
    for pin in w.applications.versions(states):
        with suppress(NotFound):  # neither installed nor published any more: nobody can look at it
            found[pin] = house.plan_of(pin)
    return found


def steps_of(w: Work, house: House, organisation: Organisation) -> dict[PlanPin, list[str]]:
    """Version of a plan at work -> steps at which this organisation may be the one: by its role, and as an employer at the employer's step."""
    steps: dict[PlanPin, list[str]] = {}
    for pin, plan in versions_at_work(w, house).items():
        if own := [step.id for step in plan.chain.steps if may_act(organisation, plan, step)]:
            steps[pin] = own
    return steps


def answers_for(w: Work, house: House, organisation_id: str, application: Application) -> bool:
    """Whether it is this organisation's turn."""
    plan = house.plan_of(application)
    step = plan.chain.step(application.step)
    at = organisation_at(w, house, plan, application, step) if step else None
    return at is not None and at.id == organisation_id


def region_caption(house: House, region: str) -> str:
    """The region with what contains it, from the largest."""
    codes = house.codes("regions")
    return "".join(codes.caption_of(each) or "" for each in reversed(region_path(house, region))) or region
