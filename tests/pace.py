"""Limits on what hostile input may cost, in seconds of a core like the one that they were set on: slower cores get more time.

A limit in plain seconds would fail on a slow or crowded machine and say nothing about the code. Here a fixed piece of work is
done beside what is measured, and the limit grows with it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_REFERENCE = 0.014
"""Processor seconds of `_work` on the core that the limits were set on."""


def _work() -> float:
    """Processor seconds of the kind of thing that reading a document is: small objects, dictionaries, texts."""
    began = time.process_time()
    made: dict[str, list[int]] = {}
    for number in range(40_000):
        made.setdefault(f"/{number % 97}/{number % 31}", []).append(number)
    return time.process_time() - began


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Hold the block to so many seconds of a core; a debugger or a coverage tracer makes everything slower and gets three times as many."""
    before = _work()
    began = time.process_time()
    yield
    spent = time.process_time() - began
    slower = max(1.0, max(before, _work()) / _REFERENCE) * (1 if sys.gettrace() is None else 3)
    assert spent < seconds * slower, f"{spent:.2f} s, with {seconds * slower:.2f} s allowed on this core"
