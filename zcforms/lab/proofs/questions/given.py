"""What is known of a real application before it is put to the solver: its texts, how many records it has, what the forms said of it, what nobody can change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from zcforms.checks import core, dates
from zcforms.checks.assembly import Table
from zcforms.checks.kinds import Type
from zcforms.checks.measure import SCALE
from zcforms.checks.shape import Shape
from zcforms.checks.unasked import groups
from zcforms.documents.pointer import pointer
from zcforms.documents.pointer import steps as pointer_steps
from zcforms.domain.plan import Plan, SectionKind
from zcforms.forms import validation
from zcforms.lab.proofs.encoding.nodes import EARLIEST, LATEST, Leaf, Texts, day_number, words_of
from zcforms.lab.proofs.people.picture import Entry, Picture
from zcforms.lab.proofs.people.pictured import picture_of

Place = tuple[str, ...]
Path = tuple[str | int, ...]
LASTING = frozenset({"年", "周年", "个月", "月", "天", "日"})
"""Units of what time alone makes more."""


@dataclass(frozen=True, slots=True)
class Given:
    """A real application. `breaches`: pointers into the document with the keywords that were broken there; `records`: how many records each list has, the most where
    several records have the list; `texts`: its texts by property, as rules compare them."""

    plan: Plan
    document: Mapping[str, Any]
    picture: Picture
    breaches: Mapping[str, frozenset[str]]
    records: Mapping[Place, int]
    texts: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, plan: Plan, document: Mapping[str, Any]) -> Given:
        picture = picture_of(plan, document)
        breaches: dict[str, frozenset[str]] = {}
        for found in validation.breaches_of(plan, document).values():
            for each in found:
                breaches[each.pointer] = breaches.get(each.pointer, frozenset()) | {each.keyword}
        walker = _Walker()
        for place, value in _parts(plan, picture):
            walker.value(value, place)
        return cls(
            plan,
            document,
            picture,
            breaches,
            walker.records,
            {k: frozenset(v) for k, v in walker.texts.items()},
        )

    @property
    def strays(self) -> bool:
        """Whether it holds something that the plan does not ask for."""
        return any("unknown" in words for words in self.breaches.values())

    def as_written(self, picture: Picture) -> Picture:
        """The texts of the application as they stand there; in the picture they are as rules compare them."""
        words = {words_of(each): each for each in _texts(self.document) if words_of(each) != each}
        return replace(
            picture,
            person=_worded(picture.person, words),
            answers=_worded(picture.answers, words),
            imports={
                name: tuple(
                    replace(each, data=_worded(each.data, words), notes=_worded(each.notes, words))
                    for each in listed
                )
                for name, listed in picture.imports.items()
            },
        )


def _parts(plan: Plan, picture: Picture) -> Iterator[tuple[Place, Any]]:
    yield ("person",), picture.person
    for name, given in picture.answers.items():
        yield (name,), given
    items = {item.id for _, item in groups(plan)}
    for name, entries in picture.imports.items():
        place = ("achievements", name) if name in items else (name,)
        yield place, [{**each.data, **each.notes} for each in entries]
    for name, number in picture.attachments.items():
        yield ("attachments", name), number


@dataclass(slots=True)
class _Walker:
    records: dict[Place, int] = field(default_factory=dict)
    texts: dict[str, set[str]] = field(default_factory=dict)

    def value(self, value: Any, place: Place) -> None:
        if isinstance(value, Mapping):
            for name, each in value.items():
                self.value(each, (*place, name))
        elif isinstance(value, list | tuple):
            self._longest(place, len(value))
            for each in value:
                self.value(each, (*place, "*"))
        elif isinstance(value, str):
            self.texts.setdefault("value" if place[-1] == "*" else place[-1], set()).add(words_of(value))
        elif isinstance(value, int) and not isinstance(value, bool):
            self._longest(place, value)  # of files; of other numbers nobody asks

    def _longest(self, place: Place, number: int) -> None:
        self.records[place] = max(self.records.get(place, 0), number)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping | list):
        for each in node.values() if isinstance(node, Mapping) else node:
            yield from _texts(each)


def _worded(node: Any, words: Mapping[str, str]) -> Any:
    if isinstance(node, str):
        return words.get(node, node)
    if isinstance(node, Mapping):
        return {name: _worded(each, words) for name, each in node.items()}
    return [_worded(each, words) for each in node] if isinstance(node, list) else node


def without(document: Mapping[str, Any], gone: Collection[Path]) -> dict[str, Any]:
    """The application without these records."""
    return {name: _without(each, (name,), frozenset(gone)) for name, each in document.items()}


def _without(node: Any, path: Path, gone: frozenset[Path]) -> Any:
    if isinstance(node, Mapping):
        return {name: _without(each, (*path, name), gone) for name, each in node.items()}
    if isinstance(node, list):
        return [_without(each, (*path, n), gone) for n, each in enumerate(node) if (*path, n) not in gone]
    return node


def before(place: str, gone: Collection[Path]) -> str:
    """Where a place stood before the records were taken out."""
    path: Path = ()
    for step in pointer_steps(place):
        path = (*path, _counted(path, int(step), gone) if step.isdigit() else step)
    return pointer(path)


def _counted(path: Path, number: int, gone: Collection[Path]) -> int:
    """The position of the record that is the one of this number among those that stay."""
    place = -1
    while number >= 0:
        place += 1
        number -= (*path, place) not in gone
    return place


# -------------------------------------------------------------------------------------------- what is fixed


def lasting(leaf: Leaf, shape: Shape | None) -> bool:
    """Whether a value that is given there is what has happened: a day, or for how long something lasted (checks/advice.py)."""
    return leaf.type is Type.DATE or (shape is not None and shape.unit in LASTING)


def removable(given: Given, place: str, list_id: str, values: Sequence[Any]) -> list[bool]:
    """Which records of a list the applicant can take out: achievements, which are handed in or not; of others what is there twice, is not accepted,
    or is too many. A record of somebody's course of life does not go because it is inconvenient."""
    if list_id in {item.id for _, item in groups(given.plan)} or "maxItems" in given.breaches.get(place, ()):
        return [True] * len(values)
    said = [_said(each) for each in values]
    return [
        said.index(each) < number or f"{place}/{number}/record" in given.breaches
        for number, each in enumerate(said)
    ]


def _said(value: Any) -> Any:
    return (value.category, value.data, value.notes) if isinstance(value, Entry) else value


def imported(plan: Plan, list_id: str) -> bool:
    section = plan.section(list_id)
    return section is not None and section.kind is SectionKind.IMPORT


def starts(table: Table) -> dict[str, str]:
    """Lists whose records the solver takes to be in the order of a property, by name (`Reader.sorted_by`); "" where it is no single property."""
    found: dict[str, str] = {}
    for rule in table.rules:
        nodes: list[Any] = [rule.question.guard, rule.question.requirement]
        nodes += [rule.adjustment.value] if rule.adjustment is not None else []
        for each in (inner for node in nodes for inner in core.walk(node)):
            if isinstance(each, core.Covered):
                start = (
                    each.start.path[0]
                    if isinstance(each.start, core.Field) and len(each.start.path) == 1
                    else ""
                )
                name = each.records.path[-1]
                found[name] = start if found.get(name, start) == start else ""
    return found


# ------------------------------------------------------------------------------------------------ values


def number_of(value: Any, leaf: Leaf, texts: Texts) -> int | None:
    """The value's number; None for what cannot stand there."""
    match leaf.type:
        case Type.BOOLEAN:
            return int(value) if isinstance(value, bool) else None
        case Type.DATE:
            day = dates.parse(str(value))
            return day_number(day) if day is not None and EARLIEST <= day.year <= LATEST else None
        case Type.TEXT:
            known = [texts.number(each) for each in (str(value), words_of(str(value)))]
            return next((each for each in known if each in leaf.named), None)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    exact = Decimal(str(value)) * (SCALE if leaf.type is Type.NUMBER else 1)
    return int(exact) if exact == int(exact) else None
