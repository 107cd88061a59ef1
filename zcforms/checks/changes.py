"""The smallest changes that would make a violated rule pass, and the same search for any condition (`make`).

Nothing here is a guess: what is returned was applied to the facts and the reference evaluator said that the rule passes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zcforms.checks import advice
from zcforms.checks.alterations import Edit, Kind, Mirrors, answered, applied, at, plain, shape_at, tracked
from zcforms.checks.assembly import Rule
from zcforms.checks.conform import untyped
from zcforms.checks.core import Condition, Definitely, Not, conjunction
from zcforms.checks.making import make, solutions, unless
from zcforms.checks.normal import Mode
from zcforms.checks.shape import Shape
from zcforms.checks.ways import Free
from zcforms.documents.pointer import pointer

__all__ = [
    "Change",
    "Edit",
    "Free",
    "Kind",
    "altered",
    "alternatives",
    "edits",
    "make",
    "passing",
    "smallest",
]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do.

    `pointer` leads into the facts as they are; of a new record to `<list>/-`. `kind`: set, remove, add, choose_other (another code instead
    of the one that was chosen). `value` is JSON: the new value, or the new record; None for what is removed. `times`: so many such
    records. `sentence` says it in Chinese; facts about the world are only to be corrected where they were entered wrongly (`factual`).
    """

    pointer: str
    kind: str
    value: Any
    sentence: str
    times: int = 1
    factual: bool = False


def smallest(
    rule: Rule, typed: Mapping[str, Any], shape: Shape, *, fixed: Iterable[str] = frozenset()
) -> tuple[Change, ...] | None:
    """The fewest changes after which the rule applies and passes; () where it does already; None where none were found.

    `typed`: typed facts after the adjusting rules acted; `fixed`: pointers into the facts to what cannot be changed.
    """
    return next(iter(alternatives(rule, typed, shape, fixed=fixed, most=1)), None)


def alternatives(
    rule: Rule,
    typed: Mapping[str, Any],
    shape: Shape,
    *,
    fixed: Iterable[str] = frozenset(),
    most: int = 3,
) -> list[tuple[Change, ...]]:
    """Several different ways to the same end, the one with the fewest changes first."""
    found = edits([rule], typed, shape, free=unless(fixed), most=most)
    return [told(each, typed, shape, passing(rule)) for each in found]


def edits(
    rules: Sequence[Rule],
    typed: Mapping[str, Any],
    shape: Shape,
    *,
    free: Free,
    most: int = 1,
    work: int | None = None,
) -> list[tuple[Edit, ...]]:
    """The same as edits, for several rules at once, with nothing changed but what is free to. `work`: values that may be tried."""
    for condition in _wanted(rules):
        ways = solutions(condition, typed, shape, Mode.TRUE, free=free, work=work)
        if found := list(itertools.islice(ways, most)):
            return found
    return []


def passing(rule: Rule) -> Condition:
    """That the rule applies and passes."""
    question = rule.question
    lenient = Not(Definitely(Not(question.requirement)))
    return conjunction([question.guard, question.requirement if question.missing_fails else lenient])


def _wanted(rules: Sequence[Rule]) -> list[Condition]:
    """That they pass because their requirements hold; only if that is out of reach, because something is left open."""
    strict = conjunction(
        [part for each in rules for part in (each.question.guard, each.question.requirement)]
    )
    lenient = conjunction([passing(each) for each in rules])
    return [strict] if all(each.question.missing_fails for each in rules) else [strict, lenient]


def altered(typed: Mapping[str, Any], edits: Iterable[Edit], shape: Shape) -> dict[str, Any]:
    """The typed facts after edits, groups of achievements included."""
    facts = tracked(typed)
    return plain(applied(facts, edits, Mirrors.of(shape, facts)))  # type: ignore[no-any-return]


def told(
    edits: Iterable[Edit], typed: Mapping[str, Any], shape: Shape, condition: Condition
) -> tuple[Change, ...]:
    """The edits as changes with their sentences; new records that read the same are one change."""
    changes: dict[Any, Change] = {}
    for edit in edits:
        place = (*edit.path, "-") if edit.kind is Kind.ADD else edit.path
        key: Any = place
        sentence = advice.sentence(edit, typed, shape, condition)
        times = 1
        if edit.kind is Kind.ADD:
            key = (place, sentence)
            times = changes[key].times + 1 if key in changes else 1
            sentence = advice.sentence(edit, typed, shape, condition, times)
        changes[key] = Change(
            pointer(place),
            _kind(edit, typed, shape),
            as_json(edit.value, shape_at(shape, edit.path)),
            sentence,
            times,
            advice.factual(edit, typed, shape),
        )
    return tuple(changes.values())


def _kind(edit: Edit, typed: Mapping[str, Any], shape: Shape) -> str:
    place = shape_at(shape, edit.path)
    if edit.kind is Kind.SET and place and place.options and answered(at(typed, edit.path)):
        return "choose_other"
    return edit.kind.value


def as_json(value: Any, shape: Shape | None) -> Any:
    """A typed value, or record, as it stands in the facts."""
    if isinstance(value, date):
        month = shape is not None and shape.month
        return value.isoformat()[: 7 if month else 10]
    if isinstance(value, list):
        inner = shape.records if shape else None
        return [as_json(each, inner) for each in value]
    if isinstance(value, Mapping):
        record = shape.records or shape if shape else None
        made = {name: as_json(each, record.child(name) if record else None) for name, each in value.items()}
        return {name: each for name, each in made.items() if each is not None}
    return untyped(value) if answered(value) else None
