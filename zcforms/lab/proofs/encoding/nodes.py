"""What an application consists of while it is still open: places with values that the solver may choose.

Texts are numbers: each text that a rule, a form or a code list names has its own, and every number from `FRESH` on stands for some text that nobody
names. Decimals are whole numbers of ten-thousandths. A date is 372 days to the year and 31 to the month, so that order, full years and full months are
plain divisions; days that no month has are let in here, and sorted out when an example is run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from zcforms.checks.kinds import Operator, Type
from zcforms.checks.measure import SCALE
from zcforms.checks.scope import LARGEST
from zcforms.checks.scope import normal as normalised
from zcforms.lab import proof
from zcforms.lab.proof import Number, Quotient, Truth
from zcforms.lab.proofs.encoding.fits import Fit, comparable, related

YEAR, MONTH = 372, 31
"""Days of a year and of a month, as dates are counted here."""
EARLIEST, LATEST = 1901, 2099
"""Years that dates lie in."""
UNLISTED = -1
"""A text that no list of choices has."""
FRESH = 10_000_000
"""From this number on, texts that nobody names."""


def day_number(day: date) -> int:
    return YEAR * day.year + MONTH * (day.month - 1) + day.day - 1


def is_day(key: Number) -> Truth:
    """Whether there is such a day: none after the last of its month, and 29 February every four years."""
    in_year = proof.remainder(key, YEAR)
    gone = [_LEAP_DAY + 1, _LEAP_DAY + 2, *(MONTH * month + 30 for month in (3, 5, 8, 10))]
    leap = proof.divides(4, Quotient(key, YEAR))
    return proof.all_of(
        [
            *(proof.compared(Operator.UNEQUAL, in_year, each) for each in gone),
            proof.any_of((proof.compared(Operator.UNEQUAL, in_year, _LEAP_DAY), leap)),
        ]
    )


_LEAP_DAY = MONTH + 28


def day_of(found: int) -> date:
    """The day of a number; of days that a month does not have, its last."""
    year, rest = divmod(found, YEAR)
    month, day = divmod(rest, MONTH)
    for last in range(day + 1, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, day + 1)


@dataclass(slots=True)
class Texts:
    """The numbers of texts."""

    _numbers: dict[str, int] = field(default_factory=dict)
    _texts: list[str] = field(default_factory=list)

    def number(self, text: str) -> int:
        known = self._numbers.setdefault(text, len(self._texts))
        if known == len(self._texts):
            self._texts.append(text)
        return known

    def text(self, known: int) -> str:
        return self._texts[known] if known != UNLISTED else "不在选项之中"

    def known(self) -> tuple[str, ...]:
        """All of them, in the order of their numbers."""
        return tuple(self._texts)


def written(value: Any, kind: Type, texts: Texts) -> int:
    """The number of a known value."""
    if kind is Type.TEXT:
        return texts.number(str(value))
    if kind is Type.DATE:
        return day_number(value)
    return int(Decimal(str(value)) * SCALE) if kind is Type.NUMBER else int(value)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A day in its parts: four years times `fours` and `rest` more (0 to 3), month and day from 0."""

    fours: Number
    rest: Number
    month: Number
    day: Number

    @property
    def key(self) -> Number:
        """The day's number, as all days have one."""
        years = proof.total((proof.times(4 * YEAR, self.fours), proof.times(YEAR, self.rest)))
        return proof.total((years, proof.times(MONTH, self.month), self.day))

    @property
    def ordinal(self) -> Number:
        """The day's number in the calendar. No year from 1901 to 2099 that four divides is a common one."""
        later = proof.compared(Operator.AT_LEAST, self.rest, 1)
        leap = proof.all_of((proof.negated(later), proof.compared(Operator.AT_LEAST, self.month, 2)))
        months = [
            proof.chosen(proof.compared(Operator.AT_LEAST, self.month, number), length, 0)
            for number, length in enumerate(_MONTHS[:-1], start=1)
        ]
        leaps = (self.fours, proof.chosen(later, 1, 0), proof.chosen(leap, 1, 0))
        years = (proof.times(4 * 365, self.fours), proof.times(365, self.rest))
        return proof.total((*years, *leaps, *months, self.day, _ERA))

    @property
    def limits(self) -> Truth:
        ranges = (
            (self.fours, EARLIEST // 4, LATEST // 4),
            (self.rest, 0, 3),
            (self.month, 0, 11),
            (self.day, 0, 30),
        )
        within = [
            proof.all_of(
                (proof.compared(Operator.AT_LEAST, one, low), proof.compared(Operator.AT_MOST, one, high))
            )
            for one, low, high in ranges
        ]
        first = EARLIEST // 4  # the first four years begin with one that is too early
        later = proof.any_of(
            (
                proof.compared(Operator.MORE, self.fours, first),
                proof.compared(Operator.AT_LEAST, self.rest, EARLIEST % 4),
            )
        )
        return proof.all_of((*within, later))


_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ERA = date(1901, 1, 1).toordinal() - (365 * 1901 + 1901 // 4 + 1)
"""So that the first day of 1901 has its number in the calendar."""


@dataclass(slots=True)
class Leaf:
    """One value. `asked`: the form asks for it; `given`: it is asked for and answered; `term`: the value's number, where it is given. `blank`: the
    number of the text that says that there is none; `named`: numbers of the texts it can be that somebody names; `month`: a date that is answered as a month; `calendar`: its parts, where something counts its days;
    `parts`: of texts that nobody names, whether
    they have one of these in them."""

    path: str
    type: Type
    asked: Truth
    given: Truth
    term: Number
    blank: int | None = None
    named: tuple[int, ...] = ()
    month: bool = False
    calendar: Calendar | None = None
    parts: dict[tuple[tuple[str, ...], bool], Truth] = field(default_factory=dict)
    """(texts, whether at the beginning)"""
    schema: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What the form says of it, for whoever makes it look like somebody's; nothing for what no form asks."""
    fits: list[Fit] = field(default_factory=list)
    """Of texts that nobody names, whether they fit."""

    @property
    def none(self) -> Truth:
        """It says that there is none."""
        if self.blank is None:
            return False
        return proof.all_of((self.given, proof.compared(Operator.EQUAL, self.term, self.blank)))


@dataclass(slots=True)
class Group:
    """Several places under one name, or one record."""

    path: str
    asked: Truth
    members: dict[str, Node]
    file: bool = False

    def given(self) -> Truth:
        return proof.any_of(given(each) for each in self.members.values())


@dataclass(slots=True)
class Many:
    """A list: `active` says which of the records there are, from the first on. `choices`: a field of several choices, whose records each are one option and
    are there or not in any order."""

    path: str
    asked: Truth
    records: list[Group]
    active: list[Truth]
    choices: bool = False
    files: bool = False

    @property
    def some(self) -> Truth:
        return proof.any_of(self.active)


Node: TypeAlias = Leaf | Group | Many


def given(node: Node) -> Truth:
    """Whether something is answered there."""
    if isinstance(node, Leaf):
        return node.given
    return node.some if isinstance(node, Many) else node.given()


def constant(path: str, kind: Type, value: Any, texts: Texts) -> Leaf:
    return Leaf(path, kind, True, True, written(value, kind, texts))


def found(node: Any, path: Iterable[str]) -> Node | None:
    """What stands there; None for what nobody can fill in."""
    for name in path:
        node = node.members.get(name) if isinstance(node, Group) else None
    return node  # type: ignore[no-any-return]


@dataclass(slots=True)
class Raw:
    """What the solver chooses for one place, whatever form it is seen through. `options`: the values that it can have, None where somebody's form lets it be
    anything; `named`: of those, texts that somebody names."""

    given: Truth
    term: Number
    type: Type
    options: set[int] | None
    named: set[int]
    calendar: Calendar | None = None
    parts: dict[tuple[tuple[str, ...], bool], Truth] = field(default_factory=dict)


@dataclass(slots=True)
class Variables:
    """The solver's choices by place. Two forms that look at the same place see the same choice."""

    shared: bool = False
    """Several forms look at the places, each with limits of its own."""
    by_days: frozenset[str] = frozenset()
    """Names of properties whose days something counts."""
    blanks: frozenset[str] = frozenset()
    """The texts by which any of the forms says that there is none."""
    sorted_by: dict[str, str] = field(default_factory=dict)
    """Lists that are taken to be in the order of a property (`proof_values`)."""
    texts: Texts = field(default_factory=Texts)
    raw: dict[tuple[str, str], Raw] = field(default_factory=dict)
    there: dict[str, Truth] = field(default_factory=dict)
    fits: dict[str, list[Fit]] = field(default_factory=dict)
    """By the place of a text or a file."""

    def leaf(
        self,
        path: str,
        kind: Type,
        *,
        month: bool = False,
        options: Iterable[int] | None = None,
        named: Iterable[int] = (),
    ) -> Raw:
        key = (path, f"{kind}{'month' if month else ''}")
        known = self.raw.get(key)
        chosen = None if options is None else set(options)
        if known is None:
            calendar = None
            if kind is Type.DATE and path.rpartition("/")[2] in self.by_days:
                fours, rest, of_year = (
                    proof.number(f"{path}:{key[1]}.{part}") for part in ("fours", "rest", "month")
                )
                calendar = Calendar(
                    fours, rest, of_year, 0 if month else proof.number(f"{path}:{key[1]}.day")
                )
                term = calendar.key
            else:
                open_term = proof.number(f"{path}:{key[1]}")
                term = proof.times(MONTH, open_term) if month else open_term
            known = self.raw[key] = Raw(proof.truth(f"{path}:{key[1]}?"), term, kind, chosen, set(), calendar)
        known.options = None if known.options is None or chosen is None else known.options | chosen
        known.named |= {*named, *(chosen or ())} - {UNLISTED}  # what one form offers, another lets be written
        return known

    def record(self, path: str) -> Truth:
        """Whether there is this record, or this file, or this choice."""
        if path not in self.there:
            self.there[path] = proof.truth(f"{path}!")
        return self.there[path]

    def identity(self, path: str) -> Number:
        """Which record of the library the import is: a number from `FRESH` on."""
        return self.raw[(f"{path}/record", Type.TEXT.value)].term

    def fit(self, path: str, word: str, wanted: Any, asked: Truth) -> Truth:
        """Whether what nobody names, a text or a file, fits this keyword's value. It is open, and best taken to be so."""
        listed, value = self.fits.setdefault(path, []), comparable(wanted)
        found = next((each for each in listed if (each.keyword, each.wanted) == (word, value)), None)
        if found is None:
            others = sum(each.keyword == word for each in listed)
            found = Fit(word, value, self.record(f"{path}~{word}{f'~{others}' if others else ''}"))
            listed.append(found)
        found.asked.append(asked)
        return found.holds

    def listed(self) -> list[Truth]:
        """That nobody chooses what is not offered."""
        return [
            proof.compared(Operator.UNEQUAL, each.term, UNLISTED)
            for each in self.raw.values()
            if each.options is not None and UNLISTED in each.options
        ]

    def limits(self) -> Iterable[Truth]:
        """What values can be at all."""
        for fits in self.fits.values():
            yield from related(fits)
        for each in self.raw.values():
            if each.calendar is not None:
                yield each.calendar.limits
            elif each.options is not None:
                yield proof.any_of(_is(each.term, option) for option in sorted(each.options))
            elif each.type is Type.TEXT:
                yield proof.any_of(
                    (_from(each.term, FRESH), *(_is(each.term, named) for named in sorted(each.named)))
                )
            else:
                low, high = _RANGES[each.type]
                yield proof.all_of((_from(each.term, low), proof.compared(Operator.AT_MOST, each.term, high)))


_RANGES: Mapping[Type, tuple[int, int]] = {
    Type.BOOLEAN: (0, 1),
    Type.INTEGER: (-LARGEST, LARGEST),
    Type.NUMBER: (-LARGEST * SCALE, LARGEST * SCALE),
    Type.DATE: (YEAR * EARLIEST, YEAR * (LATEST + 1) - 1),
}


def _is(term: Number, value: int) -> Truth:
    return proof.compared(Operator.EQUAL, term, value)


def _from(term: Number, least: int) -> Truth:
    return proof.compared(Operator.AT_LEAST, term, least)


def words_of(text: str) -> str:
    """A text as rules compare it."""
    return normalised(text)
