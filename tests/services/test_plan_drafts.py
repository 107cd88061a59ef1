"""Drafts of plans: one patch after another, by several authors, undone and done again (issue 6)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts
from tests.services.workshop import author, reviewer
from zcforms.demo.load import Stage
from zcforms.documents.patching import add, remove, replace
from zcforms.domain.errors import InputFault, InputRefused, NotAllowed, NotFound, StaleWrite, WrongState
from zcforms.domain.plan_draft import ChangeState, DraftState
from zcforms.services import plan_drafts
from zcforms.services.access import writing
from zcforms.services.plan_drafts import Beginning, Clash, Step
from zcforms.services.plan_package import content_of
from zcforms.services.rule_authors import author as rule_author

PLAN = "2022-teacher-senior"
FILE = f"schemas/plans/{PLAN}.json"
TITLES = ("documents", FILE, "titles")
CAPTION = (*TITLES, 0, "caption")


@pytest.fixture
def draft_id(town: Stage) -> str:
    """A correction of the teachers' plan, begun by its author."""
    house, actor = town.house, author(town)
    text = house.rulebook.files.sources.text(FILE)
    content = {"documents": {FILE: content_of(FILE, text)}, "moves": []}
    with writing(house, actor) as w:
        who = rule_author(w, house, actor)
        return plan_drafts.begin(w, who, Beginning(PLAN, content, content), "修订职称", NOW).id


def content(town: Stage, draft_id: str) -> Any:
    return plan_drafts.draft(town.house, author(town), draft_id).content


def step(caption: str, *operations: dict[str, Any], **more: Any) -> Step:
    return Step(caption, lambda _: operations, **more)


def test_each_change_is_a_step_that_somebody_made(town: Stage, draft_id: str) -> None:
    house = town.house
    version = plan_drafts.change(
        house, author(town), draft_id, step("改名称", replace(CAPTION, "正高级教师")), NOW
    )
    plan_drafts.change(
        house, reviewer(town), draft_id, step("增加参数", add(("documents", FILE, "grace_minutes"), 30)), NOW
    )
    shown = plan_drafts.draft(house, author(town), draft_id)
    assert shown.documents[FILE]["titles"][0]["caption"] == "正高级教师"
    assert (shown.redo, shown.version) == ("", version + 1)
    found = plan_drafts.changes(house, author(town), draft_id)
    assert [(each.sequence, each.caption, each.name) for each in found] == [
        (2, "增加参数", "规则复核人"),
        (1, "改名称", "规则作者"),
    ]
    assert acts(house, f"plan-draft:{draft_id}") == ["plans.change", "plans.change"]
    made = plan_drafts.made(house.rulebook.edition(), PLAN, shown.content)
    assert made.faults == ()
    assert made.plan is not None
    assert (made.plan.titles[0].caption, made.plan.grace_minutes) == ("正高级教师", 30)
    assert made.ruleset is not None


def test_what_a_colleague_did_is_not_undone_by_who_has_not_seen_it(town: Stage, draft_id: str) -> None:
    house = town.house
    seen = plan_drafts.change(house, author(town), draft_id, step("改名称", replace(CAPTION, "甲")), NOW)
    assert plan_drafts.draft(house, author(town), draft_id).undo == "改名称"
    plan_drafts.change(house, reviewer(town), draft_id, step("改名称又一次", replace(CAPTION, "乙")), NOW)
    shown = plan_drafts.draft(house, author(town), draft_id)
    name = next(each.name for each in plan_drafts.changes(house, reviewer(town), draft_id))
    assert shown.undo == f"改名称又一次（{name}）"
    with pytest.raises(StaleWrite, match=f"{name}，改名称又一次"):
        plan_drafts.undo(house, author(town), draft_id, NOW, version=seen)
    assert content(town, draft_id) == shown.content
    plan_drafts.undo(house, author(town), draft_id, NOW, version=shown.version)
    assert content(town, draft_id)["documents"][FILE]["titles"][0]["caption"] == "甲"


def test_undo_and_redo_give_back_every_byte(town: Stage, draft_id: str) -> None:
    house, actor = town.house, author(town)
    states = [json.dumps(content(town, draft_id))]
    for each in (
        step("一", remove(("documents", FILE, "scope"))),
        step("二", add(("documents", FILE, "titles", 0), {"id": "x", "caption": "X", "level": "senior"})),
        step("三", add(("documents", "schemas/pledges/own.json"), {"caption": "承诺"})),
    ):
        plan_drafts.change(house, actor, draft_id, each, NOW)
        states.append(json.dumps(content(town, draft_id)))
    for before in reversed(states[:-1]):
        plan_drafts.undo(house, actor, draft_id, NOW)
        assert json.dumps(content(town, draft_id)) == before
    with pytest.raises(WrongState, match="没有可以撤销"):
        plan_drafts.undo(house, actor, draft_id, NOW)
    for after in states[1:]:
        plan_drafts.redo(house, actor, draft_id, NOW)
        assert json.dumps(content(town, draft_id)) == after
    with pytest.raises(WrongState, match="没有可以重做"):
        plan_drafts.redo(house, actor, draft_id, NOW)


def test_what_was_undone_is_dropped_when_something_else_is_done(town: Stage, draft_id: str) -> None:
    house, actor = town.house, author(town)
    plan_drafts.change(house, actor, draft_id, step("一", replace(CAPTION, "甲")), NOW)
    plan_drafts.undo(house, actor, draft_id, NOW)
    assert plan_drafts.draft(house, actor, draft_id).redo == "一"
    plan_drafts.change(house, actor, draft_id, step("二", replace(CAPTION, "乙")), NOW)
    assert plan_drafts.draft(house, actor, draft_id).redo == ""
    states = [each.state for each in plan_drafts.changes(house, actor, draft_id)]
    assert states == [ChangeState.APPLIED, ChangeState.DROPPED]


def test_two_authors_at_different_places_both_succeed_and_at_one_place_the_second_is_asked(
    town: Stage, draft_id: str
) -> None:
    house, place = town.house, (*TITLES, 0)
    seen = plan_drafts.fingerprint(content(town, draft_id), place)
    plan_drafts.change(
        house,
        author(town),
        draft_id,
        step("别处", add(("documents", FILE, "grace_minutes"), 30)),
        NOW,
    )
    plan_drafts.change(
        house, author(town), draft_id, step("一", replace(CAPTION, "甲"), place=place, seen=seen), NOW
    )
    second = step("二", replace(CAPTION, "乙"), place=place, seen=seen)
    with pytest.raises(Clash) as clash:
        plan_drafts.change(house, reviewer(town), draft_id, second, NOW)
    assert clash.value.now["caption"] == "甲"
    assert content(town, draft_id)["documents"][FILE]["titles"][0]["caption"] == "甲"


def test_a_change_that_does_not_fit_or_does_nothing_is_no_step(town: Stage, draft_id: str) -> None:
    house, actor = town.house, author(town)
    before = plan_drafts.draft(house, actor, draft_id)
    assert plan_drafts.change(house, actor, draft_id, step("无"), NOW) == before.version
    with pytest.raises(WrongState, match="已有变化"):
        plan_drafts.change(house, actor, draft_id, step("错", remove((*TITLES, 9))), NOW)

    def refused(_: Any) -> Any:
        raise InputRefused([InputFault("/caption", "请填写名称。")])

    with pytest.raises(InputRefused):
        plan_drafts.change(house, actor, draft_id, Step("拒", refused), NOW)
    assert plan_drafts.changes(house, actor, draft_id) == []
    plan_drafts.change(house, actor, draft_id, step("一", replace(CAPTION, "甲")), NOW)
    with pytest.raises(StaleWrite):
        plan_drafts.undo(house, actor, draft_id, NOW, version=before.version)


def test_a_draft_is_its_units_and_can_be_given_up_and_taken_up(town: Stage, draft_id: str) -> None:
    house, actor, other = town.house, author(town), town.desks["demo-engineer-office"]
    with pytest.raises(NotFound):
        plan_drafts.draft(house, other, draft_id)
    assert plan_drafts.drafts(house, other) == []
    with pytest.raises(NotAllowed):
        plan_drafts.drafts(house, town.desks["demo-school"])
    (line,) = plan_drafts.drafts(house, actor)
    assert (line.caption, line.state, line.reason) == (
        "2022年度中小学教师系列高级职称评审",
        DraftState.DRAFT,
        "修订职称",
    )
    plan_drafts.discard(house, actor, draft_id, NOW)
    assert plan_drafts.drafts(house, actor) == []
    with pytest.raises(WrongState):
        plan_drafts.change(house, actor, draft_id, step("一", replace(CAPTION, "甲")), NOW)
    plan_drafts.take_up(house, actor, draft_id, NOW)
    assert plan_drafts.change(house, actor, draft_id, step("一", replace(CAPTION, "甲")), NOW)
