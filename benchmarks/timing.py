"""Repeat and take quantiles; two functions in turn, so that a machine that gets slower does so for both."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of each run, sorted."""

    runs: tuple[float, ...]

    def quantile(self, share: float) -> float:
        return self.runs[min(int(len(self.runs) * share), len(self.runs) - 1)]

    @property
    def p50(self) -> float:
        return self.quantile(0.5)

    @property
    def p99(self) -> float:
        return self.quantile(0.99)


def in_turn(functions: Mapping[str, Callable[[], object]], *, runs: int, warm: int = 3) -> dict[str, Spent]:
    """Each function `runs` times, A B C A B C ..., after `warm` runs that do not count."""
    spent: dict[str, list[float]] = {name: [] for name in functions}
    for number in range(runs + warm):
        for name, function in functions.items():
            begun = time.perf_counter()
            function()
            if number >= warm:
                spent[name].append((time.perf_counter() - begun) * 1000)
    return {name: Spent(tuple(sorted(values))) for name, values in spent.items()}


def rows(spent: Mapping[str, Spent], baseline: str) -> list[str]:
    """A table row for each: median, 99th percentile, and the median's ratio to the baseline's."""
    return [
        f"| {name} | {one.p50:.2f} | {one.p99:.2f} | {one.p50 / spent[baseline].p50:.2f} |"
        for name, one in spent.items()
    ]
