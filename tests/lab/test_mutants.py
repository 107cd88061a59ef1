"""Mutants: the mistakes that are made, how they are told, and which of them are none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.lab.writing import PLAN, bench
from zcforms.checks.assembly import Rule
from zcforms.checks.core import (
    DOCUMENT,
    TRUE,
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Count,
    Definitely,
    Elapsed,
    Every,
    Field,
    Literal,
    Not,
    Operator,
    Present,
    Records,
    Some,
    Type,
    Unit,
)
from zcforms.lab.equivalence import canonical, certain
from zcforms.lab.mutants import Mutant, mutants
from zcforms.lab.mutation import surroundings

WORK = Records(DOCUMENT, ("work",))
RESTRICTED = Records(DOCUMENT, ("work",), restricted=True)
NUMBER = Field(DOCUMENT, ("n",), Type.INTEGER)
OTHER = Field(DOCUMENT, ("m",), Type.INTEGER)
DECIMAL = Field(DOCUMENT, ("d",), Type.NUMBER)
DAY = Field(DOCUMENT, ("day",), Type.DATE)
TEXT = Field(DOCUMENT, ("t",), Type.TEXT)
FLAG = Field(DOCUMENT, ("f",), Type.BOOLEAN)


def whole(number: int) -> Literal:
    return Literal(Type.INTEGER, number)


def compare(left: Any, operator: str, right: Any) -> Compare:
    return Compare(Operator(operator), left, right if not isinstance(right, int) else whole(right))


COUNT = Count(WORK, "r1", TRUE)
A, B, C = Present(NUMBER), Present(OTHER), Present(TEXT)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (compare(NUMBER, ">", 4), compare(NUMBER, ">=", 5)),
        (compare(NUMBER, "<", 5), compare(NUMBER, "<=", 4)),
        (compare(whole(5), "<=", NUMBER), compare(NUMBER, ">=", 5)),
        (Compare(Operator.MORE, DAY, Literal(Type.DATE, date(2022, 12, 30))), Compare(Operator.AT_LEAST, DAY, Literal(Type.DATE, date(2022, 12, 31)))),
        (compare(COUNT, ">=", 0), TRUE),
        (compare(COUNT, "<", 0), Constant(False)),
        (compare(COUNT, "==", 0), compare(COUNT, "<=", 0)),
        (compare(COUNT, "!=", 0), compare(COUNT, ">=", 1)),
        (compare(whole(1), "<", 2), TRUE),
        (Among(TEXT, (Literal(Type.TEXT, "x"),)), Compare(Operator.EQUAL, TEXT, Literal(Type.TEXT, "x"))),
        (Among(TEXT, (Literal(Type.TEXT, "x"), Literal(Type.TEXT, "y"))), Among(TEXT, (Literal(Type.TEXT, "y"), Literal(Type.TEXT, "x")))),
        (Compare(Operator.UNEQUAL, FLAG, Literal(Type.BOOLEAN, True)), Compare(Operator.EQUAL, FLAG, Literal(Type.BOOLEAN, False))),
        (Not(compare(NUMBER, ">=", 5)), compare(NUMBER, "<", 5)),
        (Not(Not(A)), A),
        (Not(AllOf((A, B))), AnyOf((Not(B), Not(A)))),
        (Not(Some(WORK, "r1", A)), Every(WORK, "r1", Not(A))),
        (AllOf((A, AllOf((B, C)))), AllOf((C, B, A))),
        (AllOf((A, A)), A),
        (AllOf((A, TRUE)), A),
        (AnyOf((A, TRUE)), TRUE),
        (AtLeast(1, (A, B)), AnyOf((A, B))),
        (AtLeast(2, (A, B)), AllOf((A, B))),
        (AllOf((A, AnyOf((A, B)))), A),
        (AllOf((compare(NUMBER, ">=", 5), compare(NUMBER, ">=", 3))), compare(NUMBER, ">=", 5)),
        (AnyOf((compare(NUMBER, ">=", 5), compare(NUMBER, ">=", 3))), compare(NUMBER, ">=", 3)),
        (AllOf((compare(NUMBER, ">=", OTHER), compare(NUMBER, "!=", OTHER))), compare(NUMBER, ">", OTHER)),
        (AllOf((compare(NUMBER, ">", OTHER), compare(NUMBER, "!=", OTHER))), compare(NUMBER, ">", OTHER)),
        (Definitely(A), A),
        (Every(WORK, "r1", TRUE), TRUE),
        (Some(WORK, "r1", Constant(False)), Constant(False)),
        (compare(Count(WORK, "r1", AllOf((A, TRUE))), ">=", 2), compare(Count(WORK, "r1", A), ">", 1)),
        (compare(Elapsed(Unit.YEARS, DAY, Literal(Type.DATE, date(2022, 12, 31)), calendar=True), ">=", 5), compare(Elapsed(Unit.YEARS, DAY, Literal(Type.DATE, date(2022, 12, 31))), ">=", 5)),
    ],
)  # fmt: skip
def test_what_means_the_same_has_one_form(one: Condition, other: Condition) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Compare(Operator.MORE, DECIMAL, whole(4)), Compare(Operator.AT_LEAST, DECIMAL, whole(5))),
        (compare(Count(RESTRICTED, "r1", TRUE), ">=", 0), TRUE),
        (Every(RESTRICTED, "r1", TRUE), TRUE),
        (Definitely(compare(NUMBER, ">=", 5)), compare(NUMBER, ">=", 5)),
        (AllOf((A, B)), AnyOf((A, B))),
        (AllOf((compare(NUMBER, ">=", 5), compare(OTHER, ">=", 3))), compare(NUMBER, ">=", 5)),
        (compare(NUMBER, ">=", 5), compare(NUMBER, ">=", 6)),
        (compare(Elapsed(Unit.YEARS, DAY, Literal(Type.DATE, date(2022, 7, 31)), calendar=True), ">=", 5), compare(Elapsed(Unit.YEARS, DAY, Literal(Type.DATE, date(2022, 7, 31))), ">=", 5)),
    ],
)  # fmt: skip
def test_what_can_differ_is_kept_apart(one: Condition, other: Condition) -> None:
    assert canonical(one) != canonical(other)


def test_what_is_never_unknown() -> None:
    assert certain(compare(COUNT, ">=", 1))
    assert not certain(compare(NUMBER, ">=", 1))
    assert not certain(compare(Count(RESTRICTED, "r1", TRUE), ">=", 1))
    assert certain(compare(Count(RESTRICTED, "r1", TRUE), ">=", 1), asked=True)
    assert certain(
        Some(
            Records(DOCUMENT, ("breaches",)),
            "r1",
            Compare(Operator.EQUAL, Field("r1", ("kind",), Type.TEXT), Literal(Type.TEXT, "x")),
        )
    )
    assert certain(
        Compare(Operator.EQUAL, Field(DOCUMENT, ("application", "route"), Type.TEXT), Literal(Type.TEXT, "x"))
    )


def rule(name: str) -> Rule:
    table = bench().rulesets[PLAN].tables["teacher"]
    return next(each for each in table.rules if each.id == name)


def of(name: str) -> list[Mutant]:
    return list(mutants(rule(name), surroundings(bench().catalogue.plans[PLAN], bench().rulesets[PLAN])))


def test_mistakes_in_a_minimum_are_told_in_chinese() -> None:
    assert {each.sentence for each in of("category-minimum:performance")} == {
        "把““业绩条件”至少有 2 条记录”改成““业绩条件”的记录多于 2 条”",
        "把““业绩条件”至少有 2 条记录”改成““业绩条件”的记录少于 2 条”",
        "把““业绩条件”至少有 2 条记录”改成““业绩条件”的记录恰好 2 条”",
        "把““业绩条件”至少有 2 条记录”改成““业绩条件”至少有 1 条记录”",
        "把““业绩条件”至少有 2 条记录”改成““业绩条件”至少有 3 条记录”",
        "把““业绩条件”至少有 2 条记录”改成相反的要求",
        "没有填写、无法判断时，由算违反改为算通过",
    }


def test_every_kind_of_mistake_is_made_somewhere() -> None:
    ruleset, plan = bench().rulesets[PLAN], bench().catalogue.plans[PLAN]
    around = surroundings(plan, ruleset)
    made = {each.operator for one in ruleset.tables["teacher"].rules for each in mutants(one, around)}
    assert made >= {
        "operator", "bound", "negated", "choice-removed", "choice-added", "and-or", "part-dropped", "guard-dropped",
        "guard-part-dropped", "quantifier", "where-dropped", "counting", "cut-off", "missing",
    }  # fmt: skip


def test_a_mutant_changes_one_thing_and_keeps_its_name() -> None:
    original = rule("tenure")
    found = of("tenure")
    assert all(each.original == original and each.rule != original for each in found)
    assert [each.id for each in found] == [each.id for each in of("tenure")]
    assert all(each.rule.severity is original.severity for each in found)
    swapped = [each.sentence for each in found if each.operator == "cut-off"]
    assert "把日期“2022年12月31日”改成“2022年7月31日”（申报截止日期）" in swapped
