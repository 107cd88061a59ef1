"""Random conditions in every word of the core over random small documents, and all documents that are left of one when records are deleted."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zcforms.checks import core
from zcforms.checks.core import DOCUMENT, Condition, Field, Literal, Nothing, Operator, Records, Type, Value
from zcforms.checks.kinds import State, Unit
from zcforms.checks.shape import Shape
from zcforms.lab.proofs.bounds.lists import Lists
from zcforms.lab.proofs.bounds.needs import Amount, ListPath

SCALARS: dict[str, tuple[Type, list[Any]]] = {
    "n": (Type.INTEGER, [0, 1, 1, 2]),
    "z": (Type.INTEGER, [-1, 0, 2]),
    "h": (Type.NUMBER, [Decimal("0.5"), Decimal(1), Decimal("1.5")]),
    "s": (Type.TEXT, ["甲", "乙", Nothing.NONE]),
    "d": (Type.DATE, [date(2020, 1, day) for day in (1, 2, 4)]),
    "e": (Type.DATE, [date(2020, 1, day) for day in (2, 3, 5)]),
    "b": (Type.BOOLEAN, [True, False]),
}
_JSON: dict[str, Any] = {
    "n": {"type": "integer", "minimum": 0, "maximum": 2},
    "z": {"type": "integer"},
    "h": {"type": "number", "minimum": 0.5, "maximum": 1.5},
    "s": {"type": "string", "enum": ["甲", "乙"]},
    "d": {"type": "string", "format": "date"},
    "e": {"type": "string", "format": "date"},
    "b": {"type": "boolean"},
}
_CHOICES = {"type": "array", "items": {"type": "object", "properties": {"value": _JSON["s"]}}}
_INNER = {"type": "array", "items": {"type": "object", "properties": _JSON}}
_A = {"type": "array", "items": {"type": "object", "properties": {**_JSON, "inner": _INNER}}}
SCHEMA: dict[str, Any] = {"type": "object", "properties": {**_JSON, "A": _A, "B": _INNER, "c": _CHOICES}}
LISTS = Lists(Shape(SCHEMA, SCHEMA), {("c",): 2})
A, B = Records(DOCUMENT, ("A",), restricted=True), Records(DOCUMENT, ("B",))
CHOICES = Records(DOCUMENT, ("c",), choices=True)
_INSIDE = {("A",): "ABI", ("B",): "B"}


def document(source: random.Random) -> dict[str, Any]:
    """Typed facts, with a list of at most 4 records and one in each of them of at most 2, one of at most 4, and up to two choices."""
    listed: Any = Nothing.UNASKED
    if source.random() < 0.95:
        listed = [
            _scalars(source) | {"inner": [_scalars(source) for _ in range(source.choice([0, 0, 1, 2]))]}
            for _ in range(source.choice([0, 1, 2, 3, 3, 4]))
        ]
    chosen = source.sample(["甲", "乙"], source.randint(0, 2))
    others = [_scalars(source) for _ in range(source.randint(0, 4))]
    return _scalars(source) | {"A": listed, "B": others, "c": [{"value": each} for each in chosen]}


def _scalars(source: random.Random) -> dict[str, Any]:
    found = {name: source.choice(values) for name, (_, values) in SCALARS.items() if source.random() < 0.9}
    return found | ({"n": Nothing.UNASKED} if source.random() < 0.05 else {})


def smaller(facts: Mapping[str, Any], enough: Mapping[ListPath, Amount]) -> Iterator[dict[str, Any]]:
    """What is left when records are deleted, and no list has more than is enough."""
    of_a = [facts["A"]]
    if facts["A"] is not Nothing.UNASKED:
        of_a = [
            list(each)
            for chosen in _subsets(facts["A"], enough.get(("A",), 0))
            for each in itertools.product(*([*_records(one, enough)] for one in chosen))
        ]
    of_b, of_c = (list(_subsets(facts[name], enough.get((name,), 0))) for name in ("B", "c"))
    for a, b, c in itertools.product(of_a, of_b, of_c):
        yield {**facts, "A": a, "B": b, "c": c}


def _records(record: Mapping[str, Any], enough: Mapping[ListPath, Amount]) -> Iterator[dict[str, Any]]:
    for inner in _subsets(record["inner"], enough.get(("A", "*", "inner"), 0)):
        yield {**record, "inner": inner}


def _subsets(records: list[Any], most: Amount) -> Iterator[list[Any]]:
    top = len(records) if most is None else min(most, len(records))
    for number in range(top, -1, -1):
        yield from map(list, itertools.combinations(records, number))


@dataclass
class Author:
    """Writes conditions."""

    random: random.Random
    names: int = 0

    def condition(self, scope: dict[str, str], depth: int) -> Condition:
        """`scope`: for each variable what it stands for: the document "$", or a record of A, of B, or of the list inside one of A ("I")."""
        roll = self.random.random()
        if depth <= 0 or roll < 0.2:
            return self.simple(scope, depth)
        if roll < 0.45:
            parts = tuple(self.condition(scope, depth - 1) for _ in range(self.random.randint(1, 3)))
            if self.random.random() < 0.25:
                return core.AtLeast(self.random.randint(1, len(parts)), parts)
            return self.random.choice([core.AllOf, core.AnyOf])(parts)
        if roll < 0.55:
            return self.random.choice([core.Not, core.Definitely])(self.condition(scope, depth - 1))
        if roll < 0.7:
            return self.counting(scope, depth)
        return self.quantified(scope, depth)

    def several(self) -> Condition:
        """Conditions that must be served at once, mostly of a record that there is beside what all records fulfil."""
        parts: list[Condition] = []
        for _ in range(self.random.randint(2, 4)):
            roll = self.random.random()
            if roll < 0.3:
                parts.append(self.counting({DOCUMENT: "$"}, 1))
            elif roll < 0.5:
                parts.append(self.quantified({DOCUMENT: "$"}, 1))
            else:
                parts.append(self.for_each())
        return core.AllOf(tuple(parts))

    def for_each(self) -> Condition:
        """For each record of one list (or for one) there is a record of another (or are so many) that suits it."""
        (records, kind), one = self.random.choice([(A, "A"), (B, "B")]), self.name()
        scope = {DOCUMENT: "$", one: kind}
        other_records, other_kind = self.random.choice([(A, "A"), (B, "B"), self.records(scope)])
        other = self.name()
        if other_kind == "C":
            return core.Every(records, one, self.quantified(scope, 1))
        inside = {**scope, other: other_kind}
        suits = self.comparing(one, other)
        if self.random.random() < 0.4:
            suits = core.AllOf((suits, self.simple(inside, 0)))
        if self.random.random() < 0.2:
            suits = core.AnyOf((suits, self.comparing(one, other)))
        if self.random.random() < 0.6:
            found: Condition = core.Some(other_records, other, suits)
        else:
            number = Literal(Type.INTEGER, self.random.choice([1, 1, 2]))
            field = Field(other, ("n",), Type.INTEGER, restricted=True)
            counted = self.random.choice(
                [core.Count(other_records, other, suits), core.Total(other_records, other, suits, field)]
            )
            found = core.Compare(Operator.AT_LEAST, counted, number)
        if self.random.random() < 0.3:
            found = self.random.choice([core.AllOf, core.AnyOf])((found, self.condition(scope, 1)))
        return self.random.choice([core.Every, core.Every, core.Some])(records, one, found)

    def comparing(self, one: str, other: str) -> Condition:
        name = self.random.choice("nzdn")
        kind = SCALARS[name][0]
        operators = [Operator.EQUAL, Operator.EQUAL, *Operator]
        left, right = (Field(each, (name,), kind, restricted=name == "n") for each in (other, one))
        return core.Compare(self.random.choice(operators), left, right)

    def quantified(self, scope: dict[str, str], depth: int) -> Condition:
        records, kind = self.records(scope)
        one, other = self.name(), self.name()
        if self.random.random() < 0.25:
            inner = self.condition({**scope, one: kind, other: kind}, depth - 1)
            return core.EveryPair(records, one, other, inner)
        inner = self.condition({**scope, one: kind}, depth - 1)
        return self.random.choice([core.Some, core.Every])(records, one, inner)

    def counting(self, scope: dict[str, str], depth: int) -> Condition:
        """A comparison in which records are counted."""
        left = self.counted(scope, depth)
        if self.random.random() < 0.3:
            left = self.calculated(left, scope, depth)
        right: Value = Literal(Type.INTEGER, self.random.choice([0, 1, 2, 2, 3]))
        if self.random.random() < 0.3:
            right = self.random.choice([self.field(scope, "nzh"), self.counted(scope, depth)])
        if self.random.random() < 0.1:
            choices = tuple(Literal(Type.INTEGER, each) for each in self.random.sample(range(4), 2))
            return core.Among(left, choices)
        return core.Compare(self.random.choice(list(Operator)), left, right)

    def counted(self, scope: dict[str, str], depth: int) -> Value:
        records, kind = self.records(scope)
        variable = self.name()
        inside = {**scope, variable: kind}
        where = core.TRUE if self.random.random() < 0.3 else self.condition(inside, depth - 2)
        if self.random.random() < 0.2 and len(scope) > 1 and kind != "C":
            where = self.alike(inside, variable)
        if kind == "C" or self.random.random() < 0.4:
            return core.Count(records, variable, where)
        own = {variable: kind}
        roll = self.random.random()
        if roll < 0.4:
            value: Value = self.field(own, "nhzn")
            if self.random.random() < 0.1:
                value = core.Count(B, self.name(), core.TRUE)
            return core.Total(records, variable, where, value)
        if roll < 0.7:
            return core.Distinct(records, variable, where, self.field(own, "nsdb"))
        until = Literal(Type.DATE, date(2020, 1, 6))
        start, end = Field(variable, ("d",), Type.DATE), Field(variable, ("e",), Type.DATE)
        return core.Covered(records, variable, where, start, end, until, Unit.DAYS)

    def alike(self, scope: dict[str, str], variable: str) -> Condition:
        other = self.random.choice([each for each in scope if each != variable and scope[each] != "C"])
        name = self.random.choice("nsz")
        kind = SCALARS[name][0]
        return core.Compare(Operator.EQUAL, Field(variable, (name,), kind), Field(other, (name,), kind))

    def calculated(self, value: Value, scope: dict[str, str], depth: int) -> Value:
        other: Value = self.random.choice([self.field(scope, "nzh"), self.counted(scope, depth - 1)])
        branch = core.Branch(self.condition(scope, depth - 1), value)
        return self.random.choice(
            [
                core.Sum((value, other)),
                core.Difference(value, other),
                core.Difference(Literal(Type.INTEGER, 3), value),
                core.Multiple(self.random.choice([-1, 0, 2]), value),
                core.Extreme(self.random.random() < 0.5, (value, Literal(Type.INTEGER, 2), other)),
                core.FirstPresent((other, value)),
                core.Chosen((branch,), self.random.choice([None, other, Literal(Type.INTEGER, 1)])),
            ]
        )

    def simple(self, scope: dict[str, str], depth: int) -> Condition:
        roll = self.random.random()
        if roll < 0.1:
            return core.InState(self.records(scope)[0], self.random.choice(list(State)))
        if roll < 0.15:
            value = self.counted(scope, depth - 1) if depth > 0 else self.field(scope, "n")
            return core.Present(value) if roll < 0.13 else core.InState(value, State.BLANK)
        if roll < 0.25:
            return core.Among(self.field(scope, "s"), (Literal(Type.TEXT, "甲"),))
        names = self.random.choice(["nz", "d", "s", "b", "n"])
        operators = list(Operator) if names not in "sb" else [Operator.EQUAL, Operator.UNEQUAL]
        left = self.field(scope, names)
        if self.random.random() < 0.6:
            right: Value = self.field(scope, names)
        else:
            kind, values = SCALARS[names[0]]
            right = Literal(kind, next(each for each in values if not isinstance(each, Nothing)))
        return core.Compare(self.random.choice(operators), left, right)

    def field(self, scope: dict[str, str], names: str) -> Value:
        known = [variable for variable, kind in scope.items() if kind != "C"]
        weights = range(1, len(known) + 1)
        variable = self.random.choices(known or [DOCUMENT], weights if known else None)[0]
        name = self.random.choice(names)
        return Field(variable, (name,), SCALARS[name][0], restricted=name == "n")

    def records(self, scope: dict[str, str]) -> tuple[Records, str]:
        known = [variable for variable, kind in scope.items() if kind == "A"]
        if known and self.random.random() < 0.5:
            return Records(self.random.choice(known), ("inner",)), "I"
        return self.random.choice([(A, "A"), (A, "A"), (B, "B"), (B, "B"), (CHOICES, "C")])

    def name(self) -> str:
        self.names += 1
        return f"r{self.names}"
