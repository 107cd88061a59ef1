"""What cases show of rules, and why they do not show the rest."""

from __future__ import annotations

from tests.lab.writing import HEAD, PLAN, bench, read
from zcforms.checks.core import (
    DOCUMENT,
    TRUE,
    Among,
    Compare,
    Condition,
    Count,
    Field,
    Literal,
    Operator,
    Records,
    Type,
)
from zcforms.checks.naming import Names
from zcforms.lab import cases, coverage
from zcforms.lab.coverage import Coverage, Gap
from zcforms.lab.observed import subjects
from zcforms.lab.reasons import Reader
from zcforms.lab.spots import Spot


def measured(text: str, *rules: str, plan: str = PLAN) -> Coverage:
    home, ruleset = bench().catalogue.plans[plan], bench().rulesets[plan]
    situations = cases.situations([read(text)] if text else [], home, ruleset)
    return coverage.measure(home, ruleset, situations, frozenset(rules))


def case(name: str, more: str = "") -> str:
    return f"  - case: {name}\n    applicant: complete\n{more}    expect: {{also: true}}\n"


def gap(covered: Coverage, sentence: str) -> Gap:
    return next(each for each in covered.gaps if each.sentence == sentence)


def test_a_rule_is_covered_when_it_passed_and_was_violated() -> None:
    once = measured(HEAD + case("一"), "photo-present")
    assert (once.of_rules, once.of_conditions, once.complete) == (0.5, 0.5, False)
    whole = gap(once, "")
    assert (whole.missing, whole.file, whole.at) == (("违反",), "rules/common/personal.yaml", "/rules/3")
    assert whole.why == "规则适用于 1 个用例：1 个通过；没有一个用例违反"
    inner = gap(once, "“照片”的文件名已填写")
    assert (inner.missing, inner.at) == (("不成立",), "/rules/3/require")
    assert "总是成立，出现过的值：个人免冠照片.jpg" in inner.why
    both = measured(HEAD + case("一") + case("二", "    change: {applicant.photo: null}\n"), "photo-present")
    assert (both.complete, both.of_rules, both.of_conditions) == (True, 1.0, 1.0)


def test_a_guard_that_never_held_is_named() -> None:
    covered = measured(HEAD + case("一"), "tenure-doctor")
    assert "没有用例符合适用条件" in gap(covered, "").why
    assert "学历为“博士研究生”" in gap(covered, "").why
    both = case("一", '    change: {achievements.e1.data.education: "11", route: exceptional}\n') + case("二")
    assert "没有在同一个用例中同时成立" in gap(measured(HEAD + both, "tenure-doctor"), "").why


def test_a_list_that_is_always_empty_and_a_field_that_is_never_filled_in_are_named() -> None:
    covered = measured(
        HEAD + case("一"), "assessments-one-a-year", "appointments-in-order", "personal-complete"
    )
    reasons = [each.why for each in covered.gaps]
    assert "“年度考核”在所有用例中都不到两条记录" in reasons
    assert "“填写检查发现的问题”在所有用例中都没有记录" in reasons
    assert any("“聘用结束日期”" in why and "没有填写，这个条件总是无法判断" in why for why in reasons)


def test_an_adjusting_rule_is_covered_when_it_adjusted_and_did_not() -> None:
    only = HEAD + case("一", "    change: {answers.basic.specialty_years: 20}\n")
    whole = gap(measured(only, "specialty-years-capped"), "")
    assert (whole.missing, whole.why) == (("不调整",), "1 个用例中都调整了；请写一个不需要调整的用例")
    assert measured(
        only + case("二", "    change: {answers.basic.specialty_years: 13}\n"), "specialty-years-capped"
    ).complete


def test_a_standard_without_cases_is_named() -> None:
    covered = measured("", "skilled-tenure", plan="2021-engineering-senior")
    assert all("没有用例选择评审标准" in each.why for each in covered.gaps)
    assert (covered.of_rules, len(covered.rules)) == (0.0, 1)


def test_a_condition_of_one_outcome_is_known_by_the_plan() -> None:
    plan, ruleset = bench().catalogue.plans[PLAN], bench().rulesets[PLAN]
    (subject, *_) = subjects(ruleset, ())
    reader = Reader(plan, subject, Names.of(ruleset.shape))
    level = Field(DOCUMENT, ("application", "level"), Type.TEXT)
    route = Field(DOCUMENT, ("application", "route"), Type.TEXT)
    count = Count(Records(DOCUMENT, ("work",)), "r1", TRUE)
    one = Literal(Type.INTEGER, 1)

    def settled(condition: Condition) -> str:
        return reader.settled(Spot("when", (), condition))

    assert settled(Among(level, (Literal(Type.TEXT, "senior"),))) == "“申报级别”在该计划中只有：高级"
    assert settled(Among(route, (Literal(Type.TEXT, "regular"),))) == ""
    assert settled(Compare(Operator.AT_LEAST, count, Literal(Type.INTEGER, 0))) == "个数不会少于 0"
    assert settled(Compare(Operator.AT_LEAST, count, one)) == ""
    assert settled(Compare(Operator.AT_LEAST, one, one)) == "两边都是规则中写定的值"
