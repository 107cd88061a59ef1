"""Who just fulfils a comparison and who just does not: pairs that were run, held against every application of a small plan (issue 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.lab import people
from tests.lab.proofs.questions.test_nearest import documents, small
from tests.lab.proofs.seeds import base
from tests.lab.proofs.worlds import world
from zcforms.checks import reference, ruleset
from zcforms.checks.deciding import Outcome
from zcforms.lab.proofs.answers import Answer, Kind, Question, Verdict
from zcforms.lab.proofs.cases import kept
from zcforms.lab.proofs.people.portrait import Ran, ran
from zcforms.lab.proofs.proving import Limits, Version, prove
from zcforms.lab.proofs.questions.comparisons import places
from zcforms.lab.proofs.questions.making import Bench

PLAN = "2022-teacher-senior"
LIMITS = Limits(seconds=60.0)
SHOWN, NOT_KNOWN = {Verdict.SHOWN}, {Verdict.UNKNOWN, Verdict.DEFECT}


def own(*rules: dict[str, Any]) -> Version:
    """The plan with rules of the test's own."""
    rows = [{"id": "personal", "caption": "个人信息检测", "lines": []}]
    data = {
        "caption": "测试规则",
        "rows": rows,
        "rules": [people.rule("named", {"present": "person.name"}), *rules],
    }
    return Version(base(PLAN).plan, ruleset.compile(people.shelf(data), base(PLAN).plan))


def answers(version: Version, *rules: str) -> list[Answer]:
    return list(prove(version, [Question.BOUNDARY], limits=LIMITS, rules=rules))


def run(version: Version, document: Mapping[str, Any]) -> Ran:
    return ran(version.plan, version.ruleset, document, None)


def outcomes(version: Version, answer: Answer, rule: str) -> list[Outcome]:
    return [run(version, each.document).outcomes[rule] for each in answer.examples]


def test_a_pair_stands_on_either_side_of_a_number_and_differs_in_nothing_else() -> None:
    version = own(people.rule("experienced", {"basic.work_years": {">=": 5}}))
    (answer,) = answers(version, "experienced")
    assert (answer.kind, answer.verdict) == (Kind.PAIR, Verdict.SHOWN)
    years = [each.document["answers"]["basic"]["work_years"] for each in answer.examples]
    assert years == [5, 4]
    assert outcomes(version, answer, "experienced") == [Outcome.PASSED, Outcome.VIOLATED]
    assert [(each.pointer, each.before, each.after) for each in answer.steps] == [
        ("/answers/basic/work_years", "5 年", "4 年")
    ]
    assert all(run(version, each.document).sound for each in answer.examples)
    assert "只差 1 处" in answer.sentence


def test_a_record_more_or_less_is_one_difference() -> None:
    version = own(people.rule("educated", {"count": {"of": "education", ">=": 2}}))
    (answer,) = answers(version, "educated")
    assert answer.kind is Kind.PAIR
    assert [len(each.document["imports"]["education"]) for each in answer.examples] == [2, 1]
    assert len(answer.steps) == 1
    assert answer.steps[0].pointer.startswith("/imports/education/")


def test_of_a_guard_one_is_concerned_and_the_other_is_not() -> None:
    guarded = people.rule(
        "later", {"present": "basic.specialty_years"}, when={"basic.work_years": {">": 10}}, missing="pass"
    )
    version = own(guarded)
    answer = answers(version, "later")[0]
    assert answer.kind is Kind.PAIR
    assert [each.document["answers"]["basic"]["work_years"] for each in answer.examples] == [11, 10]
    assert outcomes(version, answer, "later")[1] is Outcome.INAPPLICABLE


def test_the_day_on_which_years_are_complete() -> None:
    version = own(
        people.rule(
            "old-enough", {"compare": [{"years": ["person.birth_date", {"date": "2022-12-31"}]}, ">=", 40]}
        )
    )
    (answer,) = answers(version, "old-enough")
    assert answer.kind is Kind.PAIR
    born = [each.document["applicant"]["birth_date"] for each in answer.examples]
    assert born == ["1982-12-31", "1983-01-01"]


def test_a_count_is_told_with_what_is_counted() -> None:
    """Two counts of one list, one of all and one of some, do not contradict each other in words."""
    some = {"count": {"of": "education", "where": {"qualifying": True}, "==": 1}}
    version = own(people.rule("one", some, when={"count": {"of": "education", ">=": 1}}))
    all_of, of_some = answers(version, "one")
    assert "：学历教育数为 1 条时" in all_of.sentence
    assert "“学历教育”中合格学历为“是”的记录数为 1 条时" in of_some.sentence


def test_each_value_that_is_compared_with_has_its_pair_a_day_apart() -> None:
    """Two or five years, by degree, since a day that another day may not be before: there is a pair that differs in one place, and a day."""
    version = base("2022-accounting-senior")
    found = list(prove(version, [Question.BOUNDARY], limits=LIMITS, rules=["tenure"]))
    days = []
    for each in found:
        assert (each.kind, each.verdict, len(each.steps)) == (Kind.PAIR, Verdict.SHOWN, 1), each.sentence
        assert "只差 1 处" in each.sentence
        days.append((each.steps[0].before, each.steps[0].after))
    assert set(days) == {
        ("2020年12月31日", "2021年1月1日"),
        ("2012年12月31日", "2013年1月1日"),
        ("2017年12月31日", "2018年1月1日"),
    }
    assert len({each.subject.caption for each in found}) == len(found)


def test_where_neither_passes_as_a_whole_it_is_told_of_the_rule_alone() -> None:
    version = own(
        people.rule("three", {"basic.work_years": {">=": 3}}),
        people.rule("four", {"basic.work_years": {">=": 4}}),
    )
    three, four = answers(version, "three", "four")
    assert "为 3 年时满足这条规则" in three.sentence
    assert "整份不能通过" in three.sentence
    assert "为 4 年时通过" in four.sentence
    assert "满足这条规则" not in four.sentence


@pytest.mark.parametrize("plan", ["2022-agronomy-senior", "2022-teacher-senior"])
def test_both_sides_of_every_comparison_are_named(plan: str) -> None:
    version = base(plan)
    bench = Bench(version, version.plan.standards[0], LIMITS, None)
    words = [each for place in places(bench) for each in place.edge.words]
    assert words
    assert [each for each in words if "与相" in each or each.startswith("为 ")] == []


def test_nobody_stands_where_another_part_has_decided_already() -> None:
    """At least 5 and at least 7: whoever has just 5 fails by the other, so that nothing hangs on the first."""
    version = own(
        people.rule("both", {"all": [{"basic.work_years": {">=": 5}}, {"basic.work_years": {">=": 7}}]})
    )
    first, second = answers(version, "both")
    assert (first.kind, first.verdict) == (Kind.NO_PAIR, Verdict.PROVED)
    assert [each.rule for each in first.causes] == ["both"]
    assert second.kind is Kind.PAIR


def test_where_only_forms_that_are_wrong_stand_it_is_told() -> None:
    """The forms take no more than 60 years each, the rule asks for 121 of the two together."""
    total = {"add": ["basic.work_years", "basic.specialty_years"]}
    version = own(people.rule("long", {"compare": [total, ">=", 121]}))
    (answer,) = answers(version, "long")
    assert answer.kind is Kind.PAIR
    assert "表单没填对" in answer.sentence
    assert any("_years" in each.pointer for each in answer.causes)
    assert not run(version, answer.examples[0].document).sound
    assert outcomes(version, answer, "long") == [Outcome.PASSED, Outcome.VIOLATED]


def test_a_pair_can_be_kept_as_cases() -> None:
    version = own(people.rule("experienced", {"basic.work_years": {">=": 5}}))
    (answer,) = answers(version, "experienced")
    found = kept(version.plan, version.ruleset, answer)
    assert len(found.cases) == 2
    assert len(found.applicants) == 1
    assert found.cases[0]["expect"]["passed"] == ["experienced"]
    assert found.cases[1]["expect"]["violated"] == ["experienced"]


@pytest.mark.parametrize("which", [each for each in small(400, 7) if "pattern" not in world(each).told])
def test_there_is_a_pair_where_brute_force_finds_both(which: int) -> None:
    """Of every application of a small plan: a pair has both sides, and where there are both, there is a pair."""
    one = world(which)
    version = one.now
    bench = Bench(version, version.plan.standards[0], LIMITS, None)
    typed = [run(version, each).decided.typed for each in documents(one)]
    known = {(each.rule.id, each.number): each for each in places(bench)}
    found = {answer.id: answer for answer in prove(version, [Question.BOUNDARY], limits=LIMITS)}
    assert len(found) == len(known)
    for (rule, number), place in known.items():
        answer = found[f"boundary:one:{rule}:{number}"]
        assert answer.verdict not in NOT_KNOWN, answer.sentence
        sides = [
            [any(reference.holds(each, facts) is True for facts in typed) for each in way]
            for way in place.ways
        ]
        if any(all(way) for way in sides):
            assert answer.kind is Kind.PAIR, (answer.sentence, place)
        if answer.kind is Kind.PAIR:
            assert len(answer.examples) == 2
            assert answer.verdict is Verdict.SHOWN
            assert len(answer.steps) >= 1
