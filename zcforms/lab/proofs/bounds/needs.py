"""How many records are kept of which list, as what can be added up: the arithmetic of the small-document argument (docs/proofs-bounds.md).

A need says: of any document in which something holds, so many records of each list can be chosen that it still holds when any of the others are deleted.
What two needs ask for is kept together by their sum; where either is enough, the larger one of each list is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from zcforms.checks.core import DOCUMENT

ListPath: TypeAlias = tuple[str, ...]
"""A list's place in the facts; `*` stands for any record: `("titles", "*", "appointments")`."""
BREACHES: ListPath = ("breaches",)
"""What validation finds: it follows from the other lists, and nothing is deleted from it."""
Amount: TypeAlias = int | None
"""Records; None: all of them, for no number is enough."""
EVERYTHING: Amount = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Records of each list at `path` below what `variable` stands for."""

    variable: str
    path: ListPath


@dataclass(frozen=True, slots=True)
class KeptBeside:
    """Records of the document's list `path` for each record that is kept of the document's list `of`."""

    of: ListPath
    path: ListPath


@dataclass(frozen=True, slots=True)
class KeptAlike:
    """Records of the document's list `path` beside each record of it that is kept, all with the same value of the property `by`."""

    path: ListPath
    by: tuple[str, ...]


Place: TypeAlias = Kept | KeptBeside | KeptAlike


@dataclass(frozen=True, slots=True)
class Need:
    """Records to keep, by place; none where a place is not named. What it comes to in numbers: `enough`."""

    amounts: Mapping[Place, Amount] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not self.amounts


NOTHING = Need()
"""What holds goes on to hold, whatever is deleted."""


def plus(one: Amount, other: Amount) -> Amount:
    return None if one is None or other is None else one + other


def times(number: Amount, amount: Amount) -> Amount:
    if number == 0 or amount == 0:
        return 0
    return None if number is None or amount is None else number * amount


def larger(one: Amount, other: Amount) -> Amount:
    return None if one is None or other is None else max(one, other)


def smaller(one: Amount, other: Amount) -> Amount:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def kept(variable: str, path: ListPath, amount: Amount) -> Need:
    return Need({Kept(variable, path): amount}) if amount != 0 else NOTHING


def together(*needs: Need) -> Need:
    """What serves all of them at once."""
    found: dict[Place, Amount] = {}
    for need in needs:
        for place, amount in need.amounts.items():
            found[place] = plus(found.get(place, 0), amount)
    return Need(found)


def either(needs: Iterable[Need]) -> Need:
    """What serves whichever of them it is that holds."""
    found: dict[Place, Amount] = {}
    for need in needs:
        for place, amount in need.amounts.items():
            found[place] = larger(found.get(place, 0), amount)
    return Need(found)


def some_of(number: int, needs: Iterable[Need]) -> Need:
    """What serves whichever `number` of them it is that hold."""
    listed = list(needs)
    found: dict[Place, Amount] = {}
    for place in dict.fromkeys(place for need in listed for place in need.amounts):
        amounts = [need.amounts.get(place, 0) for need in listed]
        amounts.sort(key=lambda amount: float("inf") if amount is None else amount, reverse=True)
        for amount in amounts[: max(0, number)]:
            found[place] = plus(found.get(place, 0), amount)
    return Need({place: amount for place, amount in found.items() if amount != 0})


def out_of_some(number: Amount, names: tuple[str, ...], variable: str, path: ListPath, inner: Need) -> Need:
    """What is to be kept for `number` records of a list, and inside them. `names`: what stood for a record in `inner`."""
    own = either(_inside(name, variable, path, inner) for name in names)
    rest = {place: times(number, amount) for place, amount in inner.amounts.items() if not _of(place, names)}
    return together(kept(variable, path, number), own, Need(rest))


def out_of_each(name: str, variable: str, path: ListPath, inner: Need) -> Need:
    """What is to be kept for each record of a list that stays: inside it, or beside it."""
    rest: dict[Place, Amount] = {}
    for place, amount in inner.amounts.items():
        if _of(place, (name,)):
            continue
        beside = isinstance(place, Kept) and place.variable == variable == DOCUMENT and place.path != path
        if beside and isinstance(place, Kept):
            rest[KeptBeside(path, place.path)] = amount
        else:
            rest[_whole(place)] = EVERYTHING
    return together(_inside(name, variable, path, inner), Need(rest))


def out_of_each_pair(names: tuple[str, str], variable: str, path: ListPath, inner: Need) -> Need:
    """What is to be kept for each two records that stay: as one record can be in any number of pairs, no number is enough."""
    own = either(_inside(name, variable, path, inner) for name in names)
    rest = [_whole(place) for place in inner.amounts if not _of(place, names)]
    return Need(dict.fromkeys([*own.amounts, *rest], EVERYTHING))


def _of(place: Place, names: tuple[str, ...]) -> bool:
    return isinstance(place, Kept) and place.variable in names


def _whole(place: Place) -> Kept:
    return place if isinstance(place, Kept) else Kept(DOCUMENT, place.path)


def _inside(name: str, variable: str, path: ListPath, inner: Need) -> Need:
    found: dict[Place, Amount] = {}
    for place, amount in inner.amounts.items():
        if isinstance(place, Kept) and place.variable == name:
            found[Kept(variable, (*path, "*", *place.path))] = amount
    return Need(found)


def enough(
    need: Need, views: Mapping[ListPath, tuple[ListPath, ...]], most: Mapping[ListPath, int]
) -> dict[ListPath, Amount]:
    """How many records of each list the need comes to. `views`: lists that are other lists one after the other, with those; `most`: records that a
    list can have at all, of which all are always enough.

    A list beside whose records others are kept, which again are kept beside records of it, has no such number."""
    sheet = _Sheet()
    for place, amount in need.amounts.items():
        for path in _members(place.path, views):
            sheet.take(place, path, amount, views)
    found: dict[ListPath, Amount] = dict.fromkeys(sheet.paths, 0)
    for turn in range(2 * len(found) + 2):
        before = dict(found)
        for path in found:
            amount = sheet.amount(path, before)
            if turn > len(found) and amount != before[path]:
                amount = EVERYTHING  # it would grow for ever
            found[path] = smaller(amount, most.get(path))
        if found == before:
            break
    return {path: amount for path, amount in found.items() if amount != 0}


@dataclass(slots=True)
class _Sheet:
    """Amounts by list; of views by their members."""

    own: dict[ListPath, Amount] = field(default_factory=dict)
    beside: dict[tuple[ListPath, ListPath], Amount] = field(default_factory=dict)
    alike: dict[ListPath, dict[tuple[str, ...], Amount]] = field(default_factory=dict)

    def take(
        self, place: Place, path: ListPath, amount: Amount, views: Mapping[ListPath, tuple[ListPath, ...]]
    ) -> None:
        match place:
            case Kept():
                self.own[path] = plus(self.own.get(path, 0), amount)
            case KeptBeside(of):
                for other in _members(of, views):
                    self.beside[other, path] = plus(self.beside.get((other, path), 0), amount)
            case KeptAlike(by=by):
                groups = self.alike.setdefault(path, {})
                groups[by] = EVERYTHING if place.path in views else plus(groups.get(by, 0), amount)

    @property
    def paths(self) -> list[ListPath]:
        named = (*self.own, *self.alike, *(path for pair in self.beside for path in pair))
        return list(dict.fromkeys(named))

    def amount(self, path: ListPath, others: Mapping[ListPath, Amount]) -> Amount:
        """`others`: of the other lists, as far as they are known."""
        if path == BREACHES:
            return EVERYTHING
        found = self.own.get(path, 0)
        for (of, to), each in self.beside.items():
            if to == path:
                found = plus(found, times(each, others[of]))
        groups = self.alike.get(path)
        return found if groups is None else times(_factor(groups), found)


def _factor(groups: Mapping[tuple[str, ...], Amount]) -> Amount:
    """By how many records each kept one grows; two ways of being alike lead from record to record without end."""
    return plus(1, next(iter(groups.values()))) if len(groups) == 1 else EVERYTHING


def _members(path: ListPath, views: Mapping[ListPath, tuple[ListPath, ...]]) -> tuple[ListPath, ...]:
    for view, members in views.items():
        if path[: len(view)] == view:
            return tuple((*member, *path[len(view) :]) for member in members)
    return (path,)
