"""Conditions without unknowns: what the engine is asked.

A rule is violated when its guard *is true* and its requirement *is not true* (or *is false*). Each such question about a three-valued
condition is rewritten here into a two-valued form whose only atoms are comparisons of known values, states of places and quantifiers.
A value is known when it is answered or says 无; 无 differs from everything. Independent of the reference evaluator on purpose: the two
must be able to disagree.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from zcforms.checks import core
from zcforms.checks.core import Condition, Literal, Operator, Records, State, Value

MOST_BRANCHES = 64
"""Conjunctions that a question is unfolded into for the engine; what would be more is one number, worked out beforehand."""


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
    """Both values are known and compare so; 无 differs from everything, from 无 too."""

    operator: Operator
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Member:
    """The value is known and is (not) one of the choices."""

    value: Value
    choices: tuple[Literal, ...]
    so: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The value is known and has (not) one of the texts in it, or at its beginning."""

    value: Value
    texts: tuple[str, ...]
    at_start: bool
    so: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """The value is blank or was not asked for."""

    value: Value


@dataclass(frozen=True, slots=True)
class Is:
    """The place is (not) in the state."""

    subject: Value | Records
    state: State
    so: bool


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


@dataclass(frozen=True, slots=True)
class Enough:
    """At least `number` of the forms."""

    number: int
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """One of the places, in the document or in any record, was not asked for (or none). A place is a path with the lists on it."""

    places: tuple[Place, ...]
    so: bool


Place: TypeAlias = tuple[tuple[str, ...], ...]
"""The list's path in the document, the next one's inside its records, ..., and the property's inside the last."""


@dataclass(frozen=True, slots=True)
class Held:
    """The form holds (or does not), worked out beforehand: alternatives that would be too many branches."""

    form: Form
    so: bool


Flagged: TypeAlias = Member | Part | Is | Touched | Held
"""Asked of one number, 1 or 0; `so` says which is wanted."""
Atom: TypeAlias = Test | Unknown | Flagged | Exists | ExistsPair
Form: TypeAlias = Atom | Every | Either | Enough
Branches: TypeAlias = list[tuple[Atom, ...]]
"""Conjunctions of atoms, one of which must hold."""
ALWAYS = Every(())
NEVER = Either(())


def form(condition: Condition, mode: Mode) -> Form:
    """The two-valued form of a question."""
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
    forms = tuple(form(part, mode) for part in parts)
    if number <= 0:
        return ALWAYS
    if number > len(forms):
        return NEVER
    if number == len(forms):
        return every(forms)
    return either(forms) if number == 1 else Enough(number, forms)


def _quantified(condition: core.Quantified, mode: Mode) -> Form:
    """Of a list that was not asked for nothing is known."""
    definite = mode in (Mode.TRUE, Mode.NOT_TRUE)
    records = condition.records
    decided: Form
    if isinstance(condition, core.Some):  # true when one is true, not true when none is
        inner = form(condition.condition, Mode.TRUE if definite else Mode.NOT_FALSE)
        decided = Exists(records, condition.variable, inner, not mode.positive)
        unclear = not definite
    else:
        inner = form(condition.condition, Mode.NOT_TRUE if definite else Mode.FALSE)
        unclear = definite
        if isinstance(condition, core.Every):  # true when none is not true
            decided = Exists(records, condition.variable, inner, mode.positive)
        else:
            decided = ExistsPair(records, condition.first, condition.second, inner, mode.positive)
    if not unclear or not records.restricted:
        return decided
    if mode.with_unknown:
        return either([decided, Is(records, State.UNASKED, True)])
    return every([decided, Is(records, State.UNASKED, False)])


def _atom(condition: core.Simple, mode: Mode) -> Form:
    match condition:
        case core.Present(value):
            return Is(value, State.ANSWERED, mode.positive)
        case core.InState(subject, state):
            return Is(subject, state, mode.positive)
        case core.Among(value, choices):
            values: tuple[Value, ...] = (value,)
            decided: Form = Member(value, choices, mode.positive)
        case core.Contains(value, texts, at_start):
            values, decided = (value,), Part(value, texts, at_start, mode.positive)
        case _:
            values = (condition.left, condition.right)
            operator = condition.operator if mode.positive else condition.operator.negated
            decided = Test(operator, *values)
    if not mode.with_unknown:
        return decided
    unknown = [Unknown(value) for value in dict.fromkeys(values) if not core.always_present(value)]
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


def branches(asked: Form) -> Branches:
    """The disjunctive normal form; of more than `MOST_BRANCHES` conjunctions one: whether the form holds."""
    match asked:
        case Either(forms):
            found = _alternatives(map(branches, forms))
        case Every(forms):
            found = _together([branches(each) for each in forms])
            if found is None:
                found = _together([[(_folded(each),)] for each in forms])
        case Enough(number, forms):
            several = [branches(each) for each in forms]
            few = math.comb(len(several), number) <= MOST_BRANCHES
            chosen = itertools.combinations(several, number) if few else ()
            found = _alternatives(map(_together, chosen)) if few else None
        case _:
            return [(asked,)]
    return [(Held(asked, True),)] if found is None else found


def _folded(asked: Form) -> Atom:
    return Held(asked, True) if isinstance(asked, Every | Either | Enough) else asked


def _alternatives(several: Iterable[Branches | None]) -> Branches | None:
    """All of the branches; None where they are too many."""
    found: dict[tuple[Atom, ...], None] = {}
    for each in several:
        found.update(dict.fromkeys(each or ()))
        if each is None or len(found) > MOST_BRANCHES:
            return None
    return list(found)


def _together(several: Sequence[Branches]) -> Branches | None:
    """One of each form's branches beside one of every other's; None where these are too many."""
    found: Branches = [()]
    for each in several:
        found = [(*one, *other) for one in found for other in each]
        if len(found) > MOST_BRANCHES:
            return None
    return list(dict.fromkeys(tuple(dict.fromkeys(branch)) for branch in found))
