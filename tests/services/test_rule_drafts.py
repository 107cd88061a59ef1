"""Drafts of rulesets: begun, typed, saved, given up."""

from __future__ import annotations

import pytest

from tests.services import workshop as own
from tests.services.conftest import NOW
from tests.services.journal import acts
from tests.services.workshop import CASES, RULE, RULESET, author, begun, reviewer, saved, with_rule
from zcforms.demo.load import SCHOOL, Stage
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, StaleWrite, WrongState
from zcforms.domain.rule_draft import DraftState
from zcforms.services import (
    drafts,
    rule_autosave,
    rule_drafts,
    rule_history,
    rule_linting,
    rule_shelf,
    rule_vocabulary,
)
from zcforms.services.rule_drafts import RulesRefused

OFFICE, OTHER = "demo-teacher-office", "demo-engineer-office"


def test_a_draft_begins_with_what_is_in_force(workshop: Stage) -> None:
    house = workshop.house
    draft_id = begun(workshop)
    shown = rule_drafts.draft(house, author(workshop), draft_id)
    assert shown.text == shown.base_text == house.rulebook.edition().text(RULESET)
    assert (shown.plan_id, shown.base_number, shown.version, shown.mine) == (RULESET, 0, 1, True)
    assert (shown.marks, shown.buffer, shown.outdated, shown.cases_text) == ((), None, False, "")
    assert begun(workshop) == draft_id
    assert acts(house, f"rule-draft:{draft_id}") == ["rules.start"]
    (line,) = rule_drafts.drafts(house, reviewer(workshop))
    assert (line.id, line.mine, line.author, line.state) == (draft_id, False, "规则作者", DraftState.DRAFT)


def test_the_cases_in_force_come_with_it(town: Stage) -> None:
    shown = rule_drafts.draft(town.house, author(town), begun(town))
    assert shown.cases_text == town.house.rulebook.files.sources.text(f"rules/cases/{RULESET}.yaml") != ""


def test_only_the_organising_unit_of_every_plan_that_uses_it_may_change_a_ruleset(workshop: Stage) -> None:
    house, desks = workshop.house, workshop.desks
    with pytest.raises(NotAllowed, match="组建单位"):
        rule_drafts.start(house, desks[SCHOOL], RULESET, "改", NOW)
    with pytest.raises(NotAllowed, match="复制到本计划"):
        rule_drafts.start(house, desks[OTHER], RULESET, "改", NOW)
    with pytest.raises(NotAllowed, match="复制到本计划"):
        rule_drafts.start(house, desks[OFFICE], "personal", "改", NOW)
    with pytest.raises(NotFound):
        rule_drafts.start(house, desks[OFFICE], "nowhere", "改", NOW)
    with pytest.raises(NotFound):
        rule_drafts.start(house, desks[OFFICE], RULESET, "改", NOW, plan_id="2021-engineering-senior")
    with pytest.raises(InputRefused, match="理由"):
        rule_drafts.start(house, desks[OFFICE], RULESET, " ", NOW)


def test_another_units_draft_does_not_exist_and_the_look_is_journalled(workshop: Stage) -> None:
    draft_id = begun(workshop)
    for look in (
        lambda: rule_drafts.draft(workshop.house, workshop.desks[OTHER], draft_id),
        lambda: rule_drafts.lint(workshop.house, workshop.desks[OTHER], draft_id, ""),
        lambda: rule_drafts.discard(workshop.house, workshop.desks[OTHER], draft_id, NOW),
    ):
        with pytest.raises(NotFound):
            look()
    assert acts(workshop.house, f"rule-draft:{draft_id}").count("look.refused") == 3


def test_what_was_typed_is_kept_whatever_it_is(workshop: Stage) -> None:
    house, who = workshop.house, author(workshop)
    draft_id = begun(workshop)
    rule_autosave.keep(house, who, draft_id, "rules: [", "cases: ?", now=NOW)
    shown = rule_drafts.draft(house, who, draft_id)
    assert shown.buffer is not None
    assert (shown.buffer.text, shown.buffer.cases_text) == ("rules: [", "cases: ?")
    assert shown.text == shown.base_text
    assert rule_drafts.draft(house, reviewer(workshop), draft_id).buffer is None
    assert drafts.find(house, who, f"rules/{draft_id}") is None
    rule_autosave.forget(house, who, draft_id)
    assert rule_drafts.draft(house, who, draft_id).buffer is None
    with pytest.raises(InputRefused, match="过长"):
        rule_autosave.keep(house, who, draft_id, "x" * 900_000, "", now=NOW)
    with pytest.raises(InputRefused, match="特殊字符"):
        rule_autosave.keep(house, who, draft_id, "a\x00b", "", now=NOW)


def test_nothing_invalid_is_saved_and_nothing_typed_is_lost(workshop: Stage) -> None:
    house, who = workshop.house, author(workshop)
    draft_id = begun(workshop)
    broken = with_rule(workshop, RULE.replace("basic.work_years:", "basic.work_year:"))
    with pytest.raises(RulesRefused) as refused:
        rule_drafts.save(house, who, draft_id, broken, "", version=1, now=NOW)
    (mark,) = refused.value.marks
    line = broken.splitlines()[mark.line - 1]
    assert line[mark.column - 1 :].startswith("basic.work_year:")
    assert "basic.work_year" in mark.fault
    assert "basic.work_years" in mark.remedy
    assert f"第 {mark.line} 行" in str(refused.value)
    shown = rule_drafts.draft(house, who, draft_id)
    assert shown.text == shown.base_text
    assert shown.buffer is not None
    assert shown.buffer.text == broken


def test_saving_counts_versions_and_the_second_window_is_told(workshop: Stage) -> None:
    house, who = workshop.house, author(workshop)
    draft_id = begun(workshop)
    text = with_rule(workshop)
    assert rule_drafts.save(house, who, draft_id, text, CASES, version=1, now=NOW) == 2
    assert rule_drafts.draft(house, who, draft_id).buffer is None
    with pytest.raises(StaleWrite):
        rule_drafts.save(house, who, draft_id, text, "", version=1, now=NOW)
    shown = rule_drafts.draft(house, who, draft_id)
    assert (shown.text, shown.cases_text, shown.version) == (text, CASES, 2)
    assert shown.buffer is not None  # what the second window typed


def test_line_ends_of_a_browser_are_no_change(workshop: Stage) -> None:
    house, who = workshop.house, author(workshop)
    draft_id = begun(workshop)
    text = house.rulebook.edition().text(RULESET)
    rule_drafts.save(house, who, draft_id, text.replace("\n", "\r\n"), "", version=1, now=NOW)
    assert rule_drafts.draft(house, who, draft_id).text == text


def test_only_the_author_writes(workshop: Stage) -> None:
    house = workshop.house
    draft_id = begun(workshop)
    text = with_rule(workshop)
    with pytest.raises(NotAllowed, match="规则作者"):
        rule_drafts.save(house, reviewer(workshop), draft_id, text, "", version=1, now=NOW)
    with pytest.raises(NotAllowed):
        rule_drafts.discard(house, reviewer(workshop), draft_id, NOW)
    assert not rule_drafts.draft(house, reviewer(workshop), draft_id).editable


def test_a_draft_that_was_given_up_is_over(workshop: Stage) -> None:
    house, who = workshop.house, author(workshop)
    draft_id = begun(workshop)
    rule_drafts.discard(house, who, draft_id, NOW)
    assert rule_drafts.drafts(house, who) == []
    with pytest.raises(WrongState):
        rule_autosave.keep(house, who, draft_id, "x", "", now=NOW)
    assert begun(workshop) != draft_id


def test_what_was_given_up_can_be_taken_up_again(workshop: Stage) -> None:
    house, who = workshop.house, author(workshop)
    draft_id = begun(workshop)
    rule_autosave.keep(house, who, draft_id, "# typed", "", now=NOW)
    rule_drafts.discard(house, who, draft_id, NOW)
    assert [each.id for each in rule_drafts.given_up(house, who)] == [draft_id]
    assert rule_drafts.given_up(house, reviewer(workshop)) == []
    with pytest.raises(NotAllowed, match="由本人恢复"):
        rule_drafts.take_up(house, reviewer(workshop), draft_id, NOW)
    other = begun(workshop)
    with pytest.raises(WrongState, match="已有一份"):
        rule_drafts.take_up(house, who, draft_id, NOW)
    rule_drafts.discard(house, who, other, NOW)
    rule_drafts.take_up(house, who, draft_id, NOW)
    shown = rule_drafts.draft(house, who, draft_id)
    assert shown.editable
    assert shown.buffer is not None
    assert shown.buffer.text == "# typed"
    assert acts(house, f"rule-draft:{draft_id}")[-2:] == ["rules.discard", "rules.take_up"]


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        (CASES.replace("tried-years", "tried-year"), "tried-year"),
        (CASES.replace("examples/teacher-complete.json", "examples/nobody.json"), "nobody"),
        (CASES.replace("plan: 2022-teacher-senior", "plan: 2021-engineering-senior"), "另一个评审计划"),
        ("plan: [", "不是合法的 YAML"),
    ],
)
def test_cases_are_linted_against_the_rules_beside_them(workshop: Stage, cases: str, said: str) -> None:
    draft_id = begun(workshop)
    marks = rule_drafts.lint(workshop.house, author(workshop), draft_id, with_rule(workshop), cases)
    assert marks
    assert all(mark.part == "cases" for mark in marks)
    assert any(said in mark.fault for mark in marks)
    assert rule_drafts.lint(workshop.house, author(workshop), draft_id, with_rule(workshop), CASES) == []


def test_a_syntax_fault_stands_where_the_text_breaks(workshop: Stage) -> None:
    draft_id = begun(workshop)
    text = with_rule(workshop, RULE.replace("caption: 工作年限满十年", "caption: [工作年限"))
    (mark,) = rule_drafts.lint(workshop.house, author(workshop), draft_id, text)
    at = next(number for number, line in enumerate(text.splitlines(), 1) if "[工作年限" in line)
    assert at <= mark.line <= at + 2


def test_a_change_that_breaks_another_document_says_which(workshop: Stage) -> None:
    """A plan's ruleset uses a parameter of the series'; what the series loses is missed there."""
    edition = workshop.house.rulebook.edition()
    text = edition.text("teacher").replace("rural_months", "rural_month")
    marks = rule_linting.marks(edition, "teacher", RULESET, text, None)
    assert any("rules/plans/2022-teacher-senior.yaml" in mark.fault for mark in marks)
    assert all(mark.remedy for mark in marks)


def test_typing_is_answered_for_the_drafts_plan_and_nothing_is_taken_without_the_others(
    workshop: Stage,
) -> None:
    """Another plan that uses the ruleset has no such section: that is told where every plan is asked, as saving and publishing do."""
    edition = workshop.house.rulebook.edition()
    placing = "2022-teacher-intermediate"
    rule = RULE.replace(
        'require: {basic.work_years: {">=": 10}}', "require: {present: placement.weak_school}"
    )
    assert edition.rulesets[placing].shape.at(["placement"]) is not None
    text = edition.text("teacher").replace("\nrules:\n", f"\nrules:{rule}", 1)
    own = rule_linting.marks(edition, "teacher", placing, text, None, every=False)
    (other, *_) = rule_linting.marks(edition, "teacher", placing, text, None)
    assert own == []
    assert "placement" in other.fault
    broken = text.replace("placement.weak_school", "basic.work_year")
    (mark,) = rule_linting.marks(edition, "teacher", placing, broken, None)
    assert "basic.work_year" in mark.fault


def test_the_list_shows_who_uses_what(workshop: Stage) -> None:
    house = workshop.house
    draft_id = begun(workshop)
    lines = {line.id: line for line in rule_shelf.rulesets(house, author(workshop))}
    line = lines[RULESET]
    assert (line.editable, line.drafts, line.version, [each.id for each in line.used_by]) == (
        True,
        (draft_id,),
        0,
        [RULESET],
    )
    assert not lines["personal"].editable
    assert len(lines["personal"].used_by) > 1
    (found,) = [
        each for each in rule_shelf.rulesets(house, author(workshop), "薄弱学校") if each.id == RULESET
    ]
    assert found.found == ("乡村任教或支教满一年",)
    assert rule_shelf.rulesets(house, author(workshop), "没有这样的规则") == []
    with pytest.raises(NotAllowed):
        rule_shelf.rulesets(house, workshop.desks[SCHOOL])


def test_a_ruleset_is_shown_with_its_rules_in_sentences(workshop: Stage) -> None:
    house = workshop.house
    shown = rule_shelf.shown(house, author(workshop), RULESET)
    rule = next(each for each in shown.rules if each.id == "rural-service")
    assert rule.severity == "advisory"
    assert "农村" in rule.sentence
    assert rule.source.startswith("人社部发〔2015〕79号")
    assert [version.number for version in shown.history] == [0]
    assert (shown.editable, shown.copies_to) == (True, ())
    common = rule_shelf.shown(house, author(workshop), "personal")
    assert not common.editable
    assert "复制到本计划" in common.reason
    assert RULESET in [plan.id for plan in common.copies_to]
    assert all(each.sentence for each in common.rules)
    assert RULESET in [plan.id for plan in rule_shelf.used_by(house, author(workshop), "rural-service")]


def test_a_draft_is_compared_with_what_is_in_force_rule_by_rule(workshop: Stage) -> None:
    house, who = workshop.house, author(workshop)
    draft_id = saved(workshop)
    comparison = rule_history.compare(house, who, RULESET, 0, draft_id)
    (change,) = comparison.rules
    assert (change.id, change.kind, change.before, change.sentence_before) == ("tried-years", "added", "", "")
    assert "work_years" in change.after
    assert "10" in change.sentence_after
    assert comparison.rest == ()
    assert sum(line.mark == "+" for line in comparison.lines) == len(RULE.strip().splitlines())
    assert not any(line.mark == "-" for line in comparison.lines)
    with pytest.raises(NotFound):
        rule_history.compare(house, who, RULESET, 0, 7)
    with pytest.raises(NotFound):
        rule_history.compare(house, workshop.desks[OTHER], RULESET, 0, draft_id)


def test_the_vocabulary_has_what_rules_may_name(workshop: Stage) -> None:
    words = rule_vocabulary.vocabulary(workshop.house, author(workshop), RULESET)
    names = {(each.of, each.name): each for each in words.names}
    years = names["", "basic.work_years"]
    assert (years.caption, years.type, years.unit) == ("工作年限", "整数", "年")
    education = names["education", "education"]
    assert education.options
    assert all(option.caption for option in education.options)
    assert names["", "education"].records
    assert {"tenure", "opens", "closes", "year"} <= {each.name for each in words.dates}
    assert "rural_months" in {each.name for each in words.parameters}
    assert "personal" in {each.value for each in words.rows}
    assert {each.place for each in words.keywords} >= {"condition", "value", "test"}
    assert words.plan_id == own.RULESET
