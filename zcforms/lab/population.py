"""Made-up applicants of a plan in any number, for trying rules and measuring.

A few prototypes pass every rule; each part of each prototype is worked out in several variants, sound and flawed. Somebody is one variant of
each part. Who it is follows from plan, seed and index alone: any stretch can be made by anybody, again or at the same time.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from zcforms.checks.ruleset import Ruleset
from zcforms.documents.nearest import remedy_for
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.plan import AttachmentItem, Plan
from zcforms.lab import careers, parts, pivots, prototypes, vocabulary
from zcforms.lab.harmony import Harmony, Readers
from zcforms.lab.invention import Inventor
from zcforms.lab.parts import Content, Frame, Piece
from zcforms.lab.variation import Targets, Variation

PROTOTYPES = 12
FILES, RECORDS, SPREAD, FLAWED = 2, 8, 24, 6
"""Variants of a part: of files that are asked for; of other files and of records, where no rule compares what they hold; of any other; and spoilt ones."""

_BOLDNESS = (1.0, 0.6, 0.3)
"""Of one attempt after another at a variant."""

_ROUNDS = 2
_FLAWS = 3
"""Attempts at something that is minded."""

_OVERSTATED = 0.08
"""Share of the variants in which something stands that the platform corrects by itself."""

_OLDER = (14, 8, 4, 1)
"""Years by which people of a prototype can be older: as many as the rules allow."""
_TAIL = 1.2
"""How fast the number of applicants falls from one employer, or specialty, to the next."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """`failing`: share of the people in whose application something is missing or too little; `flaws`: how many things on average;
    `employers`: how many there are of each nature."""

    failing: float = 0.35
    flaws: float = 1.5
    employers: int = 200

    @classmethod
    def of(cls, document: Any) -> Mixture:
        """From JSON. Raises `InputRefused` for what it does not know and for what cannot be."""
        known = [each.name for each in fields(cls)]
        if not isinstance(document, Mapping):
            raise InputRefused([InputFault("", f"这里应写成“名称: 数值”，名称有 {'、'.join(known)}。")])
        faults = [
            InputFault(f"/{name}", remedy_for(str(name), known)) for name in document if name not in known
        ]
        limits = {"failing": (0, 1), "flaws": (1, 10), "employers": (1, 2_000)}
        for name, (low, high) in limits.items():
            value = document.get(name, low)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                faults.append(InputFault(f"/{name}", f"请写 {low} 至 {high} 的数。"))
        if faults:
            raise InputRefused(faults)
        return cls(**document)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody: `pieces` are the parts of the application; `flawed`: something was spoilt on purpose."""

    key: str
    choices: Mapping[str, str]
    applicant: Mapping[str, Any]
    pieces: tuple[Piece, ...]
    flawed: bool


@dataclass(frozen=True, slots=True)
class _Prototype:
    number: int
    choices: Mapping[str, str]
    applicant: Mapping[str, Any]
    contents: tuple[Content, ...]
    pieces: tuple[Piece, ...]
    targets: tuple[Targets, ...]
    variants: tuple[int, ...]
    harmony: Harmony
    older: int

    @property
    def earliest(self) -> date:
        """The day on which the youngest of its people is grown up."""
        return date.fromisoformat(self.applicant["birth_date"]) + timedelta(days=careers.GROWN * 365)

    @property
    def spoilable(self) -> list[int]:
        """The parts that hold something; -1 is the portrait."""
        return [-1, *(n for n, content in enumerate(self.contents) if content.value)]


@dataclass(slots=True)
class Population:
    """People of one plan. What they are put together from is made when it is first needed."""

    plan: Plan
    ruleset: Ruleset
    seed: int = 0
    mixture: Mixture = field(default_factory=Mixture)
    _prototypes: dict[int, _Prototype] = field(default_factory=dict)
    _variants: dict[tuple[int, int, bool, int], Piece] = field(default_factory=dict)
    _frames: dict[tuple[str, ...], Frame] = field(default_factory=dict)
    _turning: dict[str, Targets] = field(default_factory=dict)
    _readers: dict[str, Readers] = field(default_factory=dict)
    _began: dict[tuple[int, int, int], date | None] = field(default_factory=dict)
    _parts_asked: dict[tuple[int, str], frozenset[int]] = field(default_factory=dict)
    _suiting: dict[tuple[int, str], bool] = field(default_factory=dict)

    def people(self, count: int, start: int = 0) -> Iterator[Person]:
        return (self.person(index) for index in range(start, start + count))

    def documents(self, count: int, start: int = 0) -> Iterator[dict[str, Any]]:
        """Application documents (schemas/meta/application.json). They share what they have in common: copy before changing one."""
        for each in self.people(count, start):
            contents = [piece.content for piece in each.pieces]
            yield parts.document(each.choices, self.plan.id, each.applicant, contents)

    def facts(self, count: int, start: int = 0) -> Iterator[dict[str, Any]]:
        """What rules see of them (`checks.facts`)."""
        return (json.loads(line)["facts"] for line in self.lines(count, start))

    def lines(self, count: int, start: int = 0) -> Iterator[str]:
        """One JSON object a person, `{"key": …, "facts": …}`, without line ends."""
        for each in self.people(count, start):
            made = parts.line(self._frame(each.choices), parts.written(_known(each.applicant)), each.pieces)
            yield f'{{"key":"{each.key}","facts":{made}}}'

    def person(self, index: int) -> Person:
        """The person with this number, from 0."""
        source = random.Random(f"{self.plan.id}:{self.seed}:{index}")  # noqa: S311 - no secret
        prototype = self._prototype(source.randrange(PROTOTYPES))
        flaws = self._flaws(source)
        specialty = self._specialty(source, prototype)
        choices = {**prototype.choices, "specialty": specialty}
        spoilt = {source.choice(prototype.spoilable) for _ in range(flaws)} if flaws else set()
        asked = self._asked(prototype, specialty)
        numbers = self._numbers(source, prototype, spoilt)
        pieces = tuple(
            self._variant(prototype, n, n in spoilt, number) for n, number in enumerate(numbers) if n in asked
        )
        key = f"{self.plan.id}-{self.seed}-{index:07}"
        sound = {n: number for n, number in enumerate(numbers) if n in asked - spoilt}
        first = careers.earliest(self._first_day(prototype, n, number) for n, number in sound.items())
        applicant = self._applicant(source, prototype, first, -1 in spoilt)
        return Person(key, choices, applicant, pieces, bool(flaws))

    # ---------------------------------------------------------------------------------------- drawing

    def _flaws(self, source: random.Random) -> int:
        if source.random() >= self.mixture.failing:
            return 0
        more = self.mixture.flaws - 1
        return 1 + (int(source.expovariate(1 / more) + 0.5) if more else 0)

    def _numbers(self, source: random.Random, prototype: _Prototype, spoilt: set[int]) -> list[int]:
        """Which variant of each part: such as go together, where nothing is spoilt."""
        drawn = [
            int(source.random() * FLAWED) if n in spoilt else 1 + int(source.random() * number)
            for n, number in enumerate(prototype.variants)
        ]
        sound = {n: number for n, number in enumerate(drawn) if n not in spoilt}
        for _ in range(_ROUNDS):
            clashes = list(
                prototype.harmony.clashing(sound, lambda n, k: self._variant(prototype, n, False, k))
            )
            for (
                places
            ) in clashes:  # with the prototype's own all but one, or all, of them are known to be right
                told = [n for n in places if sound.get(n)]
                sound |= dict.fromkeys(told if len(told) > 2 else [source.choice(told)], 0) if told else {}
            if not clashes:
                break
        return [sound.get(n, number) for n, number in enumerate(drawn)]

    def _asked(self, prototype: _Prototype, specialty: str) -> frozenset[int]:
        """The parts that somebody of the specialty is asked for."""
        key = (prototype.number, specialty)
        if key not in self._parts_asked:
            choices = {**prototype.choices, "specialty": specialty}
            self._parts_asked[key] = frozenset(
                n for n, content in enumerate(prototype.contents) if _asked(content, choices)
            )
        return self._parts_asked[key]

    def _specialty(self, source: random.Random, prototype: _Prototype) -> str:
        """One of the title's; the prototype's own where it would break a rule of the other."""
        title = self.plan.title(prototype.choices["title"])
        offered = (title.specialties if title else ()) or tuple(each.id for each in self.plan.specialties)
        drawn = offered[_ranked(source, len(offered))]
        key = (prototype.number, drawn)
        if key not in self._suiting:
            choices = {**prototype.choices, "specialty": drawn}
            there = self._harmony(choices, prototype.applicant, prototype.contents, prototype.pieces)
            self._suiting[key] = there.broken <= prototype.harmony.broken
        return drawn if self._suiting[key] else prototype.choices["specialty"]

    def _applicant(
        self, source: random.Random, prototype: _Prototype, first: date | None, without_photo: bool
    ) -> dict[str, Any]:
        """Somebody as old as what the application tells of makes likely, since the day `first`."""
        base = prototype.applicant
        youngest = date.fromisoformat(base["birth_date"])
        born = careers.birth(source, first, youngest, youngest - timedelta(days=prototype.older * 365))
        number = _ranked(source, self.mixture.employers)
        return {
            **base,
            "name": vocabulary.person(source),
            "birth_date": born.isoformat(),
            "id_number": vocabulary.resident_id(
                f"{born:%Y%m%d}", vocabulary.resident_sequence(source, base["sex"])
            ),
            "phone": f"199{source.randrange(10**8):08}",
            "employer": {
                "name": vocabulary.numbered_employer(f"{self.seed}:{base['employer']['nature']}", number),
                "nature": base["employer"]["nature"],
            },
            "photo": None if without_photo else base["photo"],
        }

    # ----------------------------------------------------------------------------------- what is drawn

    def _frame(self, choices: Mapping[str, str]) -> Frame:
        key = tuple(choices.values())
        if key not in self._frames:
            self._frames[key] = parts.frame(self.plan, choices)
        return self._frames[key]

    def _prototype(self, number: int) -> _Prototype:
        if number not in self._prototypes:
            self._prototypes[number] = self._made(number)
        return self._prototypes[number]

    def _made(self, number: int) -> _Prototype:
        choices = _choices(self.plan, self.seed, number)
        document = prototypes.prototype(self.plan, self.ruleset, choices, self.seed, number)
        places = parts.places(self.plan, choices["standard"])
        inventor = Inventor.of(self.plan, self.seed, number, "attachments")
        given = {content.place.id: content for content in parts.apart(document, places)}
        contents = tuple(
            given.get(place.id) or prototypes.invented(place, inventor)
            for place in places
            if place.id in given or isinstance(place.thing, AttachmentItem)
        )
        pieces = tuple(parts.piece(content, _context(content, choices)) for content in contents)
        inventor = Inventor.of(self.plan, self.seed, number, "settled")
        harmony = self._harmony(choices, document["applicant"], contents, pieces)
        applicant = careers.old_enough(document["applicant"], contents, harmony, inventor.latest)
        pieces = tuple(careers.settled(pieces, _known(applicant), choices, harmony, inventor))
        contents = tuple(each.content for each in pieces)
        turning = self._pivots(choices["standard"])
        targets = tuple(pivots.of_part(turning, parts.heads(each.place)) for each in contents)
        harmony = self._harmony(choices, applicant, contents, pieces)
        older = next((years for years in _OLDER if harmony.suits(_known(_aged(applicant, years)))), 0)
        variants = tuple(
            FILES
            if isinstance(content.place.thing, AttachmentItem) and content.place.thing.minimum
            else SPREAD
            if aims or isinstance(content.value, Mapping)
            else RECORDS
            for content, aims in zip(contents, targets, strict=True)
        )
        return _Prototype(number, choices, applicant, contents, pieces, targets, variants, harmony, older)

    def _harmony(
        self,
        choices: Mapping[str, str],
        applicant: Mapping[str, Any],
        contents: Sequence[Content],
        pieces: Sequence[Piece],
    ) -> Harmony:
        asked = {n: piece for n, piece in enumerate(pieces) if _asked(contents[n], choices)}
        return Harmony(self._reader(choices["standard"]), self._frame(choices), _known(applicant), asked)

    def _reader(self, standard: str) -> Readers:
        if standard not in self._readers:
            self._readers[standard] = Readers(self.ruleset.table(standard).rules, self.ruleset.shape)
        return self._readers[standard]

    def _pivots(self, standard: str) -> Targets:
        if standard not in self._turning:
            self._turning[standard] = pivots.pivots(self._reader(standard).rules, self.ruleset.shape)
        return self._turning[standard]

    def _variant(self, prototype: _Prototype, place: int, spoilt: bool, number: int) -> Piece:
        key = (prototype.number, place, spoilt, number)
        if key not in self._variants:
            self._variants[key] = (
                self._flawed(prototype, place, number) if spoilt else self._another(prototype, place, number)
            )
        return self._variants[key]

    def _first_day(self, prototype: _Prototype, place: int, number: int) -> date | None:
        key = (prototype.number, place, number)
        if key not in self._began:
            self._began[key] = careers.first_day(self._variant(prototype, place, False, number).content)
        return self._began[key]

    def _another(self, prototype: _Prototype, place: int, number: int) -> Piece:
        """Another sound piece, which breaks no rule beside the prototype's others; the prototype's own where none is found."""
        content = prototype.contents[place]
        for attempt, boldness in enumerate(_BOLDNESS if number else ()):
            inventor = Inventor.of(self.plan, self.seed, prototype.number, content.place.id, number, attempt)
            inventor.serial = (1 + number) * 100
            other = Variation(inventor, prototype.targets[place], prototype.earliest, boldness).another(
                content
            )
            made = parts.piece(other, _context(content, prototype.choices))
            if inventor.source.random() > _OVERSTATED:
                made = careers.corrected(made, prototype.choices, prototype.harmony)
            if made.sound and prototype.harmony.keeps(place, made):
                return made
        return prototype.pieces[place]

    def _flawed(self, prototype: _Prototype, place: int, number: int) -> Piece:
        """A piece with something missing or too little, so that a rule or the form minds, as far as one is found."""
        content, made = prototype.contents[place], prototype.pieces[place]
        for attempt in range(_FLAWS):
            inventor = Inventor.of(
                self.plan, self.seed, prototype.number, content.place.id, number, "flawed", attempt
            )
            inventor.serial = (2 + SPREAD + number) * 100
            worse = Variation(inventor, prototype.targets[place], prototype.earliest).flawed(content)
            made = parts.piece(worse, _context(content, prototype.choices))
            if not made.sound or not prototype.harmony.keeps(place, made):
                break
        return made


_PRIVATE = ("id_number", "phone")


def _choices(plan: Plan, seed: int, number: int) -> dict[str, str]:
    """Route, title, standard and specialty of a prototype: half of the people come by the first route."""
    routes = [each.id for each in plan.routes]
    route = (
        routes[0]
        if number % 2 == 0
        else routes[1 + number // 2 % max(1, len(routes) - 1)]
        if routes[1:]
        else routes[0]
    )
    title = plan.titles[(number // 2 + seed) % len(plan.titles)]
    standards = title.standards or tuple(each.id for each in plan.standards)
    specialties = title.specialties or tuple(each.id for each in plan.specialties)
    return {
        "route": route,
        "standard": standards[(number + number // 2) % len(standards)],
        "specialty": specialties[number % len(specialties)],
        "title": title.id,
    }


def _known(applicant: Mapping[str, Any]) -> dict[str, Any]:
    """What rules see of the applicant."""
    return {name: value for name, value in applicant.items() if name not in _PRIVATE and value is not None}


def _aged(applicant: Mapping[str, Any], years: int) -> dict[str, Any]:
    born = date.fromisoformat(applicant["birth_date"]) - timedelta(days=years * 365)
    return {**applicant, "birth_date": born.isoformat()}


def _asked(content: Content, choices: Mapping[str, str]) -> bool:
    return bool(prototypes.asked([content.place], choices))


def _context(content: Content, choices: Mapping[str, str]) -> dict[str, str]:
    """Choices with which the part is asked for."""
    thing = content.place.thing
    if not isinstance(thing, AttachmentItem) or _asked(content, choices):
        return dict(choices)
    routes, specialties = thing.routes or (choices["route"],), thing.specialties or (choices["specialty"],)
    return {**choices, "route": routes[0], "specialty": specialties[0]}


def _ranked(source: random.Random, number: int) -> int:
    """A number below `number`, the small ones far more often."""
    return min(number - 1, int(math.expm1(source.random() * math.log1p(number ** (1 / _TAIL))) ** _TAIL))
