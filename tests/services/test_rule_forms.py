"""A form writes the rule that an author would have written, and opens such a rule again."""

from __future__ import annotations

from typing import Any

import pytest

from zcforms.domain.errors import InputRefused
from zcforms.services import rule_choices, rule_forms
from zcforms.services.bench import Bench
from zcforms.services.rule_choices import Choices

PLAN = "2022-teacher-senior"
COMMON = {
    "id": ["new-rule"],
    "row": ["personal"],
    "caption": ["新规则"],
    "severity": ["blocking"],
    "policy_text": ["教龄须满 15 年"],
    "policy_source": ["某文件〔2022〕1号"],
    "message": ["不符合"],
    "remedy": ["请核对。"],
}
FORMS = [
    (
        {"kind": ["at_least"], "list": ["training"], "number": ["3"]},
        {"count": {"of": "training", ">=": 3}},
        "/imports/training",
    ),
    (
        {
            "kind": ["at_least"],
            "list": ["assessments"],
            "number": ["2"],
            "where": ["verdict"],
            "among": ["合格"],
        },
        {"count": {"of": "assessments", "where": {"verdict": "合格"}, ">=": 2}},
        "/imports/assessments",
    ),
    (
        {"kind": ["at_most"], "list": ["achievements.publication"], "number": ["5"]},
        {"count": {"of": "achievements.publication", "<=": 5}},
        "/imports/publication",
    ),
    (
        {"kind": ["attachment"], "attachment": ["attachments.class_teacher"]},
        {"present": "attachments.class_teacher"},
        "/attachments/class_teacher",
    ),
    (
        {"kind": ["value"], "left": ["profession.teaching_years"], "operator": [">="], "number": ["15"]},
        {"profession.teaching_years": {">=": 15}},
        "/answers/profession/teaching_years",
    ),
    (
        {
            "kind": ["fields"],
            "left": ["basic.specialty_years"],
            "operator": ["<="],
            "right": ["basic.work_years"],
        },
        {"basic.specialty_years": {"<=": {"field": "basic.work_years"}}},
        "/answers/basic/specialty_years",
    ),
    (
        {"kind": ["years"], "date": ["profession.teaching_start"], "number": ["10"]},
        {"compare": [{"years_since": "profession.teaching_start"}, ">=", 10]},
        "/answers/profession/teaching_start",
    ),
    (
        {"kind": ["years"], "date": ["education.end"], "number": ["5"]},
        {"some": {"of": "education", "that": {"compare": [{"years_since": "end"}, ">=", 5]}}},
        "/imports/education",
    ),
    (
        {"kind": ["required"], "name": ["profession.qualification"]},
        {"present": "profession.qualification"},
        "/answers/profession/qualification",
    ),
]


@pytest.fixture(scope="module")
def choices() -> Choices:
    with Bench.load() as bench:
        ruleset = bench.rulesets[PLAN]
        table = ruleset.table("teacher")
        rows = {row.id: row.caption for row in table.rows}
        return rule_choices.choices(bench.catalogue.plans[PLAN], ruleset, rows)


@pytest.mark.parametrize(("given", "require", "at"), FORMS, ids=[form[0]["kind"][0] for form in FORMS])
def test_a_form_becomes_a_rule_and_a_rule_a_form(
    choices: Choices, given: dict[str, list[str]], require: Any, at: str
) -> None:
    tree = rule_forms.tree_of({**COMMON, **given, "routes": ["regular"]}, choices)
    assert tree["require"] == require
    assert tree["at"] == at
    assert tree["routes"] == ["regular"]
    assert tree["policy"] == {"text": "教龄须满 15 年", "source": "某文件〔2022〕1号"}
    opened = rule_forms.given_of(tree)
    assert opened is not None
    assert rule_forms.tree_of(opened, choices) == tree


@pytest.mark.parametrize("given", [form[0] for form in FORMS], ids=[form[0]["kind"][0] for form in FORMS])
def test_every_select_offers_what_its_form_uses(choices: Choices, given: dict[str, list[str]]) -> None:
    offered = rule_forms.offered(choices, given).asked
    for name in set(given) - {"kind", "number", "operator"}:
        assert given[name][0] in [each.value for each in offered[name]], name


def test_what_is_missing_is_told_where_it_is_missing(choices: Choices) -> None:
    with pytest.raises(InputRefused) as refused:
        rule_forms.tree_of({"kind": ["at_least"], "number": ["三"], "id": ["新规则"]}, choices)
    places = {fault.pointer for fault in refused.value.faults}
    assert {
        "/id",
        "/row",
        "/caption",
        "/policy_text",
        "/policy_source",
        "/message",
        "/list",
        "/number",
    } <= places


def test_a_date_is_not_compared_with_a_number(choices: Choices) -> None:
    given = {
        "kind": ["fields"],
        "left": ["basic.work_start"],
        "operator": ["<"],
        "right": ["basic.work_years"],
    }
    with pytest.raises(InputRefused, match="不是同一类数据"):
        rule_forms.tree_of({**COMMON, **given}, choices)


@pytest.mark.parametrize(
    "require",
    [
        {"all": [{"present": "basic.post"}]},
        {"basic.work_years": {">=": 5, "<=": 9}},
        {"count": {"of": "work", "where": {"post": {"!=": "x"}}, ">=": 1}},
        {"basic.work_years": {">=": {"parameter": "tenure"}}},
        None,
    ],
)
def test_a_rule_that_says_more_is_not_opened_as_a_form(require: Any) -> None:
    assert rule_forms.given_of({"id": "x", "require": require}) is None


def test_what_a_form_does_not_ask_is_kept() -> None:
    kept = {
        "id": "a",
        "when": {"basic.post": {"!=": "无"}},
        "missing": "pass",
        "severity": "advisory",
        "message": "旧",
    }
    assert rule_forms.merged(kept, {"id": "a", "message": "新"}) == {
        "id": "a",
        "when": {"basic.post": {"!=": "无"}},
        "missing": "pass",
        "message": "新",
    }


def test_a_message_is_suggested(choices: Choices) -> None:
    assert rule_forms.suggestion({"kind": ["attachment"]}, choices) == ""
    given = FORMS[0][0]
    assert rule_forms.suggestion(given, choices) == "继续教育不足 {expected} 条, 现有 {actual} 条"


def test_a_rule_applies_where_a_field_has_one_of_some_values(choices: Choices) -> None:
    """An attachment that is required in a case alone (issue 6)."""
    asked = rule_forms.offered(choices, COMMON).asked
    field = next(each for each in asked["when_field"] if each.value.startswith("profession."))
    values = [value for value, _ in field.options][:2]
    given = {
        **COMMON,
        "kind": ["attachment"],
        "attachment": ["attachments.class_teacher"],
        "when_field": [field.value],
    }
    offered = rule_forms.offered(choices, given).asked["when_among"]
    assert [(each.value, each.caption) for each in offered] == list(field.options)
    tree = rule_forms.tree_of({**given, "when_among": values}, choices)
    assert tree["when"] == {field.value: values}
    opened = rule_forms.given_of(tree)
    assert opened is not None
    assert rule_forms.tree_of(opened, choices) == tree
    assert rule_forms.tree_of({**given, "when_among": values[:1]}, choices)["when"] == {
        field.value: values[0]
    }
    with pytest.raises(InputRefused) as refused:
        rule_forms.tree_of(given, choices)
    assert [each.pointer for each in refused.value.faults] == ["/when_among"]


def test_a_case_that_no_form_can_say_stays_as_it_is_written(choices: Choices) -> None:
    given = {**COMMON, "kind": ["attachment"], "attachment": ["attachments.class_teacher"]}
    tree = rule_forms.tree_of(given, choices)
    wide = {**tree, "when": {"not": {"basic.work_years": {">=": 3}}}}
    assert rule_forms.merged(wide, tree)["when"] == wide["when"]
    free = {**tree, "when": {"basic.former_name": "无"}}
    opened = rule_forms.given_of(free)
    assert opened is not None
    assert [each.value for each in rule_forms.offered(choices, opened).asked["when_among"]] == ["无"]
    assert rule_forms.tree_of(opened, choices) == free
    narrow = {**tree, "when": {"profession.post_kind": "甲"}}
    assert "when" not in rule_forms.merged(narrow, tree)
