"""The only door to z3: whole numbers and truth values that may be known already, and a solver that answers under assumptions.

A truth is a bool or a solver's term, a number an int or a solver's term; what is known is worked out here and never reaches the solver. Numbers that a
whole number was divided into (`Quotient`) stay undivided as long as they are only compared with what is known: that is what makes elapsed years cheap.
The solver's terms are made by the functions of its library, not by the operators of its Python classes, whose conversions took ten times as long as solving.
Nothing here is safe for several threads: proofs run in a process of their own.
"""

from __future__ import annotations

import operator as operators
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from zcforms.checks.kinds import Operator

try:
    import z3
except Exception:  # an extra of the package; or its library cannot be loaded, which it says in several ways
    z3 = None

Truth: TypeAlias = Any
"""bool, or a `Term`."""
Number: TypeAlias = Any
"""int, a `Term`, or a `Quotient`."""

_MILLISECONDS = 1000
_STEPS = 12_000_000
"""The solver's own steps in a second of the processor, about: what it is given, so that a busy machine changes no answer."""
_PATIENCE = 12
"""Seconds of the clock on the wall for one of the processor, at most."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """`dividend` divided by a positive whole number, rounded down."""

    dividend: Number
    divisor: int


_WORLD = z3.main_ctx().ref() if z3 else None
"""All terms are of one context; it lives as long as the process."""


class Term:
    """A truth or a whole number that the solver knows. It is itself only: what two terms have in common is for the solver to say."""

    __slots__ = ("ast",)

    def __init__(self, ast: Any) -> None:
        z3.Z3_inc_ref(_WORLD, ast)
        self.ast = ast

    def __del__(self) -> None:
        if not sys.is_finalizing():
            z3.Z3_dec_ref(_WORLD, self.ast)

    def __bool__(self) -> bool:
        raise TypeError("a term is true or false in a model only")


def _of(make: Callable[..., Any], *terms: Term) -> Term:
    return Term(make(_WORLD, *(each.ast for each in terms)))


def _of_all(make: Callable[..., Any], terms: Sequence[Term], *further: int) -> Term:
    return Term(make(_WORLD, len(terms), _array(terms), *further))


def _array(terms: Sequence[Term]) -> Any:
    return (z3.Ast * len(terms))(*[each.ast for each in terms])


def _open(name: str, sort: Any) -> Term:
    return Term(z3.Z3_mk_const(_WORLD, z3.Z3_mk_string_symbol(_WORLD, name), sort.ast))


@lru_cache(None, typed=True)  # True and 1 are not the same here
def _constant(one: int) -> Term:
    return Term(z3.IntVal(one).ast) if not isinstance(one, bool) else Term(z3.BoolVal(one).ast)


def clock() -> float:
    """Seconds that the processor has worked: what questions are given, and answers say that they took."""
    return time.process_time()


def installed() -> bool:
    """Whether the solver is there."""
    return z3 is not None


def truth(name: str) -> Truth:
    """A truth value that is open."""
    return _open(name, z3.BoolSort())


def number(name: str) -> Number:
    """A whole number that is open."""
    return _open(name, z3.IntSort())


# ------------------------------------------------------------------------------------------------- truths


def all_of(truths: Iterable[Truth]) -> Truth:
    open_ones = []
    for each in truths:
        if each is False:
            return False
        if each is not True:
            open_ones.append(each)
    if not open_ones:
        return True
    return open_ones[0] if len(open_ones) == 1 else _of_all(z3.Z3_mk_and, open_ones)


def any_of(truths: Iterable[Truth]) -> Truth:
    open_ones = []
    for each in truths:
        if each is True:
            return True
        if each is not False:
            open_ones.append(each)
    if not open_ones:
        return False
    return open_ones[0] if len(open_ones) == 1 else _of_all(z3.Z3_mk_or, open_ones)


def negated(one: Truth) -> Truth:
    return (not one) if isinstance(one, bool) else _of(z3.Z3_mk_not, one)


def follows(one: Truth, other: Truth) -> Truth:
    """The other holds wherever the one does."""
    return any_of((negated(one), other))


def alike(one: Truth, other: Truth) -> Truth:
    """Both hold or neither does."""
    if isinstance(one, bool):
        return other if one else negated(other)
    if isinstance(other, bool):
        return one if other else negated(one)
    return _of(z3.Z3_mk_eq, one, other)


def at_least(least: int, truths: Sequence[Truth]) -> Truth:
    """So many of them hold."""
    least -= sum(1 for each in truths if each is True)
    open_ones = [each for each in truths if not isinstance(each, bool)]
    if least <= 0:
        return True
    if least > len(open_ones):
        return False
    if least == len(open_ones):
        return all_of(open_ones)
    return any_of(open_ones) if least == 1 else _of_all(z3.Z3_mk_atleast, open_ones, least)


def at_most(most: int, truths: Sequence[Truth]) -> Truth:
    """No more than so many of them hold."""
    most -= sum(1 for each in truths if each is True)
    open_ones = [each for each in truths if not isinstance(each, bool)]
    if most < 0:
        return False
    if most >= len(open_ones):
        return True
    return negated(any_of(open_ones)) if most == 0 else _of_all(z3.Z3_mk_atmost, open_ones, most)


# ------------------------------------------------------------------------------------------------ numbers


def plain(one: Number) -> Number:
    """The number itself, divided if it has to be."""
    if not isinstance(one, Quotient):
        return one
    dividend = plain(one.dividend)
    if isinstance(dividend, int):
        return dividend // one.divisor
    return _of(z3.Z3_mk_div, dividend, _constant(one.divisor))


def chosen(condition: Truth, one: Number, other: Number) -> Number:
    """The one where the condition holds, else the other."""
    if isinstance(condition, bool):
        return one if condition else other
    if one is other or (isinstance(one, int) and isinstance(other, int) and one == other):
        return one
    return _of(z3.Z3_mk_ite, condition, _term(one), _term(other))


def total(numbers: Iterable[Number]) -> Number:
    known, open_ones = 0, []
    for each in map(plain, numbers):
        if isinstance(each, int):
            known += each
        else:
            open_ones.append(each)
    if not open_ones:
        return known
    made = open_ones[0] if len(open_ones) == 1 else _of_all(z3.Z3_mk_add, open_ones)
    return _of_all(z3.Z3_mk_add, (made, _constant(known))) if known else made


def less(one: Number, other: Number) -> Number:
    return total((one, times(-1, other)))


def times(factor: int, one: Number) -> Number:
    one = plain(one)
    if factor == 1 or isinstance(one, int):
        return one * factor if isinstance(one, int) else one
    return _of_all(z3.Z3_mk_mul, (_constant(factor), one))


def divides(step: int, one: Number) -> Truth:
    """Whether the number is a multiple of a positive whole number."""
    return compared(Operator.EQUAL, remainder(one, step), 0)


def remainder(one: Number, divisor: int) -> Number:
    """What is left when a number is divided by a positive whole number."""
    one = plain(one)
    return one % divisor if isinstance(one, int) else _of(z3.Z3_mk_mod, one, _constant(divisor))


def counted(truths: Iterable[Truth]) -> Number:
    """How many of them hold."""
    return total(chosen(each, 1, 0) for each in truths)


def compared(operator: Operator, one: Number, other: Number) -> Truth:
    """Whether the numbers compare so."""
    if isinstance(other, Quotient) and not isinstance(one, Quotient):
        return compared(operator.mirrored, other, one)
    if isinstance(one, Quotient) and isinstance(other, int):
        return _divided(operator, one, other)
    one, other = plain(one), plain(other)
    if isinstance(one, int) and not isinstance(other, int):
        return compared(operator.mirrored, other, one)
    if isinstance(one, int):
        return _COMPARE[operator](one, other)
    return _MAKE[operator](one, _term(other))


_COMPARE: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.EQUAL: operators.eq,
    Operator.UNEQUAL: operators.ne,
    Operator.LESS: operators.lt,
    Operator.AT_MOST: operators.le,
    Operator.MORE: operators.gt,
    Operator.AT_LEAST: operators.ge,
}

_MAKE: Mapping[Operator, Callable[[Term, Term], Term]] = {
    Operator.EQUAL: lambda one, other: _of(z3.Z3_mk_eq, one, other),
    Operator.UNEQUAL: lambda one, other: _of_all(z3.Z3_mk_distinct, (one, other)),
    Operator.LESS: lambda one, other: _of(z3.Z3_mk_lt, one, other),
    Operator.AT_MOST: lambda one, other: _of(z3.Z3_mk_le, one, other),
    Operator.MORE: lambda one, other: _of(z3.Z3_mk_gt, one, other),
    Operator.AT_LEAST: lambda one, other: _of(z3.Z3_mk_ge, one, other),
}


def _divided(operator: Operator, one: Quotient, other: int) -> Truth:
    """Without a division: at least n years are at least n times so many days."""
    dividend, from_here, from_next = one.dividend, other * one.divisor, (other + 1) * one.divisor
    reached = compared(Operator.AT_LEAST, dividend, from_here)
    passed = compared(Operator.AT_LEAST, dividend, from_next)
    match operator:
        case Operator.AT_LEAST:
            return reached
        case Operator.LESS:
            return negated(reached)
        case Operator.MORE:
            return passed
        case Operator.AT_MOST:
            return negated(passed)
        case Operator.EQUAL:
            return all_of((reached, negated(passed)))
        case _:
            return any_of((negated(reached), passed))


def _term(one: Number) -> Any:
    one = plain(one)
    return _constant(one) if isinstance(one, int) else one


# ------------------------------------------------------------------------------------------------- solver


@dataclass(frozen=True, slots=True)
class Model:
    """One way in which everything can hold."""

    _found: Any

    def number(self, one: Number) -> int:
        one = plain(one)
        return one if isinstance(one, int) else int(z3.Z3_get_numeral_string(_WORLD, self._value(one).ast))

    def holds(self, one: Truth) -> bool:
        return (
            one
            if isinstance(one, bool)
            else z3.Z3_get_bool_value(_WORLD, self._value(one).ast) == z3.Z3_L_TRUE
        )

    def _value(self, one: Term) -> Term:
        into = (z3.Ast * 1)()
        z3.Z3_model_eval(_WORLD, self._found.model, one.ast, True, into)
        return Term(into[0])


@dataclass(frozen=True, slots=True)
class Reply:
    """`model`: how it can be, or None. `core`: names of assumptions that cannot hold together; None where nobody knows in time, or whatever was found can not be (`refused`)."""

    model: Model | None
    core: tuple[str, ...] | None = None
    refused: bool = False

    @property
    def possible(self) -> bool:
        return self.model is not None

    @property
    def impossible(self) -> bool:
        return self.core is not None


def _simple() -> Any:
    """Without the tactics of a logic, which begin anew with every question. The older simplex answers these many small comparisons in a third of the time that the newer one takes."""
    made = z3.SimpleSolver()
    made.set("arith.solver", 2)
    return made


@dataclass(slots=True)
class Solver:
    """Facts that always hold, and named assumptions that are made question by question."""

    _solver: Any = field(default_factory=_simple)
    _named: dict[str, Term] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)
    """By the number that the solver gives a term."""
    _serial: int = 0

    def require(self, one: Truth) -> None:
        """From now on this holds."""
        if one is not True:
            self._keep(_truth(one))

    def name(self, name: str, one: Truth) -> str:
        """A name for a truth, by which it can be assumed; the same name again stands for what it stood for."""
        if name not in self._named:
            self._named[name] = literal = truth(f"#{name}")
            self._names[_identity(literal.ast)] = name
            self._keep(_of(z3.Z3_mk_implies, literal, _truth(one)))
        return name

    def unnamed(self, one: Truth) -> str:
        """A name that nobody has to think of."""
        self._serial += 1
        return self.name(f"~{self._serial}", one)

    def ask(self, assumed: Iterable[str], until: float, turn: int = 0) -> Reply:
        """Whether all of the assumptions can hold together; `until`: when to give up (`clock`); `turn`: another way of choosing each time."""
        left = until - clock()
        if left <= 0:
            return Reply(None)
        steps, waits = max(1, int(left * _STEPS)), max(1, int(left * _PATIENCE * _MILLISECONDS))
        self._solver.set(rlimit=steps, timeout=waits, random_seed=turn)
        literals = [self._named[name] for name in dict.fromkeys(assumed)]
        said = z3.Z3_solver_check_assumptions(_WORLD, self._solver.solver, len(literals), _array(literals))
        if said == z3.Z3_L_TRUE:
            return Reply(Model(self._solver.model()))
        if said == z3.Z3_L_FALSE:
            return Reply(None, tuple(self._names[_identity(each.ast)] for each in self._solver.unsat_core()))
        return Reply(None)

    def _keep(self, one: Term) -> None:
        z3.Z3_solver_assert(_WORLD, self._solver.solver, one.ast)


def _truth(one: Truth) -> Term:
    return _constant(one) if isinstance(one, bool) else one


def _identity(ast: Any) -> int:
    return int(z3.Z3_get_ast_id(_WORLD, ast))
