"""Every plan that has rules has cases: all of them pass, by engine and reference evaluator, with full coverage and a mutation score of at least 90 %."""

from __future__ import annotations

from pathlib import Path

import pytest

from zcforms.checks.run import Checker
from zcforms.lab import casefiles, cases, coverage, mutation
from zcforms.services.bench import Bench

ROOT = Path(__file__).parents[2]
PLANS = sorted(path.stem for path in (ROOT / "schemas/plans").glob("*.json"))


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench.load()


@pytest.fixture(scope="module")
def checker():
    with Checker(timeout=30) as made:
        yield made


def files_of(plan: str, bench: Bench) -> list[cases.CaseFile]:
    return casefiles.load(
        ROOT / "rules/cases", bench.catalogue.plans, bench.rulesets, ROOT / "examples", [plan]
    )


@pytest.mark.parametrize("plan", PLANS)
def test_the_cases_of_every_plan_pass(plan: str, bench: Bench, checker: Checker) -> None:
    found = files_of(plan, bench)
    assert found, f"rules/cases has no file for {plan}"
    for each in found:
        report = cases.run(each, bench.catalogue.plans[plan], bench.rulesets[plan], checker)
        told = [(result.case.name, result.differences) for result in report.failed]
        assert told == []
        assert len(report.results) == len(each.cases) > 0


@pytest.mark.parametrize("plan", PLANS)
def test_cases_reach_every_condition_both_ways_and_notice_nine_mistakes_in_ten(
    plan: str, bench: Bench
) -> None:
    ruleset = bench.rulesets[plan]
    situations = cases.situations(files_of(plan, bench), bench.catalogue.plans[plan], ruleset)
    covered = coverage.measure(bench.catalogue.plans[plan], ruleset, situations)
    assert [(gap.rule, gap.sentence, gap.missing, gap.why) for gap in covered.gaps] == []
    assert (covered.of_rules, covered.of_conditions) == (1.0, 1.0)
    score = mutation.score(bench.catalogue.plans[plan], ruleset, situations)
    assert score.killed > 100
    assert score.share >= 0.9, [survivor.sentence for survivor in score.survivors]
