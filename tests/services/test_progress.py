"""What is filled in and what is missing, page by page (features 30, 43, 45)."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from zcforms.forms import validation
from zcforms.services.bench import Bench
from zcforms.services.progress import Progress, progress

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
COMPLETE = json.loads((EXAMPLES / "teacher-complete.json").read_text(encoding="utf-8"))


def of(bench: Bench, document: dict[str, Any]) -> Progress:
    plan = bench.catalogue.plans[document["plan"]]
    return progress(plan, document, validation.breaches_of(plan, document))


def told(found: Progress) -> dict[str, list[tuple[str, str]]]:
    """Pages with what they lack."""
    return {page.id: [(gap.caption, gap.pointer) for gap in page.gaps] for page in found.pages if page.gaps}


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*-complete.json")))
def test_a_complete_application_lacks_nothing_and_is_done_everywhere(bench: Bench, name: str) -> None:
    document = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    found = of(bench, document)
    plan = bench.catalogue.plans[document["plan"]]
    assert [page.id for page in found.parts] == [part.id for part in plan.parts_for(document["route"])]
    assert (found.gaps, found.done) == ((), len([page for page in found.pages if page.done]))
    assert all(page.done for page in found.parts)


def missing(name: str, *path: str) -> Any:
    def spoil(document: dict[str, Any]) -> None:
        at = document[name]
        for step in path[:-1]:
            at = at[int(step) if step.isdecimal() else step]
        at.pop(path[-1])

    return spoil


@pytest.mark.parametrize(
    ("page", "spoil", "expected"),
    [
        ("basic", missing("answers", "basic", "birthplace"), [("出生地", "/answers/basic/birthplace")]),
        (
            "basic",
            missing("answers", "titles", "0", "reviewed_on"),
            [("现有职称情况第 1 条：评审日期", "/answers/titles/0/reviewed_on")],
        ),
        ("work", lambda document: document["imports"].update(work=[]), [("导入工作经历", "/imports/work")]),
        (
            "education",
            lambda document: document["imports"]["education"][0].update(qualifying=False),
            [("合格学历", "/imports/education/0/qualifying")],
        ),
        (
            "assessments",
            missing("imports", "assessments", "0", "verdict"),
            [("第 1 条：考核结果", "/imports/assessments/0/verdict")],
        ),
        ("attachments", missing("attachments", "pledge"), [("职称填报承诺书", "/attachments/pledge")]),
        (
            "ability",
            lambda document: document["imports"].update(mentoring=[], action_report=[]),
            [("行动研究报告", "/imports/action_report"), ("指导青年教师方面", "/imports/mentoring")],
        ),
        (
            "performance",
            lambda document: document["imports"].update(teaching_award=[]),
            [("业绩条件还差 1 项", "/imports/performance")],
        ),
    ],
)
def test_what_a_page_lacks_is_told_with_its_place(
    bench: Bench, page: str, spoil: Any, expected: list[tuple[str, str]]
) -> None:
    document = deepcopy(COMPLETE)
    spoil(document)
    found = of(bench, document)
    assert told(found) == {page: expected}
    assert [each.id for each in found.pages if not each.done] == [page]


def test_what_is_wrong_is_told_apart_from_what_is_missing(bench: Bench) -> None:
    document = deepcopy(COMPLETE)
    document["answers"]["basic"]["work_years"] = 300
    (gap,) = of(bench, document).gaps
    assert (gap.caption, gap.wrong) == ("工作年限", True)


def test_what_can_be_left_out_is_not_missing(bench: Bench) -> None:
    """A page on which nothing is required is neither done nor does it lack anything."""
    document = deepcopy(COMPLETE)
    document["imports"]["award_in_tenure"] = []
    found = of(bench, document)
    assert found.gaps == ()
    assert [page.id for page in found.pages if not page.done] == ["politics"]


def test_nothing_yet(bench: Bench) -> None:
    document = {**deepcopy(COMPLETE), "answers": {}, "imports": {}, "attachments": {}, "achievements": []}
    found = of(bench, document)
    assert found.done == 0
    assert {"basic", "work", "education", "training", "assessments", "attachments"} <= set(told(found))
