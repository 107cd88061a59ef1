"""What makes an application one person's life: nobody tells of anything before growing up, and years agree with what the platform allows.

Nothing here knows a field: dates are what looks like one, and what people may not write is what the adjusting rules correct.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from zcforms.checks import conform, dates
from zcforms.checks.run import decide
from zcforms.documents.pointer import steps
from zcforms.domain.plan import Section
from zcforms.lab import parts
from zcforms.lab.harmony import Harmony
from zcforms.lab.invention import Inventor
from zcforms.lab.parts import Content, Piece
from zcforms.lab.variation import Variation

GROWN = 18
"""Years that somebody lives before an application tells of anything."""

_YEAR = 365.25
_LATER = (2.0, 1.7)
"""Of the gamma distribution of the years from growing up to the first thing that an application tells of: most of them one to six."""


def birth(source: random.Random, first: date | None, youngest: date, oldest: date) -> date:
    """A birthday of somebody whose application begins to tell on the day `first`, between the two."""
    drawn = source.gammavariate(*_LATER)
    if first is None:
        return youngest
    return max(oldest, min(youngest, first - timedelta(days=int((GROWN + drawn) * _YEAR) + 1)))


def first_day(content: Content) -> date | None:
    """The earliest day that a part tells of."""
    return min(_days([content.value, *(each["data"] for each in content.records)]), default=None)


def earliest(days: Iterable[date | None]) -> date | None:
    return min((day for day in days if day), default=None)


def old_enough(
    applicant: dict[str, Any], contents: Iterable[Content], harmony: Harmony, latest: date
) -> dict[str, Any]:
    """The applicant, born early enough for the years that the parts tell of, as far as the rules go along."""
    told = max(map(_years, contents), default=0)
    needed = latest - timedelta(days=int((told + GROWN + 1) * _YEAR))
    older = {**applicant, "birth_date": min(applicant["birth_date"], needed.isoformat())}
    seen = {**harmony.applicant, "birth_date": older["birth_date"]}
    return older if harmony.suits(seen) else applicant


def settled(
    pieces: Sequence[Piece],
    applicant: Mapping[str, Any],
    choices: Mapping[str, str],
    harmony: Harmony,
    inventor: Inventor,
) -> Iterator[Piece]:
    """The pieces with their years as the platform has them, and the dates since which they count agreeing, as far as the rules go along."""
    grown = date.fromisoformat(applicant["birth_date"]) + timedelta(days=GROWN * 365)
    variation = Variation(inventor, {}, grown)
    for place, piece in enumerate(pieces):
        if not isinstance(piece.content.value, Mapping):
            yield piece
            continue
        better = corrected(parts.piece(variation.settled(piece.content), choices), choices, harmony)
        yield better if better.sound and harmony.keeps(place, better) else piece


def corrected(piece: Piece, choices: Mapping[str, str], harmony: Harmony) -> Piece:
    """The piece after what the platform corrects by itself when it is saved (feature 66)."""
    content, readers = piece.content, harmony.readers
    if not readers.adjusting or not isinstance(content.value, Mapping):
        return piece
    facts = parts.facts(harmony.frame, harmony.applicant, [piece])
    made = decide(readers.adjusting, conform.typed(facts, readers.shape_of(readers.adjusting)))
    value = dict(content.value)
    for each in made.adjustments:
        head, *rest = steps(each.pointer)
        if head == content.place.id and len(rest) == 1 and rest[0] in value:
            value[rest[0]] = int(each.after) if isinstance(value[rest[0]], int) else each.after
    return (
        parts.piece(dataclasses.replace(content, value=value), choices) if value != content.value else piece
    )


def _years(content: Content) -> int:
    """The most years that a part tells of."""
    thing = content.place.thing
    if not isinstance(thing, Section) or not isinstance(content.value, Mapping):
        return 0
    schema = thing.schema.get("properties", {})
    found = (value for name, value in content.value.items() if schema.get(name, {}).get("unit") == "年")
    return max((int(years) for years in found if isinstance(years, int | float)), default=0)


def _days(told: Any) -> Iterator[date]:
    if isinstance(told, str):
        day = dates.parse(told) if told[4:5] == "-" else None
        if day:
            yield day
    elif isinstance(told, Mapping | list):
        for each in told.values() if isinstance(told, Mapping) else told:
            yield from _days(each)
