"""Every plan that ships leads to a title, as its documents say it (features 12, 62, 78; Order No. 40)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from zcforms import resources
from zcforms.domain.chain import Chain, StepKind
from zcforms.domain.identity import Organisation, Role
from zcforms.domain.plan import Plan
from zcforms.domain.scope import chain_for
from zcforms.forms.catalogue import Catalogue, load

PLANS = sorted(path.stem for path in (resources.folder("schemas") / "plans").glob("*.json"))
AT_HOME = {"2021-engineering-senior", "2022-teacher-senior"}
"""Of the demonstration: their employers announce on their own premises (decision 17)."""
WORKING_DAYS = 5
OFFICE, EMPLOYER = "the county's human-resources authority", "the employer"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(resources.folder("schemas"))


@pytest.fixture(params=PLANS)
def plan(request: pytest.FixtureRequest, catalogue: Catalogue) -> Plan:
    return catalogue.plans[request.param]


def chains(catalogue: Catalogue, plan: Plan, *, freelancer: bool | None = None) -> Iterator[Chain]:
    """What each kind of applicant goes through: from any employer, with and without a competent authority, by any route."""
    natures = [code.id for code in catalogue.codes["employer_natures"].codes]
    freelancers = (False, True) if freelancer is None else (freelancer,)
    for nature, parent, route, free in itertools.product(natures, (None, "above"), plan.routes, freelancers):
        employer = Organisation("e", "单位", "", nature, Role.EMPLOYER, "340303", parent)
        yield chain_for(plan.chain, employer, route=route.id, freelancer=free)


def test_it_ends_with_the_title(catalogue: Catalogue, plan: Plan) -> None:
    """Whoever it is: the votes, then what they are announced by, then the grant, by the plan's authority under numbers of its own."""
    for chain in chains(catalogue, plan):
        assert [step.kind for step in chain.steps[-3:]] == [StepKind.RESULT, StepKind.NOTICE, StepKind.GRANT]
        assert [step.actor for step in chain.steps[-3:]] == ["committee", "organising_unit", "issuer"]
    assert plan.issuing is not None
    assert plan.issuing.authority.caption
    assert plan.issuing.committee
    for title in plan.titles:
        parts = plan.issuing.authority.parts(
            year=plan.year, committee=plan.issuing.committee, level=title.level
        )
        assert plan.issuing.authority.numbered(parts, 1)


def test_who_decides_is_named(plan: Plan) -> None:
    assert plan.organising_unit
    assert plan.committee
    assert plan.committee != plan.organising_unit


def test_committees_have_numbers_of_their_own(catalogue: Catalogue) -> None:
    """Certificates of two committees never share one."""
    numbers = [plan.issuing.committee for plan in catalogue.plans.values() if plan.issuing]
    assert len(set(numbers)) == len(PLANS)


def test_the_result_is_announced_for_long_enough(catalogue: Catalogue, plan: Plan) -> None:
    for chain in chains(catalogue, plan):
        notice = chain.steps[-2]
        assert (notice.days or 0) >= WORKING_DAYS
        assert {"return", "reject"} & set(notice.actions)


def test_the_employer_announces_before_anybody_else_looks(catalogue: Catalogue, plan: Plan) -> None:
    """Of freelancers, too: the human-resources authority does for them what an employer does."""
    for chain in chains(catalogue, plan):
        review, second = chain.steps[:2]
        assert (review.actor, review.kind) == ("employer", StepKind.REVIEW)
        announces = (second.actor, second.kind) == ("employer", StepKind.NOTICE)
        assert announces is (plan.id not in AT_HOME)
        if announces:
            assert (second.days or 0) >= WORKING_DAYS
            assert {"return", "reject"} & set(second.actions)


def test_no_office_looks_twice_at_a_freelancer(catalogue: Catalogue, plan: Plan) -> None:
    """Feature 12: their employer is the county's human-resources authority, and that has looked already."""
    offices = {"employer": OFFICE, "human_resources": OFFICE, "authority": EMPLOYER}
    for chain in chains(catalogue, plan, freelancer=True):
        reviews = [
            offices.get(step.actor, step.actor) for step in chain.steps if step.kind is StepKind.REVIEW
        ]
        assert reviews == [OFFICE, "organising_unit"]
    for chain in chains(catalogue, plan, freelancer=False):
        assert "human_resources" in {step.actor for step in chain.steps}
