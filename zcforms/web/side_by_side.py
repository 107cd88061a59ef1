"""Two texts beside each other, line by line, for the pages that compare."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from flask import Flask

_CONTEXT = 3


@dataclass(frozen=True, slots=True)
class Side:
    text: str
    changed: bool = False


_NONE, _SKIPPED = Side(""), Side("…")


def init_side_by_side(app: Flask) -> None:
    app.jinja_env.globals["side_by_side"] = side_by_side


def side_by_side(before: str, after: str) -> list[tuple[Side, Side]]:
    """Pairs of lines; what is the same on both sides is left out except around a difference."""
    one, other = before.splitlines(), after.splitlines()
    groups = list(difflib.SequenceMatcher(None, one, other, autojunk=False).get_grouped_opcodes(_CONTEXT))
    pairs: list[tuple[Side, Side]] = []
    for number, group in enumerate(groups):
        if number or group[0][1]:
            pairs.append((_SKIPPED, _SKIPPED))
        for kind, *span in group:
            pairs += _pairs(kind, one[span[0] : span[1]], other[span[2] : span[3]])
    return pairs


def _pairs(kind: str, one: list[str], other: list[str]) -> Iterator[tuple[Side, Side]]:
    changed = kind != "equal"
    for left, right in zip_longest(one, other):
        yield (
            _NONE if left is None else Side(left, changed),
            _NONE if right is None else Side(right, changed),
        )
