"""What a pattern of the safe subset (`patterns`) consists of, and how long the texts are that it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zcforms.documents.patterns import OPEN_ENDED, TOKEN, times


@dataclass(frozen=True, slots=True)
class One:
    """One character: itself, an escape, a class or a dot, as it is written."""

    written: str


@dataclass(frozen=True, slots=True)
class Repeated:
    what: Node
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Either:
    """One of several rows of nodes; a group without `|`, and the pattern itself, has one."""

    ways: tuple[tuple[Node, ...], ...]


Node = One | Repeated | Either


def parsed(pattern: str) -> Either:
    """The pattern, which `patterns.fault` finds nothing wrong with, without its anchors."""
    return _group(iter([token for token in TOKEN.finditer(pattern) if token[0] not in ("^", "$")]))


def lengths(node: Node) -> tuple[int, int]:
    """Characters of the shortest and the longest text; at least `OPEN_ENDED` where there is no longest."""
    match node:
        case One():
            return 1, 1
        case Repeated(what, least, most):
            shortest, longest = lengths(what)
            return shortest * least, min(longest * most, OPEN_ENDED)
        case Either(ways):
            found = [_row(way) for way in ways]
            return min(low for low, _ in found), max(high for _, high in found)


def _row(nodes: Sequence[Node]) -> tuple[int, int]:
    found = [lengths(each) for each in nodes]
    return sum(low for low, _ in found), min(sum(high for _, high in found), OPEN_ENDED)


def _group(tokens: Iterator[re.Match[str]]) -> Either:
    ways: list[list[Node]] = [[]]
    for token in tokens:
        match token.lastgroup:
            case "open":
                ways[-1].append(_group(tokens))
            case "close":
                break
            case "choice":
                ways.append([])
            case "repeat":
                ways[-1].append(Repeated(ways[-1].pop(), *times(token[0])))
            case _:
                ways[-1].append(One(token[0]))
    return Either(tuple(map(tuple, ways)))
