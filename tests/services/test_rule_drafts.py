"""Drafts of rulesets: begun, typed, saved, given up."""

from __future__ import annotations

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts
from zcforms.demo.load import SCHOOL, Stage
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, StaleWrite, WrongState
from zcforms.services import rule_drafts
from zcforms.services.house import House
from zcforms.services.rule_drafts import RulesRefused

OFFICE, OTHER = "demo-teacher-office", "demo-engineer-office"
RULESET = "2022-teacher-senior"


def begun(town: Stage, reason: str = "政策调整") -> str:
    return rule_drafts.start(town.house, town.desks[OFFICE], RULESET, reason, NOW)


def test_a_draft_begins_with_what_is_in_force(town: Stage, house: House) -> None:
    draft_id = begun(town)
    shown = rule_drafts.draft(house, town.desks[OFFICE], draft_id)
    assert shown.text == shown.base_text == house.rulebook.edition().text(RULESET)
    assert (shown.plan_id, shown.base_number, shown.version, shown.mine) == (RULESET, 0, 1, True)
    assert shown.marks == ()
    assert begun(town) == draft_id
    assert acts(house, f"rule-draft:{draft_id}") == ["rules.start"]


def test_only_the_organising_unit_of_every_plan_that_uses_it_may_change_a_ruleset(town: Stage) -> None:
    with pytest.raises(NotAllowed, match="组建单位"):
        rule_drafts.start(town.house, town.desks[SCHOOL], RULESET, "改", NOW)
    with pytest.raises(NotAllowed, match="复制到本计划"):
        rule_drafts.start(town.house, town.desks[OTHER], RULESET, "改", NOW)
    with pytest.raises(NotAllowed, match="复制到本计划"):
        rule_drafts.start(town.house, town.desks[OFFICE], "personal", "改", NOW)
    with pytest.raises(NotFound):
        rule_drafts.start(town.house, town.desks[OFFICE], "nowhere", "改", NOW)
    with pytest.raises(InputRefused, match="理由"):
        begun(town, " ")
