"""A draft of rules over past applications: who would pass and who would fail, and why (docs/impact.md).

    task = Task(plan, before=shelf, after=shelf_with_draft)
    impact = measure(task, File(Path("applications.jsonl.gz")), workers=2)

Only rules that differ are asked, by the reference evaluator, over facts narrowed to what they read; a sample and every example shown are
held against the real engine, and where the two differ the result is not to be trusted and says so. Counting goes on in child processes,
part by part; after each part there is a checkpoint from which a later run goes on.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from zcforms.checks.run import Checker
from zcforms.domain.errors import ZcformsError
from zcforms.lab.impact_child import Task, TaskUnknown, tally
from zcforms.lab.impact_sources import Part, Source
from zcforms.lab.impact_tally import EXAMPLES, Tally
from zcforms.supervision import ChildCrashed, Supervised, SupervisionError

SECONDS = 600.0
"""The longest that one part may take."""
_AHEAD = 2
"""Parts that are under way for each worker."""


class ImpactInterrupted(ZcformsError):
    """A counting process was lost; what was counted before stands in the last checkpoint."""


@dataclass(slots=True)
class Checkpoint:
    """What is counted, and from where to go on. `done` of `size` is behind; `after` is the source's."""

    task: str
    source: str
    after: Any = None
    done: int = 0
    size: int = 0
    tally: Tally = field(default_factory=Tally)

    def fits(self, task: Task, source: Source) -> bool:
        """Whether it was made by the same comparison over the same content."""
        return (self.task, self.source) == (task.digest, source.identity)

    def as_json(self) -> dict[str, Any]:
        names = ("task", "source", "after", "done", "size")
        return {**{name: getattr(self, name) for name in names}, "tally": self.tally.as_json()}

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**{**data, "tally": Tally.of_json(data["tally"])})


@dataclass(frozen=True, slots=True)
class Impact:
    """`finished` is false where somebody stopped it: go on from `checkpoint`."""

    checkpoint: Checkpoint
    finished: bool

    @property
    def trustworthy(self) -> bool:
        """Whether the engine agreed with everything that it was asked about."""
        return not self.checkpoint.tally.disagreeing

    @property
    def differs(self) -> bool:
        """Whether anybody would be told anything else."""
        return bool(self.checkpoint.tally.whole.changed)


def measure(
    task: Task,
    source: Source,
    *,
    workers: int = 2,
    begin: Checkpoint | None = None,
    go_on: Callable[[Checkpoint], bool] = lambda _: True,
) -> Impact:
    """Count the source's applications. `workers`: counting processes, 0 to count in this one; `begin`: a checkpoint of an earlier run
    over the same; `go_on` is told each checkpoint and says whether to go on.

    Raises:
        DocumentsInvalid: a ruleset does not fit the plan. InputRefused: the source cannot be read to its end.
        ImpactInterrupted: a counting process was lost.
    """
    checkpoint = begin or Checkpoint(task.digest, source.identity)
    checkpoint.size = source.size
    with _counting(task, workers) as counted:
        for part, counts in counted(source.parts(checkpoint.after), checkpoint.tally):
            checkpoint.tally.follow(counts)
            checkpoint.after, checkpoint.done = part.after, part.done
            if not go_on(checkpoint):
                return Impact(checkpoint, finished=False)
    return Impact(checkpoint, finished=True)


Counting = Callable[[Iterator[Part], Tally], Iterator[tuple[Part, Tally]]]


@contextmanager
def _counting(task: Task, workers: int) -> Iterator[Counting]:
    """What counts parts and gives them back in their order."""
    with ExitStack() as end:
        if workers:
            yield end.enter_context(_Crew(task, workers)).counted
            return
        weigher = task.weigher(end.enter_context(Checker()))
        yield lambda parts, sofar: ((part, tally(weigher, part.body, _full(sofar))) for part in parts)


def _full(sofar: Tally) -> frozenset[str]:
    """The kinds of examples of which there are enough: those of later parts would be thrown away."""
    return frozenset(kind for kind, some in sofar.examples.items() if len(some) >= EXAMPLES)


class _Crew:
    """Counting processes. The threads only wait for them."""

    def __init__(self, task: Task, workers: int) -> None:
        self._task = task
        self._digest = task.digest
        self._everyone = [
            Supervised("zcforms.lab.impact_child:count", timeout=SECONDS) for _ in range(workers)
        ]
        self._idle: queue.SimpleQueue[Supervised] = queue.SimpleQueue()
        for each in self._everyone:
            self._idle.put(each)
        self._waiting = ThreadPoolExecutor(workers, thread_name_prefix="zcforms-impact")

    def counted(self, parts: Iterator[Part], sofar: Tally) -> Iterator[tuple[Part, Tally]]:
        under_way: deque[tuple[Part, Future[Tally]]] = deque()
        for part in parts:
            under_way.append((part, self._waiting.submit(self._count, part, _full(sofar))))
            if len(under_way) >= _AHEAD * len(self._everyone):
                yield self._oldest(under_way)
        while under_way:
            yield self._oldest(under_way)

    def _oldest(self, under_way: deque[tuple[Part, Future[Tally]]]) -> tuple[Part, Tally]:
        part, counting = under_way.popleft()
        try:
            return part, counting.result()
        except SupervisionError as error:
            raise ImpactInterrupted(f"统计进程中断（{error}），已统计的部分可以继续。") from error

    def _count(self, part: Part, full: frozenset[str]) -> Tally:
        worker = self._idle.get()
        try:
            return self._counted(worker, part, full)
        finally:
            self._idle.put(worker)

    def _counted(self, worker: Supervised, part: Part, full: frozenset[str]) -> Tally:
        try:
            return self._told(worker, part, full)
        except ChildCrashed:  # killed by somebody: once more, and not for ever, for a part may do it itself
            return self._told(worker, part, full)

    def _told(self, worker: Supervised, part: Part, full: frozenset[str]) -> Tally:
        call: Callable[..., Tally] = worker.call
        try:
            return call(self._digest, part.body, full)
        except TaskUnknown:
            return call(self._digest, part.body, full, self._task)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.shutdown(wait=False, cancel_futures=True)
        for worker in self._everyone:
            worker.close()
