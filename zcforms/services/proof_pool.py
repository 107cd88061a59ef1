"""Provers that wait for the next slice of their run, in this process. They are few: each holds a process with a solver in it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from zcforms.lab.proofs.child import Task
from zcforms.lab.proofs.run import Prover

_MOST = 3
"""Provers that wait. One that is ended begins anew when its run comes again, and tells only what was not told."""


class Pool:
    """A prover for each run, the last used ones kept."""

    def __init__(self) -> None:
        self._idle: OrderedDict[str, Prover] = OrderedDict()
        self._guard = threading.Lock()

    @contextmanager
    def prover(self, run: str, task: Task, known: Collection[str]) -> Iterator[Prover]:
        """The run's prover, new where there is none. `known`: ids of the answers that the run has."""
        with self._guard:
            found = self._idle.pop(run, None)
        if found is None:
            found = Prover(task, set(known))
        elif found.known != set(known):  # another worker went on with it meanwhile
            found.close()
            found = Prover(task, set(known))
        try:
            yield found
        except BaseException:
            found.close()
            raise
        self._keep(run, found)

    def drop(self, run: str) -> None:
        """The run is over."""
        with self._guard:
            found = self._idle.pop(run, None)
        if found is not None:
            found.close()

    def _keep(self, run: str, prover: Prover) -> None:
        ended: list[Prover] = []
        with self._guard:
            self._idle[run] = prover
            while len(self._idle) > _MOST:
                ended.append(self._idle.popitem(last=False)[1])
        for each in ended:
            each.close()


pool = Pool()
