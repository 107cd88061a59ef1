"""Making a condition hold, or not hold, with few changes to the facts.

A search for the cheapest row of single steps (`ways`). It is cut off after a number of tries, so that it may find nothing where there is
something; what it finds is true, because the reference evaluator was asked.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from zcforms.checks import core, goals, nearness
from zcforms.checks.alterations import (
    Edit,
    Kind,
    Mirrors,
    Path,
    answered,
    applied,
    at,
    differences,
    several_of,
    tracked,
)
from zcforms.checks.core import DOCUMENT, Condition, Type
from zcforms.checks.goals import Goal
from zcforms.checks.normal import Mode
from zcforms.checks.shape import Shape
from zcforms.checks.ways import Free, Ways, Work
from zcforms.documents.pointer import steps as pointer_steps

MOST_TRIES = 160
_TRIES_WITHIN = 24
_MOST_EDITS = 12
_NEARNESS = 0.2
_REMOVED, _RECORD_REMOVED, _ADDED, _PART_OF_ADDED = 1.2, 1.5, 1.45, 0.02
_CHOSEN, _RECHOSEN = 0.95, 1.6
"""One choice more or less among several, and one instead of another."""
_NEEDED, _NEEDED_EACH = 0.9, 2.5
"""What is still to be done for a condition, and for each further record of a count: so that many records go, or come, one after another."""

_WORLD = {"person": 0.6, "application": 0.8}
_DATE = 0.2


def make(
    condition: Condition,
    typed: Mapping[str, Any],
    shape: Shape,
    want: bool,
    *,
    fixed: Iterable[str] = (),
    most: int = MOST_TRIES,
    work: int | None = None,
) -> tuple[Edit, ...] | None:
    """Few edits of the typed facts that make the condition definitely true, or definitely false; () where it is so already, None
    where none were found.

    `fixed`: JSON Pointers into the facts to what cannot be changed, with all that is below; `most`: tries before it is given up;
    `work`: values that may be tried in all.
    """
    mode = Mode.TRUE if want else Mode.FALSE
    return next(iter(solutions(condition, typed, shape, mode, fixed=fixed, most=most, work=work)), None)


def solutions(
    condition: Condition,
    typed: Mapping[str, Any],
    shape: Shape,
    mode: Mode,
    *,
    fixed: Iterable[str] = (),
    free: Free | None = None,
    most: int = MOST_TRIES,
    work: int | None = None,
) -> Iterator[tuple[Edit, ...]]:
    """Different rows of edits that make it so, the cheapest first; no edit of a row can be left out. `free` says more exactly than
    `fixed`, and instead of it, what may change."""
    facts = tracked(typed)
    mirrors = Mirrors.of(shape, facts).seen_by(condition)
    maker = _Maker(facts, shape, mirrors, free or unless(fixed), most, None if work is None else Work(work))
    goal = Goal(condition, mode, {DOCUMENT: ()})
    told: list[frozenset[str]] = []
    for found in maker.search(facts, goal, ()):
        edits = maker.needed(tuple(differences(facts, found)), goal)
        key = frozenset(map(repr, edits))
        if not any(key >= earlier for earlier in told):
            told.append(key)
            yield edits


@dataclass(frozen=True, slots=True)
class _Maker:
    before: Any
    shape: Shape
    mirrors: Mirrors
    free: Free
    most: int
    work: Work | None

    def search(self, facts: Any, goal: Goal, within: Path) -> Iterator[Any]:
        """Facts in which the goal is met, the cheapest first."""
        ways = Ways(
            self.shape,
            self.mirrors,
            self.free,
            replace(self, most=min(_TRIES_WITHIN, 1 + self.most // 4)).search,
            within,
            self.work,
        )
        order = itertools.count()
        waiting = [(self._need(facts, goal), next(order), facts)]
        seen: set[str] = set()
        for _ in range(self.most):
            if not waiting or (self.work and self.work.left < 0):
                return
            _, _, here = heapq.heappop(waiting)
            if goal.met(here):
                yield here
                continue
            for step in ways.steps(here, goal):
                edits = tuple(differences(self.before, step))
                key = repr(sorted(map(repr, edits)))
                if key not in seen and len(edits) <= _MOST_EDITS:
                    seen.add(key)
                    cost = self.cost(edits) + self._need(step, goal)
                    heapq.heappush(waiting, (cost, next(order), step))

    def needed(self, edits: tuple[Edit, ...], goal: Goal) -> tuple[Edit, ...]:
        """The edits without those that can be left out."""
        for edit in edits:
            fewer = tuple(each for each in edits if each is not edit)
            if goal.met(applied(self.before, fewer, self.mirrors)):
                return self.needed(fewer, goal)
        return edits

    def cost(self, edits: Iterable[Edit]) -> float:
        """How many places change, a little more for what lies far away, is a fact about the world, or is a whole record."""
        return sum(self._cost(edit) for edit in edits)

    def _cost(self, edit: Edit) -> float:
        world = _WORLD.get(str(edit.path[0]), 0.0)
        if several_of(self.shape, edit) is not None:
            return (_RECHOSEN if edit.kind is Kind.SET else _CHOSEN) + world
        if edit.kind is Kind.ADD:
            return _ADDED + _PART_OF_ADDED * len(edit.value) + world
        if edit.kind is Kind.REMOVE:
            return (_RECORD_REMOVED if isinstance(edit.path[-1], int) else _REMOVED) + world
        before = at(self.before, edit.path)
        dated = _DATE if core_type(edit.value) is Type.DATE else 0.0
        return 1 + _NEARNESS * nearness.distance(before, edit.value) + dated + world

    def _need(self, facts: Any, goal: Goal) -> float:
        """About how many places must still change."""
        if goal.met(facts):
            return 0.0
        parts: tuple[Condition, ...] = ()
        number = 0
        match goal.condition:
            case core.Not(part):
                return self._need(facts, goal.of(part, goal.mode.of_negation))
            case core.AllOf(parts):
                number = len(parts)
            case core.AnyOf(parts):
                number = 1
            case core.AtLeast(number, parts):
                pass
            case core.Compare():
                return _NEEDED + _NEEDED_EACH * max(0.0, goals.records_lacking(goal, facts) - 1)
            case _:
                return _NEEDED
        if not goal.mode.positive:
            number = len(parts) - number + 1
        return sum(sorted(self._need(facts, goal.of(part)) for part in parts)[:number])


def core_type(value: Any) -> Type | None:
    """The type of a typed value; None for nothing."""
    if not answered(value):
        return None
    return {"bool": Type.BOOLEAN, "int": Type.INTEGER, "Decimal": Type.NUMBER, "date": Type.DATE}.get(
        type(value).__name__, Type.TEXT
    )


def unless(fixed: Iterable[str]) -> Free:
    """Everything may change but what these pointers lead to, what is below it, and what it stands in."""
    places = frozenset(map(_path, fixed))

    def free(_: Kind, place: Path) -> bool:
        return not any(place[: len(each)] == each or each[: len(place)] == place for each in places)

    return free


def _path(pointer: str) -> Path:
    return tuple(int(step) if step.isdigit() else step for step in pointer_steps(pointer))
