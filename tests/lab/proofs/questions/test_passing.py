"""Who passes, looked for among as many records as it takes; what was only seen is not told as proved (issue 7)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lab import people
from tests.lab.proofs.questions.test_boundaries import LIMITS, own, run
from tests.lab.proofs.seeds import base
from zcforms.lab.proofs.answers import Answer, Kind, Question, Verdict
from zcforms.lab.proofs.proving import Limits, Version, prove
from zcforms.lab.proofs.questions import search as proof_search

TRAININGS, YEARS = {"count": {"of": "training"}}, {"count": {"of": "assessments"}}


def first(version: Version, limits: Limits = LIMITS) -> Answer:
    return next(iter(prove(version, [Question.PASSES], limits=limits)))


def records(answer: Answer, name: str) -> int:
    (example,) = answer.examples
    return len(example.document["imports"][name])


@pytest.mark.parametrize(
    ("require", "name", "number"),
    [
        ({"count": {"of": "assessments", ">=": 40}}, "assessments", 40),
        ({"count": {"of": "training", "==": 13}}, "training", 13),
    ],
)
def test_as_many_records_are_looked_at_as_a_rule_asks_for(require: Any, name: str, number: int) -> None:
    version = own(people.rule("many", require))
    answer = first(version, Limits(seconds=60.0, records=8))
    assert (answer.kind, answer.verdict) == (Kind.POSSIBLE, Verdict.SHOWN)
    assert records(answer, name) == number
    assert not run(version, answer.examples[0].document).violated


def test_where_no_number_is_enough_ever_more_are_looked_at() -> None:
    """Twice as many trainings as years, and five more: ten and five."""
    twice = {"compare": [TRAININGS, "==", {"add": [YEARS, YEARS]}]}
    more = {"compare": [TRAININGS, "==", {"add": [YEARS, 5]}]}
    answer = first(own(people.rule("twice", twice), people.rule("more", more)), Limits(60.0, records=4))
    assert answer.kind is Kind.POSSIBLE
    assert (records(answer, "training"), records(answer, "assessments")) == (10, 5)


def test_what_was_only_seen_is_not_told_as_proved() -> None:
    more = {"compare": [TRAININGS, ">", {"add": [YEARS, YEARS]}]}
    fewer = {"compare": [TRAININGS, "<", YEARS]}
    answer = first(own(people.rule("more", more), people.rule("fewer", fewer)))
    assert (answer.kind, answer.verdict) == (Kind.OPEN, Verdict.BOUNDED)
    assert answer.sentence.startswith(
        "在看过的条数以内，没有找到能按“常规申报、高级教师”通过的人。可能的原因："
    )
    assert {each.rule for each in answer.causes} == {"more", "fewer"}
    assert answer.alarming


def test_more_records_than_are_ever_looked_at_are_not_impossible() -> None:
    answer = first(own(people.rule("many", {"count": {"of": "assessments", ">=": 200}})))
    assert (answer.kind, answer.verdict) == (Kind.OPEN, Verdict.BOUNDED)


def test_what_a_form_asks_is_told_from_a_rule_of_the_same_name() -> None:
    """With its place; the field's own rule has no other name."""
    section = own().plan.section("basic")
    assert section is not None
    known = section.schema["properties"]["work_years"]["caption"]
    late = people.rule("late", {"compare": [{"add": ["basic.work_years", 1]}, ">", 61]}, caption=known)
    answer = first(own(late))
    assert answer.verdict is Verdict.PROVED
    assert f"表单“{known}”（不能大于 60）" in answer.sentence
    assert f"规则“{known}”" in answer.sentence
    (limit,) = [each for each in answer.causes if each.pointer.endswith("maximum")]
    assert limit.sentence == f"表单“个人信息 › {known}”要求：“{known}”不能大于 60"


def test_time_is_not_blamed_where_more_of_it_would_not_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was found could not be written as an application, as often as it was tried."""
    monkeypatch.setattr(proof_search, "_MOST_REFINED", 0)
    answer = first(own(people.rule("ten", {"basic.work_years": {">=": 10}})))
    assert (answer.kind, answer.verdict) == (Kind.OPEN, Verdict.UNKNOWN)
    assert "延长时间不一定有用" in answer.sentence
    monkeypatch.undo()
    late = first(base("2022-construction-senior"), Limits(seconds=0.01))
    assert late.verdict is Verdict.UNKNOWN
    assert "在给定的计算量（约 0.01 秒）里没有得出结论。可以把时间设长再试。" in late.sentence
