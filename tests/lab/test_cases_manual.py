"""docs/cases.md is true: every example in it is a case file that passes, and every key in it is one of the format's."""

from __future__ import annotations

import json
import re

import pytest

from tests.lab.writing import ROOT, bench, faults, read
from zcforms.checks.run import Checker
from zcforms.lab import cases

TEXT = (ROOT / "docs/cases.md").read_text("utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_example_passes(example: str) -> None:
    made = read(example)
    with Checker(timeout=30) as checker:
        report = cases.run(made, bench().catalogue.plans[made.plan], bench().rulesets[made.plan], checker)
    assert [(each.case.name, each.differences) for each in report.failed] == []
    assert report.results


def test_every_key_of_the_format_is_explained() -> None:
    assert len(EXAMPLES) >= 3
    schema = json.loads((ROOT / "schemas/meta/cases.json").read_text("utf-8"))
    case = schema["properties"]["cases"]["items"]["properties"]
    applicant = schema["properties"]["applicants"]["additionalProperties"]["properties"]
    expect = schema["$defs"]["expect"]["properties"]
    for name in (*case, *applicant, *expect, *schema["properties"]):
        assert name.startswith("$") or f"`{name}" in TEXT or f", {name}" in TEXT, name


def test_the_fault_that_it_shows_is_told_so() -> None:
    shown = re.search(r"```\nrules/cases/x\.yaml#(\S+?)：(.*?)…\n```", TEXT)
    assert shown
    wrong = EXAMPLES[0].replace(
        "answers.titles.0.appointments.0.start: 2020-12-31", "answers.basic.work_yeras: 3"
    )
    assert shown[2] in faults(wrong)[shown[1]]
