"""Whether a condition can hold at all, and whether it can fail: tried on every answer that makes a difference.

Of each field that a condition asks, only the values beside which it changes matter: what it names, what lies between and beyond, and
nothing. What a field depends on to be shown is tried with it. Where that is too much, nothing is said.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.documents.conditions import holds, missing, names, shown

_MOST = 6_000
"""Records that are tried."""
_SEVERAL = 4
"""Named choices of a field of several choices of which every combination is tried."""
_OTHER = "\uffff"
_BETWEEN = "\u0001"


@dataclass(slots=True)
class Budget:
    """Records that may still be tried, of all conditions together: an author waits for the answer."""

    left: int = 20_000

    def take(self) -> bool:
        self.left -= 1
        return self.left >= 0


NEVER, ALWAYS = frozenset({False}), frozenset({True})


def truths(
    condition: Mapping[str, Any],
    properties: Mapping[str, Any],
    required: Iterable[str] = (),
    *,
    budget: Budget | None = None,
) -> frozenset[bool] | None:
    """What the condition can come to for a record that is filled in; None where it is not known, or `budget` is used up. `properties` have their code lists
    written out as enum; of `required` ones that are shown, an answer is there."""
    asked = _closure(condition, properties)
    literals = _literals([condition, *(properties[name].get("shownWhen", {}) for name in asked)])
    values = {name: list(_values(properties[name], literals.get(name, []))) for name in asked}
    if not all(name in properties for name in names(condition)) or _product(values) > _MOST:
        return None
    must = frozenset(required)
    schema = {"properties": {name: properties[name] for name in asked}}
    found: set[bool] = set()
    spending = budget or Budget()
    for record in _records(values):
        if not spending.take():
            return None
        open_now = shown(schema, record)
        kept = {name: value for name, value in record.items() if name in open_now and not missing(value)}
        if all(name in kept for name in must & open_now):
            found.add(holds(condition, kept))
        if len(found) > 1:
            break
    return frozenset(found)


def field_shown(
    name: str, properties: Mapping[str, Any], required: Iterable[str] = (), *, budget: Budget | None = None
) -> bool | None:
    """Whether anybody can see the field; None where that is not known."""
    condition = properties[name].get("shownWhen")
    if not condition:
        return True
    found = truths(condition, properties, required, budget=budget)
    return None if found is None else True in found


def _closure(condition: Mapping[str, Any], properties: Mapping[str, Any]) -> list[str]:
    """The fields that it asks, with those that decide whether these are shown."""
    found: dict[str, None] = {}
    waiting = list(names(condition))
    while waiting:
        name = waiting.pop()
        if name in properties and name not in found:
            found[name] = None
            waiting += names(properties[name].get("shownWhen", {}))
    return list(found)


def _literals(conditions: Iterable[Any]) -> dict[str, list[Any]]:
    """Field -> what it is compared with."""
    found: dict[str, list[Any]] = {}
    waiting = list(conditions)
    while waiting:
        condition = waiting.pop()
        for name, test in condition.items() if isinstance(condition, Mapping) else ():
            if name == "any":
                waiting += test if isinstance(test, list) else []
            elif name == "not":
                waiting.append(test)
            else:
                found.setdefault(name, []).extend(_compared(test))
    return found


def _compared(test: Any) -> Iterator[Any]:
    if isinstance(test, Mapping):
        for word, literal in test.items():
            if word != "present":
                yield from literal if isinstance(literal, list) else [literal]
    else:
        yield from test if isinstance(test, list) else [test]


def _values(schema: Mapping[str, Any], literals: Sequence[Any]) -> Iterator[Any]:
    """Nothing, and every answer that a condition with these literals can tell apart."""
    yield None
    kind = schema.get("type")
    if kind == "array":
        yield from _several(schema, literals)
    elif kind == "boolean":
        yield from (True, False)
    elif kind in ("integer", "number"):
        yield from _numbers(schema, sorted({each for each in literals if _is_number(each)}))
    elif "enum" in schema:
        yield from _chosen(schema["enum"], literals)
    elif kind == "string":
        yield from _texts([each for each in literals if isinstance(each, str)])
    else:
        yield {"id": "file"}


def _chosen(options: Sequence[Any], literals: Sequence[Any]) -> Iterator[Any]:
    yield from (each for each in options if each in literals)
    yield from itertools.islice((each for each in options if each not in literals), 1)


def _several(schema: Mapping[str, Any], literals: Sequence[Any]) -> Iterator[list[Any]]:
    items = schema.get("items", {})
    if not isinstance(items, Mapping) or "properties" in items or schema.get("widget") == "files":
        yield [{}]
        return
    singles = list(_chosen(items["enum"], literals)) if "enum" in items else list(_texts(list(literals)))
    longest = len(singles) if len(singles) <= _SEVERAL else 1
    for size in range(1, longest + 1):
        yield from (list(each) for each in itertools.combinations(singles, size))
    if longest == 1 and len(singles) > 1:
        yield singles


def _numbers(schema: Mapping[str, Any], literals: Sequence[float]) -> Iterator[float]:
    low, high = schema.get("minimum"), schema.get("maximum")
    step = 1 if schema.get("type") == "integer" else 0.5
    near = {value + way for value in literals for way in (-step, 0, step)}
    near |= {(one + other) / 2 for one, other in itertools.pairwise(literals) if step != 1}
    near |= {each for each in (low, high) if each is not None} or {0}
    for value in sorted(near):
        if (low is None or value >= low) and (high is None or value <= high):
            yield value


def _texts(literals: Sequence[str]) -> Iterator[str]:
    """Of dates and texts: those that are named, one before, one behind each."""
    yield _BETWEEN
    for each in sorted(set(literals)):
        yield each
        yield each + _BETWEEN
    yield _OTHER


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _product(values: Mapping[str, Sequence[Any]]) -> int:
    size = 1
    for each in values.values():
        size *= len(each)
    return size


def _records(values: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    for row in itertools.product(*values.values()):
        yield {name: value for name, value in zip(values, row, strict=True) if value is not None}
