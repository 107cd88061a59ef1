"""Entries of a real application that cannot be true, so that putting them right is the remedy whatever they tell: what a form refuses, and what contradicts what stands beside it."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks import core, dates
from zcforms.checks.assembly import Rule
from zcforms.checks.core import DOCUMENT
from zcforms.checks.kinds import Operator
from zcforms.documents.pointer import pointer
from zcforms.documents.pointer import steps as pointer_steps
from zcforms.domain.plan import Plan, Schema
from zcforms.lab.proofs.people.pictured import answer_schema
from zcforms.lab.proofs.questions.given import Given

_COMPARE = {
    Operator.EQUAL: operator.eq,
    Operator.UNEQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}
_LACKING = frozenset({"required", "requiredWhen"})
"""Keywords that miss something where nothing stands."""


def slips(given: Given, violated: Iterable[Rule]) -> frozenset[str]:
    """Places that hold what cannot be true: what the form refuses, and entries side by side that contradict each other, as a form or a violated rule compares them. By
    pointer into the application document."""
    found = {each for each, words in given.breaches.items() if words - _LACKING}
    for place, words in given.breaches.items():
        if "atMost" in words and (other := _bound_of(given.plan, place)):
            found.add(other)
    for rule in violated:
        for each in _compared(rule.question.requirement):
            found |= set(_contradicting(each, given.picture.answers))
    return frozenset(found)


def _bound_of(plan: Plan, place: str) -> str:
    """The place beside it that a value must not pass."""
    root, *path = pointer_steps(place)
    if root != "answers" or not path:
        return ""
    schema: Schema = answer_schema(plan, path[0])
    for step in path[1:-1]:
        schema = schema.get("items", {}) if step.isdigit() else schema.get("properties", {}).get(step, {})
    other = schema.get("properties", {}).get(path[-1], {}).get("atMost")
    return pointer(("answers", *path[:-1], other)) if other else ""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two fields that stand side by side, and how the one has to compare with the other: in the document, or in every record of the list at `place`."""

    comparison: Operator
    one: tuple[str, ...]
    two: tuple[str, ...]
    place: tuple[str, ...] | None


def _compared(node: Any, variable: str = DOCUMENT, place: tuple[str, ...] | None = None) -> Iterator[_Pair]:
    match node:
        case core.AllOf(conditions):
            for each in conditions:
                yield from _compared(each, variable, place)
        case core.Definitely(condition):
            yield from _compared(condition, variable, place)
        case core.Every(core.Records(variable=above, path=path), inner, condition) if above == DOCUMENT:
            yield from _compared(condition, inner, path)
        case core.Compare(comparison, core.Field() as one, core.Field() as two):
            if one.variable == two.variable == variable and one.path[:-1] == two.path[:-1]:
                yield _Pair(comparison, one.path, two.path, place)


def _contradicting(pair: _Pair, answers: Mapping[str, Any]) -> Iterator[str]:
    """The places of the two, wherever they are not as they have to be."""
    holders: list[tuple[tuple[str | int, ...], Any]] = [((), answers)]
    if pair.place is not None:
        listed = _below(answers, pair.place)
        records = listed if isinstance(listed, list) else []
        holders = [((*pair.place, number), each) for number, each in enumerate(records)]
    for path, holder in holders:
        one, two = _below(holder, pair.one), _below(holder, pair.two)
        if _comparable(one, two) and not _COMPARE[pair.comparison](one, two):
            yield from (pointer(("answers", *path, *each)) for each in (pair.one, pair.two))


def _comparable(one: Any, two: Any) -> bool:
    """Two numbers, or two days or months as they are written."""
    if isinstance(one, str) and isinstance(two, str):
        return dates.parse(one) is not None and dates.parse(two) is not None
    return all(isinstance(each, int | float) and not isinstance(each, bool) for each in (one, two))


def _below(node: Any, path: Iterable[str]) -> Any:
    for step in path:
        node = node.get(step) if isinstance(node, Mapping) else None
    return node
