"""The typed core -> rules for the engine, and the extractor that turns facts into the integers those rules read.

One fact stands for the application and one for each record of a list that a rule looks into. A violated rule becomes as many engine rules
as its condition has branches. "Some record" is a pattern over that list's facts, "two records" a join of two; what cannot be said by one
such pattern (none, nested, a second one beside the first) is a number counted beforehand and compared by the engine. So is what makes a pattern
longer, or the branches more, than the engine is given.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeGuard

from zcforms.checks import core, measure, normal
from zcforms.checks.core import (
    DOCUMENT,
    Condition,
    Field,
    Literal,
    Nothing,
    Operator,
    Records,
    State,
    Type,
    Value,
    children,
    renamed,
    type_of,
    walk,
    widest,
)
from zcforms.checks.measure import Measure
from zcforms.checks.normal import Atom, Exists, ExistsPair, Mode, Place, Touched
from zcforms.checks.program import (
    MOST_JOINS,
    MOST_KINDS,
    MOST_TESTS,
    Constant,
    EngineRule,
    Fact,
    Join,
    Pattern,
    Presence,
    Program,
    Test,
    bearable,
    unbearable,
)
from zcforms.checks.steps import STEPS, Steps

_APPLICATION = 0
_RECORD = "@"
_POSITION = "n"
_OWN_NONE, _OTHER_NONE = -1, -2
"""What 无 is to the engine, beside texts, which are numbered from 0."""
_WRITTEN_OUT = MOST_TESTS - 5
"""Tests of one pattern; the others are one number beside them."""


class TooComplex(Exception):
    """The rule is more than the engine is trusted with, however it is put."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a rule. It is violated when `guard` is true and `requirement` is false; where what is missing fails, also when it
    is unknown and something in it that the applicant was asked is not met."""

    guard: Condition
    requirement: Condition
    missing_fails: bool = True

    @property
    def violated(self) -> normal.Form:
        guard = normal.form(self.guard, Mode.TRUE)
        wanting = _unmet if self.missing_fails else _false
        return normal.every([guard, wanting(self.requirement)])


def _false(condition: Condition) -> normal.Form:
    return normal.form(condition, Mode.FALSE)


def _unmet(condition: Condition) -> normal.Form:
    """Not true, and that not only for want of what was never asked: one of the alternatives or parts that were asked is not met."""
    places = tuple(dict.fromkeys(_restricted(condition, {DOCUMENT: ()})))
    unmet = normal.form(condition, Mode.NOT_TRUE)
    if not places:
        return unmet
    match condition:
        case core.AllOf(parts):
            return normal.either([_unmet(part) for part in parts])
        case core.AnyOf(parts) | core.AtLeast(_, parts):
            return normal.every([unmet, normal.either([_unmet(part) for part in parts])])
        case _:
            return normal.either([normal.every([Touched(places, False), unmet]), _false(condition)])


def _restricted(node: Any, known: Mapping[str, Place]) -> Iterator[Place]:
    """The places that the node reads and that not every applicant is asked for. `known`: where the records of each variable are."""
    if isinstance(node, Field | Records):
        if node.restricted:
            yield (*known[node.variable], node.path)
        return
    records = getattr(node, "records", None)
    inside = known
    if records is not None:
        place = (*known[records.variable], records.path)
        names = [getattr(node, word, None) for word in ("variable", "first", "second")]
        inside = {**known, **{name: place for name in names if name}}
    for child in children(node):
        yield from _restricted(child, inside)


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


@dataclass(frozen=True, slots=True)
class Extract:
    """What the engine is given, and the rules whose numbers could not be worked out, with the reason."""

    facts: list[Fact]
    failed: Mapping[int, str]


@dataclass(slots=True)
class Compiled:
    """The program, and the extractor of its facts."""

    program: Program
    _kinds: Sequence[_Kind]
    _texts: Mapping[str, int]
    _readers: Mapping[tuple[int, str], frozenset[int]]

    def facts(self, typed: Mapping[str, Any]) -> list[Fact]:
        """What the engine is given for typed facts (`conform.typed`): integers, with texts numbered as they come."""
        return self.extract(typed).facts

    def extract(self, typed: Mapping[str, Any]) -> Extract:
        """The same with what went wrong: one rule's trouble is no other rule's."""
        texts = dict(self._texts)
        found: list[Fact] = []
        failed: dict[int, str] = {}
        for number, kind in enumerate(self._kinds):
            steps = {name: Steps() for name in kind.measures}
            for position, record in enumerate([typed] if number == _APPLICATION else _at(typed, kind.path)):
                env = {DOCUMENT: typed, _RECORD: record}
                values = {_POSITION: position}
                for name, made in kind.measures.items():
                    env[STEPS] = steps[name]
                    try:
                        value = _number(made(env), texts)
                    except Exception as error:  # an author's rule; whatever it is, the others go on
                        value, reason = None, f"{type(error).__name__}: {error}"
                    else:
                        reason = "" if value is None or bearable(value) else "数值超出了可以检测的范围。"
                    if reason:
                        failed |= dict.fromkeys(self._readers.get((number, name), ()), reason)
                    elif value is not None:
                        values[name] = value
                found.append((number, values))
        return Extract(found, failed)


@dataclass(slots=True)
class Compiler:
    """Collects rules; `compiled` is what they amount to."""

    _kinds: list[_Kind] = field(default_factory=lambda: [_Kind(())])
    _texts: dict[str, int] = field(default_factory=dict)
    _rules: list[EngineRule] = field(default_factory=list)

    def add(self, number: int, question: Question) -> None:
        """Rule `number` fires when the question is answered yes. Raises `TooComplex`."""
        asked = question.violated
        branches = normal.branches(asked)
        if sum(map(self._width, branches)) > normal.MOST_BRANCHES:
            branches = [(normal.Held(asked, True),)]
        rules = [EngineRule(number, each) for branch in branches for each in self._patterns(branch)]
        if any(map(unbearable, rules)):
            raise TooComplex
        self._rules += dict.fromkeys(rules)

    def compiled(self) -> Compiled:
        """The program is named by what it consists of: the child keeps programs of many plans by that name."""
        rules = tuple(self._rules)
        digest = hashlib.sha256(repr(rules).encode()).hexdigest()
        return Compiled(Program(digest, rules), self._kinds, self._texts, _readers(rules))

    def _patterns(self, branch: Sequence[Atom]) -> list[tuple[Pattern, ...]]:
        """One conjunction: the application's fact, and at most one quantified group of record facts."""
        quantified = self._quantified(branch)
        tests = self._tests([atom for atom in branch if atom is not quantified], _APPLICATION, DOCUMENT)
        application = Pattern(_APPLICATION, tests)
        if quantified is None:
            return [(application,)]
        groups = self._records(quantified)
        return [(application, *map(_behind_another, group)) for group in groups] if tests else groups

    def _width(self, branch: Sequence[Atom]) -> int:
        """How many rules of the engine the branch becomes."""
        quantified = self._quantified(branch)
        return 1 if quantified is None else len(normal.branches(quantified.form))

    def _quantified(self, branch: Sequence[Atom]) -> Exists | ExistsPair | None:
        """What is said by patterns of records; the others are counted beforehand."""
        joinable = (atom for atom in branch if isinstance(atom, Exists | ExistsPair) and _joinable(atom))
        return next((atom for atom in joinable if self._has_room(atom.records.path)), None)

    def _has_room(self, path: tuple[str, ...]) -> bool:
        return len(self._kinds) < MOST_KINDS or any(kind.path == path for kind in self._kinds[1:])

    def _tests(
        self, atoms: Sequence[Atom], kind: int, variable: str, most: int = _WRITTEN_OUT
    ) -> tuple[Test, ...]:
        """Tests of one fact. A long conjunction's end is one number: whether all of it holds."""
        tests = [self._test(atom, kind, variable) for atom in atoms[:most]]
        if len(atoms) > most:
            rest = normal.Every(tuple(atoms[most:]))
            rest = renamed(rest, {variable: _RECORD}) if kind else rest
            holds = measure.fulfils(rest)
            tests.append(Constant(self._named(kind, rest, lambda env: int(holds(env))), Operator.EQUAL, 1))
        return tuple(tests)

    def _records(self, atom: Exists | ExistsPair) -> list[tuple[Pattern, ...]]:
        kind = self._kind(atom.records.path)
        inner = normal.branches(atom.form)
        if isinstance(atom, Exists):
            return [(Pattern(kind, self._tests(one, kind, atom.variable)),) for one in inner]
        return [self._pair(atom, kind, branch) for branch in inner]

    def _pair(self, atom: ExistsPair, kind: int, branch: Sequence[Atom]) -> tuple[Pattern, ...]:
        joins: list[Test] = [Join(_POSITION, Operator.UNEQUAL, 0, _POSITION)]
        first: list[Atom] = []
        second: list[Atom] = []
        for each in branch:
            used = _variables(each)
            if {atom.first, atom.second} <= used and isinstance(each, normal.Test):
                joins.append(self._join(each, kind, atom))
            else:
                (second if atom.second in used else first).append(each)
        return (
            Pattern(kind, self._tests(first, kind, atom.first)),
            Pattern(kind, (*joins, *self._tests(second, kind, atom.second, _WRITTEN_OUT - len(joins)))),
        )

    def _join(self, atom: normal.Test, kind: int, pair: ExistsPair) -> Join:
        """The second record's side compared with the first's."""
        operator, left, right = atom.operator, atom.left, atom.right
        if pair.first in _variables(left):
            operator, left, right = operator.mirrored, right, left
        common = widest(type_of(left), type_of(right))
        mine = self._property(kind, renamed(left, {pair.second: _RECORD}), common)
        other = renamed(right, {pair.first: _RECORD})
        if common is not Type.TEXT:
            return Join(mine, operator, 0, self._property(kind, other, common))
        compared = _theirs(measure.measure(other, common))
        return Join(mine, operator, 0, self._named(kind, (other, "theirs"), compared))

    def _test(self, atom: Atom, kind: int, variable: str) -> Test:
        """A test of one fact. `variable` is what stands for that fact's record in the atom."""
        atom = renamed(atom, {variable: _RECORD}) if kind else atom
        match atom:
            case normal.Unknown(value):
                return Presence(self._property(kind, value, type_of(value)), False)
            case normal.Is(subject, State.ANSWERED, so) if _is_there_or_not(subject):
                return Presence(self._property(kind, subject, type_of(subject)), so)
            case normal.Member() | normal.Part() | normal.Is() | Touched() | normal.Held():
                flag = self._named(kind, replace(atom, so=True), measure.flagged(atom))
                return Constant(flag, Operator.EQUAL, int(atom.so))
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


def _is_there_or_not(subject: Value | Records) -> TypeGuard[Value]:
    """Whether the value has no third way: a text can say 无."""
    return not isinstance(subject, Records) and type_of(subject) is not Type.TEXT


def _behind_another(pattern: Pattern) -> Pattern:
    """The pattern with one more in front of those that its joins refer to."""
    tests = (
        replace(test, other=test.other + 1) if isinstance(test, Join) else test for test in pattern.tests
    )
    return Pattern(pattern.kind, tuple(tests))


def _joinable(atom: Exists | ExistsPair) -> bool:
    """Whether the atom can be said by patterns: records of the document, and not too many comparisons, that keep the two of a pair apart."""
    if atom.negated or atom.records.variable != DOCUMENT:
        return False
    return isinstance(atom, Exists) or all(_joins(atom, branch) for branch in normal.branches(atom.form))


def _joins(pair: ExistsPair, branch: Sequence[Atom]) -> bool:
    both = {pair.first, pair.second}
    crossing = [each for each in branch if both <= _variables(each)]
    return len(crossing) < MOST_JOINS and all(
        isinstance(each, normal.Test)
        and not any(both <= _variables(side) for side in (each.left, each.right))
        for each in crossing
    )


def _variables(node: Any) -> set[str]:
    return {each.variable for each in walk(node) if hasattr(each, "variable")}


def _readers(rules: Sequence[EngineRule]) -> dict[tuple[int, str], frozenset[int]]:
    """By kind and property: the rules that read it."""
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for rule in rules:
        for pattern in rule.patterns:
            for test in pattern.tests:
                found[pattern.kind, test.property].add(rule.rule)
                if isinstance(test, Join):
                    found[rule.patterns[test.other].kind, test.other_property].add(rule.rule)
    return {key: frozenset(readers) for key, readers in found.items()}


def _at(typed: Mapping[str, Any], path: tuple[str, ...]) -> list[Any]:
    node: Any = typed
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node if isinstance(node, list) else []


def _number(value: Any, texts: dict[str, int]) -> int | None:
    """An integer for the engine: dates by their ordinal, texts by the order of their appearance, 无 beside them."""
    match value:
        case str():
            return texts.setdefault(value, len(texts))
        case date():
            return value.toordinal()
        case Nothing.NONE:
            return _OWN_NONE
        case None | Nothing():
            return None
        case _:
            return int(value)


def _theirs(made: Measure) -> Measure:
    """The same for the record that another one is compared with: its 无 is not the other's 无."""
    return lambda env: _OTHER_NONE if (found := made(env)) is Nothing.NONE else found
