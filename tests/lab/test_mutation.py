"""The mutation score, and cases that are suggested for what nobody noticed."""

from __future__ import annotations

import pytest

from tests.lab.writing import HEAD, PLAN, bench, read
from zcforms.lab import cases, coverage, mutation, suggestions
from zcforms.lab.cases import Situation
from zcforms.lab.mutation import Score

PLAIN = f"{HEAD}  - {{case: 全部通过, applicant: complete, expect: {{passed: [tenure, rural-service]}}}}\n"


def ready(text: str) -> tuple[Situation, ...]:
    return cases.situations([read(text)], bench().catalogue.plans[PLAN], bench().rulesets[PLAN])


def score(text: str, *rules: str) -> Score:
    plan, ruleset = bench().catalogue.plans[PLAN], bench().rulesets[PLAN]
    return mutation.score(plan, ruleset, ready(text), frozenset(rules) or None)


def test_a_near_neighbour_on_each_side_notices_every_mistake_in_a_bound() -> None:
    sides = PLAIN + "".join(
        f"  - {{case: {start}, applicant: complete, change: {{answers.titles.0.appointments.0.start: {start}}}, expect: {expect}}}\n"
        for start, expect in (("2018-01-01", "{violated: [tenure]}"), ("2017-12-31", "{passed: [tenure]}"))
    )
    few, more = (
        {
            each.mutant.id
            for each in score(text, "tenure").survivors
            if each.mutant.operator in ("bound", "operator")
        }
        for text in (PLAIN, sides)
    )
    assert more < few
    assert not any(
        "自聘用开始日期" in each.sentence and each.mutant.operator == "bound"
        for each in score(sides, "tenure").survivors
    )


def test_only_what_a_case_speaks_of_is_noticed() -> None:
    silent = f"{HEAD}  - {{case: 一, applicant: complete, expect: {{also: true}}}}\n"
    assert score(silent, "tenure").killed == 0
    assert score(PLAIN, "tenure").killed > 0


def test_a_case_that_fails_notices_nothing() -> None:
    wrong = f"{HEAD}  - {{case: 一, applicant: complete, expect: {{violated: [tenure]}}}}\n"
    assert score(wrong, "tenure").killed == 0


def test_what_means_the_same_counts_for_neither() -> None:
    (found,) = score(PLAIN, "work-valid").rules
    assert found.equivalent >= 2
    sentences = [each.sentence for each in score(PLAIN, "work-valid").survivors]
    assert not any("missing" in each for each in sentences)


def test_it_stops_when_asked_to() -> None:
    plan, ruleset = bench().catalogue.plans[PLAN], bench().rulesets[PLAN]
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 3

    found = mutation.score(plan, ruleset, ready(PLAIN), stop=stop)
    assert found.stopped
    assert len(found.rules) == 3
    assert not score(PLAIN, "tenure").stopped


@pytest.mark.parametrize("rule", ["specialty-years-capped", "category-minimum:research", "rural-service"])
def test_a_suggested_case_notices_the_survivor_when_it_is_written_down(rule: str) -> None:
    plan, ruleset = bench().catalogue.plans[PLAN], bench().rulesets[PLAN]
    survivors = score(PLAIN, rule).survivors
    found = [(each, suggestions.suggest(each, plan, ruleset)) for each in survivors[:6]]
    made = [(survivor, suggestion) for survivor, suggestion in found if suggestion]
    assert made
    for survivor, suggestion in made:
        text = PLAIN + suggestion.yaml
        assert suggestion.file == "x.yaml"
        report = cases.run(read(text), plan, ruleset)
        assert report.failed == ()
        left = {each.mutant.id for each in score(text, rule).survivors}
        assert survivor.mutant.id not in left


def test_a_search_for_a_case_can_be_stopped() -> None:
    plan, ruleset = bench().catalogue.plans[PLAN], bench().rulesets[PLAN]
    survivor = score(PLAIN, "rural-service").survivors[0]
    assert suggestions.suggest(survivor, plan, ruleset, lambda: True) is None


def test_coverage_and_score_of_one_rule_do_not_look_at_others() -> None:
    plan, ruleset = bench().catalogue.plans[PLAN], bench().rulesets[PLAN]
    only = frozenset({"tenure"})
    assert [each.rule for each in coverage.measure(plan, ruleset, ready(PLAIN), only).rules] == ["tenure"]
    assert [each.rule for each in score(PLAIN, "tenure").rules] == ["tenure"]
