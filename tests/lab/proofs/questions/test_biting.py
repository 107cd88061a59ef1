"""What each rule is good for: what stops, what advises, what adjusts, and what is not needed (issue 7)."""

from __future__ import annotations

from typing import Any

from tests.lab import people
from tests.lab.proofs.questions.test_boundaries import LIMITS, own, run
from tests.lab.proofs.seeds import base
from zcforms.checks.deciding import Outcome
from zcforms.lab.proofs.answers import Answer, Kind, Question, Verdict
from zcforms.lab.proofs.proving import Version, prove


def bites(version: Version, *rules: str) -> dict[str, Answer]:
    found = prove(version, [Question.BITES], limits=LIMITS, rules=rules or None)
    return {each.subject.id: each for each in found}


def at_least(id: str, number: int, **more: Any) -> dict[str, Any]:
    return people.rule(id, {"basic.work_years": {">=": number}}, **more)


def test_a_rule_that_only_advises_stops_nobody() -> None:
    answer = bites(own(at_least("ten", 10, severity="advisory")))["ten"]
    assert (answer.kind, answer.verdict) == (Kind.ADVISES, Verdict.SHOWN)
    assert "会提示人" in answer.sentence
    assert not answer.alarming


def test_where_nobody_passes_that_is_said_once() -> None:
    version = own(
        at_least("ten", 10), people.rule("nine", {"basic.work_years": {"<=": 9}}), at_least("five", 5)
    )
    found = list(prove(version, [Question.PASSES, Question.BITES], limits=LIMITS))
    (answer,) = [each for each in found if each.question is Question.BITES]
    assert (answer.kind, answer.verdict) == (Kind.IMPOSSIBLE, Verdict.PROVED)
    assert "没有意义" in answer.sentence


def test_where_some_can_pass_each_rule_is_asked() -> None:
    only = people.rule("never", {"basic.work_years": {"<=": 9}}, routes=["exceptional"])
    assert set(bites(own(at_least("ten", 10), only))) == {"named", "ten", "never"}


def test_what_was_only_seen_to_be_redundant_is_not_told_as_proved() -> None:
    """More trainings than twice the years, so more than the years: no number of records is enough for that."""
    trainings, years = {"count": {"of": "training"}}, {"count": {"of": "assessments"}}
    more = people.rule("more", {"compare": [trainings, ">=", years]})
    twice = people.rule("twice", {"compare": [trainings, ">=", {"add": [years, years]}]})
    answer = bites(own(more, twice), "more")["more"]
    assert (answer.kind, answer.verdict) == (Kind.OPEN, Verdict.BOUNDED)
    assert answer.sentence == "在看过的条数以内，违反“规则 more”的人也都违反“规则 twice”，没有证明。"
    assert [each.rule for each in answer.causes] == ["twice"]


# ------------------------------------------------------------------------------------------- adjusting rules


def test_an_adjusting_rule_that_has_no_part_in_it_is_not_named() -> None:
    """All three read the value that it sets; they would imply each other whatever it set."""
    years = people.rule("five", {"basic.specialty_years": {">=": 5}})
    both = people.rule(
        "both", {"compare": [{"add": ["basic.work_years", "basic.specialty_years"]}, ">=", 15]}
    )
    answer = bites(own(people.CAP, at_least("ten", 10), years, both), "both")["both"]
    assert (answer.kind, answer.verdict) == (Kind.REDUNDANT, Verdict.PROVED)
    assert {each.rule for each in answer.causes} == {"ten", "five"}


def test_an_adjusting_rule_that_makes_it_so_is_named_and_not_as_broken() -> None:
    never = people.rule(
        "capped-so", {"basic.specialty_years": {"<=": {"field": "basic.work_years"}}}, missing="pass"
    )
    answer = bites(own(people.CAP, never), "capped-so")["capped-so"]
    assert (answer.kind, answer.verdict) == (Kind.DEAD, Verdict.PROVED)
    assert [each.rule for each in answer.causes] == ["capped-so", "capped"]


def test_somebody_for_whom_an_adjusting_rule_acts() -> None:
    version = own(people.CAP)
    answer = bites(version, "capped")["capped"]
    assert (answer.kind, answer.verdict) == (Kind.ADJUSTS, Verdict.SHOWN)
    (example,) = answer.examples
    assert run(version, example.document).outcomes["capped"] is Outcome.ADJUSTED


def test_an_adjusting_rule_that_can_never_act_is_dead() -> None:
    guard = [{"basic.work_years": {">": 40}}, {"basic.work_years": {"<": 30}}]
    same = {"set": "basic.specialty_years", "to": {"field": "basic.specialty_years"}}
    dead = {**people.CAP, "id": "dead", "when": guard}
    idle = {**people.CAP, "id": "idle", "when": {"basic.work_years": {">": 40}}, "adjust": same}
    found = bites(own(dead, idle), "dead", "idle")
    assert {(each.kind, each.verdict) for each in found.values()} == {(Kind.DEAD, Verdict.PROVED)}
    assert set(found) == {"dead", "idle"}


# -------------------------------------------------------------------------------------------------- forms


def test_a_rule_that_a_form_says_already_is_told_with_the_place_of_the_form() -> None:
    (answer,) = prove(
        base("2022-agronomy-senior"), (Question.BITES,), rules=["appointments-in-order"], limits=LIMITS
    )
    assert (answer.kind, answer.verdict) == (Kind.REDUNDANT, Verdict.PROVED)
    (limit,) = [each for each in answer.causes if not each.rule]
    assert limit.pointer.endswith("/appointments/*/start/atMost")
    assert "现有职称评聘情况 › " in limit.sentence
    assert f"表单“{limit.caption}”（不能大于" in answer.sentence
