"""The checks of a plan that is being designed (issue 6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.conftest import NOW
from tests.services.test_plan_design import START, Designer
from tests.services.workshop import author
from zcforms.demo.load import Stage
from zcforms.domain.errors import InputRefused
from zcforms.services import plan_drafts, plan_rules, plan_starting, rule_text
from zcforms.services.plan_drafts import Clash

POLICY = {"policy_text": ["政策原文"], "policy_source": ["测试文件"], "remedy": ["请完善。"]}
RULES: dict[str, dict[str, list[str]]] = {
    "at_least": {
        "list": ["achievements.representative_work"],
        "number": ["1"],
        "row": ["category:achievement"],
    },
    "at_most": {
        "list": ["achievements.representative_work"],
        "number": ["5"],
        "row": ["category:achievement"],
    },
    "attachment": {"attachment": ["attachments.pledge"], "row": ["attachments"]},
    "value": {"left": ["basic.work_years"], "operator": [">="], "number": ["5"], "row": ["personal"]},
}


@pytest.fixture
def designer(town: Stage) -> Designer:
    return Designer(town, plan_starting.begin_new(town.house, author(town), START, NOW))


def captions(designer: Designer) -> dict[str, Any]:
    return {rule.caption: rule for rules in plan_rules.shown(*designer.at).rows.values() for rule in rules}


@pytest.mark.parametrize("kind", RULES)
def test_a_rule_by_a_form(designer: Designer, kind: str) -> None:
    given = {**POLICY, **RULES[kind], "kind": [kind], "caption": ["新加的要求"]}
    rule_id = plan_rules.write(*designer.at, given, opened="", now=NOW)
    assert rule_id == "xin-jia-de-yao-qiu"
    rule = captions(designer)["新加的要求"]
    assert rule.own
    assert rule.opens
    assert rule.sentence
    opened = plan_rules.form(*designer.at, {}, opened=rule_id)
    assert opened.given["kind"] == [kind]
    plan_rules.write(*designer.at, {**opened.given, "caption": ["改过的要求"]}, opened=rule_id, now=NOW)
    assert "改过的要求" in captions(designer)
    designer.sound()
    plan_rules.remove(*designer.at, rule_id, NOW)
    assert "改过的要求" not in captions(designer)
    designer.sound()


def test_a_rule_on_what_is_gone_is_still_there_to_be_taken_out(designer: Designer) -> None:
    given = {**POLICY, **RULES["value"], "kind": ["value"], "caption": ["工作满五年"]}
    rule_id = plan_rules.write(*designer.at, given, opened="", now=NOW)
    shown = plan_rules.shown(*designer.at)
    text = shown.text.replace("basic.work_years", "basic.lost")
    plan_rules.put_text(*designer.at, text, seen=shown.seen, now=NOW)
    assert plan_rules.shown(*designer.at).faults
    assert list(captions(designer)) == ["工作满五年"]
    plan_rules.remove(*designer.at, rule_id, NOW)
    assert plan_drafts.changes(*designer.at)[0].caption == "删除检查规则“工作满五年”"
    assert "任职年限" in captions(designer)
    designer.sound()


def test_what_is_missing_in_the_form_is_told_and_nothing_is_kept(designer: Designer) -> None:
    before = designer.content
    with pytest.raises(InputRefused) as refused:
        plan_rules.write(*designer.at, {"kind": ["at_least"]}, opened="", now=NOW)
    assert {"/list", "/number", "/caption", "/policy_text"} <= {each.pointer for each in refused.value.faults}
    assert designer.content == before


def test_an_inherited_rule_is_switched_off_and_on(designer: Designer) -> None:
    before = plan_rules.shown(*designer.at).text
    rule = captions(designer)["任职年限"]
    assert not rule.own
    assert rule.origin
    plan_rules.switch(*designer.at, rule.id, on=False, now=NOW)
    assert "任职年限" not in captions(designer)
    assert plan_rules.shown(*designer.at).off == (("tenure", "任职年限"),)
    designer.sound()
    plan_rules.switch(*designer.at, rule.id, on=True, now=NOW)
    assert plan_rules.shown(*designer.at).text == before


def test_the_library_is_chosen_from(designer: Designer) -> None:
    chosen = [each.id for each in plan_rules.shown(*designer.at).sources if each.chosen]
    plan_rules.take(*designer.at, [each for each in chosen if each != "eligibility"], NOW)
    assert "任职年限" not in captions(designer)
    designer.sound()
    plan_rules.take(*designer.at, chosen, NOW)
    assert "任职年限" in captions(designer)


def test_parameters_that_differ_stand_in_the_plan(designer: Designer) -> None:
    shown = plan_rules.shown(*designer.at)
    assert shown.parameters["properties"]["tenure"]["caption"] == "任职年限：本科及以上学历"
    values = {**shown.values, "tenure": 4, "previous_titles": "农艺师\n畜牧师"}
    plan_rules.set_parameters(*designer.at, values, NOW)
    assert designer.plan["parameters"] == {"tenure": 4, "previous_titles": ["农艺师", "畜牧师"]}
    designer.sound()
    plan_rules.set_parameters(*designer.at, shown.values, NOW)
    assert "parameters" not in designer.plan


def test_the_text_by_hand(designer: Designer) -> None:
    shown = plan_rules.shown(*designer.at)
    plan_rules.put_text(*designer.at, f"# 说明\r\n{shown.text}", seen=shown.seen, now=NOW)
    assert plan_rules.shown(*designer.at).text == f"# 说明\n{shown.text}"
    with pytest.raises(Clash):
        plan_rules.put_text(*designer.at, shown.text, seen=shown.seen, now=NOW)
    assert plan_drafts.changes(*designer.at)[0].caption == "修改规则文本"


def test_one_member_of_a_text_is_put_in_place_and_comments_stay() -> None:
    text = "# 头\ncaption: 规则\nextends: [a, b]  # 来源\n\n# 规则如下\nrules:\n  - id: one\n"
    changed = rule_text.put_member(text, "extends", ["a"])
    assert changed == "# 头\ncaption: 规则\nextends: [a]\n\n# 规则如下\nrules:\n  - id: one\n"
    assert (
        rule_text.put_member(changed, "extends", None)
        == "# 头\ncaption: 规则\n\n# 规则如下\nrules:\n  - id: one\n"
    )
    assert rule_text.data_of(rule_text.put_member("caption: 规则\n", "extends", ["a"])) == {
        "caption": "规则",
        "extends": ["a"],
    }
