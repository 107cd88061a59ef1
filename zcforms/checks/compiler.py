"""The typed core -> rules for the engine, and the extractor that turns facts into the integers those rules read.

One fact stands for the application and one for each record of a list that a rule looks into. A violated rule becomes as many engine rules
as its condition has branches. "Some record" is a pattern over that list's facts, "two records" a join of two; what cannot be said by one
such pattern (none, nested, a second one beside the first) is a number counted beforehand and compared by the engine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from zcforms.checks import measure, normal
from zcforms.checks.core import (
    DOCUMENT,
    Condition,
    Literal,
    Operator,
    Type,
    Value,
    renamed,
    type_of,
    walk,
    widest,
)
from zcforms.checks.measure import Measure
from zcforms.checks.normal import Atom, Exists, ExistsPair, Mode, TooComplex
from zcforms.checks.program import Constant, EngineRule, Fact, Join, Pattern, Presence, Program, Test

_APPLICATION = 0
_RECORD = "@"
_POSITION = "n"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a rule: it is violated when `guard` is true and `requirement` is not (or, when what is missing passes, is false)."""

    guard: Condition
    requirement: Condition
    missing_fails: bool = True

    @property
    def violated(self) -> normal.Form:
        """Raises `TooComplex`."""
        mode = Mode.NOT_TRUE if self.missing_fails else Mode.FALSE
        return normal.every([normal.form(self.guard, Mode.TRUE), normal.form(self.requirement, mode)])


@dataclass(slots=True)
class _Kind:
    """Facts of one kind: where its records are, and the properties that are computed for each."""

    path: tuple[str, ...]
    names: dict[object, str] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)

    def property(self, key: object, made: Measure) -> str:
        name = self.names.setdefault(key, f"p{len(self.names)}")
        self.measures.setdefault(name, made)
        return name


@dataclass(slots=True)
class Compiled:
    """The program, and the extractor of its facts."""

    program: Program
    _kinds: Sequence[_Kind]
    _texts: Mapping[str, int]

    def facts(self, typed: Mapping[str, Any]) -> list[Fact]:
        """What the engine is given for typed facts (`conform.typed`): integers, with texts numbered as they come."""
        texts = dict(self._texts)
        found = []
        for number, kind in enumerate(self._kinds):
            records = [typed] if number == _APPLICATION else _at(typed, kind.path)
            for position, record in enumerate(records):
                env = {DOCUMENT: typed, _RECORD: record}
                values = {name: _number(made(env), texts) for name, made in kind.measures.items()}
                present = {name: value for name, value in values.items() if value is not None}
                found.append((number, {_POSITION: position, **present}))
        return found


@dataclass(slots=True)
class Compiler:
    """Collects rules; `compiled` is what they amount to."""

    _kinds: list[_Kind] = field(default_factory=lambda: [_Kind(())])
    _texts: dict[str, int] = field(default_factory=dict)
    _rules: list[EngineRule] = field(default_factory=list)

    def add(self, number: int, question: Question) -> None:
        """Rule `number` fires when the question is answered yes. Raises `TooComplex`."""
        rules = [
            EngineRule(number, patterns)
            for branch in normal.branches(question.violated)
            for patterns in self._patterns(branch)
        ]
        if len(rules) > normal.MOST_BRANCHES:
            raise TooComplex
        self._rules += dict.fromkeys(rules)

    def compiled(self) -> Compiled:
        """The program is named by what it consists of: the child keeps programs of many plans by that name."""
        rules = tuple(self._rules)
        digest = hashlib.sha256(repr(rules).encode()).hexdigest()
        return Compiled(Program(digest, rules), self._kinds, self._texts)

    def _patterns(self, branch: Sequence[Atom]) -> list[tuple[Pattern, ...]]:
        """One conjunction: the application's fact, and at most one quantified group of record facts."""
        quantified = next((atom for atom in branch if _joinable(atom)), None)
        tests = tuple(self._test(atom, _APPLICATION, DOCUMENT) for atom in branch if atom is not quantified)
        application = Pattern(_APPLICATION, tests)
        if not isinstance(quantified, Exists | ExistsPair):
            return [(application,)]
        groups = self._records(quantified)
        return [(application, *map(_behind_another, group)) for group in groups] if tests else groups

    def _records(self, atom: Exists | ExistsPair) -> list[tuple[Pattern, ...]]:
        kind = self._kind(atom.records.path)
        inner = normal.branches(atom.form)
        if isinstance(atom, Exists):
            return [
                (Pattern(kind, tuple(self._test(each, kind, atom.variable) for each in one)),)
                for one in inner
            ]
        return [self._pair(atom, kind, branch) for branch in inner]

    def _pair(self, atom: ExistsPair, kind: int, branch: Sequence[Atom]) -> tuple[Pattern, ...]:
        first: list[Test] = []
        second: list[Test] = [Join(_POSITION, Operator.UNEQUAL, 0, _POSITION)]
        for each in branch:
            used = _variables(each)
            if {atom.first, atom.second} <= used and isinstance(each, normal.Test):
                second.append(self._join(each, kind, atom))
            elif atom.second in used:
                second.append(self._test(each, kind, atom.second))
            else:
                first.append(self._test(each, kind, atom.first))
        return Pattern(kind, tuple(first)), Pattern(kind, tuple(second))

    def _join(self, atom: normal.Test, kind: int, pair: ExistsPair) -> Join:
        """The second record's side compared with the first's."""
        operator, left, right = atom.operator, atom.left, atom.right
        if pair.first in _variables(left):
            operator, left, right = operator.mirrored, right, left
        common = widest(type_of(left), type_of(right))
        mine = self._property(kind, renamed(left, {pair.second: _RECORD}), common)
        theirs = self._property(kind, renamed(right, {pair.first: _RECORD}), common)
        return Join(mine, operator, 0, theirs)

    def _test(self, atom: Atom, kind: int, variable: str) -> Test:
        """A test of one fact. `variable` is what stands for that fact's record in the atom."""
        atom = renamed(atom, {variable: _RECORD}) if kind else atom
        match atom:
            case normal.Known(value, present):
                return Presence(self._property(kind, value, type_of(value)), present)
            case normal.Member(value, choices, inside):
                flag = self._named(kind, (value, choices), measure.membership(value, choices))
                return Constant(flag, Operator.EQUAL, int(inside))
            case normal.Test(operator, left, Literal() as right) if not isinstance(left, Literal):
                return self._constant(kind, operator, left, right)
            case normal.Test(operator, Literal() as left, right) if not isinstance(right, Literal):
                return self._constant(kind, operator.mirrored, right, left)
            case normal.Test(operator, left, right):
                distance = self._named(kind, (left, right, "gap"), measure.gap(left, right))
                return Constant(distance, operator, 0)
            case _:
                number = self._named(kind, (type(atom), atom.records, atom.form), measure.tally(atom))
                return Constant(number, Operator.EQUAL if atom.negated else Operator.MORE, 0)

    def _constant(self, kind: int, operator: Operator, value: Value, literal: Literal) -> Constant:
        common = widest(type_of(value), literal.type)
        number = _number(measure.measure(literal, common)({}), self._texts)
        assert number is not None  # noqa: S101 - a literal is never absent; for the type checker
        return Constant(self._property(kind, value, common), operator, number)

    def _property(self, kind: int, value: Value, common: Type) -> str:
        return self._named(kind, (value, common), measure.measure(value, common))

    def _named(self, kind: int, key: object, made: Measure) -> str:
        return self._kinds[kind].property(key, made)

    def _kind(self, path: tuple[str, ...]) -> int:
        for number, kind in enumerate(self._kinds[1:], 1):
            if kind.path == path:
                return number
        self._kinds.append(_Kind(path))
        return len(self._kinds) - 1


def _behind_another(pattern: Pattern) -> Pattern:
    """The pattern with one more in front of those that its joins refer to."""
    tests = (
        replace(test, other=test.other + 1) if isinstance(test, Join) else test for test in pattern.tests
    )
    return Pattern(pattern.kind, tuple(tests))


def _joinable(atom: Atom) -> bool:
    """Whether the atom can be said by patterns: records of the document, and comparisons that keep the two of a pair apart."""
    if not isinstance(atom, Exists | ExistsPair) or atom.negated or atom.records.variable != DOCUMENT:
        return False
    try:
        inner = normal.branches(atom.form)
    except TooComplex:
        return False
    if isinstance(atom, Exists):
        return True
    both = {atom.first, atom.second}
    crossing = [each for branch in inner for each in branch if both <= _variables(each)]
    return all(
        isinstance(each, normal.Test)
        and not any(both <= _variables(side) for side in (each.left, each.right))
        for each in crossing
    )


def _variables(node: Any) -> set[str]:
    return {each.variable for each in walk(node) if hasattr(each, "variable")}


def _at(typed: Mapping[str, Any], path: tuple[str, ...]) -> list[Any]:
    node: Any = typed
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node or []


def _number(value: Any, texts: dict[str, int]) -> int | None:
    """An integer for the engine: dates by their ordinal, texts by the order of their appearance."""
    if isinstance(value, str):
        return texts.setdefault(value, len(texts))
    return value.toordinal() if isinstance(value, date) else None if value is None else int(value)
