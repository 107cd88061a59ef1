"""One page of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")
Other = TypeVar("Other")
PAGE_SIZE = 10


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`number` counts from 1 and is brought into range; `total` counts the rows of all pages (共 N 条)."""

    rows: tuple[Row, ...]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    def map(self, turn: Callable[[Row], Other]) -> Page[Other]:
        return Page(tuple(turn(row) for row in self.rows), self.number, self.size, self.total)


def page_of(rows: Sequence[Row], number: int, size: int = PAGE_SIZE) -> Page[Row]:
    """The page out of all rows."""
    last = max(1, -(-len(rows) // size))
    number = min(max(number, 1), last)
    start = (number - 1) * size
    return Page(tuple(rows[start : start + size]), number, size, len(rows))
