"""Conditions without unknowns: what the engine is asked.

A rule is violated when its guard *is true* and its requirement *is not true* (or *is false*). Each such question about a three-valued
condition is rewritten here into a two-valued form whose only atoms are comparisons of present values, presence and quantifiers.
Independent of the reference evaluator on purpose: the two must be able to disagree.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from zcforms.checks import core
from zcforms.checks.core import Condition, Literal, Operator, Records, Value

MOST_COMBINATIONS = 256
MOST_BRANCHES = 64


class TooComplex(Exception):
    """The condition unfolds into more branches than the engine is given."""


class Mode(Enum):
    """What is asked about a three-valued condition."""

    TRUE = "is true"
    FALSE = "is false"
    NOT_TRUE = "is false or unknown"
    NOT_FALSE = "is true or unknown"

    @property
    def of_negation(self) -> Mode:
        """The same question asked about the condition inside a `not`."""
        return _OF_NEGATION[self]

    @property
    def positive(self) -> bool:
        return self in (Mode.TRUE, Mode.NOT_FALSE)

    @property
    def with_unknown(self) -> bool:
        return self in (Mode.NOT_TRUE, Mode.NOT_FALSE)


_OF_NEGATION = {
    Mode.TRUE: Mode.FALSE,
    Mode.FALSE: Mode.TRUE,
    Mode.NOT_TRUE: Mode.NOT_FALSE,
    Mode.NOT_FALSE: Mode.NOT_TRUE,
}


@dataclass(frozen=True, slots=True)
class Test:
    """Both values are present and compare so."""

    operator: Operator
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Member:
    """The value is present and is (not) one of the choices."""

    value: Value
    choices: tuple[Literal, ...]
    inside: bool


@dataclass(frozen=True, slots=True)
class Known:
    """The value is present (absent)."""

    value: Value
    present: bool


@dataclass(frozen=True, slots=True)
class Exists:
    """Some record fulfils the form (not `negated`), or none does."""

    records: Records
    variable: str
    form: Form
    negated: bool = False


@dataclass(frozen=True, slots=True)
class ExistsPair:
    """Two different records fulfil the form, in some order (not `negated`), or no two do."""

    records: Records
    first: str
    second: str
    form: Form
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """All of the forms; true when there are none."""

    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of the forms; false when there are none."""

    forms: tuple[Form, ...]


Atom: TypeAlias = Test | Member | Known | Exists | ExistsPair
Form: TypeAlias = Atom | Every | Either
ALWAYS = Every(())
NEVER = Either(())


def form(condition: Condition, mode: Mode) -> Form:
    """The two-valued form of a question. Raises `TooComplex`."""
    match condition:
        case core.Constant(truth):
            return ALWAYS if truth == mode.positive else NEVER
        case core.Not(part):
            return form(part, mode.of_negation)
        case core.Definitely(part):
            return form(part, Mode.TRUE if mode.positive else Mode.NOT_TRUE)
        case core.AllOf(parts):
            return _at_least(len(parts), parts, mode)
        case core.AnyOf(parts):
            return _at_least(1, parts, mode)
        case core.AtLeast(number, parts):
            return _at_least(number, parts, mode)
        case core.Some() | core.Every() | core.EveryPair():
            return _quantified(condition, mode)
        case _:
            return _atom(condition, mode)


def _at_least(number: int, parts: tuple[Condition, ...], mode: Mode) -> Form:
    if not mode.positive:  # fewer than `number` can hold: so many do not
        number = len(parts) - number + 1
    forms = [form(part, mode) for part in parts]
    if math.comb(len(forms), number) > MOST_COMBINATIONS:
        raise TooComplex
    return either(every(chosen) for chosen in itertools.combinations(forms, number))


def _quantified(condition: core.Quantified, mode: Mode) -> Form:
    definite = mode in (Mode.TRUE, Mode.NOT_TRUE)
    if isinstance(condition, core.Some):  # true when one is true, not true when none is
        inner = form(condition.condition, Mode.TRUE if definite else Mode.NOT_FALSE)
        return Exists(condition.records, condition.variable, inner, not mode.positive)
    inner = form(condition.condition, Mode.NOT_TRUE if definite else Mode.FALSE)
    if isinstance(condition, core.Every):  # true when none is not true
        return Exists(condition.records, condition.variable, inner, mode.positive)
    return ExistsPair(condition.records, condition.first, condition.second, inner, mode.positive)


def _atom(condition: core.Compare | core.Among | core.Present, mode: Mode) -> Form:
    match condition:
        case core.Present(value):
            return Known(value, mode.positive)
        case core.Among(value, choices):
            values: tuple[Value, ...] = (value,)
            decided: Form = Member(value, choices, mode.positive)
        case _:
            values = (condition.left, condition.right)
            operator = condition.operator if mode.positive else condition.operator.negated
            decided = Test(operator, *values)
    if not mode.with_unknown:
        return decided
    unknown = [Known(value, False) for value in values if not core.always_present(value)]
    return either([decided, *unknown])


def every(forms: Iterable[Form]) -> Form:
    """All of the forms, flattened."""
    flat: list[Form] = []
    for each in forms:
        if each == NEVER:
            return NEVER
        flat.extend(each.forms if isinstance(each, Every) else [each])
    return flat[0] if len(flat) == 1 else Every(tuple(dict.fromkeys(flat)))


def either(forms: Iterable[Form]) -> Form:
    """One of the forms, flattened."""
    flat: list[Form] = []
    for each in forms:
        if each == ALWAYS:
            return ALWAYS
        flat.extend(each.forms if isinstance(each, Either) else [each])
    return flat[0] if len(flat) == 1 else Either(tuple(dict.fromkeys(flat)))


def branches(asked: Form) -> list[tuple[Atom, ...]]:
    """The disjunctive normal form: conjunctions of atoms, one of which must hold. Raises `TooComplex`."""
    match asked:
        case Either(forms):
            unfolded = [branch for each in forms for branch in branches(each)]
        case Every(forms):
            unfolded = [()]
            for each in forms:
                unfolded = [(*one, *other) for one in unfolded for other in branches(each)]
                _require_few(unfolded)
        case _:
            return [(asked,)]
    _require_few(unfolded)
    return [tuple(dict.fromkeys(branch)) for branch in dict.fromkeys(unfolded)]


def _require_few(unfolded: list[tuple[Atom, ...]]) -> None:
    if len(unfolded) > MOST_BRANCHES:
        raise TooComplex
