"""The smallest changes that make a rule pass (feature 58): always true, never superfluous, told in Chinese."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.checks import language, random_rules
from zcforms.checks import changes, conform, facts, reference
from zcforms.checks.assembly import Rule
from zcforms.checks.changes import Change, Edit, Kind, altered, make
from zcforms.checks.making import solutions
from zcforms.checks.normal import Mode
from zcforms.checks.parser import Parser
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Outcome, decide
from zcforms.checks.scope import Surroundings
from zcforms.domain.plan import Plan
from zcforms.forms import validation
from zcforms.forms.catalogue import Catalogue


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_made_of_a_random_condition_is_so(seed: int) -> None:
    source, counted = random.Random(seed), Counter[str]()
    for _ in range(25):
        tree = random_rules.Author(source).condition(["$"], source.choice([1, 2, 3]))
        parser = Parser(random_rules.SHAPE, Surroundings(random_rules.REFERENCE))
        condition = parser.condition(tree, "/require")
        if parser.faults:  # what can never hold is refused when it is written
            continue
        typed = conform.typed(random_rules.some_facts(source), random_rules.SHAPE)
        before = reference.holds(condition, typed)
        for want in (True, False):
            edits = make(condition, typed, random_rules.SHAPE, want, most=60)
            counted["none" if edits is None else "made" if edits else "so already"] += 1
            assert (edits == ()) == (before is want)
            if edits:
                after = altered(typed, edits, random_rules.SHAPE)
                assert reference.holds(condition, after) is want, (tree, edits)
                for edit in edits:  # none of them can be left out
                    fewer = [each for each in edits if each is not edit]
                    kept = altered(typed, fewer, random_rules.SHAPE)
                    assert reference.holds(condition, kept) is not want, (tree, edits)
        assert reference.holds(condition, typed) is before  # the facts themselves stay as they were
    assert counted["made"] > counted["none"]


def made(tree: Any, given: Any, want: bool = True, **options: Any) -> tuple[Edit, ...] | None:
    typed = conform.typed(given, language.SHAPE)
    return make(language.parsed(tree), typed, language.SHAPE, want, **options)


def written(edits: tuple[Edit, ...] | None) -> list[tuple[str, str, Any]] | None:
    """Kind, place and JSON value of each edit."""
    if edits is None:
        return None
    return [
        (each.kind.value, "/".join(map(str, each.path)), changes.as_json(each.value, None)) for each in edits
    ]


@pytest.mark.parametrize(
    ("tree", "given", "expected"),
    [
        ({"basic.work_years": {">=": 5}}, {"basic": {"work_years": 3}}, [("set", "basic/work_years", 5)]),
        ({"basic.work_years": {"<": 5}}, {"basic": {"work_years": 30}}, [("set", "basic/work_years", 4)]),
        ({"basic.degree": "11"}, {"basic": {"degree": "21"}}, [("set", "basic/degree", "11")]),
        ({"basic.married": True}, {"basic": {"married": False}}, [("set", "basic/married", True)]),
        ({"absent": "basic.name"}, {"basic": {"name": "甲"}}, [("remove", "basic/name", None)]),
        (
            {"compare": [{"years_since": "basic.work_start"}, ">=", 5]},
            {"basic": {"work_start": "2018-05-01"}},
            [("set", "basic/work_start", "2017-12-31")],
        ),
        (
            {"compare": [{"field": "basic.birth_month"}, "<=", "1962-12"]},
            {"basic": {"birth_month": "1963-04"}},
            [("set", "basic/birth_month", "1962-12-01")],
        ),
        (
            {"sum": {"of": "work", "field": "hours", ">=": 72.5}},
            {"work": [{"hours": 60, "kind": "甲"}]},
            [("set", "work/0/hours", 72.5)],
        ),
        ({"count": {"of": "work", "<=": 1}}, {"work": [{}, {"months": 2}]}, [("remove", "work/0", None)]),
        ({"every": {"of": "work", "that": {"kind": "甲"}}}, {"work": [{"kind": "乙"}]}, [("set", "work/0/kind", "甲")]),
        (
            {"unique": {"of": "work", "by": ["months"]}},
            {"work": [{"months": 2}, {"months": 2}]},
            [("set", "work/0/months", 3)],
        ),
        (
            {"no_overlap": {"of": "work", "start": "start", "end": "end"}},
            {"work": [{"start": "2019-01-01", "end": "2020-01-10"}, {"start": "2020-01-05", "end": "2021-01-01"}]},
            [("set", "work/0/end", "2020-01-05")],
        ),
    ],
)  # fmt: skip
def test_the_nearest_change_is_found(tree: Any, given: Any, expected: Any) -> None:
    assert written(made(tree, given)) == expected


def test_a_record_that_is_lacking_is_like_the_one_that_is_there() -> None:
    tree = {"count": {"of": "work", "where": {"kind": "甲", "months": {">=": 12}}, ">=": 2}}
    found = made(tree, {"work": [{"kind": "甲", "months": 20, "hours": 3}]})
    assert written(found) == [("add", "work", {"kind": "甲", "months": 20, "hours": 3})]


def test_what_is_fixed_does_not_change() -> None:
    tree = {"any": [{"basic.work_years": {">=": 5}}, {"basic.degree": "11"}]}
    given = {"basic": {"work_years": 4, "degree": "21"}, "work": [{"kind": "乙"}]}
    assert written(made(tree, given)) == [("set", "basic/degree", "11")]  # a code has no distance
    assert written(made(tree, given, fixed=["/basic/degree"])) == [("set", "basic/work_years", 5)]
    assert made(tree, given, fixed=["/basic"]) is None
    assert made({"some": {"of": "work", "that": {"kind": "甲"}}}, given, fixed=["/work"]) is None


@pytest.mark.parametrize(
    ("free", "expected"),
    [
        (lambda kind, _: kind is Kind.ADD, [("add", "work", {"kind": "乙"})]),
        (lambda kind, _: kind is Kind.REMOVE, [("remove", "basic/name", None)]),
        (lambda _, place: place == ("basic", "work_years"), [("set", "basic/work_years", 5)]),
        (lambda kind, place: kind is not Kind.SET and place[0] == "basic", [("remove", "basic/name", None)]),
        (lambda *_: False, None),
    ],
)
def test_it_can_be_said_what_may_change_and_how(free: Any, expected: Any) -> None:
    tree = {
        "any": [{"basic.work_years": {">=": 5}}, {"count": {"of": "work", ">=": 2}}, {"absent": "basic.name"}]
    }
    given = {"basic": {"work_years": 4, "name": "甲"}, "work": [{"kind": "乙"}]}
    typed = conform.typed(given, language.SHAPE)
    ways = solutions(language.parsed(tree), typed, language.SHAPE, Mode.TRUE, free=free)
    assert written(next(ways, None)) == expected


def test_a_search_that_may_try_nothing_finds_nothing() -> None:
    typed = conform.typed({"basic": {"work_years": 4}}, language.SHAPE)
    wanted = language.parsed({"basic.work_years": {">=": 5}})
    assert next(solutions(wanted, typed, language.SHAPE, Mode.TRUE, work=0), None) is None


def test_what_cannot_be_is_not_promised() -> None:
    given = {"basic": {"work_years": 4}}
    assert made({"all": [{"basic.work_years": 3}, {"basic.work_years": 5}]}, given) is None
    assert made({"kind": "申报"}, {"kind": "申报"}, want=False) is None


def test_removed_records_are_named_by_their_place_before() -> None:
    tree = {"no": {"of": "work", "that": {"kind": "乙"}}}
    typed = conform.typed({"work": [{"kind": "乙"}, {"kind": "甲"}, {"kind": "乙"}]}, language.SHAPE)
    edits = [Edit(Kind.REMOVE, ("work", 0)), Edit(Kind.REMOVE, ("work", 2))]
    after = altered(typed, edits, language.SHAPE)
    assert after["work"] == [{"kind": "甲"}]
    assert reference.holds(language.parsed(tree), after) is True


# ------------------------------------------------------------------------------------------ real plans


def violated(plan: Plan, ruleset: Ruleset, application: dict[str, Any]) -> list[tuple[Rule, Any]]:
    """Violated rules with the typed facts."""
    made = facts.facts(plan, application, validation.breaches_of(plan, application))
    rules = ruleset.table(made["application"].get("standard")).rules
    decided = decide(rules, conform.typed(made, ruleset.shape))
    return [(rule, decided.typed) for rule in rules if decided.outcomes[rule.id] is Outcome.VIOLATED]


@pytest.fixture
def advised(
    documents: Catalogue, rulesets: dict[str, Ruleset]
) -> Callable[[dict[str, Any]], dict[str, tuple[Change, ...] | None]]:
    """The smallest changes by violated rule."""

    def run(application: dict[str, Any]) -> dict[str, tuple[Change, ...] | None]:
        plan, ruleset = documents.plans[application["plan"]], rulesets[application["plan"]]
        return {
            rule.id: changes.smallest(rule, typed, ruleset.shape)
            for rule, typed in violated(plan, ruleset, application)
        }

    return run


def test_the_figures_applicant_is_told_what_to_do(advised: Any, example: Any) -> None:
    found = advised(example("teacher-incomplete"))
    assert [change.sentence for change in found["item-required:mentoring"]] == [
        "在“指导青年教师方面”中导入 1 条"
    ]
    assert [(each.kind, each.pointer, each.value) for each in found["assessments-judged"]] == [
        ("set", "/assessments/0/verdict", "合格")
    ]


def test_facts_about_the_world_are_only_corrected(advised: Any, example: Any) -> None:
    application = example("teacher-complete")
    application["answers"]["titles"][0]["appointments"][0]["start"] = "2019-03-01"
    (change,) = next(found for rule, found in advised(application).items() if "tenure" in rule)
    assert change.factual
    assert change.value == "2017-12-31"
    assert "不晚于2017年12月31日" in change.sentence
    assert "如填写有误，请更正" in change.sentence


def test_what_others_have_approved_is_not_told_as_if_it_could_be_typed_over(
    advised: Any, example: Any
) -> None:
    """Feature 54: imported records cannot be edited; a wrong one is put right in the library and approved again."""
    application = example("teacher-complete")
    record = next(each for each in application["achievements"] if each["category"] == "education")
    record["data"]["education"] = "61"
    (change,) = advised(application)["education-sufficient"]
    assert (change.pointer, change.factual) == ("/education/0/education", True)
    assert change.sentence.startswith("“学历教育”第 1 条的“学历”须为")
    assert change.sentence.endswith("请在个人业绩库复制为新记录更正、经单位审核后重新导入")
    assert "改" not in change.sentence.split("；")[0]


def test_what_the_form_found_is_given_or_corrected(advised: Any, example: Any) -> None:
    application = example("teacher-complete")
    del application["answers"]["basic"]["birthplace"]
    (change,) = advised(application)["personal-complete"]
    assert change.sentence == "补充“出生地”"
