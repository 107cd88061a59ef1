"""Application files held against their plan, and what bad ones are told (features 58 to 61)."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from zcforms import resources
from zcforms.domain.errors import InputRefused
from zcforms.services import judgement
from zcforms.services.bench import Bench


@pytest.fixture
def document() -> dict[str, Any]:
    path = resources.folder("examples") / "teacher-complete.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def faults(bench: Bench, document: Any, plan_id: str | None = None) -> dict[str, str]:
    with pytest.raises(InputRefused) as refused:
        judgement.held(bench.catalogue.plans, document, plan_id)
    return {fault.pointer: fault.message for fault in refused.value.faults}


def test_a_usable_file(bench: Bench, document: dict[str, Any]) -> None:
    plan, held = judgement.held(bench.catalogue.plans, document)
    assert (plan.id, held) == ("2022-teacher-senior", document)


def test_the_plan_of_the_command_wins(bench: Bench, document: dict[str, Any]) -> None:
    assert "/plan" in faults(bench, document, "2022-teacher-seniour")
    del document["plan"]
    assert (
        judgement.held(bench.catalogue.plans, document, "2022-teacher-senior")[0].id == "2022-teacher-senior"
    )


@pytest.mark.parametrize("document", [None, 3, "x", [], {}])
def test_what_is_no_application(bench: Bench, document: Any) -> None:
    assert faults(bench, document)


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("plan",), "2022-teacher", "/plan"),
        (("route",), "regulr", "/route"),
        (("standard",), "x", "/standard"),
        (("specialty",), "primary-sciense", "/specialty"),
        (("title",), "x", "/title"),
        (("answers", "basics"), {}, "/answers/basics"),
        (("imports", "works"), [], "/imports/works"),
        (("imports", "work"), [{"record": "w9"}], "/imports/work/0/record"),
        (("imports", "work"), [{"employer": "x"}], "/imports/work/0"),
        (("attachments", "pledges"), [], "/attachments/pledges"),
        (("attachments", "pledge"), [{"id": "x"}], "/attachments/pledge/0"),
        (("achievements", 0, "category"), "wrok", "/achievements/0/category"),
        (("achievements", 1, "id"), "w1", "/achievements/1/id"),
        (("achievements", 0, "state"), "done", "/achievements/0/state"),
        (("applicant", "birth_date"), "1985", "/applicant/birth_date"),
        (("applicant", "employer"), "某小学", "/applicant/employer"),
        (("answers",), [], "/answers"),
        (("unknown",), 1, "/unknown"),
    ],
)
def test_each_fault_is_told_at_its_place(
    bench: Bench, document: dict[str, Any], path: tuple[Any, ...], value: Any, place: str
) -> None:
    broken = copy.deepcopy(document)
    *way, last = path
    target = broken
    for step in way:
        target = target[step]
    target[last] = value
    told = faults(bench, broken)
    assert place in told
    assert told[place].endswith(("。", "？"))


def test_an_almost_right_name_is_guessed(bench: Bench, document: dict[str, Any]) -> None:
    document["specialty"] = "primary-sciense"
    assert faults(bench, document) == {
        "/specialty": "没有申报专业“primary-sciense”。是不是想写“primary-science”？"
    }


def test_adjustments(bench: Bench, document: dict[str, Any]) -> None:
    """Feature 66."""
    plan, held = judgement.held(bench.catalogue.plans, document)
    ruleset = bench.rulesets[plan.id]
    assert judgement.adjustments(ruleset, plan, held) == {}
    longer = judgement.document_with(held, "basic", {**held["answers"]["basic"], "specialty_years": 20})
    assert judgement.adjustments(ruleset, plan, longer) == {"/basic/specialty_years": 14}
    assert held["answers"]["basic"]["specialty_years"] == 14


def test_a_verdict_says_what_it_was_made_from(bench: Bench, document: dict[str, Any]) -> None:
    plan, held = judgement.held(bench.catalogue.plans, document)
    first, second = (judgement.judge(bench.checker, bench.rulesets[plan.id], plan, held) for _ in range(2))
    assert first == second
    assert first.verdict.passed
    assert first.verdict.plan_digest == plan.digest
