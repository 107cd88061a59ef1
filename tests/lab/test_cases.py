"""Running cases: what a failing case says, and that engine and reference are both asked."""

from __future__ import annotations

import pytest

from tests.lab.writing import HEAD, PLAN, bench, read, tried
from zcforms.checks.deciding import Outcome
from zcforms.checks.run import Checker
from zcforms.lab import cases
from zcforms.lab.cases import Difference

SHORT = "    applicant: complete\n    change: {answers.titles.0.appointments.0.start: 2018-01-01}\n"


def differences(expect: str, change: str = SHORT) -> tuple[Difference, ...]:
    (result,) = tried(f"{HEAD}  - case: 一\n{change}    expect: {expect}\n").results
    assert result.passed is (not result.differences)
    return result.differences


def test_a_rule_that_is_not_violated_as_expected_is_told_with_its_row_and_reason() -> None:
    (found,) = differences("{violated: [photo-present, tenure]}")
    assert (found.about, found.id, found.caption) == ("rule", "photo-present", "个人免冠照片")
    assert (found.expected, found.actual) == ("违反", "通过")
    assert "个人免冠照片已正确上传" in found.row_text
    assert "文件名" in found.why


def test_a_violated_rule_that_nobody_named_is_a_difference_unless_others_may_be_violated() -> None:
    (found,) = differences("{passed: [photo-present]}")
    assert (found.id, found.expected, found.actual) == ("tenure", "不违反", "违反")
    assert "未满 5 年" in found.row_text
    assert differences("{passed: [photo-present], also: true}") == ()
    assert differences("{violated: [tenure]}") == ()


def test_outcomes_are_told_in_chinese() -> None:
    (found,) = differences("{violated: [tenure], passed: [tenure-doctor]}")
    assert (found.expected, found.actual) == ("通过", "不适用")
    (found,) = differences("{violated: [tenure], not_asked: [photo-present]}")
    assert (found.expected, found.actual) == ("未要求填写", "通过")


def test_adjustments_are_exact_unless_others_may_be_made() -> None:
    more = "    applicant: complete\n    change: {answers.basic.specialty_years: 20}\n"
    assert differences("{adjusted: {basic.specialty_years: 14}}", more) == ()
    (found,) = differences("{violated: []}", more)
    assert (found.about, found.caption, found.expected, found.actual) == (
        "fact",
        "专业年限",
        "不调整",
        "调整为 14",
    )
    (found,) = differences("{adjusted: {basic.specialty_years: 13}}", more)
    assert (found.expected, found.actual) == ("调整为 13", "调整为 14")
    assert differences("{also: true}", more) == ()


def test_the_whole_text_of_a_row_is_compared() -> None:
    (found,) = differences("{violated: [tenure], rows: {work: 已填写2条工作经历信息}}")
    assert (found.about, found.id, found.expected, found.actual) == (
        "row",
        "work",
        "已填写2条工作经历信息",
        "已填写1条工作经历信息",
    )


def test_with_a_checker_the_engine_decides_too() -> None:
    made = read(f"{HEAD}  - case: 一\n{SHORT}    expect: {{violated: [tenure]}}\n")
    plan, ruleset = bench().catalogue.plans[PLAN], bench().rulesets[PLAN]
    with Checker(timeout=30) as checker:
        assert cases.run(made, plan, ruleset, checker).passed


def test_an_engine_that_is_lost_is_a_difference() -> None:
    made = read(f"{HEAD}  - case: 一\n{SHORT}    expect: {{violated: [tenure], also: true}}\n")
    plan, ruleset = bench().catalogue.plans[PLAN], bench().rulesets[PLAN]
    with Checker(timeout=0.000001) as checker:
        (result,) = cases.run(made, plan, ruleset, checker).failed
    assert {each.about for each in result.differences} == {"check", "rule"}
    assert any(each.actual == "未能检测" for each in result.differences)


@pytest.mark.parametrize("also", [False, True])
def test_what_a_case_speaks_of(also: bool) -> None:
    expected = cases.Expected({"a": Outcome.PASSED}, also=also)
    assert expected.wants("a", Outcome.PASSED)
    assert not expected.wants("a", Outcome.INAPPLICABLE)
    assert expected.wants("b", Outcome.VIOLATED) is also
    assert expected.wants("b", Outcome.INAPPLICABLE)
