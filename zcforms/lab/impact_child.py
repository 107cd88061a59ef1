"""Counting in a process of its own (`zcforms.supervision`): rulesets are compiled here, because compiled ones cannot be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from zcforms.checks import ruleset
from zcforms.checks.ruleset import RulesetShelf
from zcforms.checks.run import Checker
from zcforms.documents import reading
from zcforms.domain.plan import Plan
from zcforms.lab.impact_drafts import used
from zcforms.lab.impact_sources import Body, Stretch, lines
from zcforms.lab.impact_tally import Tally
from zcforms.lab.impact_weighing import EVERY, Weigher

SAMPLE = 100
"""Applications that are held against the engine at least, where there are so many."""


class TaskUnknown(Exception):
    """This process has not been told the task with this digest."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is compared: the rulesets that the plan uses, from one shelf and from another. `every`: of how many applications one is
    held against the engine."""

    plan: Plan
    before: RulesetShelf
    after: RulesetShelf
    every: int = EVERY

    @classmethod
    def of(cls, plan: Plan, before: RulesetShelf, after: RulesetShelf, count: int) -> Self:
        """With only the documents that the plan uses, and about a hundred of `count` applications held against the engine, or more."""
        every = min(EVERY, max(1, count // SAMPLE))
        return cls(plan, used(before, plan.ruleset), used(after, plan.ruleset), every)

    @property
    def digest(self) -> str:
        """Names the comparison: the same task over the same source can be gone on with."""
        shelves = [
            {id: document.digest for id, document in shelf.documents.items()}
            for shelf in (self.before, self.after)
        ]
        return reading.digest([self.plan.id, self.plan.digest, shelves, self.every])

    def weigher(self, checker: Checker) -> Weigher:
        """Raises `DocumentsInvalid`: a ruleset does not fit the plan."""
        before, after = (ruleset.compile(shelf, self.plan) for shelf in (self.before, self.after))
        return Weigher(self.plan, before, after, checker, self.every)


def tally(weigher: Weigher, body: Body, full: frozenset[str]) -> Tally:
    """Count a part. `full`: kinds of examples that are not needed any more."""
    counted = Tally()
    for line in weigher.invented(body) if isinstance(body, Stretch) else lines(body):
        weigher.weigh(counted, line, full)
    return counted


_weighers: dict[str, Weigher] = {}
_checkers: list[Checker] = []


def count(digest: str, body: Body, full: frozenset[str], task: Task | None = None) -> Tally:
    """Count a part for the task with this digest; the task itself is told once.

    Raises:
        TaskUnknown: it has not been told to this process.
    """
    if digest not in _weighers:
        if task is None:
            raise TaskUnknown(digest)
        if not _checkers:
            _checkers.append(Checker())
        _weighers.clear()
        _weighers[digest] = task.weigher(_checkers[0])
    return tally(_weighers[digest], body, full)
