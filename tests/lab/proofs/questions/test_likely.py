"""Made-up people look like people, and are as small as can be: what question 1 shows of plans, read as somebody would read it (issue 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from tests.lab.proofs.seeds import base, made, new_rules, rule
from zcforms.checks import dates
from zcforms.lab.proofs.answers import Question
from zcforms.lab.proofs.proving import Limits, prove

PLANS = ("2022-accounting-senior", "2022-agronomy-senior")
GROWN = 18
DEGREES = {"21": "4", "14": "3", "11": "2"}
"""By education how the codes of its degrees begin."""


@cache
def people(plan: str) -> tuple[Mapping[str, Any], ...]:
    answers = prove(base(plan), (Question.PASSES,), limits=Limits(seconds=60.0))
    return tuple(example.document for each in answers for example in each.examples)


def records(document: Mapping[str, Any], category: str) -> list[Mapping[str, Any]]:
    return [each["data"] for each in document["achievements"] if each["category"] == category]


def days(node: Any) -> Iterator[date]:
    if isinstance(node, str) and node[4:5] == "-" and (day := dates.parse(node)):
        yield day
    elif isinstance(node, Mapping | list):
        for each in node.values() if isinstance(node, Mapping) else node:
            yield from days(each)


@pytest.mark.parametrize("plan", PLANS)
def test_nobody_has_a_record_too_many(plan: str) -> None:
    """One education, one training, one assessment are enough for every route of these plans."""
    assert people(plan)
    for each in people(plan):
        for category in ("education", "training", "assessment", "work"):
            assert len(records(each, category)) <= 1, (each["route"], category)


@pytest.mark.parametrize("plan", PLANS)
def test_a_life_is_in_order(plan: str) -> None:
    """School, work and title at a usual age; nothing before growing up, nothing after the plan's opening; the years are those since the day that stands beside them."""
    opens = base(plan).plan.opens
    for each in people(plan):
        born = date.fromisoformat(each["applicant"]["birth_date"])
        told = [*days(each["answers"]), *days([one["data"] for one in each["achievements"]])]
        assert all(dates.back(day, years=GROWN) >= born.replace(day=1) for day in told if day != born)
        assert max(told) <= opens
        basic = each["answers"]["basic"]
        began = date.fromisoformat(basic["work_start"])
        assert basic["work_years"] == (opens.year - began.year) - (
            (opens.month, opens.day) < (began.month, began.day)
        )
        assert basic["specialty_years"] == basic["work_years"]
        for school in records(each, "education"):
            assert school["start"] < school["end"] <= basic["work_start"]
            assert 3 <= int(school["end"][:4]) - int(school["start"][:4]) <= school["duration"] + 1
        for title in each["answers"].get("titles", ()):
            assert basic["work_start"] <= title["reviewed_on"] <= title["issued_on"]
            assert all(title["issued_on"] <= post["start"] for post in title.get("appointments", ()))


@pytest.mark.parametrize("plan", PLANS)
def test_choices_are_those_of_most_people_and_agree(plan: str) -> None:
    version = base(plan)
    for each in people(plan):
        basic = each["answers"]["basic"]
        assert (each["applicant"]["id_type"], basic["ethnicity"]) == ("resident-id", "01")
        for school in records(each, "education"):
            degree = school.get("degree", "")
            assert not degree or degree[0] == DEGREES.get(school["education"], "-")
        for title in each["answers"].get("titles", ()):
            assert title["series"] == version.plan.series.caption
            assert title["employer"] == each["applicant"]["employer"]["name"]
        for year in records(each, "assessment"):
            assert year["employer"] == each["applicant"]["employer"]["name"]
            assert year["result"] != "未参加"


def test_a_new_record_of_a_pair_tells_something() -> None:
    """What makes the difference is the record; what is in it is nobody's question, and still reads like somebody's."""
    version = base(PLANS[0])
    rules = ["education-qualifying", "training-hours"]
    answers = list(prove(version, (Question.BOUNDARY,), rules=rules, limits=Limits(seconds=60.0)))
    new = [step.after for each in answers for step in each.steps if step.before == "没有"]
    assert answers
    for told in new:
        assert "为无" not in told
        assert "年1月1日" not in told


def test_nobody_is_shown_with_something_to_advise_that_can_be_had_without() -> None:
    """However little is to be filled in: what advises stops nobody, and would be one more thing to look at."""
    plan = "2022-accounting-senior"
    advice = rule("former-name-told", "personal", {"present": "basic.former_name"}, severity="advisory")
    answers = list(
        prove(made(plan, new_rules(plan, advice)), (Question.PASSES,), limits=Limits(seconds=60.0))
    )
    assert [example.violated for each in answers for example in each.examples] == [(), (), ()]
