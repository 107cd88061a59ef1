"""Rules that look into a text of which the form asks something, too (questions 1 and 2)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lab.proofs.seeds import Edit, made, new_rules, rule, run
from zcforms.lab import proof
from zcforms.lab.proofs.answers import Answer, Kind, Question, Verdict
from zcforms.lab.proofs.proving import Limits, prove

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not proof.installed(), reason="the solver is an extra")]

PLAN = "2022-accounting-senior"
FILE, PLACE = "schemas/series/qualifying-exam.json", "/properties/report_number"


def starting(text: str) -> dict[str, Any]:
    return {"exam.report_number": {"starts_with": text}}


def without(text: str) -> dict[str, Any]:
    return {"not": {"exam.report_number": {"contains": text}}}


def bitten(*required: dict[str, Any]) -> list[Answer]:
    rules = (rule(f"number-{n}", "exam", each, missing="pass") for n, each in enumerate(required))
    version = made(PLAN, new_rules(PLAN, *rules))
    names = [f"number-{n}" for n in range(len(required))]
    return list(prove(version, (Question.BITES,), limits=Limits(20.0), rules=names))


def asked(question: Question, keywords: dict[str, Any], *required: dict[str, Any]) -> list[Answer]:
    keys = tuple(Edit(FILE, "add", f"{PLACE}/{word}", wanted) for word, wanted in keywords.items())
    rules = (
        rule(f"number-{n}", "exam", {"exam.report_number": each}, missing="pass")
        for n, each in enumerate(required)
    )
    version = made(PLAN, (*keys, *new_rules(PLAN, *rules)))
    names = [f"number-{n}" for n in range(len(required))]
    found = list(prove(version, (question,), limits=Limits(20.0), rules=names))
    for each in found:
        for example in each.examples if each.kind is Kind.POSSIBLE else ():
            assert run(version, example.document).passes
    return found


@pytest.mark.parametrize(
    ("keywords", "required"),
    [
        ({"pattern": "^皖[0-9]{8}$"}, {"starts_with": "皖"}),
        ({"pattern": "^[A-Z]{2}[0-9]{8}$"}, {"starts_with": "AH"}),
        ({"pattern": "^[A-Z]{2}[0-9]{8}$"}, {"contains": "2022"}),
        ({"minLength": 8, "maxLength": 9}, {"starts_with": "皖会"}),
        ({"maxLength": 4}, {"contains": "2022"}),
        ({"pattern": "^[0-9]{4}$"}, "2022"),
    ],
)
def test_a_text_that_fits_form_and_rule_is_written(keywords: dict[str, Any], required: Any) -> None:
    assert {each.kind for each in asked(Question.PASSES, keywords, required)} == {Kind.POSSIBLE}


@pytest.mark.parametrize(
    ("keywords", "required"),
    [
        ({"pattern": "^[0-9]{8}$"}, {"starts_with": "皖"}),
        ({"maxLength": 2}, {"starts_with": "皖会高"}),
        ({"maxLength": 3}, {"contains": "2022"}),
        ({"maxLength": 6}, {"starts_with": "皖会高", "contains": "2022"}),
        ({"pattern": "^[0-9]{4}$"}, "二〇二二"),
    ],
)
def test_what_no_text_can_be_is_proved(keywords: dict[str, Any], required: Any) -> None:
    """The rule is asked of everybody who gives the number, and the form asks everybody for it."""
    found = asked(Question.PASSES, keywords, required)
    assert {(each.kind, each.verdict) for each in found} == {(Kind.IMPOSSIBLE, Verdict.PROVED)}


def test_what_was_not_found_is_told_by_keyword_and_place_and_never_as_a_defect() -> None:
    found = asked(Question.PASSES, {"pattern": "^[0-9]{8}$"}, {"contains": "皖"})
    assert {each.verdict for each in found} == {Verdict.UNKNOWN}
    for each in found:
        assert all(
            word in each.sentence
            for word in ("“成绩单（合格证）编号”", "格式（pattern）", "规则“规则 number-0”")
        )
        assert "时间" not in each.sentence


def test_a_pattern_that_says_what_a_rule_says() -> None:
    (answer,) = asked(Question.BITES, {"pattern": "^皖[0-9]{8}$"}, {"starts_with": "皖"})
    assert (answer.kind, answer.verdict) == (Kind.REDUNDANT, Verdict.PROVED)
    (answer,) = asked(Question.BITES, {"pattern": "^[A-Z]{2}[0-9]{8}$"}, {"starts_with": "AH"})
    assert (answer.kind, answer.verdict) == (Kind.ALONE, Verdict.SHOWN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (starting("皖"), starting("皖会")),
        (without("作废"), without("废")),
    ],
)
def test_of_two_rules_of_one_text_the_weaker_is_redundant(one: Any, other: Any) -> None:
    first, second = bitten(one, other)
    assert (first.kind, first.verdict) == (Kind.REDUNDANT, Verdict.PROVED)
    assert (second.kind, second.verdict) == (Kind.ALONE, Verdict.SHOWN)
