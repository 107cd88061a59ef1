"""Where applications come from: a file of lines, plain or gzip, cut into parts that can be counted apart and gone on from.

A plain file is cut by bytes and read by whoever counts; a compressed one is unpacked here, in order.
"""

from __future__ import annotations

import gzip
import itertools
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeAlias, cast

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.lab.impact_subjects import LONGEST

PART = 8_000_000
"""Bytes of one part: a second or two of counting."""
_GZIP = b"\x1f\x8b"
_PLAIN, _PACKED = 7_000, 700
"""Bytes that an application takes in a file, roughly."""


@dataclass(frozen=True, slots=True)
class Range:
    """The lines of a file that begin at `start` or later and before `end`; both in bytes."""

    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of the made-up people of a plan (`zcforms.lab.population`), by their numbers."""

    seed: int
    start: int
    count: int


Body: TypeAlias = Range | bytes | tuple[bytes, ...] | Stretch
"""What is counted: a range, a block of lines, lines one by one, or people that whoever counts makes up."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some consecutive applications. `after`: what the source is told to go on behind them; `done`: how much of `size` is behind then."""

    body: Body
    after: Any
    done: int


class Source(Protocol):
    """Applications in an order that stays."""

    @property
    def size(self) -> int:
        """The whole, in the unit of `Part.done`."""

    @property
    def count(self) -> int:
        """About how many applications there are."""

    @property
    def identity(self) -> str:
        """Changes when the content does: what was counted of another content is not gone on from."""

    def parts(self, after: Any = None) -> Iterator[Part]:
        """From the beginning, or behind a part."""


@dataclass(frozen=True, slots=True)
class File:
    """A file with one application a line; gzip is known by its first bytes."""

    path: Path
    part: int = PART

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    @property
    def count(self) -> int:
        return self.size // (_PACKED if self._packed else _PLAIN)

    @property
    def identity(self) -> str:
        found = self.path.stat()
        return f"{self.path.resolve()}:{found.st_size}:{found.st_mtime_ns}"

    def parts(self, after: Any = None) -> Iterator[Part]:
        """Raises `InputRefused` where a compressed file is damaged; what came before it was given."""
        if self._packed:
            yield from self._unpacked(after or 0)
            return
        size = self.size
        for start in range(after or 0, size, self.part):
            end = min(start + self.part, size)
            yield Part(Range(str(self.path), start, end), end, end)

    @property
    def _packed(self) -> bool:
        with self.path.open("rb") as stream:
            return stream.read(2) == _GZIP

    def _unpacked(self, after: int) -> Iterator[Part]:
        with self.path.open("rb") as raw, gzip.open(raw) as stream:
            position = after
            try:
                stream.seek(after)
                while block := _block(cast(BinaryIO, stream), self.part):
                    position += len(block)
                    yield Part(block, position, min(raw.tell(), self.size))
            except (EOFError, gzip.BadGzipFile, zlib.error):
                fault = f"压缩文件在解压后第 {position} 个字节之后已损坏，此前的内容已经统计。请重新生成这个文件。"
                raise InputRefused([InputFault(str(self.path), fault)]) from None


@dataclass(frozen=True, slots=True)
class Invented:
    """So many made-up people; the same seed gives the same."""

    size: int
    seed: int = 1
    part: int = 500

    @property
    def count(self) -> int:
        return self.size

    @property
    def identity(self) -> str:
        return f"population:{self.seed}:{self.size}"

    def parts(self, after: Any = None) -> Iterator[Part]:
        for start in range(after or 0, self.size, self.part):
            end = min(start + self.part, self.size)
            yield Part(Stretch(self.seed, start, end - start), end, end)


def _block(stream: BinaryIO, size: int) -> bytes:
    """About so many bytes, to the end of a line, as far as lines are not too long."""
    block = stream.read(size)
    return block + stream.readline(LONGEST + 1) if block and not block.endswith(b"\n") else block


def lines(body: Range | bytes | tuple[bytes, ...]) -> Iterator[bytes | None]:
    """The lines of a part; None for one that is too long."""
    match body:
        case bytes():
            yield from (line if len(line) <= LONGEST else None for line in _split(body))
        case Range(path, start, end):
            with Path(path).open("rb") as stream:
                yield from _ranged(stream, start, end)
        case _:
            yield from body


def _split(block: bytes) -> Iterable[bytes]:
    *whole, last = block.split(b"\n")
    return itertools.chain(whole, [last] if last else [])


def _ranged(stream: BinaryIO, start: int, end: int) -> Iterator[bytes | None]:
    if start:
        stream.seek(start - 1)
        _next(stream)  # the line that began in the part before
    while stream.tell() < end:
        found = _next(stream)
        if found == b"":
            return
        yield found


def _next(stream: BinaryIO) -> bytes | None:
    line = stream.readline(LONGEST + 1)
    if len(line) <= LONGEST:
        return line
    while line and not line.endswith(
        b"\n"
    ):  # in turns, so that it does not take the memory of a file without line ends
        line = stream.readline(LONGEST)
    return None
