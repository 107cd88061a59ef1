"""What a plan says of its examinations, and what would leave somebody without one (feature 22)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.forms.test_catalogue import PLAN, change, faults, schemas
from zcforms import resources
from zcforms.domain.approval import ApplicationState
from zcforms.domain.plan import Examination
from zcforms.forms.catalogue import Catalogue, load
from zcforms.forms.examinations import SITTING

__all__ = ["schemas"]

ENGINEERS, CHAIN = "plans/2021-engineering-senior.json", "chains/declaration-to-title.json"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(resources.folder("schemas"))


def examination(catalogue: Catalogue, plan: str) -> Examination:
    found = catalogue.plans[plan].examination
    assert found
    return found


def test_every_plan_with_an_interview_says_how_it_is_held(catalogue: Catalogue) -> None:
    for plan in catalogue.plans.values():
        assert (plan.examination is not None) == plan.interview
    numbers = [plan.examination.plan_number for plan in catalogue.plans.values() if plan.examination]
    assert len(set(numbers)) == len(numbers)


def test_chemical_and_safety_engineers_write_an_exam_too(catalogue: Catalogue) -> None:
    """Feature 70."""
    exam = examination(catalogue, "2021-engineering-senior")
    assert [form.caption for form in exam.forms_for("chemical")] == ["面试答辩", "笔试"]
    assert [form.caption for form in exam.forms_for("mechanical")] == ["面试答辩"]
    assert [form.caption for form in exam.forms_for("safety", waived=True)] == ["笔试"]


def test_the_waiver_excuses_from_everything_where_it_does_not_say(schemas: Path) -> None:
    change(schemas, ENGINEERS, lambda plan: plan["waiver"].pop("forms"))
    exam = examination(load(schemas), "2021-engineering-senior")
    assert exam.forms_for("safety", waived=True) == ()


def cut(schemas: Path, steps: int) -> None:
    """The chain ends before the committee: nobody votes, and no plan says how many do."""
    change(schemas, CHAIN, lambda chain: chain.update(steps=chain["steps"][:steps]))
    for plan in (ENGINEERS, PLAN):
        change(schemas, plan, lambda data: data.pop("voting"))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (None, ("organising-unit",)),
        ("human-resources", ("human-resources", "organising-unit")),
        ("endorsed", ()),
    ],
)
def test_from_where_on_people_are_scheduled_is_the_plans_to_say(
    schemas: Path, start: str | None, due: tuple[str, ...]
) -> None:
    cut(schemas, 4)
    if start:
        change(schemas, ENGINEERS, lambda plan: plan["examination"].update(schedule_from=start))
    exam = examination(load(schemas), "2021-engineering-senior")
    assert exam.due == due
    assert exam.admits(ApplicationState.ENDORSED, None)
    assert exam.admits(ApplicationState.IN_APPROVAL, "organising-unit") == bool(due)
    assert not exam.admits(ApplicationState.IN_APPROVAL, "employer")
    assert not exam.admits(ApplicationState.RETURNED, None)


def test_a_chain_without_an_organising_unit_has_to_end_first(schemas: Path) -> None:
    cut(schemas, 3)
    assert examination(load(schemas), "2021-engineering-senior").due == ()


def test_nobody_is_examined_after_the_committees_result(schemas: Path) -> None:
    """From the organising unit's step as far as the result; whoever has the title is not asked for an interview any more."""
    exam = examination(load(schemas), "2021-engineering-senior")
    assert exam.due == ("organising-unit", "committee")
    assert not exam.admits(ApplicationState.IN_APPROVAL, "result-notice")
    assert not exam.admits(ApplicationState.ENDORSED, None)
    for start in ("result-notice", "endorsed"):
        change(schemas, ENGINEERS, lambda plan, start=start: plan["examination"].update(schedule_from=start))
        (fault,) = faults(schemas)
        assert (fault.pointer, "评审结果之后" in fault.fault) == ("/examination/schedule_from", True)


def test_the_digest_covers_what_is_printed_on_the_ticket(schemas: Path) -> None:
    before = load(schemas).plans["2021-engineering-senior"].digest
    change(schemas, "sheets/admission-ticket.json", lambda sheet: sheet.update(running="准考证"))
    assert load(schemas).plans["2021-engineering-senior"].digest != before


def test_a_waiver_needs_an_interview_and_a_form(schemas: Path) -> None:
    given = {"section": "titles", "sheet": "interview-waiver", "forms": ["interview"]}
    change(schemas, PLAN, lambda plan: plan.update(waiver=given))
    assert {fault.fault for fault in faults(schemas)} == {
        "本计划没有面试，却写了免面试",
        "分区“titles”不是一张表单",
        "本计划没有考核形式“interview”",
    }


def wrong(**changed: Any) -> dict[str, Any]:
    ticket = {"sheet": "admission-ticket", "number": "{year}{serial:04}"}
    given = {
        "plan_number": 9,
        "forms": [{"form": "interview"}],
        "ticket": ticket,
        "sitting": "exam-sitting",
    }
    return {**given, **changed}


@pytest.mark.parametrize(
    ("given", "pointer", "fault"),
    [
        (wrong(forms=[{"form": "orally"}]), "/forms/0/form", "代码表“exam_forms”里没有“orally”"),
        (wrong(forms=[{"form": "lesson"}, {"form": "lesson"}]), "/forms/1/form", "考核形式“lesson”重复"),
        (
            wrong(forms=[{"form": "lesson", "specialties": ["dance"]}]),
            "/forms/0/specialties",
            "本计划没有专业“dance”",
        ),
        (wrong(schedule_from="jury"), "/schedule_from", "本计划没有审核环节“jury”"),
        (
            wrong(ticket={"sheet": "tickets", "number": "{serial}"}),
            "/ticket/sheet",
            "没有打印表单“tickets”",
        ),
        (wrong(sitting="titles"), "/sitting", "分区“titles”不是一张表单"),
    ],
)
def test_what_nobody_could_hold_is_refused(
    schemas: Path, given: dict[str, Any], pointer: str, fault: str
) -> None:
    change(schemas, PLAN, lambda plan: plan.update(examination=given))
    (found,) = faults(schemas)
    assert (found.pointer, found.fault) == (f"/examination{pointer}", fault)


@pytest.mark.parametrize(
    "number",
    ["{year}", "{serial}{serial}", "{serial!r}", "{year.real}{serial}", "第{serial}号", "{serial:4}"],
)
def test_a_number_has_one_serial_and_nothing_that_runs(schemas: Path, number: str) -> None:
    ticket = {"sheet": "admission-ticket", "number": number}
    change(schemas, PLAN, lambda plan: plan.update(examination=wrong(ticket=ticket)))
    (found,) = faults(schemas)
    assert found.pointer == "/examination/ticket/number"


def test_an_interview_that_nobody_schedules_is_a_fault(schemas: Path) -> None:
    change(schemas, PLAN, lambda plan: plan.update(interview=True))
    (found,) = faults(schemas)
    assert (found.pointer, found.fault) == ("/interview", "本计划有面试，却没有写怎样安排")


@pytest.mark.parametrize("name", sorted(SITTING))
def test_a_sitting_asks_what_scheduling_stands_on(schemas: Path, name: str) -> None:
    def without(section: Any) -> None:
        section["properties"][name] = {"type": "string", "caption": "其他", "maxLength": 9, "enum": ["甲"]}
        section["required"].remove(name)

    change(schemas, "common/exam-sitting.json", without)
    told = faults(schemas)
    assert any(f"没有必填的“{name}”" in fault.fault for fault in told)
