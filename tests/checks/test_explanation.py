"""Why rules come out as they do: truths that agree with the evaluator, records by name, sentences that say what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.checks.captioned import SHAPE, condition
from zcforms.checks import conform, facts, reasons, reference
from zcforms.checks.core import State
from zcforms.checks.explanation import Explanation, explain
from zcforms.checks.judged import Judged
from zcforms.checks.judging import LISTED, Judge
from zcforms.checks.naming import Names
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker, Outcome
from zcforms.documents.pointer import steps
from zcforms.forms import validation
from zcforms.forms.catalogue import Catalogue

Example = Callable[[str], dict[str, Any]]

FACTS: dict[str, Any] = {
    "application": {"route": "regular"},
    "basic": {"work_years": 4, "specialty_years": 6, "hired": "2018-12-31", "stage": "小学", "licence": ""},
    "education": [
        {"start": "2003-09", "end": "2007-07", "school": "某师范学院", "education": "21", "qualifying": True},
        {"start": "2015-09", "school": "某大学", "education": "11", "qualifying": False},
    ],
    "training": [
        {"year": 2020, "hours": 20, "kind": "公需"},
        {"year": 2020, "hours": 72, "kind": "专业"},
        {"year": 2021, "kind": "公需"},
    ],
    "titles": [{"title": "一级教师", "reviewed_on": "2015-11-20", "appointments": [{"start": "2016-01-01"}]}],
    "files": [],
}


def judged(tree: Any, given: dict[str, Any] = FACTS) -> Judged:
    typed = conform.typed(given, SHAPE)
    made = Judge.of(Names.of(SHAPE), typed).judged(condition(tree))
    assert made.truth is reference.holds(condition(tree), typed)
    return made


def test_a_comparison_says_what_it_found_and_where() -> None:
    made = judged({"compare": [{"years_since": "basic.hired"}, ">=", 5]})
    assert made.truth is False
    assert made.found == "按2018年12月31日至2022年12月31日计算为 4 年"
    assert reasons.unmet(made) == f"要求自聘任日期起至2022年12月31日满 5 年，{made.found}"
    (used,) = made.values
    assert (used.caption, used.pointer, used.state) == ("聘任日期", "/basic/hired", State.ANSWERED)
    assert (used.shown, made.places) == ("2018年12月31日", ("/basic/hired",))


def test_both_sides_are_told_and_what_is_missing_alone() -> None:
    tree = {"basic.specialty_years": {"<=": {"field": "basic.work_years"}}}
    assert judged(tree).found == "专业年限为 6 年，工作年限为 4 年"
    blank = {**FACTS, "basic": {"specialty_years": 6}}
    made = judged(tree, blank)
    assert (made.truth, made.found, made.places) == (None, "工作年限未填写", ("/basic/work_years",))


def test_a_count_lists_the_records_that_count_and_those_that_do_not() -> None:
    made = judged({"count": {"of": "education", "where": {"education": "21"}, ">=": 2}})
    assert (made.found, made.kind) == ("实际有 1 条", "count")
    assert [(each.label, each.pointer, each.counts) for each in made.records] == [
        ("第 1 条（2003年9月至2007年7月，某师范学院）", "/education/0", True),
        ("第 2 条（2015年9月至今，某大学）", "/education/1", False),
    ]
    assert made.records[1].why.found == "学历为“博士研究生”"
    assert made.records[1].why.values[0].record == "第 2 条（2015年9月至今，某大学）"


def test_one_record_too_many_is_to_blame() -> None:
    made = judged({"count": {"of": "education", "where": {"qualifying": True}, "==": 0}})
    assert (made.truth, made.places) == (False, ("/education/0",))


def test_a_total_says_what_each_record_gives() -> None:
    made = judged({"sum": {"of": "training", "field": "hours", ">=": 100}})
    assert made.found == "实际合计 92 学时"
    assert [each.why.found for each in made.records] == ["学时为 20 学时", "学时为 72 学时", "学时未填写"]


def test_periods_that_add_up_say_what_each_record_gives() -> None:
    covered = {"years_covered": {"of": "held.appointments", "start": "start", "end": "end", ">=": 5}}
    periods = [{"start": "2016-01-01", "end": "2017-12-31"}, {"start": "2020-06-01"}]
    given = {**FACTS, "titles": [{"title": "一级教师", "appointments": periods}]}
    made = judged({"some": {"of": "titles", "as": "held", "that": covered}}, given)
    inner = made.records[0].why
    assert (inner.truth, inner.found) == (False, "实际合计 4 年")
    assert [each.why.found for each in inner.records] == [
        "自2016年1月1日至2017年12月31日计入 731 天",
        "自2020年6月1日至2022年12月31日计入 943 天",
    ]


def test_every_names_the_record_that_breaks_it() -> None:
    made = judged({"every": {"of": "training", "that": {"present": "hours"}}})
    assert reasons.unmet(made) == "要求每一条“继续教育”的学时已填写，第 3 条（年度 2021，公需）：学时未填写"
    assert made.places == ("/training/2/hours",)


def test_every_with_where_looks_at_those_alone() -> None:
    made = judged({"every": {"of": "training", "where": {"kind": "专业"}, "that": {"hours": {">=": 60}}}})
    assert (made.truth, len(made.records), made.found) == (True, 1, "共 1 条记录，都符合")


def test_records_inside_records_bear_both_labels() -> None:
    tree = {
        "every": {
            "of": "titles",
            "as": "held",
            "that": {"every": {"of": "held.appointments", "that": {"present": "end"}}},
        }
    }
    made = judged(tree)
    assert made.places == ("/titles/0/appointments/0/end",)
    assert reasons.unmet(made).endswith(
        "，第 1 条（2015年11月20日，一级教师）的“评聘情况”第 1 条（2016年1月1日至今）：聘用结束日期未填写"
    )


def test_pairs_name_both_records() -> None:
    made = judged({"unique": {"of": "training", "by": ["year"]}})
    (pair,) = made.records
    assert (pair.pointer, pair.beside, made.found) == (
        "/training/0",
        "/training/1",
        "第 1 条（年度 2020，公需）与第 2 条（年度 2020，专业）",
    )
    assert judged({"unique": {"of": "education", "by": ["school"]}}).found == "共 2 条，没有这样的两条"


def test_what_holds_is_told_with_the_record_that_shows_it() -> None:
    tree = {"some": {"of": "education", "where": {"qualifying": True}, "that": {"education": "21"}}}
    assert "第 1 条（2003年9月至2007年7月，某师范学院）符合：合格学历为“是”；学历为“大学本科”" in reasons.met(
        judged(tree)
    )


def test_long_lists_are_cut_and_counted() -> None:
    many = [{"year": 2000 + number, "kind": "公需"} for number in range(40)]
    made = judged({"every": {"of": "training", "that": {"present": "hours"}}}, {**FACTS, "training": many})
    assert (len(made.records), made.omitted) == (LISTED, 40 - LISTED)
    assert made.found.endswith("等 40 条未达到")
    assert "等" in reasons.unmet(made)


def test_alternatives_say_what_is_the_case_instead() -> None:
    made = judged({"any": [{"basic.stage": "初中"}, {"basic.work_years": {">=": 5}}]})
    assert reasons.unmet(made) == (
        "要求任教学段为“初中”，或者工作年限不少于 5 年，目前：任教学段为“小学”；工作年限为 4 年"
    )
    assert [part.truth for part in made.parts] == [False, False]


@pytest.mark.parametrize("tree", [{"not": {"basic.work_years": {">=": 4}}}, {"basic.work_years": {"<": 4}}])
def test_what_is_denied_reads_the_same(tree: Any) -> None:
    assert reasons.unmet(judged(tree)) == "要求工作年限少于 4 年，工作年限为 4 年"


# -- whole rules ----------------------------------------------------------------------------------------


Explained = Callable[[dict[str, Any]], dict[str, Explanation]]


@pytest.fixture
def explained(documents: Catalogue, rulesets: dict[str, Ruleset], checker: Checker) -> Explained:
    """Explanations by rule, of the engine's verdict."""

    def run(application: dict[str, Any]) -> dict[str, Explanation]:
        plan = documents.plans[application["plan"]]
        made = facts.facts(plan, application, validation.breaches_of(plan, application))
        verdict = checker.run(rulesets[plan.id], made)
        found = explain(rulesets[plan.id], made, verdict)
        assert found == explain(rulesets[plan.id], made)  # what the reference decides, the engine decided
        return {each.rule: each for each in found}

    return run


def test_a_violated_rule_says_why(explained: Explained, example: Example) -> None:
    one = explained(example("teacher-incomplete"))["assessments-judged"]
    assert (one.outcome, one.result, one.places) == (Outcome.VIOLATED, "未满足", ("/assessments/0/verdict",))
    assert (
        one.sentence
        == "要求每一条“年度考核”的考核结果已填写，第 1 条（年度 2021，蚌埠市禾田路小学）：考核结果未填写。"
    )
    assert one.policy.endswith("（申报个人操作手册 图 4-14）")
    assert one.message == "未填写年度考核结果"


def test_an_inapplicable_rule_says_whom_it_is_for(explained: Explained, example: Example) -> None:
    one = explained(example("teacher-complete"))["tenure-doctor"]
    assert one.outcome is Outcome.INAPPLICABLE
    assert one.sentence.startswith("本项不适用，只在以下情形检查：“学历教育”中")
    assert "学历为“大学本科”" in one.sentence
    assert (one.message, one.places) == ("", ())


def test_an_adjustment_says_from_what_to_what(explained: Explained, example: Example) -> None:
    application = example("teacher-complete")
    application["answers"]["basic"]["specialty_years"] = 20
    one = explained(application)["specialty-years-capped"]
    assert one.outcome is Outcome.ADJUSTED
    assert one.sentence == (
        "专业年限由 20 年自动改为 14 年：专业年限超过工作年限（专业年限为 20 年，工作年限为 14 年）。"
    )
    assert one.guard.truth is True


def test_an_undetermined_rule_draws_no_conclusion(
    documents: Catalogue, rulesets: dict[str, Ruleset], example: Example
) -> None:
    application = example("teacher-complete")
    plan = documents.plans[application["plan"]]
    made = facts.facts(plan, application, {})
    with Checker(timeout=0.0001) as slow:
        verdict = slow.run(rulesets[plan.id], made)
    assert verdict.alarms
    found = {each.rule: each for each in explain(rulesets[plan.id], made, verdict)}
    assert found["work-present"].sentence == "本项检测未能完成，没有结论。"
    assert found["work-present"].requirement.truth is True


def test_pointers_lead_to_what_was_shown(
    documents: Catalogue, rulesets: dict[str, Ruleset], example: Example
) -> None:
    """Each used value stands in the facts where its pointer says, of every rule of every example."""
    seen = 0
    for name in ("teacher-complete", "teacher-incomplete", "engineer-complete"):
        application = example(name)
        plan = documents.plans[application["plan"]]
        made = facts.facts(plan, application, validation.breaches_of(plan, application))
        for each in explain(rulesets[plan.id], made):
            for node in (*every(each.guard), *every(each.requirement)):
                for used in node.values:
                    if used.state is State.ANSWERED:
                        assert at(made, used.pointer) not in (None, ""), (each.rule, used)
                        seen += 1
    assert seen > 100


def every(node: Judged) -> Iterator[Judged]:
    yield node
    for inner in (*node.parts, *(each.why for each in node.records)):
        yield from every(inner)


def at(node: Any, pointer: str) -> Any:
    for step in steps(pointer):
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node


def test_what_was_never_asked_is_said_so() -> None:
    given = {**FACTS, "unasked": ["/basic/licence", "/files"]}
    made = judged({"basic.licence": "注册建造师", "count": {"of": "files", ">=": 1}}, given)
    assert made.truth is None
    licence, files = made.parts
    assert (licence.found, licence.values[0].state) == ("执业资格未要求填写", State.UNASKED)
    assert files.found == "“承诺书”未要求填写"
    assert reasons.not_asked(made) == "执业资格、“承诺书”未要求填写，本项未作检查。"


def test_the_word_for_none_is_an_answer_of_its_own() -> None:
    made = judged({"basic.licence": "注册建造师"}, {**FACTS, "basic": {"licence": "无"}})
    assert (made.truth, made.found, made.values[0].state) == (False, "执业资格填写为“无”", State.NONE)
