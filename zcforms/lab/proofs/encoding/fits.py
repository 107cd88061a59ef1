"""Whether texts that nobody names, and files, fit a form's keyword: left open, keyword by keyword and value by value. Two versions share the truth only where they ask the same;
where one asks for more than the other, whoever fits the one fits the other, and what is else known of two lengths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations, product
from typing import Any

from zcforms.lab import proof
from zcforms.lab.proof import Truth

OF_TEXTS = ("minLength", "maxLength", "pattern", "format")
OF_FILES = ("accept", "maxBytes")


@dataclass(slots=True)
class Fit:
    """`wanted`: the keyword's value; `holds`: open; `asked`: where some form holds what stands there against it."""

    keyword: str
    wanted: Any
    holds: Truth
    asked: list[Truth] = field(default_factory=list)


def comparable(wanted: Any) -> Any:
    """A keyword's value, so that two that ask the same are equal."""
    return tuple(sorted(map(str, wanted))) if isinstance(wanted, list | tuple) else wanted


_NARROWER: Mapping[str, Callable[[Any, Any], bool]] = {
    "maxLength": lambda one, other: one <= other,
    "maxBytes": lambda one, other: one <= other,
    "minLength": lambda one, other: one >= other,
    "accept": lambda one, other: set(one) <= set(other),
}
"""Whether everything that fits the one fits the other. Of patterns and formats that is not known."""


def related(fits: Sequence[Fit]) -> Iterator[Truth]:
    """What is known of several keywords that one text, or one file, is held against."""
    for one, other in permutations(fits, 2):
        narrower = _NARROWER.get(one.keyword)
        if one.keyword == other.keyword and narrower is not None and narrower(one.wanted, other.wanted):
            yield proof.follows(one.holds, other.holds)
    least = [each for each in fits if each.keyword == "minLength"]
    most = [each for each in fits if each.keyword == "maxLength"]
    yield from (each.holds for each in least if each.wanted <= 1)  # what is given is no empty text
    for one, other in product(least, most):
        if one.wanted <= other.wanted + 1:  # nothing is too short and too long
            yield proof.any_of((one.holds, other.holds))
        if one.wanted > other.wanted:
            yield proof.negated(proof.all_of((one.holds, other.holds)))
