"""Single steps towards a condition: from facts to facts in which one place is different.

What a step leaves open, the next step does (`making` looks for the cheapest row of steps). A step may be useless or go astray: nothing here
promises anything, every result is held to the reference evaluator.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from zcforms.checks import core, goals, nearness, reference
from zcforms.checks.alterations import (
    FINDINGS,
    Kind,
    Mirrors,
    Path,
    answered,
    appended,
    at,
    copied,
    original,
    placed,
    shape_at,
    without,
)
from zcforms.checks.core import Condition, Type
from zcforms.checks.goals import Goal, Scope
from zcforms.checks.normal import Mode
from zcforms.checks.shape import Shape

MOST_RECORDS = 12
"""Records of a list that are looked at for a change of their own."""

MOST_SOLUTIONS = 2
KEPT = ("item", "group", "record", "category")
"""What a record of the library is, as against what it says."""

Search: TypeAlias = Callable[[Any, Goal, Path], Iterator[Any]]
"""Facts, a goal and the place that alone may change -> facts in which the goal is met, the cheapest first."""

Free: TypeAlias = Callable[[Kind, Path], bool]
"""Whether the place in the original may be set, emptied or taken out, or, of a list, get one more record."""


@dataclass(slots=True)
class Work:
    """How many values may still be tried."""

    left: int


@dataclass(frozen=True, slots=True)
class Ways:
    """Looks for steps. `free`: what of the original may change, and how."""

    shape: Shape
    mirrors: Mirrors
    free: Free
    search: Search
    within: Path = ()
    work: Work | None = None

    def steps(self, facts: Any, goal: Goal) -> Iterator[Any]:
        """Facts that differ in one place, or in one record that is new."""
        if goal.met(facts):
            return
        match goal.condition:
            case core.Not(part):
                yield from self.steps(facts, goal.of(part, goal.mode.of_negation))
            case core.Definitely(part):
                mode = Mode.TRUE if goal.mode.positive else Mode.NOT_TRUE
                yield from self.steps(facts, goal.of(part, mode))
            case core.Some() | core.Every() | core.EveryPair():
                yield from self._quantified(facts, goal, goal.condition)
            case core.AllOf() | core.AnyOf() | core.AtLeast():
                yield from self._several(facts, goal, goal.condition)
            case core.InState():
                yield from self._states(facts, goal, goal.condition)
                yield from self._atom(facts, goal)
            case _:
                yield from self._atom(facts, goal)

    def _several(
        self, facts: Any, goal: Goal, condition: core.AllOf | core.AnyOf | core.AtLeast
    ) -> Iterator[Any]:
        match condition:
            case core.AllOf(parts):
                yield from self._parts(facts, goal, parts, every=goal.mode.positive)
            case core.AnyOf(parts):
                yield from self._parts(facts, goal, parts, every=not goal.mode.positive)
            case _:
                yield from self._parts(facts, goal, condition.conditions, every=False)

    def _parts(self, facts: Any, goal: Goal, parts: tuple[Condition, ...], every: bool) -> Iterator[Any]:
        """Towards each part; where all are needed, towards the first that can be reached."""
        for part in parts:
            found = False
            for step in self.steps(facts, goal.of(part)):
                found = True
                yield step
            if every and found:
                return

    # ---------------------------------------------------------------------------------- quantifiers

    def _quantified(self, facts: Any, goal: Goal, condition: core.Quantified) -> Iterator[Any]:
        listed = self._path(condition.records, goal.scope)
        records = at(facts, listed)
        if not isinstance(records, list | None):
            return
        if isinstance(condition, core.EveryPair):
            yield from self._pairs(facts, goal, condition, listed, len(records or ()))
            return
        all_needed = isinstance(condition, core.Every) is goal.mode.positive
        goals = [
            goal.inside(condition.condition, goal.mode, **{condition.variable: (*listed, n)})
            for n in range(len(records or ()))
        ]
        unmet = [(n, each) for n, each in enumerate(goals) if not each.met(facts)]
        for n, each in unmet[: 1 if all_needed else MOST_RECORDS]:
            yield from self.steps(facts, each)
            if all_needed:
                yield from self._removed(facts, (*listed, n))
        if not all_needed:
            wanted = goal.of(condition.condition)
            for made, _ in self._made(facts, wanted, listed, condition.variable):
                yield made

    def _pairs(
        self, facts: Any, goal: Goal, condition: core.EveryPair, listed: Path, number: int
    ) -> Iterator[Any]:
        seen = 0
        for first, second in itertools.permutations(range(number), 2):
            names = {condition.first: (*listed, first), condition.second: (*listed, second)}
            inner = goal.inside(condition.condition, goal.mode, **names)
            if inner.met(facts):
                continue
            yield from self.steps(facts, inner)
            seen += 1
            if goal.mode.positive:  # all pairs are needed: first this one
                yield from self._removed(facts, (*listed, first))
                yield from self._removed(facts, (*listed, second))
                return
            if seen >= MOST_RECORDS:
                break
        if not goal.mode.positive:
            yield from self._grown(facts, listed)

    # ---------------------------------------------------------------------------------------- atoms

    def _atom(self, facts: Any, goal: Goal) -> Iterator[Any]:
        values = list(goals.values(goal.condition))
        before = goals.gap(goal, facts)
        lacking = self._lacking(facts, values, goal)
        for value in values:
            for step in self._value_steps(facts, goal, value, goal.scope):
                if (
                    goal.met(step)
                    or goals.gap(goal, step) < before
                    or self._lacking(step, values, goal) < lacking
                ):
                    yield step
        for path, _ in itertools.chain(*(goals.leaves(value, goal.scope) for value in values)):
            emptying = goal.mode.with_unknown or isinstance(goal.condition, core.Present)
            if emptying and answered(at(facts, path)):
                yield from self._set(facts, path, None)

    def _states(self, facts: Any, goal: Goal, condition: core.InState) -> Iterator[Any]:
        """A place left blank, or filled with the word for none; lists without records."""
        if isinstance(condition.subject, core.Records):
            listed = self._path(condition.subject, goal.scope)
            for made in self._emptied(facts, listed) if at(facts, listed) else self._grown(facts, listed):
                if goal.met(made):
                    yield made
            return
        for path, kind in goals.leaves(condition.subject, goal.scope):
            for value in (None, core.Nothing.NONE)[: 2 if kind is Type.TEXT else 1]:
                for made in self._set(facts, path, value):
                    if goal.met(made):
                        yield made

    def _emptied(self, facts: Any, listed: Path) -> Iterator[Any]:
        if not isinstance(at(facts, listed), list):  # never asked for
            return
        for n in reversed(range(len(at(facts, listed)))):
            facts = next(self._removed(facts, (*listed, n)), facts)
        yield facts

    def _grown(self, facts: Any, listed: Path) -> Iterator[Any]:
        for target, template in self._templates(facts, listed):
            yield self.mirrors.coherent(appended(facts, target, template))

    def _value_steps(self, facts: Any, goal: Goal, value: Any, scope: Scope) -> Iterator[Any]:
        for path, kind in goals.leaves(value, scope):
            yield from self._moves(facts, goal, path, kind)
        for counted in goals.counted(value):
            yield from self._recounts(facts, goal, counted, scope)
        for choice in goals.choices(value):
            for mode in (Mode.TRUE, Mode.NOT_TRUE):
                yield from self.steps(facts, Goal(choice, mode, scope))

    def _lacking(self, facts: Any, values: list[Any], goal: Goal) -> int:
        leaves = (path for value in values for path, _ in goals.leaves(value, goal.scope))
        return sum(1 for path in leaves if not answered(at(facts, path)))

    def _moves(self, facts: Any, goal: Goal, path: Path, kind: Type) -> Iterator[Any]:
        """The facts with another value at a place, as near as may be to what stands there."""
        path = self.mirrors.source(facts, path)
        shape = shape_at(self.shape, path)
        if shape is None or (path[-1] in KEPT and original(facts, path) is not None):
            return
        now = at(facts, path)
        hints = goals.literals(goal.condition)
        if not kind.ordered:
            for other in nearness.others(now, shape, hints):
                yield from self._set(facts, path, other)
            for text in goals.texts(goal.condition) if kind is Type.TEXT and not shape.options else ():
                yield from self._set(facts, path, goals.changed_text(now, text, goal.mode.positive))
            return
        starts = [now] if answered(now) else self._starts(facts, goal, shape, kind, hints)
        for start in starts:
            if not answered(now):
                yield from self._set(facts, path, start)
            yield from self._nearest(facts, goal, path, start, shape)

    def _nearest(self, facts: Any, goal: Goal, path: Path, start: Any, shape: Shape) -> Iterator[Any]:
        finest = nearness.places([start, *goals.literals(goal.condition), *self._operands(facts, goal)])
        for relaxed in goals.relaxed(goal):

            def holds(value: Any, relaxed: Goal = relaxed) -> bool:
                return relaxed.met(placed(facts, path, value))

            for value in nearness.nearest(start, holds, shape, finest):
                yield from self._set(facts, path, value)

    def _starts(self, facts: Any, goal: Goal, shape: Shape, kind: Type, hints: list[Any]) -> list[Any]:
        """Values of the kind that the comparison speaks of, then something plausible."""
        offered = [*self._operands(facts, goal), *hints, nearness.plausible(shape, kind)]
        found = (nearness.of_kind(each, kind) for each in offered)
        return [each for each in dict.fromkeys(found) if each is not None and nearness.allowed(each, shape)]

    def _operands(self, facts: Any, goal: Goal) -> list[Any]:
        env = goals.environment(facts, goal.scope)
        return [
            each for value in goals.values(goal.condition) if answered(each := reference.value_in(value, env))
        ]

    # -------------------------------------------------------------------------------------- counting

    def _recounts(self, facts: Any, goal: Goal, counted: Any, scope: Scope) -> Iterator[Any]:
        """The facts with another record, one fewer, or one that comes to be counted or ceases to be, or counts for more."""
        listed = self._path(counted.records, scope)
        records = at(facts, listed)
        if not isinstance(records, list | None):
            return
        outer = Goal(counted.where, Mode.TRUE, scope)
        value = getattr(counted, "value", None)
        for n in range(min(len(records or ()), MOST_RECORDS)):
            place = (*listed, n)
            inner = outer.inside(counted.where, Mode.TRUE, **{counted.variable: place})
            counts = inner.met(facts)
            if counts:
                yield from self._removed(facts, place)
            target = inner.of(inner.condition, Mode.NOT_TRUE) if counts else inner
            yield from itertools.islice(self.search(facts, target, place), MOST_SOLUTIONS)
            if value is not None and counts:
                yield from self._value_steps(facts, goal, value, inner.scope)
        for made, place in self._made(facts, outer, listed, counted.variable):
            yield made
            if value is not None:
                yield from self._value_steps(made, goal, value, {**scope, counted.variable: place})

    def _made(self, facts: Any, wanted: Goal, listed: Path, variable: str) -> Iterator[tuple[Any, Path]]:
        """The facts with one more record that is as wanted, and where it stands in the list that was meant."""
        for target, template in self._templates(facts, listed):
            grown = self.mirrors.coherent(appended(facts, target, template))
            own = (*target, len(at(grown, target)) - 1)
            meant = own if target == listed else self._mirrored(grown, listed, own)
            if meant is None:
                continue
            inner = wanted.inside(wanted.condition, wanted.mode, **{variable: meant})
            for solved in itertools.islice(self.search(grown, inner, own), 1):
                yield solved, meant

    def _mirrored(self, facts: Any, listed: Path, own: Path) -> Path | None:
        """Where a group shows the record of an item."""
        number = len(at(facts, listed) or ())
        return next(
            (place for n in range(number) if self.mirrors.source(facts, place := (*listed, n)) == own), None
        )

    def _templates(self, facts: Any, listed: Path) -> Iterator[tuple[Path, Any]]:
        """Lists that a record can be added to, each with a copy of a record that it has, or an empty one."""
        for target in self.mirrors.sources(listed):
            if target[:1] == (FINDINGS,) or not self._free(facts, target, Kind.ADD):
                continue
            records = at(facts, target)
            if not isinstance(records, list | None):
                continue
            for each in (records or ())[:MOST_SOLUTIONS]:
                yield target, copied(each)
            if not records:
                yield target, copied(_first_choice(shape_at(self.shape, target)))

    # -------------------------------------------------------------------------------------- changing

    def _set(self, facts: Any, path: Path, value: Any) -> Iterator[Any]:
        if self.work is not None:
            self.work.left -= 1
            if self.work.left < 0:
                return
        kind = Kind.REMOVE if value is None else Kind.SET
        if self._no_choice(facts, path, value):
            return
        if path[0] != FINDINGS and self._free(facts, path, kind):
            yield self.mirrors.coherent(placed(facts, self.mirrors.source(facts, path), value))

    def _no_choice(self, facts: Any, path: Path, value: Any) -> bool:
        """Whether one of several choices would be nothing, or the same as another."""
        listed = shape_at(self.shape, path[:-2])
        if listed is None or listed.several is None:
            return False
        others = [each.get("value") for n, each in enumerate(at(facts, path[:-2])) if n != path[-2]]
        return value is None or value in others

    def _removed(self, facts: Any, path: Path) -> Iterator[Any]:
        path = self.mirrors.source(facts, path)
        if self._free(facts, path, Kind.REMOVE):
            yield self.mirrors.coherent(without(facts, path))

    def _free(self, facts: Any, path: Path, kind: Kind) -> bool:
        """Whether a place can change: it is where changes are looked for, was asked, and is new or free."""
        path = self.mirrors.source(facts, path)
        if path[: len(self.within)] != self.within or not self._asked(facts, path):
            return False
        place = original(facts, path)
        return place is None or self.free(kind, place)

    def _asked(self, facts: Any, path: Path) -> bool:
        above = (at(facts, path[:n]) for n in range(1, len(path) + 1))
        return not any(isinstance(each, core.Nothing) and each is core.Nothing.UNASKED for each in above)

    def _path(self, records: core.Records, scope: Scope) -> Path:
        return (*scope[records.variable], *records.path)


def _first_choice(listed: Shape | None) -> dict[str, Any]:
    """What a first record begins with: nothing, or a choice."""
    one = listed.several if listed else None
    return {} if one is None or one.type is None else {"value": nearness.plausible(one, one.type)}
