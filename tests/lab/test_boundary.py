"""Cases on the edge of a comparison: just so and just not so, run, kept apart from what people wrote."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from zcforms.checks.run import Outcome
from zcforms.documents import reading
from zcforms.lab import boundary, casefiles, cases
from zcforms.lab.boundary import Boundaries, generate, keep
from zcforms.lab.cases import CaseFile
from zcforms.lab.edges import edges
from zcforms.services.bench import Bench

ROOT = Path(__file__).parents[2]
PLAN = "2022-teacher-senior"
WRITTEN = """\
plan: 2022-teacher-senior
applicants:
  complete: {from: examples/teacher-complete.json}
  doctor: {from: complete, change: {achievements.e1.data.education: "11"}}
cases:
  - case: 完整的申报
    applicant: complete
    expect: {violated: []}
"""
FEW = ("tenure", "specialty-years-capped")
RULES = ("tenure", "tenure-doctor", "specialty-years-capped", "category-minimum:performance")


@pytest.fixture(scope="module")
def loaded() -> Iterator[Bench]:
    with Bench.load() as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of cases with one file that somebody wrote."""
    home = tmp_path / "rules" / "cases"
    home.mkdir(parents=True)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (home / f"{PLAN}.yaml").write_text(WRITTEN, "utf-8")
    return home


def files(loaded: Bench, folder: Path) -> list[CaseFile]:
    return casefiles.load(folder, loaded.catalogue.plans, loaded.rulesets, ROOT / "examples")


def made(loaded: Bench, folder: Path, rules: tuple[str, ...] = RULES) -> Boundaries:
    plan = loaded.catalogue.plans[PLAN]
    return generate(plan, loaded.rulesets[PLAN], files(loaded, folder), rules)


def test_each_comparison_has_a_case_on_either_side(loaded: Bench, folder: Path) -> None:
    found = made(loaded, folder)
    tenure = {
        each.inside: each
        for each in found.cases
        if each.rule == "tenure" and "评聘情况合计" in each.comparison
    }
    assert tenure[True].comparison == "任职年限：现有职称评聘情况合计恰好 5 年"
    assert tenure[True].outcome is Outcome.PASSED
    assert tenure[True].entry["change"] == {"answers.titles.0.appointments.0.end": "2020-12-30"}
    assert tenure[False].comparison == "任职年限：现有职称评聘情况合计差一天满 5 年"
    assert tenure[False].outcome is Outcome.VIOLATED
    assert tenure[False].entry["change"] == {"answers.titles.0.appointments.0.end": "2020-12-29"}
    doctor = [each for each in found.cases if each.rule == "tenure-doctor"]
    assert {each.entry["applicant"] for each in doctor} == {"doctor"}  # who needs the fewest changes
    (lacking,) = (
        each for each in found.cases if each.rule == "category-minimum:performance" and not each.inside
    )
    assert lacking.outcome is Outcome.VIOLATED
    assert len(lacking.entry["remove"]) == 1


def test_an_adjusting_rule_is_tried_on_both_sides(loaded: Bench, folder: Path) -> None:
    found = [each for each in made(loaded, folder, ("specialty-years-capped",)).cases if each.inside]
    assert [each.outcome for each in found] == [Outcome.ADJUSTED]
    assert found[0].entry["expect"]["adjusted"] == {"basic.specialty_years": 14}


@pytest.mark.slow
def test_kept_cases_are_green_and_the_same_each_time(loaded: Bench, folder: Path) -> None:
    plan, ruleset = loaded.catalogue.plans[PLAN], loaded.rulesets[PLAN]
    path = keep(plan, made(loaded, folder, FEW), folder)
    assert path == folder / f"{PLAN}.boundary.yaml"
    assert (folder / f"{PLAN}.yaml").read_text("utf-8") == WRITTEN
    before = path.read_text("utf-8")
    (kept,) = (each for each in files(loaded, folder) if each.file.endswith(boundary.SUFFIX))
    report = cases.run(kept, plan, ruleset, loaded.checker)
    assert report.passed, [(each.case.name, each.differences) for each in report.failed]
    assert len(report.results) > 2
    assert (
        keep(plan, made(loaded, folder, FEW), folder) == path
    )  # what is kept already does not count as written by hand
    assert path.read_text("utf-8") == before


@pytest.mark.slow
def test_a_case_that_somebody_wrote_is_not_made_again(loaded: Bench, folder: Path) -> None:
    found = next(
        each for each in made(loaded, folder, FEW).cases if each.rule == "tenure" and not each.inside
    )
    document = reading.read(folder / f"{PLAN}.yaml", folder).data
    by_hand = {**document, "cases": [*document["cases"], {**found.entry, "case": "手写的"}]}
    (folder / f"{PLAN}.yaml").write_text(reading.canonical(by_hand).decode(), "utf-8")
    again = made(loaded, folder, FEW)
    assert found.entry not in [each.entry for each in again.cases]
    assert all((each.rule, each.comparison) != ("tenure", found.comparison) for each in again.unreached)


def test_what_cannot_be_reached_is_said(loaded: Bench) -> None:
    """Without anybody to begin with nothing is made, and each side of the comparison is told."""
    plan = loaded.catalogue.plans[PLAN]
    found = generate(plan, loaded.rulesets[PLAN], [], ["category-minimum:performance"])
    assert found.cases == ()
    assert {each.inside for each in found.unreached} == {True, False}
    assert {each.rule for each in found.unreached} == {"category-minimum:performance"}


def test_every_comparison_of_every_plan_has_words(loaded: Bench) -> None:
    """Whatever the rules compare can be called by its caption."""
    number = 0
    for ruleset in loaded.rulesets.values():
        for table in ruleset.tables.values():
            for rule in table.rules:
                for condition in (rule.question.guard, rule.question.requirement):
                    for edge in edges(condition, ruleset.shape):
                        number += 1
                        assert edge.words[0] != edge.words[1]
                        assert edge.inside != edge.outside
    assert number > 100
