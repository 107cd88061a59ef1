"""Trying a draft on people."""

from __future__ import annotations

import json

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts
from tests.services.workshop import CASES, PLAN, RULE, author, begun, saved, with_rule
from zcforms.checks.run import Outcome
from zcforms.demo.load import Stage
from zcforms.domain.errors import InputRefused, NotFound
from zcforms.services import impacts, rule_drafts, rule_trials, rule_trying
from zcforms.services.rule_drafts import RulesRefused
from zcforms.services.rule_trials import Trial

EXAMPLE = "example:teacher-complete.json"


def tried(town: Stage, applicant: str = EXAMPLE, rule: str = RULE, **more: object) -> Trial:
    draft_id = begun(town)
    return rule_trials.try_out(
        town.house,
        author(town),
        draft_id,
        with_rule(town, rule),
        applicant,
        now=NOW,
        **more,  # type: ignore[arg-type]
    )


def test_somebody_made_up_is_checked_by_the_rules_in_the_editor(workshop: Stage) -> None:
    trial = tried(workshop, rule=RULE.replace("10}", "40}"))
    outcomes = {each.rule: each for each in trial.explanations}
    assert outcomes["tried-years"].outcome is Outcome.VIOLATED
    assert "40" in outcomes["tried-years"].sentence
    assert trial.before == {"tried-years": None}
    assert trial.passed  # it is an advisory rule
    (change,) = trial.changes["tried-years"]
    assert change.pointer == "/basic/work_years"
    assert any("工作年限未满十年" in row.text for row in trial.rows)
    assert trial.alarms == ()


def test_a_change_is_made_before_checking(workshop: Stage) -> None:
    trial = tried(workshop, changes=[("/basic/work_years", 9)])
    assert {each.rule: each.outcome for each in trial.explanations}["tried-years"] is Outcome.VIOLATED
    assert trial.facts["basic"]["work_years"] == 9
    with pytest.raises(InputRefused, match="不能改动"):
        tried(workshop, changes=[("/basic/nothing", 9)])
    with pytest.raises(InputRefused, match="最多"):
        tried(workshop, changes=[("/basic/work_years", 9)] * 51)


def test_the_people_of_the_cases_are_there_while_they_are_written(workshop: Stage) -> None:
    draft_id = begun(workshop)
    lines = rule_trials.applicants(workshop.house, author(workshop), draft_id, CASES)
    assert [line.key for line in lines if line.kind == "case"] == ["case:complete"]
    assert EXAMPLE in [line.key for line in lines]
    trial = tried(workshop, "case:complete", cases_text=CASES)
    assert trial.explanations
    with pytest.raises(NotFound):
        tried(workshop, "case:nobody", cases_text=CASES)
    assert rule_trials.applicants(workshop.house, author(workshop), draft_id, "applicants: [")


def test_real_people_are_masked_and_the_look_is_journalled(workshop: Stage) -> None:
    who, application_id = workshop.submitted("submitted", days_ago=1)
    house = workshop.house
    draft_id = begun(workshop)
    lines = rule_trials.applicants(house, author(workshop), draft_id)
    (line,) = [each for each in lines if each.kind == "real"]
    assert line.key == f"real:{application_id}"
    assert who.person.name not in line.caption
    trial = tried(workshop, line.key)
    said = json.dumps([trial.document, trial.facts], ensure_ascii=False) + repr(
        (trial.explanations, trial.rows)
    )
    for secret in (
        who.person.name,
        who.person.id_number,
        who.person.phone,
        "禾田路小学",
        "12340199MA0000101U",
    ):
        assert secret not in said
    assert "rules.try_real" in acts(house, f"application:{application_id}")
    assert {each.rule: each.outcome for each in trial.explanations}["tried-years"] is Outcome.PASSED


def test_only_applications_of_the_drafts_plan_are_shown(workshop: Stage) -> None:
    """Not what was not handed in, nor what belongs to another unit's plan."""
    _, unsent = workshop.filled("ready", "teacher-complete")
    _, foreign = workshop.filled("engineer", "engineer-complete", "demo-company")
    lines = rule_trials.applicants(workshop.house, author(workshop), begun(workshop))
    assert not [each for each in lines if each.kind == "real"]
    for application_id in (unsent, foreign, "nothing"):
        with pytest.raises(NotFound):
            tried(workshop, f"real:{application_id}")
    assert "rules.try_real" not in acts(workshop.house, f"application:{foreign}")


def test_rules_that_do_not_compile_are_told_instead_of_tried(workshop: Stage) -> None:
    with pytest.raises(RulesRefused) as refused:
        tried(workshop, rule=RULE.replace("basic.work_years", "basic.nothing"))
    assert refused.value.marks[0].line > 1


def test_cases_are_run_while_they_are_written(workshop: Stage) -> None:
    draft_id = begun(workshop)
    proof = rule_trials.run_cases(workshop.house, author(workshop), draft_id, with_rule(workshop), CASES)
    assert [(case.case, case.passed, case.own) for case in proof.cases] == [
        (name, True, True) for name in ("刚满十年", "差一年", "多一年", "没有填写")
    ]
    assert proof.changed == ("tried-years",)
    assert (proof.of_conditions, proof.score, proof.survivors, proof.gaps) == (1.0, 1.0, (), ())
    broken = CASES.replace("work_years: 9", "work_years: 12")
    proof = rule_trials.run_cases(workshop.house, author(workshop), draft_id, with_rule(workshop), broken)
    (failed,) = proof.failed
    assert [(each.expected, each.actual) for each in failed.differences] == [("违反", "通过")]
    proof = rule_trials.run_cases(workshop.house, author(workshop), draft_id, "rules: [", CASES)
    assert proof.marks
    assert proof.cases == ()


def test_a_survivor_comes_with_a_case_that_notices_it(workshop: Stage) -> None:
    draft_id = begun(workshop)
    text, cases = with_rule(workshop), CASES.replace("work_years: 9", "work_years: 5")
    (survivor,) = rule_trials.run_cases(workshop.house, author(workshop), draft_id, text, cases).survivors
    assert survivor.suggestion.startswith("  - case: ")
    more = cases + survivor.suggestion
    proof = rule_trials.run_cases(workshop.house, author(workshop), draft_id, text, more)
    assert (proof.marks, proof.failed, proof.survivors) == ((), (), ())


GROUNDS = """
  - id: tried-grounds
    row: personal
    caption: 破格的类型
    routes: [exceptional]
    policy: {text: 破格申报须说明类型, source: 某文}
    require: {exceptional.kinds: {has_one_of: [学历破格, 其他]}}
    message: 破格类型不对
    remedy: 请核对破格类型
"""


def test_a_case_is_suggested_far_from_those_that_there_are(workshop: Stage) -> None:
    """The rule applies to one case of many, which says nothing of what it asks; and is called by its name."""
    draft_id = begun(workshop)
    many = "".join(
        f"  - {{case: 第 {number} 个, applicant: complete, change: {{answers.basic.work_years: {number}}}, expect: {{passed: [photo-present], also: true}}}}\n"
        for number in range(20, 32)
    )
    cases = f"{CASES.split('cases:')[0].rstrip()}\ncases:\n{many}  - {{case: 破格, applicant: complete, change: {{route: exceptional}}, expect: {{passed: [photo-present], also: true}}}}\n"
    text = with_rule(workshop, GROUNDS)
    proof = rule_trials.run_cases(workshop.house, author(workshop), draft_id, text, cases)
    assert proof.marks == ()
    assert all(each.suggestions for each in proof.gaps[:2]), proof.gaps
    assert any("“破格类型”在用例中都没有填写" in each.why for each in proof.gaps)
    assert not any("未命名" in each.why + each.sentence for each in proof.gaps)


def test_what_no_case_shows_comes_with_a_case_that_shows_it(workshop: Stage) -> None:
    draft_id = begun(workshop)
    text, cases = with_rule(workshop), CASES.split("  - case: 差一年")[0]
    proof = rule_trials.run_cases(workshop.house, author(workshop), draft_id, text, cases)
    assert {each.missing for each in proof.gaps} == {("违反",), ("不成立",)}
    more = "".join(text for each in proof.gaps for text in each.suggestions)
    proof = rule_trials.run_cases(workshop.house, author(workshop), draft_id, text, cases + more)
    assert (proof.marks, proof.failed, proof.gaps) == ((), (), ())


def test_what_is_only_worded_differently_is_no_changed_rule(workshop: Stage) -> None:
    text = workshop.house.rulebook.edition().text(PLAN).replace("满一年", "满 1 年")
    proof = rule_trials.run_cases(workshop.house, author(workshop), begun(workshop), text, "")
    assert proof.changed == ()


def test_an_impact_is_asked_for_from_the_editor(workshop: Stage) -> None:
    workshop.submitted("submitted", days_ago=1)
    draft_id = saved(workshop)
    house = workshop.house
    impact_id = rule_trials.start_impact(house, author(workshop), draft_id, with_rule(workshop), now=NOW)
    assert impacts.shown(house, author(workshop), impact_id).plan_id == PLAN
    with pytest.raises(RulesRefused):
        rule_trials.start_impact(house, author(workshop), draft_id, "rules: [", now=NOW)


def test_an_impact_says_whether_it_was_counted_for_what_is_saved(workshop: Stage) -> None:
    house, who = workshop.house, author(workshop)
    draft_id = begun(workshop)
    source = {**impacts.DATABASE, "draft": draft_id}
    rule_trials.start_impact(house, who, draft_id, with_rule(workshop), now=NOW, source=source)
    assert [each.fits for each in impacts.earlier(house, who, draft_id)] == [False]
    rule_drafts.save(house, who, draft_id, with_rule(workshop), "", version=1, now=NOW)
    assert [each.fits for each in impacts.earlier(house, who, draft_id)] == [True]


def _side(trial: Trial) -> Outcome:
    return next(each.outcome for each in trial.explanations if each.rule == "tried-years")


def test_made_up_people_of_the_plan_stand_on_either_side_of_the_draft(workshop: Stage) -> None:
    """Where the population has nobody on one side, somebody is changed until he stands there."""
    house = workshop.house
    draft_id = begun(workshop)
    for bound, word in (
        ('{">=": 10}', "的规则"),
        ('{">=": 50}', "改成刚好符合“工作年限满十年”"),
        ('{">=": 1}}\n    missing: pass\n    values: {', "改成刚好不符合“工作年限满十年”"),
    ):
        rule = RULE.replace('{">=": 10}', bound)
        text = with_rule(workshop, rule)
        people = rule_trials.applicants(house, author(workshop), draft_id, CASES, text)
        lines = [line for line in people if line.kind == "made"]
        assert 2 <= len(lines) <= 6
        assert any(word in line.caption for line in lines)
        sides = {_side(tried(workshop, line.key, rule=rule)): line.caption for line in lines}
        assert sides.keys() >= {Outcome.PASSED, Outcome.VIOLATED}
        assert "不符合" not in sides[Outcome.PASSED]
        assert "不符合" in sides[Outcome.VIOLATED]
    for key in ("made:9999", "made:x", "made:0:+:nothing", "made:0:?:tried-years"):
        with pytest.raises(NotFound):
            tried(workshop, key)


def test_made_up_people_are_those_of_the_saved_draft_when_nothing_else_is_said(workshop: Stage) -> None:
    house = workshop.house
    draft_id = saved(workshop)
    lines = rule_trials.applicants(house, author(workshop), draft_id)
    assert any("改动的规则" in line.caption for line in lines if line.kind == "made")
    lines = rule_trials.applicants(house, author(workshop), draft_id, text="rules: [")
    assert not [line for line in lines if line.kind == "made"]


def test_somebody_the_system_made_up_is_no_case(workshop: Stage) -> None:
    draft_id = begun(workshop)
    trial = tried(workshop, "made:0")
    with pytest.raises(InputRefused, match="不在用例文本里"):
        rule_trying.case_of(
            workshop.house,
            author(workshop),
            draft_id,
            trial,
            "试",
            text=with_rule(workshop),
            cases_text=CASES,
            now=NOW,
        )
