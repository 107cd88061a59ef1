"""The same rules written three times: in our language, as JsonLogic, and as a ZEN expression; and made-up facts of any number."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

LISTS = ("work", "education", "training", "publications")
NUMBERS, DATES, CODES = 24, 8, 8
KINDS = ("甲", "乙", "丙")
_FIRST_DAY = date(2005, 1, 1)

_RECORD = {
    "kind": {"type": "string", "enum": list(KINDS)},
    "months": {"type": "integer"},
    "rank": {"type": "integer"},
    "start": {"type": "string", "format": "date"},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "basic": {
            "type": "object",
            "properties": {
                **{f"n{number}": {"type": "integer"} for number in range(NUMBERS)},
                **{f"d{number}": {"type": "string", "format": "date"} for number in range(DATES)},
                **{f"c{number}": {"type": "string", "enum": list(KINDS)} for number in range(CODES)},
            },
        },
        **{name: {"type": "array", "items": {"type": "object", "properties": _RECORD}} for name in LISTS},
    },
}


@dataclass(frozen=True, slots=True)
class Written:
    """One requirement in each notation."""

    ours: dict[str, Any]
    json_logic: dict[str, Any]
    zen: str


def facts(count: int, seed: int = 7) -> dict[str, Any]:
    """One applicant with `count - 1` records."""
    chance = random.Random(seed)

    def day() -> str:
        return (_FIRST_DAY + timedelta(days=chance.randrange(6_000))).isoformat()

    def record() -> dict[str, Any]:
        return {
            "kind": chance.choice(KINDS),
            "months": chance.randrange(60),
            "rank": chance.randrange(1, 8),
            "start": day(),
        }

    lists: dict[str, list[Any]] = {name: [] for name in LISTS}
    for number in range(count - 1):
        lists[LISTS[number % len(LISTS)]].append(record())
    return {
        "basic": {
            **{f"n{number}": chance.randrange(100) for number in range(NUMBERS)},
            **{f"d{number}": day() for number in range(DATES)},
            **{f"c{number}": chance.choice(KINDS) for number in range(CODES)},
        },
        **lists,
    }


def rules(count: int, seed: int = 11) -> list[Written]:
    """So many requirements, of six kinds in turn; roughly half of them hold."""
    chance = random.Random(seed)
    return [_MADE[number % len(_MADE)](chance) for number in range(count)]


def _number(chance: random.Random) -> Written:
    name, least = f"n{chance.randrange(NUMBERS)}", chance.randrange(100)
    return Written(
        {f"basic.{name}": {">=": least}},
        {">=": [{"var": f"basic.{name}"}, least]},
        f"basic.{name} >= {least}",
    )


def _two_numbers(chance: random.Random) -> Written:
    one, other = (f"n{number}" for number in chance.sample(range(NUMBERS), 2))
    return Written(
        {f"basic.{one}": {"<=": {"field": f"basic.{other}"}}},
        {"<=": [{"var": f"basic.{one}"}, {"var": f"basic.{other}"}]},
        f"basic.{one} <= basic.{other}",
    )


def _code(chance: random.Random) -> Written:
    name, two = f"c{chance.randrange(CODES)}", chance.sample(KINDS, 2)
    return Written(
        {f"basic.{name}": {"in": two}},
        {"in": [{"var": f"basic.{name}"}, two]},
        f"basic.{name} in {two}",
    )


def _counted(chance: random.Random) -> Written:
    name, kind, months, least = (
        chance.choice(LISTS),
        chance.choice(KINDS),
        chance.randrange(60),
        chance.randrange(1, 8),
    )
    where = {"and": [{"==": [{"var": "kind"}, kind]}, {">=": [{"var": "months"}, months]}]}
    return Written(
        {"count": {"of": name, "where": {"kind": kind, "months": {">=": months}}, ">=": least}},
        {">=": [_length({"filter": [{"var": name}, where]}), least]},
        f"len(filter({name}, #.kind == '{kind}' and #.months >= {months})) >= {least}",
    )


def _some(chance: random.Random) -> Written:
    name, rank = chance.choice(LISTS), chance.randrange(1, 8)
    return Written(
        {"every": {"of": name, "that": {"rank": {"<=": rank}}}},
        {"==": [_length({"filter": [{"var": name}, {">": [{"var": "rank"}, rank]}]}), 0]},
        f"len(filter({name}, #.rank > {rank})) == 0",
    )


def _total(chance: random.Random) -> Written:
    name, kind, least = chance.choice(LISTS), chance.choice(KINDS), chance.randrange(600)
    chosen = {"filter": [{"var": name}, {"==": [{"var": "kind"}, kind]}]}
    add = {"+": [{"var": "current.months"}, {"var": "accumulator"}]}
    return Written(
        {"sum": {"of": name, "field": "months", "where": {"kind": kind}, ">=": least}},
        {">=": [{"reduce": [chosen, add, 0]}, least]},
        f"sum(map(filter({name}, #.kind == '{kind}'), #.months)) >= {least}",
    )


def _length(chosen: dict[str, Any]) -> dict[str, Any]:
    return {"reduce": [chosen, {"+": [1, {"var": "accumulator"}]}, 0]}


_MADE: tuple[Callable[[random.Random], Written], ...] = (
    _number,
    _counted,
    _code,
    _some,
    _two_numbers,
    _total,
)
