"""That fewer changes are not enough is counted from what cannot stay as it is (issue 7, point 6)."""

from __future__ import annotations

from tests.lab import people
from tests.lab.proofs.questions.applicants import advised, example
from tests.lab.proofs.seeds import Edit, made
from tests.lab.proofs.seeds import example as complete
from zcforms.lab.proofs.answers import Kind, Least

FIRST = "2022-teacher-intermediate"


def test_three_places_that_have_nothing_to_do_with_each_other_are_three_changes() -> None:
    answer = advised(example("teacher-incomplete"))
    assert answer.least == Least(3, 0, proved=True)
    assert answer.certificate.seconds < 20
    assert {each.pointer for each in answer.steps} == {
        "/imports/assessments/0/verdict",
        "/imports/action_report/-",
        "/imports/mentoring/-",
    }


def test_four_more_records_of_one_list() -> None:
    """More than the very few that are tried one number after the other."""
    nine = people.rule("nine", {"count": {"of": "assessments", ">=": 9}}, row="assessments")
    version = made(FIRST, [Edit(f"rules/plans/{FIRST}.yaml", "add", "/rules/-", nine)])
    document = complete(FIRST)
    answer = advised(document, version)
    assert (answer.kind, answer.least) == (Kind.CHANGES, Least(4, 0, proved=True)), answer.sentence
    assert answer.certificate.seconds < 20
    assert {each.pointer for each in answer.steps} == {"/imports/assessments/-"}
    assert {each.before for each in answer.steps} == {"已有 5 条"}
    records = {each["id"]: each["data"] for each in answer.examples[0].document["achievements"]}
    years = [
        records[each["record"]]["year"] for each in answer.examples[0].document["imports"]["assessments"]
    ]
    assert max(years) <= 2022
