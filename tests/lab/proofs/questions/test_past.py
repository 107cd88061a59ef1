"""What lies in the past is not made up for a declaration (issue 7, point 6; docs/decisions/0027-advice-makes-up-no-past.md)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lab.proofs.questions.applicants import accountant, advised, example
from tests.lab.proofs.seeds import base
from zcforms.lab.proofs.answers import Kind, Only, Verdict
from zcforms.lab.proofs.questions.given import Given
from zcforms.lab.proofs.questions.past import tells_past, told_lists

BORN = 1982 + 16


def late_title() -> dict[str, Any]:
    """The only title is two years old; five are asked."""
    document = accountant()
    document["answers"]["titles"][0] |= {"reviewed_on": "2020-01-01", "issued_on": "2020-02-01"}
    return document


def late_appointment() -> dict[str, Any]:
    document = example()
    (title,) = document["answers"]["titles"]
    title |= {"reviewed_on": "2020-06-01", "issued_on": "2020-06-01"}
    first = {**title["appointments"][0], "start": "2020-07-01"}
    first.pop("end", None)
    title["appointments"] = [first]
    return document


@pytest.mark.parametrize(
    ("document", "full"),
    [(late_title(), "/answers/titles"), (late_appointment(), "/answers/titles/0/appointments")],
)
def test_no_second_title_and_no_earlier_appointment_is_made_up(document: dict[str, Any], full: str) -> None:
    """Only time helps: that nothing is added to the past that was told is named among what cannot be changed."""
    answer = advised(document)
    assert (answer.kind, answer.verdict) == (Kind.HOPELESS, Verdict.PROVED), answer.steps
    assert answer.steps == ()
    held = {each.pointer: each.sentence for each in answer.causes if not each.rule}
    assert held[full].endswith("已填写的经历不能增加")


def test_a_list_of_the_past_that_was_left_empty_is_filled_in_where_it_is_so() -> None:
    document = example()
    document["answers"]["titles"][0]["appointments"] = []
    answer = advised(document)
    assert answer.least is not None
    assert (answer.kind, answer.least.number, answer.least.claimed) == (Kind.CHANGES, 1, 1)
    assert "不补就不能通过：只有确实有、原来漏填的才能补，没有的不能填" in answer.sentence
    (step,) = answer.steps
    assert (step.pointer, step.only) == ("/answers/titles/0/appointments/-", Only.LEFT_OUT)
    assert "聘用开始日期" in step.after  # what decides is told


def test_what_is_left_out_lies_within_the_life_and_the_career() -> None:
    document = accountant()
    document["answers"]["titles"] = []
    answer = advised(document)
    (step,) = answer.steps
    assert step.only == Only.LEFT_OUT
    assert "资格名称为会计师" in step.after
    assert "评审日期" in step.after
    (title,) = answer.examples[0].document["answers"]["titles"]
    assert title["reviewed_on"] >= document["answers"]["basic"]["work_start"]


def test_a_day_that_was_not_told_is_told_last() -> None:
    """A blank day of the past: marked, and counted apart."""
    document = example()
    del document["answers"]["profession"]["teaching_start"]
    answer = advised(document)
    assert answer.least is not None
    assert (answer.least.number, answer.least.claimed) == (1, 1)
    assert [(each.pointer, each.before, each.only) for each in answer.steps] == [
        ("/answers/profession/teaching_start", "没有填写", Only.LEFT_OUT)
    ]
    assert answer.examples[0].document["answers"]["profession"]["teaching_start"] >= f"{BORN}-01-01"


def test_which_lists_tell_the_past() -> None:
    """By their records: those with a day or a month in them. Achievements are handed in, whenever they were made."""
    version, document = base("2022-teacher-senior"), example()
    shape = version.ruleset.shape
    names = [each.id for each in version.plan.sections]
    past = {name for name in names if (each := shape.child(name)) and tells_past(each.records)}
    assert past == {"titles", "work", "education"}
    full = told_lists(Given.of(version.plan, document), shape)
    assert full == {("titles",), ("titles", "*", "appointments"), ("work",), ("education",)}
    document["answers"]["titles"].append({"title": "二级教师", "appointments": []})
    assert ("titles", "*", "appointments") not in told_lists(Given.of(version.plan, document), shape)
    document["answers"]["titles"] = []
    assert told_lists(Given.of(version.plan, document), shape) == {("work",), ("education",)}


def test_time_that_was_served_is_no_plain_achievement() -> None:
    """Months in the country can be handed in, but only by whoever was there."""
    document = example()
    document["imports"]["rural_service"] = []
    answer = advised(document)
    assert answer.least is not None
    assert (answer.least.number, answer.least.claimed) == (1, 1)
    (step,) = answer.steps
    assert (step.pointer, step.only) == ("/imports/rural_service/-", Only.LEFT_OUT)
    assert "折合月数" in step.after
