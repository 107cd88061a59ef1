"""Findings lead to the one record that is to blame; where there are several, or none, to the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.checks.conftest import Check

Example = Callable[[str], dict[str, Any]]


def pointers(check: Check, application: dict[str, Any]) -> dict[str, str]:
    return {each.rule: each.pointer for each in check(application).findings}


def test_the_record_that_breaks_a_rule(check: Check, example: Example) -> None:
    application = example("engineer-complete")
    assert len(application["imports"]["assessments"]) > 2
    del application["imports"]["assessments"][2]["verdict"]
    assert pointers(check, application)["assessments-judged"] == "/imports/assessments/2/verdict"


def test_several_records_are_a_matter_of_the_list(check: Check, example: Example) -> None:
    application = example("engineer-complete")
    for number in (1, 2):
        del application["imports"]["assessments"][number]["verdict"]
    assert pointers(check, application)["assessments-judged"] == "/imports/assessments"


def test_what_is_not_there_has_no_place_of_its_own(check: Check, example: Example) -> None:
    found = pointers(check, example("teacher-incomplete"))
    assert found["item-required:action_report"] == "/imports/action_report"


def test_the_one_fault_of_the_form_is_where_it_is(check: Check, example: Example) -> None:
    application = example("teacher-complete")
    del application["answers"]["basic"]["ethnicity"]
    assert pointers(check, application)["personal-complete"] == "/answers/basic/ethnicity"


def test_of_several_faults_of_the_form_the_first(check: Check, example: Example) -> None:
    application = example("teacher-complete")
    for name in ("politics", "birthplace"):
        del application["answers"]["basic"][name]
    assert pointers(check, application)["personal-complete"] == "/answers/basic/birthplace"


def test_a_category_means_the_lists_of_its_items(check: Check, example: Example) -> None:
    """What no record fulfils leads to the category, one record that breaks a rule leads to it."""
    application = example("construction-senior-complete")
    application["imports"]["built_works"] = []
    assert pointers(check, application)["achievement-satisfied"] == "/imports/achievement"
    application = example("construction-senior-complete")
    record = next(each for each in application["achievements"] if each["id"] == "g2")
    record["data"] |= {"start": "1998-01-01", "end": "1999-01-01"}
    assert pointers(check, application)["achievement-in-tenure"].startswith("/imports/built_works/1")


def test_a_nested_record(check: Check, example: Example) -> None:
    application = example("teacher-complete")
    application["answers"]["titles"][0]["appointments"][0]["end"] = "2010-01-01"
    found = pointers(check, application)
    assert found["appointments-in-order"].startswith("/answers/titles")
