"""Texts like a text: longer and shorter, of a pattern at other lengths, with another beginning, with something that does not belong there. Whether they fit is for others to try."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from zcforms.lab.matching import text_of

_FILL = "一"
_LONGEST = 2_000
_DRAWS = 12
"""Texts of one pattern at one length."""
_STRANGE = ("？", "a", "A", "1", "-")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the variants are tried for: lengths at which something is decided, patterns that are to be met or not, and what has to stand at the beginning or anywhere."""

    lengths: Sequence[int]
    patterns: Sequence[str]
    begins: Sequence[str]
    has: Sequence[str]


def variants(texts: Iterable[str], asked: Asked) -> Iterator[str]:
    """The most natural first; some of them twice."""
    bases = [each for each in dict.fromkeys(chain(texts, _of_patterns(asked))) if each]
    for base in bases:
        yield from _with_parts(base, asked)
    for base in bases:
        for length in asked.lengths:
            if 0 < length <= _LONGEST:
                yield from _with_parts(_stretched(base, length), asked)
                yield from _with_parts(base.ljust(length, base[-1])[:length], asked)
    for base in bases:
        for other in _spoilt(base):
            yield from _with_parts(other, asked)


def _of_patterns(asked: Asked) -> Iterator[str]:
    source = random.Random("variants")  # noqa: S311 - no secret
    for pattern in asked.patterns:
        for least in (0, *(each for each in asked.lengths if 0 < each <= _LONGEST), *range(1, 40, 3)):
            for _ in range(_DRAWS):
                yield text_of(pattern, source, least)


def _with_parts(text: str, asked: Asked) -> Iterator[str]:
    """With what has to stand at its beginning: as it is, in place of its own beginning, and before it; the other parts in place of its end, or after it."""
    begin = max(asked.begins, key=len, default="")
    for begun in (text, begin + text[len(begin) :], begin + text) if begin else (text,):
        ended, replaced = begun, begun
        for part in asked.has:
            if part not in ended:
                replaced = replaced[: max(len(begin), len(replaced) - len(part))] + part
                ended += part
        yield ended
        yield replaced


def _stretched(text: str, length: int) -> str:
    if len(text) >= length:
        return text[:length]
    times = -(-length // len(text))
    return (text * times)[:length] if times > 1 and text.isascii() else text.ljust(length, _FILL)


def _spoilt(text: str) -> Iterator[str]:
    yield from (text.lower(), text.upper(), text[:-1], text[1:])
    for strange in _STRANGE:
        yield from (strange + text, text + strange, strange + text[1:], text[:-1] + strange)
        if len(text) > 2:
            middle = len(text) // 2
            yield text[:middle] + strange + text[middle + 1 :]
