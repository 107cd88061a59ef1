"""The door to the solver: what is known is worked out, what is open is asked, and what cannot hold together is named."""

from __future__ import annotations

import itertools

import pytest

from zcforms.checks.kinds import Operator
from zcforms.lab import proof
from zcforms.lab.proof import Quotient, Solver

SOON = 5.0


def asked(solver: Solver, *assumed: str) -> proof.Reply:
    return solver.ask(assumed, proof.clock() + SOON)


def test_what_is_known_never_reaches_the_solver() -> None:
    assert proof.all_of((True, True)) is True
    assert proof.any_of((False, True, proof.truth("open"))) is True
    assert proof.at_least(2, [True, True, proof.truth("open")]) is True
    assert proof.at_least(2, [True, False, False]) is False
    assert proof.total((1, 2, proof.times(3, 4))) == 15
    assert proof.compared(Operator.LESS, 1, 2) is True


@pytest.mark.parametrize("operator", list(Operator))
def test_a_quotient_is_compared_without_dividing_as_if_it_were_divided(operator: Operator) -> None:
    """For every dividend around the bounds, negative ones too: rounded down, as full years are."""
    compare = {
        "==": int.__eq__,
        "!=": int.__ne__,
        "<": int.__lt__,
        "<=": int.__le__,
        ">": int.__gt__,
        ">=": int.__ge__,
    }
    for dividend, bound in itertools.product(range(-25, 26), range(-3, 4)):
        found = proof.compared(operator, Quotient(dividend, 7), bound)
        assert found is compare[operator.value](dividend // 7, bound), (dividend, bound)
        mirrored = proof.compared(operator, bound, Quotient(dividend, 7))
        assert mirrored is compare[operator.value](bound, dividend // 7), (dividend, bound)


def test_an_open_quotient_is_what_a_division_gives() -> None:
    solver, open_one = Solver(), proof.number("n")
    solver.require(proof.compared(Operator.EQUAL, proof.plain(Quotient(open_one, 7)), -2))
    low, high = (
        solver.name(word, proof.compared(operator, open_one, bound))
        for word, operator, bound in (("low", Operator.LESS, -14), ("high", Operator.MORE, -8))
    )
    assert asked(solver, low).impossible
    assert asked(solver, high).impossible
    found = asked(solver)
    assert found.model is not None
    assert -14 <= found.model.number(open_one) <= -8


def test_what_cannot_hold_together_is_named_and_nothing_else() -> None:
    solver, open_one = Solver(), proof.number("n")
    names = [
        solver.name(word, proof.compared(operator, open_one, bound))
        for word, operator, bound in (
            ("above", Operator.MORE, 5),
            ("below", Operator.LESS, 3),
            ("harmless", Operator.UNEQUAL, 9),
        )
    ]
    reply = asked(solver, *names)
    assert reply.impossible
    assert set(reply.core or ()) == {"above", "below"}
    assert asked(solver, "above", "harmless").possible


def test_without_time_nothing_is_known() -> None:
    reply = Solver().ask((), proof.clock() - 1)
    assert not reply.possible
    assert not reply.impossible


def test_so_many_of_several_hold() -> None:
    solver = Solver()
    several = [proof.truth(f"t{number}") for number in range(4)]
    solver.require(proof.at_least(3, several))
    solver.require(proof.negated(several[0]))
    found = asked(solver)
    assert found.model is not None
    assert [found.model.holds(each) for each in several] == [False, True, True, True]
    solver.require(proof.negated(several[1]))
    assert asked(solver).impossible


def test_what_is_true_is_not_the_number_one() -> None:
    solver = proof.Solver()
    solver.name("true", True)
    number = proof.number("beside one")
    solver.require(proof.compared(Operator.MORE, number, 1))
    model = solver.ask([], proof.clock() + 10).model
    assert model is not None
    assert model.number(number) > 1
