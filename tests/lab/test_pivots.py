"""Where rules turn, and made-up people who stand on either side of it."""

from __future__ import annotations

import random
from datetime import date

import pytest

from tests.lab.writing import bench
from zcforms.checks import conform
from zcforms.checks.run import Outcome, decide
from zcforms.lab import pivots
from zcforms.lab.parts import heads, places
from zcforms.lab.pivots import SIZE, Pivot
from zcforms.lab.population import Mixture, Population

PLAN = "2022-teacher-senior"
TENURE = ("titles", "appointments", "start")


def test_pivots_of_a_plan() -> None:
    """Dates by years to the cut-off, numbers, sums, and how many records are counted."""
    ruleset = bench().rulesets[PLAN]
    found = pivots.pivots(ruleset.table("teacher").rules, ruleset.shape)
    assert Pivot(date(2017, 12, 31), date(2018, 1, 1)) in found[TENURE]
    assert found["training", "hours"] == (Pivot(90, 89),)
    assert Pivot(1, 0) in found["work", SIZE]


def test_a_choice_of_thresholds_turns_at_each() -> None:
    ruleset = bench().rulesets["2022-accounting-senior"]
    found = pivots.pivots(ruleset.table("accounting").rules, ruleset.shape)
    assert {each.inside.year for each in found["titles", "reviewed_on"]} == {2012, 2017, 2020}


def test_what_rules_speak_of() -> None:
    found = pivots.spoken(bench().rulesets[PLAN].table("teacher").rules)
    assert ("11",) in found["education", "education"]
    assert ("14", "17", "21") in found["education", "education"]


def test_pivots_of_a_part_are_found_wherever_rules_see_it() -> None:
    bachelor = Pivot(1, 0)
    (item,) = (
        each for each in places(bench().catalogue.plans[PLAN], "teacher") if each.id == "rural_service"
    )
    found = {
        ("imported", "a"): (bachelor,),
        ("achievements", "rural_service", "b"): (bachelor,),
        ("work", "c"): (bachelor,),
    }
    assert set(pivots.of_part(found, heads(item))) == {("a",), ("b",)}


@pytest.mark.parametrize("pivot", [Pivot(date(2017, 12, 31), date(2018, 1, 1)), Pivot(90, 89), Pivot(5, 6)])
def test_people_stand_beyond_at_and_short_of_a_pivot(pivot: Pivot) -> None:
    source = random.Random(1)
    drawn = [pivot.beyond(source) for _ in range(2_000)]
    beyond = [each for each in drawn if (each > pivot.inside if pivot.deeper > 0 else each < pivot.inside)]
    assert len(drawn) * 0.5 < len(beyond) < len(drawn) * 0.9
    assert len(drawn) * 0.1 < drawn.count(pivot.inside)
    short = [each for each in drawn if each not in beyond and each != pivot.inside]
    assert 0 < len(short) < len(drawn) * 0.15
    assert all((each >= pivot.outside) is (pivot.deeper < 0) or each == pivot.outside for each in short)


def test_a_stricter_threshold_hits_somebody() -> None:
    """Of two hundred people some have just what is asked for, and pass: with one year more they would not."""
    ruleset = bench().rulesets[PLAN]
    people = list(Population(bench().catalogue.plans[PLAN], ruleset, seed=7).facts(200))
    rules = [rule for rule in ruleset.table("teacher").rules if rule.id == "tenure"]
    passing = [
        facts
        for facts in people
        if decide(rules, conform.typed(facts, ruleset.shape)).outcomes["tenure"] is Outcome.PASSED
    ]
    starts = [
        max(each["start"] for held in facts["titles"] for each in held.get("appointments", [{"start": ""}]))
        for facts in passing
    ]
    assert any("2016-12-31" < start <= "2017-12-31" for start in starts)
    assert any("" < start <= "2014-12-31" for start in starts)
    assert len(set(starts)) > 5


def test_what_a_record_tells_of_lies_before_what_stands_in_it() -> None:
    """A title is given before somebody is appointed with it; several appointments are not the same one."""
    ruleset = bench().rulesets[PLAN]
    people = Population(bench().catalogue.plans[PLAN], ruleset, seed=7, mixture=Mixture(failing=0)).facts(200)
    held = [each for facts in people for each in facts["titles"] if each.get("appointments")]
    ordered = [each["reviewed_on"] <= min(one["start"] for one in each["appointments"]) for each in held]
    assert sum(ordered) > 0.8 * len(ordered)
    several = [
        [one["start"] for one in each["appointments"]] for each in held if len(each["appointments"]) > 1
    ]
    assert several
    assert sum(len(set(starts)) > 1 for starts in several) > 0.8 * len(several)
