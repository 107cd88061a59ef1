"""Proving in a process of its own (`zcforms.supervision`): the solver is C++ that may need all memory or take its process with it.

The child keeps the answers that it has not told yet; each call tells those of some seconds. Rulesets are compiled here, because compiled ones cannot be sent.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from zcforms.checks import ruleset
from zcforms.checks.ruleset import RulesetShelf
from zcforms.checks.run import Checker
from zcforms.documents import reading
from zcforms.domain.plan import Plan
from zcforms.lab.impact_drafts import used
from zcforms.lab.proofs import proving
from zcforms.lab.proofs.answers import Answer, Question
from zcforms.lab.proofs.proving import Limits, Version

MEMORY = 3 << 30
"""Bytes of address space that the solver may take."""


class TaskUnknown(Exception):
    """This process has not been told the task with this digest."""


@dataclass(frozen=True, slots=True)
class Side:
    """A plan with the documents of its rules."""

    plan: Plan
    shelf: RulesetShelf

    @classmethod
    def of(cls, plan: Plan, shelf: RulesetShelf) -> Self:
        """With only the documents that the plan uses."""
        return cls(plan, used(shelf, plan.ruleset))

    @property
    def digest(self) -> str:
        rules = {id: document.digest for id, document in self.shelf.documents.items()}
        return reading.digest([self.plan.id, self.plan.digest, rules])

    def version(self) -> Version:
        """Raises `DocumentsInvalid`: the rules do not fit the plan."""
        return Version(self.plan, ruleset.compile(self.shelf, self.plan))


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked about a plan. `rules`: only about these, None: about all; `before`: what 4 and 5 compare with; `application`: the document that 6 is about."""

    now: Side
    questions: tuple[Question, ...]
    before: Side | None = None
    limits: Limits = field(default_factory=Limits)
    rules: tuple[str, ...] | None = None
    application: Mapping[str, Any] | None = None

    @property
    def digest(self) -> str:
        before = self.before.digest if self.before else ""
        rules = None if self.rules is None else list(self.rules)
        limits = [self.limits.seconds, self.limits.records]
        return reading.digest(
            [self.now.digest, before, list(self.questions), rules, limits, self.application]
        )

    def answers(self, checker: Checker) -> Iterator[Answer]:
        """Raises `DocumentsInvalid`, `SolverMissing`."""
        now = self.now.version()
        yield from proving.prove(
            now,
            self.questions,
            before=self.before.version() if self.before else None,
            checker=checker,
            limits=self.limits,
            rules=self.rules,
        )
        if self.application is not None and Question.NEAREST in self.questions:
            yield from proving.advise(now, self.application, checker=checker, limits=self.limits)


@dataclass(frozen=True, slots=True)
class Told:
    """Some answers more. `finished`: there are no others."""

    answers: tuple[Answer, ...]
    finished: bool


_under_way: dict[str, Iterator[Answer]] = {}
_checkers: list[Checker] = []


def tell(digest: str, seconds: float, task: Task | None = None) -> Told:
    """The next answers of the task with this digest: those of so many seconds, one at least where there is one. The task itself is told once.

    Raises:
        TaskUnknown: it has not been told to this process. MemoryError: the solver wanted more than it may have. SolverMissing, DocumentsInvalid.
    """
    if digest not in _under_way:
        if task is None:
            raise TaskUnknown(digest)
        _under_way.clear()
        _under_way[digest] = _begun(task)
    try:
        return _told(_under_way[digest], time.monotonic() + seconds)
    except Exception as error:
        if "out of memory" in str(error):  # the solver's own word for it, which the parent could not read
            raise MemoryError(str(error)) from None
        raise


def _told(answers: Iterator[Answer], until: float) -> Told:
    found: list[Answer] = []
    for answer in answers:
        found.append(answer)
        if time.monotonic() >= until:
            return Told(tuple(found), finished=False)
    return Told(tuple(found), finished=True)


def _begun(task: Task) -> Iterator[Answer]:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    if not _checkers:
        _checkers.append(Checker())
    return task.answers(_checkers[0])
