"""How many records are enough for what becomes of rules, held to `decide` on every smaller document; and over the installed plans."""

from __future__ import annotations

import dataclasses
import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab import small_documents as small
from tests.lab.people import ROOT
from tests.lab.small_documents import LISTS, Author
from zcforms.checks import core, ruleset
from zcforms.checks.adjusting import Adjustment
from zcforms.checks.assembly import Rule
from zcforms.checks.compiler import Question
from zcforms.checks.core import DOCUMENT, Field, Literal, Operator, Type
from zcforms.checks.deciding import Decided, Outcome, decide
from zcforms.domain.plan import Plan
from zcforms.forms import catalogue
from zcforms.lab.proofs.bounds.lists import for_forms, lists_of
from zcforms.lab.proofs.bounds.needs import together
from zcforms.lab.proofs.bounds.of_rules import for_passing, for_violation


@cache
def _plans() -> dict[str, tuple[Plan, ruleset.Ruleset]]:
    shelf = ruleset.load(ROOT / "rules")
    plans = catalogue.load(ROOT / "schemas").plans
    return {plan.id: (plan, ruleset.compile(shelf, plan)) for plan in plans.values()}


PLANS = sorted(path.stem for path in (ROOT / "rules" / "plans").glob("*.yaml"))


@cache
def _model() -> Rule:
    _, compiled = _plans()["2022-teacher-senior"]
    return next(rule for rule in compiled.tables["teacher"].rules if rule.adjustment is None)


def _rule(source: random.Random, number: int) -> Rule:
    author = Author(source)
    guard = core.TRUE if source.random() < 0.5 else author.condition({DOCUMENT: "$"}, 2)
    requirement = author.condition({DOCUMENT: "$"}, source.randint(1, 3))
    question = Question(guard, requirement, source.random() < 0.7)
    return dataclasses.replace(_model(), id=f"rule-{number}", question=question)


def _adjusting(source: random.Random) -> Rule:
    target = Field(DOCUMENT, ("n",), Type.INTEGER, restricted=True)
    value = core.Extreme(False, (Literal(Type.INTEGER, 2), Author(source).counted({DOCUMENT: "$"}, 1)))
    guard = Author(source).condition({DOCUMENT: "$"}, 2)
    made = Adjustment(target, source.choice([Literal(Type.INTEGER, 1), value]))
    return dataclasses.replace(_model(), id="adjusting", question=Question(guard, core.TRUE), adjustment=made)


def _violated(decided: Decided) -> frozenset[str]:
    return frozenset(each for each, outcome in decided.outcomes.items() if outcome is Outcome.VIOLATED)


@given(st.integers(min_value=0, max_value=2**62))
@settings(max_examples=1200, deadline=None)
def test_some_document_as_small_as_that_breaks_the_same_rules(seed: int) -> None:
    source = random.Random(seed)
    adjusting = [_adjusting(source)] if source.random() < 0.3 else []
    rules = [*adjusting, *(_rule(source, number) for number in range(source.randint(1, 3)))]
    facts = small.document(source)
    broken = _violated(decide(rules, facts))
    kept = [rule for rule in rules if rule.id not in broken]
    violations = [for_violation(rule, LISTS) for rule in rules if rule.id in broken]
    enough = LISTS.enough(together(for_passing(kept, LISTS), *violations))
    assert any(_violated(decide(rules, each)) == broken for each in small.smaller(facts, enough)), enough


def test_a_count_in_an_adjusting_rule_needs_every_record() -> None:
    target = Field(DOCUMENT, ("z",), Type.INTEGER)
    counted = core.Count(small.A, "a", core.TRUE)
    rule = dataclasses.replace(
        _model(), question=Question(core.TRUE, core.TRUE), adjustment=Adjustment(target, counted)
    )
    assert LISTS.enough(for_passing([rule], LISTS)) == {("A",): None}


def test_what_was_never_asked_in_a_record_is_kept() -> None:
    unasked = Field("a", ("n",), Type.INTEGER, restricted=True)
    great = core.Compare(Operator.AT_LEAST, unasked, Literal(Type.INTEGER, 1))
    every = core.Every(dataclasses.replace(small.A, restricted=False), "a", great)
    rule = dataclasses.replace(_model(), question=Question(core.TRUE, every, True))
    assert LISTS.enough(for_passing([rule], LISTS)) == {("A",): 1}


@pytest.mark.parametrize("plan_id", PLANS)
def test_all_rules_of_the_installed_plans_have_numbers_but_for_what_is_compared_with_counts(
    plan_id: str,
) -> None:
    plan, compiled = _plans()[plan_id]
    lists = lists_of(plan, compiled.shape)
    for table in compiled.tables.values():
        enough = lists.enough(together(for_passing(table.rules, lists), for_forms(plan)))
        without = {"/".join(path) for path, number in enough.items() if number is None}
        assert without == ({"achievements/clinical_workload"} if "physician" in plan_id else set())
        for rule in table.rules:
            if rule.adjustment is None and rule.id not in ("ward-weeks", "outpatient-units"):
                assert None not in lists.enough(for_violation(rule, lists)).values(), rule.id


def test_a_breach_is_kept_by_what_is_wrong_in_its_part() -> None:
    plan, compiled = _plans()["2022-teacher-senior"]
    lists = lists_of(plan, compiled.shape)
    kind = Field("b", ("section",), Type.TEXT)
    works = core.Compare(Operator.EQUAL, kind, Literal(Type.TEXT, "work"))
    found = core.Some(core.Records(DOCUMENT, ("breaches",)), "b", works)
    rule = dataclasses.replace(_model(), question=Question(core.TRUE, core.Not(found)))
    enough = lists.enough(for_violation(rule, lists))
    assert enough == {
        ("work",): 2
    }  # the same record imported twice; whatever else can be wrong is wrong in one
    assert lists.enough(for_passing([rule], lists)) == {}
