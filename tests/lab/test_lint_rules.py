"""What rules say of themselves before anybody has answered, over the plans that ship and over small rules of their own."""

from __future__ import annotations

from typing import Any

import pytest

from zcforms.checks.core import (
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Count,
    Definitely,
    Field,
    Literal,
    Not,
    Operator,
    Records,
    Type,
)
from zcforms.lab import lint_rules
from zcforms.lab.lint_rules import holds
from zcforms.services.bench import Bench

ROUTE = Field("$", ("application", "route"), Type.TEXT)
YEARS = Field("$", ("basic", "work_years"), Type.INTEGER)
KNOWN = {("application", "route"): "regular"}
LISTED = Records("$", ("attachments", "card"))
LIMITS = {("attachments", "card"): 2}


def is_(route: str) -> Condition:
    return Compare(Operator.EQUAL, ROUTE, Literal(Type.TEXT, route))


def at_least(number: int, records: Records = LISTED) -> Condition:
    return Compare(Operator.AT_LEAST, Count(records, "r", Constant(True)), Literal(Type.INTEGER, number))


OPEN = Compare(Operator.AT_LEAST, YEARS, Literal(Type.INTEGER, 5))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (is_("regular"), True),
        (is_("exceptional"), False),
        (Compare(Operator.UNEQUAL, ROUTE, Literal(Type.TEXT, "regular")), False),
        (Among(ROUTE, (Literal(Type.TEXT, "regular"), Literal(Type.TEXT, "x"))), True),
        (OPEN, None),
        (AllOf((is_("regular"), OPEN)), None),
        (AllOf((is_("exceptional"), OPEN)), False),
        (AnyOf((is_("regular"), OPEN)), True),
        (AnyOf((is_("exceptional"), OPEN)), None),
        (AtLeast(2, (is_("regular"), OPEN, is_("exceptional"))), None),
        (AtLeast(2, (is_("exceptional"), OPEN, is_("exceptional"))), False),
        (Not(is_("regular")), False),
        (Not(OPEN), None),
        (Definitely(is_("regular")), True),
        (at_least(3), False),
        (at_least(2), None),
        (at_least(3, Records("$", ("attachments", "card"), restricted=True)), None),
        (at_least(3, Records("$", ("attachments", "other"))), None),
    ],
)
def test_what_is_known_before_anybody_has_answered(condition: Any, expected: bool | None) -> None:
    assert holds(condition, KNOWN, LIMITS) is expected


@pytest.fixture(scope="module")
def bench() -> Any:
    with Bench.load() as loaded:
        yield loaded


def test_every_plan_that_ships_can_be_passed_by_every_route_as_far_as_rules_know(bench: Bench) -> None:
    for plan in bench.catalogue.plans.values():
        assert list(lint_rules.blocked(bench.rulesets[plan.id], plan)) == []


def test_which_rules_read_a_field(bench: Bench) -> None:
    for plan_id, ruleset in bench.rulesets.items():
        every = {rule.id for table in ruleset.tables.values() for rule in table.rules}
        for place in (("basic",), ("titles",)):
            found = {rule.id for rule in lint_rules.reading(ruleset, place)}
            assert found < every, plan_id
        assert lint_rules.reading(ruleset, ("basic", "no_such_field")) == []
