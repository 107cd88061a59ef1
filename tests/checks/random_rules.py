"""Random rules over random facts, in every word of the language: what the engine and the reference evaluator are held together by."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zcforms.checks.shape import Shape

TEXTS = ["甲", "乙", "丙", "a b", "\"'"]
NONE = "无"
_SOME_ASKED = {"askedBy": ["f"]}
_SCALARS: dict[str, Any] = {
    "i": {"type": "integer", **_SOME_ASKED},
    "j": {"type": "integer"},
    "x": {"type": "number", **_SOME_ASKED},
    "d": {"type": "string", "format": "date", **_SOME_ASKED},
    "m": {"type": "string", "format": "month"},
    "s": {"type": "string", "enum": TEXTS, **_SOME_ASKED},
    "t": {"type": "string", **_SOME_ASKED},
    "u": {"type": "string"},
    "f": {"type": "boolean"},
}
RESTRICTED = [name for name, schema in _SCALARS.items() if "askedBy" in schema]
_CHOICES = {
    "type": "array",
    "several": True,
    "items": {"type": "object", "properties": {"value": {"type": "string", "enum": TEXTS}}},
    **_SOME_ASKED,
}
_INNER = {
    "type": "array",
    "items": {"type": "object", "properties": {k: _SCALARS[k] for k in "ids"}},
    **_SOME_ASKED,
}
_RECORDS = {
    "type": "array",
    "items": {"type": "object", "properties": {**_SCALARS, "c": _CHOICES, "inner": _INNER}},
}
SCHEMA = {
    "type": "object",
    "properties": {
        **_SCALARS,
        "c": _CHOICES,
        "o": {"type": "object", "properties": {**_SCALARS, "c": _CHOICES}, **_SOME_ASKED},
        "A": {**_RECORDS, **_SOME_ASKED},
        "B": _RECORDS,
    },
    "blank": NONE,
}
SHAPE = Shape(SCHEMA, SCHEMA)
REFERENCE = date(2022, 12, 31)
_KINDS = {"number": "ijx", "date": "dm", "text": "stu", "boolean": "f"}
_ALL = "".join(_KINDS.values())
_EQUALITY = ["==", "!="]
_ORDER = [*_EQUALITY, "<", "<=", ">", ">="]


@dataclass
class Author:
    """Writes well-typed rules in the surface language."""

    random: random.Random

    def condition(self, names: list[str], depth: int) -> Any:
        """`names`: what stands before a property's name in the scopes that are open ("" is the innermost)."""
        roll = self.random.random()
        if depth <= 0 or roll < 0.35:
            return self.comparison(names)
        if roll < 0.6:
            wide = self.random.random() < 0.05  # more branches than the engine is given
            number = self.random.randint(6, 12) if wide else self.random.randint(1, 3)
            parts = [self.condition(names, 0 if wide else depth - 1) for _ in range(number)]
            word = "at_least" if wide else self.random.choice(["all", "any", "any", "at_least"])
            if word == "at_least":
                return {"at_least": {"number": self.random.randint(1, len(parts)), "of": parts}}
            return {word: parts}
        if roll < 0.68:
            return {"not": self.condition(names, depth - 1)}
        return self.quantified(names, depth)

    def quantified(self, names: list[str], depth: int) -> Any:
        word = self.random.choice(
            [
                "some",
                "every",
                "no",
                "pairs",
                "unique",
                "no_overlap",
                "count",
                "sum",
                "distinct",
                "combination",
            ]
        )
        lists = ["$.A", "$.B"] + (["inner"] if names[0] == "r" else [])
        found: dict[str, Any] = {"of": self.random.choice(lists)}
        inside = [("r" if found["of"] != "inner" else "q"), *names]
        if self.random.random() < 0.4:
            found["where"] = self.condition(inside, depth - 2)
        match word:
            case "some" | "every" | "no":
                found["that"] = self.condition(inside, depth - 1)
            case "pairs":
                pair = "inner pair" if found["of"] == "inner" else "pair"
                found["that"] = self.condition([pair, *names], min(depth - 1, 1))
            case "unique":
                found["by"] = self.random.sample(["i", "s", "d"], self.random.randint(1, 2))
            case "no_overlap" if found["of"] != "inner":
                found |= {"start": "d", "end": self.random.choice("dm")}
            case "no_overlap":
                found |= {"start": "d", "end": "d"}
            case "count":
                found |= self.bounds()
            case "combination":
                found |= self.combination()
            case "distinct":
                found["field"] = self.random.choice("i" if found["of"] == "inner" else "ixdst")
                found |= self.bounds()
            case _:
                found["field"] = self.random.choice("i" if found["of"] == "inner" else "ix")
                found[self.random.choice(_ORDER)] = self.random.randint(-2, 6)
        return {word: found}

    def bounds(self) -> dict[str, int]:
        """A comparison of a number of records that is not settled beforehand."""
        number = self.random.randint(0, 3)
        return {self.random.choice(_ORDER if number else ["==", "!=", ">", "<="]): number}

    def combination(self) -> dict[str, Any]:
        order = self.random.sample(TEXTS, self.random.randint(1, 3))
        options = [
            {
                level: self.random.randint(1, 2)
                for level in self.random.sample(order, self.random.randint(1, len(order)))
            }
            for _ in range(self.random.randint(1, 3))
        ]
        return {"scale": "s", "order": order, "any": options, "stand_in": self.random.random() < 0.5}

    def name(self, names: list[str], kind: str) -> str:
        return self.one_of(names, _KINDS[kind])

    def one_of(self, names: list[str], wanted: str) -> str:
        """The name of a property that is one of the letters."""
        where, letters = self.random.choice(names), wanted
        if where in ("q", "inner pair"):
            letters = "".join(letter for letter in letters if letter in "ids")
            if not letters:
                where, letters = "$", wanted
        letter = self.random.choice(letters)
        match where:
            case "pair" | "inner pair":
                return f"{self.random.choice('ab')}.{letter}"
            case "r" | "q" if names[0] == where:
                return letter
            case _:
                return self.random.choice([f"$.{letter}", f"$.o.{letter}"])

    def comparison(self, names: list[str]) -> Any:
        kind = self.random.choice(["number", "number", "date", "text", "boolean"])
        name = self.name(names, kind)
        roll = self.random.random()
        if self.random.random() < 0.08:
            return self.choices(names)
        if roll < 0.12:
            return self.state(names)
        if roll < 0.17 and kind == "text":
            word = self.random.choice(["contains", "starts_with"])
            return {name: {word: self.random.sample(["甲", "乙", "a"], self.random.randint(1, 2))}}
        if roll < 0.22 and kind != "boolean":
            low = self.literal(kind, name)
            return {name: {self.random.choice(["in", "not_in"]): [low, self.literal(kind, name)]}}
        if roll < 0.3 and kind in ("number", "date"):
            return {name: {"between": [self.literal(kind, name), self.operand(names, kind)]}}
        operator = self.random.choice(_ORDER if kind in ("number", "date") else _EQUALITY)
        if roll < 0.6:
            return {name: {operator: self.literal(kind, name)}}
        if roll < 0.8:
            return {"compare": [self.value(names, kind), operator, self.value(names, kind, whole=True)]}
        return {name: {operator: self.operand(names, kind)}}

    def choices(self, names: list[str]) -> Any:
        """Of a field of several choices."""
        name = self.one_of([each for each in names if each not in ("q", "inner pair")], "c")
        codes = self.random.sample(TEXTS, self.random.randint(1, 3))
        word = self.random.choice(["has_one_of", "has_all_of", "has_none_of", "chosen", "state"])
        if word == "state":
            return {self.random.choice(["present", "absent", "left_blank", "not_asked"]): name}
        if word != "chosen":
            return {name: {word: codes}}
        if self.random.random() < 0.5:
            return {"chosen": {"of": name, "among": codes, self.random.choice(["==", "!=", "<", ">="]): 1}}
        return {"chosen": {"of": name, self.random.choice(_ORDER): self.random.randint(2, 4)}}

    def state(self, names: list[str]) -> Any:
        word = self.random.choice(["present", "absent", "left_blank", "says_none", "not_asked"])
        if word == "says_none":
            return {word: self.one_of([each for each in names if each not in ("q", "inner pair")], "tu")}
        if self.random.random() < 0.3:
            lists = ["$.A"] if word == "not_asked" else ["$.A", "$.B"]
            return {word: self.random.choice([*lists, *(["inner"] if names[0] == "r" else [])])}
        return {word: self.one_of(names, "".join(RESTRICTED) if word == "not_asked" else _ALL)}

    def operand(self, names: list[str], kind: str) -> Any:
        return {"field": self.name(names, kind)}

    def value(self, names: list[str], kind: str, *, whole: bool = False) -> Any:
        """`whole`: no fractions are written in it, for it may stand beside whole numbers."""

        def some() -> str:
            return self.name(names, kind)

        def date_name() -> str:
            return self.name(names, "date")

        if self.random.random() < 0.2:
            return self.choice(names, kind, whole=whole)
        if kind == "number":
            return self.random.choice(
                [
                    {"add": [some(), some()]},
                    {"sub": [some(), self.random.randint(-3, 3)]},
                    {"times": [self.random.randint(-2, 3), some()]},
                    {"min": [some(), some(), self.random.choice([0, 1.5])]},
                    {"max": [some(), some()]},
                    {"first_present": [some(), some()]},
                    {"years_since": date_name()},
                    {
                        self.random.choice(["years", "anniversaries", "calendar_years"]): [
                            date_name(),
                            date_name(),
                        ]
                    },
                    {"times": [1, {"months": [date_name(), date_name()]}]},
                    {"times": [1, {"days": [date_name(), date_name()]}]},
                    {"year_of": date_name()},
                    {"count": {"of": "$.A", "where": self.comparison(["r", *names])}},
                    {"sum": {"of": "$.B", "field": self.random.choice("ix")}},
                    {"distinct": {"of": "$.A", "field": self.random.choice("sdx")}},
                    {"chosen": {"of": self.random.choice(["$.c", "$.o.c"])}},
                    self.covered(names),
                ]
            )
        if kind == "date":
            return self.random.choice(
                [
                    {"first_present": [some(), "2019-03-01"]},
                    {"max": [some(), some()]},
                    {"ago": {"years": 5}},
                    {"field": some()},
                    {"max": ["2020-02-29"]},
                    {"date": "2020-02"},
                ]
            )
        return {"field": some()} if kind == "boolean" else {"first_present": [some(), some()]}

    def covered(self, names: list[str]) -> Any:
        word = self.random.choice(["years_covered", "months_covered", "days_covered"])
        periods: dict[str, Any] = {"of": self.random.choice(["$.A", "$.B"]), "start": "d", "end": "m"}
        if self.random.random() < 0.3:
            periods = {**periods, "start": "m", "end": "d"}
        if self.random.random() < 0.5:
            periods["where"] = self.comparison(["r", *names])
        if self.random.random() < 0.5:
            periods["until"] = {"field": self.name(names, "date")}
        return {"times": [1, {word: periods}]}

    def choice(self, names: list[str], kind: str, *, whole: bool) -> Any:
        """Values that depend on conditions."""

        def value() -> Any:
            if kind != "date" and self.random.random() < 0.5:
                return self.literal(kind, "i" if whole else "x")
            return {"field": self.name(names, kind)}

        otherwise = {"otherwise": value()} if self.random.random() < 0.6 else {}
        if self.random.random() < 0.4:
            key = self.one_of(names, "s")
            return {"by": {"field": key, "of": {"甲": value(), "乙": value()}, **otherwise}}
        branches = [
            {"when": self.comparison(names), "then": value()} for _ in range(self.random.randint(1, 2))
        ]
        return {"choose": [*branches, *([otherwise] if otherwise else [])]}

    def literal(self, kind: str, name: str) -> Any:
        letter = name[-1]
        if kind == "number":
            return (
                self.random.choice([0, 1, 2, -1, 3])
                if letter != "x"
                else self.random.choice([0.5, 1, 1.25, -2])
            )
        if kind == "date":
            return some_date(self.random)[: 7 if letter == "m" else 10]
        return self.random.choice(TEXTS) if kind == "text" else self.random.random() < 0.5


def some_date(source: random.Random) -> str:
    if source.random() < 0.3:
        return source.choice(["2020-02-29", "2019-02-28", "2020-03-01", "2021-12-31", "2017-12-31"])
    return (date(2017, 1, 1) + timedelta(days=source.randint(0, 2200))).isoformat()


def some_scalars(source: random.Random, names: str = _ALL) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in names:
        if source.random() < 0.2:
            if source.random() < 0.3:
                made[name] = source.choice([None, "", "  ", [], 5 if name in "tu" else "x"])
            continue
        match name:
            case "i" | "j":
                made[name] = (
                    source.randint(-2, 4) if source.random() < 0.9 else source.choice([2**40, -(2**31)])
                )
            case "x":
                made[name] = source.choice([0, 0.5, 1, 1.25, 2, -2, 3.1])
            case "d":
                made[name] = some_date(source)
            case "m":
                made[name] = some_date(source)[:7]
            case "s":
                made[name] = source.choice(TEXTS)
            case "t" | "u":
                made[name] = source.choice([*TEXTS, NONE, NONE])
            case _:
                made[name] = source.random() < 0.5
    return made


def some_choices(source: random.Random) -> dict[str, Any]:
    """Sometimes nothing, sometimes the same choice twice, or what is none."""
    chosen = [source.choice([*TEXTS, *TEXTS, None, 5, "丁"]) for _ in range(source.choice([0, 1, 1, 2, 3]))]
    return {"c": [{"value": each} for each in chosen]} if source.random() < 0.9 else {}


def some_facts(source: random.Random) -> dict[str, Any]:
    def records() -> list[dict[str, Any]]:
        number = source.choice([0, 0, 1, 1, 2, 3, 4])
        return [
            some_scalars(source)
            | some_choices(source)
            | {"inner": [some_scalars(source, "ids") for _ in range(source.randint(0, 2))]}
            for _ in range(number)
        ]

    own, of_o = some_choices(source), some_choices(source)
    facts = some_scalars(source) | own | {"o": some_scalars(source) | of_o, "A": records(), "B": records()}
    places = list(_places(facts))
    return facts | {"unasked": source.sample(places, min(len(places), source.choice([0, 0, 1, 3, 8])))}


def _places(facts: dict[str, Any]) -> Iterator[str]:
    """Pointers of what may not have been asked for; some to places that everybody is asked for, which say nothing."""
    yield from (
        "/A",
        "/B",
        "/c",
        "/j",
        "/o",
        "/o/c",
        *(f"{above}/{name}" for name in RESTRICTED for above in ("", "/o")),
    )
    for records in "AB":
        for number, record in enumerate(facts[records]):
            at = f"/{records}/{number}"
            yield from (f"{at}/inner", f"{at}/c", *(f"{at}/{name}" for name in RESTRICTED))
            yield from (f"{at}/inner/{n}/{name}" for n in range(len(record["inner"])) for name in "ids")
