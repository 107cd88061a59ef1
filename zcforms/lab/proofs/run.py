"""Asking the prover in a child process that is watched: answers as they come, and what is lost when the solver takes its process with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from zcforms.lab.proofs.answers import Answer, Question
from zcforms.lab.proofs.child import Task, TaskUnknown, Told
from zcforms.supervision import ChildCrashed, Supervised, SupervisionError

SECONDS = 300.0
"""The longest that the child may be silent, where its questions have little time."""
_STEPS = 10
"""Where they have much: so many times what one may take."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A question that was given up, because the solver took its process with it or was silent for too long."""

    question: Question
    reason: str


@dataclass(slots=True)
class Prover:
    """The answers to a task. `known`: ids of answers that somebody has already, so that they are not told again; `left`: the questions that are not behind yet;
    `silence`: seconds that the child may be silent, 0 for as long as its questions may take."""

    task: Task
    known: set[str] = field(default_factory=set)
    left: list[Question] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    silence: float = 0.0
    _child: Supervised = field(init=False)
    _told: bool = False
    _alone: bool = False
    """A child was lost: one question at a time, to know which it does not survive."""
    _tried: set[Question] = field(default_factory=set)
    _digest: str = ""

    def __post_init__(self) -> None:
        self.left = self.left or list(self.task.questions)
        silent = self.silence or max(SECONDS, _STEPS * self.task.limits.seconds)
        self._child = Supervised("zcforms.lab.proofs.child:tell", timeout=silent)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        self._child.close()

    def tell(self, seconds: float) -> Told:
        """The next answers: those of about so many seconds, one at least where there is one. Where the child is lost twice, its question is given up and the next one goes on.

        Raises:
            SolverMissing, DocumentsInvalid.
        """
        while self.left:
            try:
                told = self._asked(seconds)
            except (SupervisionError, MemoryError) as error:
                self._child.close()
                self._told, self._alone = False, True
                if self._again(error):
                    continue
                self.lost.append(Lost(self.left.pop(0), str(error)))
                return Told((), finished=not self.left)
            fresh = tuple(each for each in told.answers if each.id not in self.known)
            self._went_on(told, fresh)
            if fresh:
                return Told(fresh, finished=not self.left)
        return Told((), finished=True)

    def answers(self) -> Iterator[Answer]:
        """One after the other, each as soon as it is known. Raises as `tell`."""
        finished = False
        while not finished:
            told = self.tell(0.0)
            finished = told.finished
            yield from told.answers

    def _again(self, error: Exception) -> bool:
        """Whether to try once more: the first time for each question, where the child was not silent but gone; it may have been none of its doing."""
        first = self.left[0] not in self._tried
        self._tried.add(self.left[0])
        return first and isinstance(error, ChildCrashed)

    def _went_on(self, told: Told, fresh: tuple[Answer, ...]) -> None:
        self.known |= {each.id for each in fresh}
        if told.finished:
            self._told = False
            del self.left[: 1 if self._alone else None]
        elif told.answers and told.answers[-1].question in self.left:
            del self.left[: self.left.index(told.answers[-1].question)]

    def _asked(self, seconds: float) -> Told:
        asked = self.left[:1] if self._alone else self.left
        task = replace(self.task, questions=tuple(asked)) if not self._told else None
        if task is not None:
            self._digest = task.digest
        try:
            made = self._child.call(self._digest, seconds, task)
        except TaskUnknown:  # the child was lost while it was idle
            self._told = False
            return self._asked(seconds)
        self._told = True
        told: Told = made
        return told
