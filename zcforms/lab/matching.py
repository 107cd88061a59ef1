"""Texts of a pattern (of the subset that documents may use), as short as their field lets them be."""

from __future__ import annotations

import random
import re

from zcforms.documents.pattern_tree import Either, Node, One, Repeated, parsed

_LETTERS = [chr(code) for code in range(48, 123)]
_ESCAPES = {"\\d": "1", "\\w": "a", "\\s": " "}


def text_of(pattern: str, source: random.Random, least: int = 0) -> str:
    """A text that the pattern matches, with at least so many characters where its repetitions reach so far."""
    made = _written(parsed(pattern), source, 0)
    for more in range(1, max(0, least - len(made)) + 1):
        if len(made) >= least:
            break
        made = _written(parsed(pattern), source, more)
    return made


def _written(node: Node, source: random.Random, more: int) -> str:
    """`more`: so many times more than needed is repeated what may be."""
    match node:
        case One(written):
            return _character(written, source)
        case Repeated(what, least, most):
            return "".join(_written(what, source, more) for _ in range(min(most, least + more)))
        case Either(ways):
            way = ways[0] if len(ways) == 1 else source.choice(ways)
            return "".join(_written(each, source, more) for each in way)


def _character(written: str, source: random.Random) -> str:
    if written.startswith("["):
        inside = re.compile(written)
        known = [each for each in _LETTERS if inside.fullmatch(each)]
        return source.choice(known or [each for each in written[1:-1] if inside.fullmatch(each)] or ["1"])
    if written.startswith("\\"):
        return _ESCAPES.get(written, written[-1])
    return "1" if written == "." else written
