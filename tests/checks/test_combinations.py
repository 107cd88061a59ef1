"""Combinations of levels: whether a higher level may stand in for a lower one, written or left to a parameter."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests.checks.language import AROUND, SHAPE
from zcforms.checks import conform, facts, reference, ruleset
from zcforms.checks.parser import Parser
from zcforms.checks.ruleset import RulesetShelf
from zcforms.checks.scope import Misuse
from zcforms.forms.catalogue import Catalogue

WORKS = {"of": "work", "scale": "kind", "order": ["甲", "乙"], "any": [{"甲": 1, "乙": 1}]}


def holds(stand_in: Any, kinds: str) -> bool | None:
    parameters = {**AROUND.parameters, "larger": True, "strict": False, "wrong": 1}
    parser = Parser(SHAPE, dataclasses.replace(AROUND, parameters=parameters))
    condition = parser.condition({"combination": {**WORKS, "stand_in": stand_in}}, "/require")
    if parser.faults:
        raise parser.faults[0]
    return reference.holds(condition, conform.typed({"work": [{"kind": kind} for kind in kinds]}, SHAPE))


@pytest.mark.parametrize(
    ("stand_in", "two_of_the_higher"),
    [(True, True), (False, False), ({"parameter": "larger"}, True), ({"parameter": "strict"}, False)],
)
def test_a_higher_level_stands_in_where_the_rule_or_a_parameter_says_so(
    stand_in: Any, two_of_the_higher: bool
) -> None:
    assert holds(stand_in, "甲甲") is two_of_the_higher
    assert holds(stand_in, "甲乙") is True
    assert holds(stand_in, "乙乙") is False


@pytest.mark.parametrize("stand_in", [1, "true", {"parameter": "wrong"}, {"parameter": "unheard"}])
def test_a_switch_is_true_or_false(stand_in: Any) -> None:
    with pytest.raises(Misuse, match=r"true 或 false|没有名为“unheard”的参数"):
        holds(stand_in, "甲")


@pytest.mark.parametrize(
    ("plan_id", "name"),
    [
        ("2022-construction-senior", "construction-senior-complete"),
        ("2022-construction-intermediate", "construction-engineer-complete"),
    ],
)
def test_the_open_question_of_the_construction_plans_decides_nobody(
    documents: Catalogue,
    shelf: RulesetShelf,
    example: Callable[[str], dict[str, Any]],
    plan_id: str,
    name: str,
) -> None:
    """3大 | 2大2中 | 1大4中 | 6中, 1大 | 2中 | 1中2小 | 4小: with these numbers the same works suffice either way."""
    plan = documents.plans[plan_id]
    strict = dataclasses.replace(plan, parameters={"larger_stands_in": False})
    wanted, other = (
        next(
            rule
            for rule in ruleset.compile(shelf, each).table("construction").rules
            if rule.id == "achievement-satisfied"
        )
        for each in (plan, strict)
    )
    assert wanted.question.requirement != other.question.requirement
    made = facts.facts(plan, example(name), {})
    shape = ruleset.compile(shelf, plan).shape
    (work, *_) = made["achievements"]["built_works"]
    outcomes = set()
    for numbers in itertools.product(range(5), range(7), range(5)):
        made["achievements"]["built_works"] = [
            {**work, "scale": scale}
            for scale, number in zip(("大型", "中型", "小型"), numbers, strict=True)
            for _ in range(number)
        ]
        typed = conform.typed(made, shape)
        outcome = reference.holds(wanted.question.requirement, typed)
        assert reference.holds(other.question.requirement, typed) is outcome, numbers
        outcomes.add(outcome)
    assert outcomes == {True, False}
