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
    return page_at(lambda limit, offset: rows[offset : offset + limit], number, len(rows), size)


def page_at(
    fetch: Callable[[int, int], Sequence[Row]], number: int, total: int, size: int = PAGE_SIZE
) -> Page[Row]:
    """The page that `fetch(limit, offset)` brings, of so many rows in all."""
    number = min(max(number, 1), max(1, -(-total // size)))
    return Page(tuple(fetch(size, (number - 1) * size)), number, size, total)
