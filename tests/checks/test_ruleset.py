"""Ruleset documents: what ships, inheritance, and adjusting rules that follow one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.checks.author import Author, row, rule
from zcforms.checks import facts, ruleset
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker, Verdict
from zcforms.domain.plan import Plan

Example = Callable[[str], dict[str, Any]]


# ------------------------------------------------------------------------------------------- our documents


def test_every_shipped_ruleset_is_sound_for_its_plan(rulesets: dict[str, Ruleset]) -> None:
    assert set(rulesets) >= {"2022-teacher-senior", "2021-engineering-senior"}
    assert set(rulesets["2021-engineering-senior"].tables) == {"engineering", "skilled"}
    for made in rulesets.values():
        for table in made.tables.values():
            assert all(each.policy and each.message.parts for each in table.rules)


def test_digests_cover_rules_rows_parameters_and_facts(author: Author) -> None:
    base = author.compiled(rows=[row()], rules=[rule()], parameters={"x": 1}).digest
    assert author.compiled(rows=[row()], rules=[rule()], parameters={"x": 1}).digest == base
    others = [
        author.compiled(rows=[row()], rules=[rule(message="另一句")], parameters={"x": 1}),
        author.compiled(rows=[row(caption="另一行")], rules=[rule()], parameters={"x": 1}),
        author.compiled(rows=[row()], rules=[rule()], parameters={"x": 2}),
    ]
    author.plan = replace(author.plan, year=2023)
    others.append(author.compiled(rows=[row()], rules=[rule()], parameters={"x": 1}))
    assert len({base, *(other.digest for other in others)}) == 5


# --------------------------------------------------------------------------------------------- inheritance


def test_parents_come_first_and_each_once(author: Author) -> None:
    author.write("common/base", rows=[row("first")], rules=[rule("a", row="first")])
    author.write("common/left", extends=["base"], rows=[row("second")])
    author.write("series/right", extends=["base"], rows=[row("third")])
    table = author.compiled(extends=["left", "right"], rows=[row("last")]).tables["teacher"]
    assert [each.id for each in table.rows] == ["first", "second", "third", "last"]
    assert [each.id for each in table.rules] == ["a"]


def test_an_override_changes_what_it_names_and_null_removes(author: Author) -> None:
    author.write(
        "common/base",
        rows=[row(), row("gone")],
        rules=[rule("a", remedy="旧的"), rule("b", missing="pass"), rule("c")],
    )
    table = author.compiled(
        extends=["base"],
        override={
            "rules": {"a": {"message": "新的"}, "b": {"missing": "fail"}, "c": None},
            "rows": {"gone": None},
        },
    ).tables["teacher"]
    assert [(each.id, each.message.parts, each.question.missing_fails) for each in table.rules] == [
        ("a", ("新的",), True),
        ("b", ("不符合",), True),
    ]
    assert table.rules[0].remedy.parts == ("旧的",)
    assert [each.id for each in table.rows] == ["row"]


def test_a_removed_rule_takes_its_lines_along_and_a_row_of_which_nothing_is_left(author: Author) -> None:
    author.write(
        "common/base",
        rows=[row(lines=[{"rule": "a"}, {"rule": "b"}]), row("other", lines=[{"rule": "c"}]), row("plain")],
        rules=[rule("a"), rule("b"), rule("c", row="other")],
    )
    table = author.compiled(extends=["base"], override={"rules": {"b": None, "c": None}}).tables["teacher"]
    assert [(each.id, len(each.lines)) for each in table.rows] == [("row", 1), ("plain", 0)]
    wrong = author.faults(
        rows=[row(lines=[{"rule": "d"}])], extends=["base"], override={"rows": {"row": None}}
    )
    assert any("没有名为“d”的规则" in each.fault for each in wrong)


def test_parameters_are_inherited_and_a_plan_may_set_them(author: Author) -> None:
    author.write("common/base", parameters={"years": 3, "list": ["11"]}, rows=[row()])
    author.plan = replace(author.plan, parameters={"years": 7})
    table = author.compiled(
        extends=["base"],
        rules=[rule(require={"basic.work_years": {">=": {"parameter": "years"}}}, message="{expected}")],
    ).tables["teacher"]
    assert table.rules[0].message.text({}) == "7"


@pytest.mark.parametrize(
    ("content", "pointer", "fault", "remedy"),
    [
        ({"extends": ["bsae"]}, "/extends/0", "没有名为“bsae”的规则集", "base"),
        ({"extends": ["mine"]}, "/extends/0", "绕了一圈", "去掉其中一处"),
        (
            {"extends": ["base"], "rules": [rule("a")]},
            "/rules/0/id",
            "“a”已在 rules/common/base.json 中定义",
            "override/rules",
        ),
        (
            {"extends": ["base"], "override": {"rules": {"aa": None}}},
            "/override/rules/aa",
            "没有可改写的“aa”",
            "a",
        ),
        (
            {"extends": ["base"], "override": {"rules": {"a": {"message": "{x}"}}}},
            "/override/rules/a/message",
            "不认识占位符“{x}”",
            "caption",
        ),
    ],
)
def test_contradictions_between_documents_are_told(
    author: Author, content: dict[str, Any], pointer: str, fault: str, remedy: str
) -> None:
    author.write("common/base", rows=[row()], rules=[rule("a")])
    found = author.fault(**content)
    assert found[:2] == ("rules/plans/mine.json", pointer)
    assert fault in found[2]
    assert remedy in found[3]


def test_a_plan_whose_ruleset_does_not_exist(author: Author) -> None:
    author.plan = replace(author.plan, ruleset="mien")
    assert author.fault(rows=[row()])[2:] == ("没有名为“mien”的规则集", "是不是想写“mine”？")


def test_a_plan_that_sets_an_unknown_parameter(author: Author) -> None:
    author.plan = replace(author.plan, parameters={"yeers": 7})
    assert author.fault(rows=[row()], parameters={"years": 5}) == (
        "schemas/plans/2022-teacher-senior.json",
        "/parameters/yeers",
        "规则没有名为“yeers”的参数",
        "是不是想写“years”？",
    )


def test_two_documents_of_one_name(author: Author) -> None:
    author.write("common/base", rows=[row()])
    author.write("series/base", rows=[row()])
    assert "重名" in author.fault(extends=["base"])[2]


# --------------------------------------------------------------------------------------------- adjusting


def _adjusting(name: str, target: str, value: Any) -> dict[str, Any]:
    made = rule(name, severity="adjusting", adjust={"set": target, "to": value})
    del made["require"]
    return made


def test_adjustments_that_calculate_from_one_another_are_refused(author: Author) -> None:
    capped = {"min": [{"add": ["basic.specialty_years", 1]}, 60]}
    rules = [
        _adjusting("one", "basic.work_years", capped),
        _adjusting("two", "basic.specialty_years", {"field": "basic.work_years"}),
    ]
    file, pointer, fault, remedy = author.fault(rules=rules, rows=[row()])
    assert (file, pointer) == ("rules/plans/mine.json", "/rules/0/adjust/to")
    assert fault.endswith("one→two→one")
    assert "去掉其中一条" in remedy
    assert author.compiled(rules=rules[:1], rows=[row()])


@pytest.mark.parametrize(
    ("target", "value"),
    [("application.year", {"add": [2021, 1]}), ("person.name", {"field": "person.employer.name"})],
)
def test_what_the_applicant_does_not_fill_in_is_not_adjusted(author: Author, target: str, value: Any) -> None:
    file, pointer, fault, _ = author.fault(rules=[_adjusting("one", target, value)], rows=[row()])
    assert (file, pointer) == ("rules/plans/mine.json", "/rules/0/adjust/set")
    assert f"“{target}”不是申报人在表单里填写的" in fault


def test_adjustments_follow_one_another_and_are_seen_by_the_rules(
    checked: Callable[..., Verdict], example: Example
) -> None:
    def setting(name: str, target: str, value: Any, **more: Any) -> dict[str, Any]:
        written = rule(name, severity="adjusting", adjust={"set": target, "to": value}, **more)
        return {key: found for key, found in written.items() if key != "require"}

    verdict = checked(
        rows=[row()],
        rules=[
            setting(
                "first",
                "basic.work_years",
                {"min": [{"add": ["profession.teaching_years", 1]}, 60]},
                when={"present": "basic.work_years"},
                message="加一",
            ),
            setting(
                "second",
                "basic.specialty_years",
                {"field": "basic.work_years"},
                message="同上 {value:basic.specialty_years}",
            ),
            setting("same", "basic.work_years", {"field": "basic.work_years"}),
            setting("guarded", "basic.work_years", {"add": [1, 1]}, when={"basic.work_years": 0}),
            setting(
                "absent",
                "basic.work_start",
                {"field": "profession.teaching_start"},
                when={"absent": "basic.work_start"},
            ),
            rule("check", require={"basic.work_years": 15, "basic.specialty_years": 15}),
        ],
    )
    assert [(each.rule, each.before, each.after) for each in verdict.adjustments] == [
        ("first", 14, 15),
        ("second", 14, 15),
    ]
    assert (verdict.passed, verdict.rows[0].text) == (True, "加一, 同上 15")
    empty = example("teacher-complete")
    del empty["answers"]["basic"]
    again = checked(empty)
    assert [each.rule for each in again.adjustments] == ["absent"]
    assert again.adjustments[0].pointer == "/basic/work_start"


def test_an_item_may_ask_for_several_records_and_for_no_more_than_some(
    checker: Checker, teacher: Plan, example: Example
) -> None:
    """Feature 49."""

    def findings(**changes: Any) -> list[str]:
        (standard,) = teacher.standards
        ability = next(each for each in standard.categories if each.id == "ability")
        items = tuple(replace(each, **changes) if each.id == "mentoring" else each for each in ability.items)
        categories = tuple(
            replace(each, items=items) if each is ability else each for each in standard.categories
        )
        plan = replace(teacher, standards=(replace(standard, categories=categories),))
        compiled = ruleset.compile(ruleset.load(Path(__file__).parents[2] / "rules"), plan)
        verdict = checker.run(compiled, facts.facts(plan, application, {}))
        return [finding.message for finding in verdict.findings]

    application = example("teacher-complete")
    assert findings(minimum=2) == ["指导青年教师方面 要求至少录入2项记录, 当前已录入了 1 项"]
    assert findings(minimum=0, maximum=1) == []
    application["imports"]["mentoring"] *= 2
    assert findings(minimum=2) == []
    assert findings(minimum=0, maximum=1) == ["指导青年教师方面 要求至多录入1项记录, 当前已录入了 2 项"]
