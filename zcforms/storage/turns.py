"""Turns: the writers of one process, one after the other in the order in which they came.

SQLite takes one writer at a time. Threads that wait at the file look again and again, and whoever looks at the right moment wins:
with 32 of them the slowest save took 2 to 4 seconds. Those that wait here are woken in their order: 0.1 seconds, as many saves.
"""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._holder: int | None = None

    def take(self) -> None:
        """Raises TimeoutError when the turn does not come in time, and RuntimeError when this thread has it already: it would
        wait for itself."""
        me = threading.get_ident()
        with self._guard:
            if self._holder == me:
                raise RuntimeError("a writing unit of work was opened inside another one")
            if self._holder is None:
                self._holder = me
                return
            gate = threading.Lock()
            gate.acquire()
            self._waiting.append(gate)
        if not gate.acquire(timeout=self._seconds) and not self._came_late(gate):
            raise TimeoutError
        self._holder = me

    def _came_late(self, gate: threading.Lock) -> bool:
        """Whether the turn came in the moment in which the waiting was given up."""
        with self._guard:
            if gate in self._waiting:
                self._waiting.remove(gate)
                return False
        return True

    def pass_on(self) -> None:
        """Give the turn to whoever has waited longest."""
        with self._guard:
            if self._waiting:
                self._holder = 0  # nobody's thread: the next one writes its name when it wakes up
                self._waiting.popleft().release()
            else:
                self._holder = None
