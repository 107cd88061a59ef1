"""The typed core of the rule language: what every rule is, once its sugar is gone.

Two families of immutable nodes. A *value* yields a number, a date, a text, a truth value or nothing; a *condition* yields
true, false or unknown (strong Kleene logic). Everything an author can write becomes one of these nodes, so that the
reference evaluator, the compiler and later readers (proofs, read-back) have one small thing to understand.

What is not there is one of three kinds of nothing (`State`), each with one meaning in docs/rules.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from zcforms.checks.kinds import Nothing, Operator, Scalar, State, Type, Unit, state_of

__all__ = [
    "Nothing",
    "Operator",
    "Scalar",
    "State",
    "Type",
    "Unit",
    "state_of",
]  # beside what is defined here

DOCUMENT = "$"
"""The variable that names the whole facts document; record variables are generated."""


# ------------------------------------------------------------------------------------------------ values


@dataclass(frozen=True, slots=True)
class Literal:
    """`month`: a date that means its whole month, and is the first day of it."""

    type: Type
    value: Scalar
    month: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A property of the document or of the record that `variable` stands for. `restricted`: only some applicants are asked;
    `unit` is the form's (年, 学时); `month`: a date that is answered as a month."""

    variable: str
    path: tuple[str, ...]
    type: Type
    restricted: bool = False
    unit: str = ""
    month: bool = False


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Full years, full months or days from `start` to `end`; negative when `end` is earlier. `calendar`: years are counted by
    the calendar (from 2017 to 2022 five), not by anniversaries."""

    unit: Unit
    start: Value
    end: Value
    calendar: bool = False


@dataclass(frozen=True, slots=True)
class YearOf:
    date: Value


@dataclass(frozen=True, slots=True)
class MonthOf:
    """The month that a date lies in, as its first day: what of a day is compared with a month."""

    date: Value


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of values; nothing when one of them is nothing."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Multiple:
    factor: int
    value: Value


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or greatest of the values; nothing when one of them is nothing."""

    greatest: bool
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class FirstPresent:
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    condition: Condition
    value: Value


@dataclass(frozen=True, slots=True)
class Chosen:
    """The value of the first branch whose condition is definitely true; else `otherwise`, or nothing."""

    branches: tuple[Branch, ...]
    otherwise: Value | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """A list of records: a property of the document or of an enclosing record. `restricted`: only some applicants are asked.
    `choices`: it is one field of several choices, a record for each that is chosen; with none chosen it is left blank."""

    variable: str
    path: tuple[str, ...]
    restricted: bool = False
    choices: bool = False

    @property
    def certain(self) -> bool:
        """Whether what is worked out from it is always known."""
        return not self.restricted and not self.choices


@dataclass(frozen=True, slots=True)
class Count:
    """How many records definitely fulfil `where`; of a list that was never asked for: not asked, like its total."""

    records: Records
    variable: str
    where: Condition


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of `value` over the records that definitely fulfil `where`; records without a value add nothing."""

    records: Records
    variable: str
    where: Condition
    value: Value


@dataclass(frozen=True, slots=True)
class Distinct:
    """How many different present values of `value` occur in the records that definitely fulfil `where`."""

    records: Records
    variable: str
    where: Condition
    value: Value


@dataclass(frozen=True, slots=True)
class Covered:
    """Full years, months or days that the periods of the records cover together until the day `until`, each day once: as many as have
    passed since the day that lies so many days before it. The last day of a period belongs to it; one without an end goes on.
    Records without a start cover nothing."""

    records: Records
    variable: str
    where: Condition
    start: Value
    end: Value
    until: Value
    unit: Unit = Unit.YEARS
    calendar: bool = False

    @property
    def value(self) -> Value:
        """The days that one record has of it, as far as no other has them too: its last day is one of them, the day `until` is not."""
        last = FirstPresent((self.end, self.until))
        own = Sum((Elapsed(Unit.DAYS, self.start, last), Literal(Type.INTEGER, 1)))
        return Extreme(False, (own, Elapsed(Unit.DAYS, self.start, self.until)))


Counted: TypeAlias = Count | Total | Distinct | Covered
"""Worked out from the records of a list; of a list that was never asked for: not asked; of choices of which none is chosen: blank."""

Calculated: TypeAlias = Elapsed | YearOf | MonthOf | Sum | Difference | Multiple | Extreme
"""Worked out from operands; nothing when one of them is nothing."""

Value: TypeAlias = Literal | Field | FirstPresent | Chosen | Counted | Calculated

# -------------------------------------------------------------------------------------------- conditions


@dataclass(frozen=True, slots=True)
class Constant:
    truth: bool


@dataclass(frozen=True, slots=True)
class Compare:
    operator: Operator
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Among:
    value: Value
    choices: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """The text has one of `texts` in it, or begins with one of them (`at_start`)."""

    value: Value
    texts: tuple[str, ...]
    at_start: bool


@dataclass(frozen=True, slots=True)
class Present:
    """The value is answered. True or false, never unknown."""

    value: Value


@dataclass(frozen=True, slots=True)
class InState:
    """The place is in the state. True or false, never unknown."""

    subject: Value | Records
    state: State


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `number` of the conditions hold."""

    number: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    condition: Condition


@dataclass(frozen=True, slots=True)
class Definitely:
    """True when the condition is true, false when it is false or unknown."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Some:
    records: Records
    variable: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Every:
    records: Records
    variable: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class EveryPair:
    """The condition holds for every ordered pair of different records of the list."""

    records: Records
    first: str
    second: str
    condition: Condition


Quantified: TypeAlias = Some | Every | EveryPair
Compound: TypeAlias = AllOf | AnyOf | AtLeast | Not | Definitely | Quantified
Simple: TypeAlias = Compare | Among | Contains | Present | InState
Condition: TypeAlias = Constant | Simple | Compound

TRUE = Constant(True)
Node: TypeAlias = Value | Condition | Records


def conjunction(conditions: list[Condition]) -> Condition:
    """All of the conditions, without a wrapper where one is enough."""
    parts = [condition for condition in conditions if condition != TRUE]
    if not parts:
        return TRUE
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def type_of(value: Value) -> Type:
    """The type that the value has when it is present."""
    match value:
        case Literal(type=known) | Field(type=known):
            return known
        case Total(value=inner) | Multiple(value=inner):
            return type_of(inner)
        case Sum(values) | Extreme(values=values) | FirstPresent(values):
            return widest(*(type_of(each) for each in values))
        case Chosen(branches, otherwise):
            return widest(*(type_of(each) for each in outcomes(branches, otherwise)))
        case Difference(left, right):
            return widest(type_of(left), type_of(right))
        case MonthOf():
            return Type.DATE
        case _:
            return Type.INTEGER


def outcomes(branches: tuple[Branch, ...], otherwise: Value | None) -> tuple[Value, ...]:
    """What a choice can yield."""
    return (*(branch.value for branch in branches), *(() if otherwise is None else (otherwise,)))


def widest(first: Type, *others: Type) -> Type:
    """The common type: integers among decimals count as decimals."""
    return Type.NUMBER if Type.NUMBER in (first, *others) else first


def always_present(value: Value) -> bool:
    """Whether the value can never be nothing."""
    match value:
        case Literal():
            return True
        case Count(records) | Total(records) | Distinct(records):
            return records.certain
        case Covered(records, until=until):
            return records.certain and always_present(until)
        case _:
            return False


def walk(node: Any) -> Iterator[Any]:
    """The node and every node below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def children(node: Any) -> Iterator[Any]:
    """The nodes that the node consists of, as they are written."""
    for field in dataclasses.fields(node):
        child = getattr(node, field.name)
        for each in child if isinstance(child, tuple) else (child,):
            if dataclasses.is_dataclass(each):
                yield each


_N = TypeVar("_N")


def renamed(node: _N, names: dict[str, str]) -> _N:
    """The same node with its variables renamed."""
    if isinstance(node, tuple):
        return tuple(renamed(each, names) for each in node)  # type: ignore[return-value]
    if not dataclasses.is_dataclass(node) or isinstance(node, type):
        return node
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(node):
        child = getattr(node, field.name)
        if field.name in ("variable", "first", "second") and isinstance(child, str):
            changes[field.name] = names.get(child, child)
        elif isinstance(child, tuple) or dataclasses.is_dataclass(child):
            changes[field.name] = renamed(child, names)
    return dataclasses.replace(node, **changes)
