"""The only door to z3: whole numbers and truth values that may be known already, and a solver that answers under assumptions.

A truth is a bool or a solver's term, a number an int or a solver's term; what is known is worked out here and never reaches the solver. Numbers that a
whole number was divided into (`Quotient`) stay undivided as long as they are only compared with what is known: that is what makes elapsed years cheap.
Nothing here is safe for several threads: proofs run in a process of their own.
"""

from __future__ import annotations

import operator as operators
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from zcforms.checks.kinds import Operator

try:
    import z3
except ImportError:  # an extra of the package
    z3 = None

Truth: TypeAlias = Any
"""bool, or the solver's."""
Number: TypeAlias = Any
"""int, the solver's, or a `Quotient`."""

INSTALL = "pip install 'zcforms[proofs]'"
_MILLISECONDS = 1000
_STEPS = 4_000_000
"""The solver's own steps in a second of the processor, about: what it is given, so that a busy machine changes no answer."""
_PATIENCE = 12
"""Seconds of the clock on the wall for one of the processor, at most."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """`dividend` divided by a positive whole number, rounded down."""

    dividend: Number
    divisor: int


def clock() -> float:
    """Seconds that the processor has worked: what questions are given, and answers say that they took."""
    return time.process_time()


def installed() -> bool:
    """Whether the solver is there."""
    return z3 is not None


def truth(name: str) -> Truth:
    """A truth value that is open."""
    return z3.Bool(name)


def number(name: str) -> Number:
    """A whole number that is open."""
    return z3.Int(name)


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
    return open_ones[0] if len(open_ones) == 1 else z3.And(open_ones)


def any_of(truths: Iterable[Truth]) -> Truth:
    open_ones = []
    for each in truths:
        if each is True:
            return True
        if each is not False:
            open_ones.append(each)
    if not open_ones:
        return False
    return open_ones[0] if len(open_ones) == 1 else z3.Or(open_ones)


def negated(one: Truth) -> Truth:
    return (not one) if isinstance(one, bool) else z3.Not(one)


def follows(one: Truth, other: Truth) -> Truth:
    """The other holds wherever the one does."""
    return any_of((negated(one), other))


def alike(one: Truth, other: Truth) -> Truth:
    """Both hold or neither does."""
    if isinstance(one, bool):
        return other if one else negated(other)
    if isinstance(other, bool):
        return one if other else negated(one)
    return one == other


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
    return any_of(open_ones) if least == 1 else z3.AtLeast(*open_ones, least)


def at_most(most: int, truths: Sequence[Truth]) -> Truth:
    """No more than so many of them hold."""
    most -= sum(1 for each in truths if each is True)
    open_ones = [each for each in truths if not isinstance(each, bool)]
    if most < 0:
        return False
    if most >= len(open_ones):
        return True
    return negated(any_of(open_ones)) if most == 0 else z3.AtMost(*open_ones, most)


# ------------------------------------------------------------------------------------------------ numbers


def plain(one: Number) -> Number:
    """The number itself, divided if it has to be."""
    if not isinstance(one, Quotient):
        return one
    dividend = plain(one.dividend)
    return dividend // one.divisor if isinstance(dividend, int) else dividend / z3.IntVal(one.divisor)


def chosen(condition: Truth, one: Number, other: Number) -> Number:
    """The one where the condition holds, else the other."""
    if isinstance(condition, bool):
        return one if condition else other
    if one is other or (isinstance(one, int) and isinstance(other, int) and one == other):
        return one
    return z3.If(condition, _term(one), _term(other))


def total(numbers: Iterable[Number]) -> Number:
    known, open_ones = 0, []
    for each in map(plain, numbers):
        if isinstance(each, int):
            known += each
        else:
            open_ones.append(each)
    if not open_ones:
        return known
    made = open_ones[0] if len(open_ones) == 1 else z3.Sum(open_ones)
    return made + known if known else made


def less(one: Number, other: Number) -> Number:
    return total((one, times(-1, other)))


def times(factor: int, one: Number) -> Number:
    one = plain(one)
    if factor == 1 or isinstance(one, int):
        return one * factor if isinstance(one, int) else one
    return z3.IntVal(factor) * one


def divides(step: int, one: Number) -> Truth:
    """Whether the number is a multiple of a positive whole number."""
    return compared(Operator.EQUAL, remainder(one, step), 0)


def remainder(one: Number, divisor: int) -> Number:
    """What is left when a number is divided by a positive whole number."""
    one = plain(one)
    return one % divisor if isinstance(one, int) else one % z3.IntVal(divisor)


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
    return _COMPARE[operator](one, other)


_COMPARE: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.EQUAL: operators.eq,
    Operator.UNEQUAL: operators.ne,
    Operator.LESS: operators.lt,
    Operator.AT_MOST: operators.le,
    Operator.MORE: operators.gt,
    Operator.AT_LEAST: operators.ge,
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
    return z3.IntVal(one) if isinstance(one, int) else one


# ------------------------------------------------------------------------------------------------- solver


@dataclass(frozen=True, slots=True)
class Model:
    """One way in which everything can hold."""

    _found: Any

    def number(self, one: Number) -> int:
        one = plain(one)
        return one if isinstance(one, int) else self._found.eval(one, model_completion=True).as_long()

    def holds(self, one: Truth) -> bool:
        return one if isinstance(one, bool) else z3.is_true(self._found.eval(one, model_completion=True))


@dataclass(frozen=True, slots=True)
class Reply:
    """`model`: how it can be, or None. `core`: where it cannot, names of assumptions that cannot hold together; None where nobody knows within the time."""

    model: Model | None
    core: tuple[str, ...] | None = None

    @property
    def possible(self) -> bool:
        return self.model is not None

    @property
    def impossible(self) -> bool:
        return self.core is not None


def _simple() -> Any:
    """Without the tactics of a logic, which begin anew with every question; what is open is taken to be false first, so that applications come out small."""
    made = z3.SimpleSolver()
    made.set("phase_selection", 0)
    return made


@dataclass(slots=True)
class Solver:
    """Facts that always hold, and named assumptions that are made question by question."""

    _solver: Any = field(default_factory=_simple)
    _named: dict[str, Any] = field(default_factory=dict)
    _serial: int = 0

    def require(self, one: Truth) -> None:
        """From now on this holds."""
        if one is not True:
            self._solver.add(z3.BoolVal(False) if one is False else one)

    def name(self, name: str, one: Truth) -> str:
        """A name for a truth, by which it can be assumed; the same name again stands for what it stood for."""
        if name not in self._named:
            self._named[name] = literal = z3.Bool(f"#{name}")
            self._solver.add(z3.Implies(literal, z3.BoolVal(one) if isinstance(one, bool) else one))
        return name

    def unnamed(self, one: Truth) -> str:
        """A name that nobody has to think of."""
        self._serial += 1
        return self.name(f"~{self._serial}", one)

    def ask(self, assumed: Iterable[str], until: float) -> Reply:
        """Whether all of the assumptions can hold together; `until`: when to give up (`clock`)."""
        left = until - clock()
        if left <= 0:
            return Reply(None)
        self._solver.set("rlimit", max(1, int(left * _STEPS)))
        self._solver.set("timeout", max(1, int(left * _PATIENCE * _MILLISECONDS)))
        literals = {self._named[name]: name for name in assumed}
        said = self._solver.check(*literals)
        if said == z3.sat:
            return Reply(Model(self._solver.model()))
        if said == z3.unsat:
            return Reply(None, tuple(str(each)[1:] for each in self._solver.unsat_core()))
        return Reply(None)
