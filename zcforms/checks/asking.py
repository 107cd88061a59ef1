"""Who is asked for what a rule reads: captions for what was not asked, and notes on rules that do not say whom they are for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zcforms.checks.core import DOCUMENT, Condition, Field, InState, Records, State, children, walk
from zcforms.checks.shape import Shape

STANDARD = "application.standard"

Captions = tuple[tuple[Field | Records, str], ...]


def captions(condition: Condition, root: Shape) -> Captions:
    """What people call the places that the condition reads and that only some applicants are asked for."""
    found = dict(_restricted(condition, {DOCUMENT: root}))
    return tuple((place, shape.caption or place.path[-1]) for place, shape in found.items())


def unsaid(
    guard: Condition, requirement: Condition, root: Shape, always: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Captions of what the requirement needs to know, some applicants are never asked, and neither the guard nor the requirement
    says what is to happen then: the place itself, or what decides whether it is asked for, is not looked at. `always`: what the rule's
    standard asks of everybody who chose it."""
    said = {
        node.subject
        for node in walk(requirement)
        if isinstance(node, InState) and node.state is State.UNASKED
    }
    guarded = {(node.variable, *node.path) for node in walk(guard) if isinstance(node, Field | Records)}
    looked_at = guarded | {(DOCUMENT, *node.path) for node in walk(requirement) if isinstance(node, Field)}
    found = {}
    for place, shape in _restricted(requirement, {DOCUMENT: root}):
        if place in said or (place.variable, *place.path) in guarded:
            continue
        if place.path[-1] in always and set(shape.deciders) == {STANDARD}:
            continue
        if not any(_decides(decider, place, guarded, looked_at) for decider in shape.deciders):
            found[place] = shape.caption or place.path[-1]
    return tuple(dict.fromkeys(found.values()))


def _decides(
    decider: str, place: Field | Records, guarded: set[tuple[str, ...]], looked_at: set[tuple[str, ...]]
) -> bool:
    """Whether a decider is looked at: of the document by the guard, of a record anywhere in the rule."""
    if place.variable == DOCUMENT or "." in decider:
        return (DOCUMENT, *decider.split(".")) in guarded
    return any(path[-1] == decider for path in looked_at)


def _restricted(node: Any, known: Mapping[str, Shape]) -> Iterator[tuple[Field | Records, Shape]]:
    """The places that only some are asked for. `known`: what each variable's records look like."""
    if isinstance(node, Field | Records):
        shape = known[node.variable].at(node.path)
        if shape is not None and shape.restricted:
            yield node, shape
        return
    records = getattr(node, "records", None)
    inside = known
    if records is not None:
        listed = known[records.variable].at(records.path)
        one = listed.records if listed is not None else None
        names = [getattr(node, word, None) for word in ("variable", "first", "second")]
        inside = {**known, **{name: one for name in names if name and one is not None}}
    for child in children(node):
        yield from _restricted(child, inside)
