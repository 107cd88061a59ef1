"""Whose turn it is, and what every decision asks (features 21, 62)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.services.conftest import NOW
from tests.services.declared import record
from zcforms.demo.load import TEACHER, Stage
from zcforms.demo.replay import claims_of
from zcforms.domain.errors import InputRefused, NotAllowed, StaleWrite, WrongState
from zcforms.services import accounts, approvals, desk
from zcforms.services.house import House
from zcforms.services.submission import submit
from zcforms.storage.work import work


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_no_refusal_without_a_reason(town: Stage, house: House, reason: str) -> None:
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    for act in (approvals.give_back, approvals.reject):
        with pytest.raises(InputRefused) as refused:
            act(house, town.desks["demo-school"], application_id, reason, NOW)
        assert refused.value.faults[0].pointer == "/reason"
    assert record(town, who, application_id).caption == "审核中"


def test_an_action_that_the_step_does_not_offer(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    plan = house.plan("2022-teacher-senior")
    first, *others = plan.chain.steps
    chain = replace(plan.chain, steps=(replace(first, actions=("endorse",)), *others))
    strict = replace(house, instead=replace(house.catalogue, plans={plan.id: replace(plan, chain=chain)}))
    with pytest.raises(NotAllowed, match="不能进行这项操作"):
        approvals.reject(strict, town.desks["demo-school"], application_id, "理由", NOW)


def test_nobody_answers_for_oneself(town: Stage, house: House) -> None:
    """The operator of the employer's account is the applicant: achievements, bindings and applications are left to a colleague."""
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    school = town.desks["demo-school"]
    with work(house.database, write=False) as w:
        credit_code = w.organisations.get(school.organisation()).credit_code
    own = accounts.sign_in(
        house,
        {
            **claims_of(who.person),
            "sub": "legal-own",
            "account_kind": "legal",
            "organisation_name": "x",
            "credit_code": credit_code,
        },
        NOW,
    )
    assert own.organisation() == school.organisation()
    with pytest.raises(NotAllowed, match="本人"):
        approvals.endorse(house, own, application_id, "", NOW)
    who.records.clear()
    who.enter(["w1"])
    (mine,) = who.hand_in()
    with pytest.raises(NotAllowed, match="本人"):
        desk.approve_achievements(house, own, [mine], NOW)
    approvals.endorse(house, school, application_id, "", NOW)


def test_two_officials_at_once(town: Stage, house: House) -> None:
    """What was seen last counts: the second one reads that it changed."""
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    school = town.desks["demo-school"]
    seen = approvals.case(house, school, application_id, NOW).version
    approvals.endorse(house, school, application_id, "", NOW, version=seen)
    with pytest.raises((StaleWrite, WrongState)):
        approvals.reject(house, school, application_id, "理由", NOW, version=seen)
