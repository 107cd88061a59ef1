"""Values that could stand in a form, made from its schema alone: types, codes, limits, conditions between fields, examples.

People, employers and titles of works are made up from a small vocabulary. The same source of randomness gives the same values.
"""

from __future__ import annotations

import hashlib
import math
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from zcforms.documents.conditions import holds, missing
from zcforms.domain.plan import LibraryCategory, Plan, Schema
from zcforms.forms import shown
from zcforms.lab import vocabulary
from zcforms.lab.matching import text_of
from zcforms.lab.numbering import NUMBERS

_YEARS_BACK = 12
_OPTIONAL = 0.55
_EARLIEST_YEAR, _ERA = 1900, 1000
"""A number that is never less than the one, within so many, is a year."""
_ROUNDS = 3
_MOST_DRAWS = 40
"""For a record that is to fulfil what cannot be read off."""
_MEDIA = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

_ONE_MORE_CHOICE = 0.3
"""How often somebody chooses one more than is wanted at least."""
_DRAWS = 8
"""Times that each choice is drawn for, so that it differs from the others."""


@dataclass(slots=True)
class Inventor:
    """Makes values for one plan. `latest`: nothing lies after it; `serial` numbers what must be different."""

    plan: Plan
    source: random.Random
    latest: date
    serial: int = field(default=0)

    @classmethod
    def of(cls, plan: Plan, *seed: object) -> Inventor:
        """An inventor whose values depend on the plan's id and the seed alone. Nothing lies after the plan's opening."""
        return cls(plan, random.Random(":".join(map(str, (plan.id, *seed)))), plan.opens)  # noqa: S311 - no secret

    def record(self, schema: Schema, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An object that its schema accepts, with what is given as it is."""
        properties: Mapping[str, Schema] = schema.get("properties", {})
        made = dict(given or {})
        wanted = set(schema.get("required", ()))
        for name, inner in properties.items():
            if name not in made and (name in wanted or self.source.random() < _OPTIONAL):
                made[name] = self.value(inner)
        return self.completed(schema, made, frozenset(given or ()))

    def completed(
        self, schema: Schema, record: Mapping[str, Any], given: frozenset[str] = frozenset()
    ) -> dict[str, Any]:
        """The record with what is required of it, in order where one field must not pass another, without what is hidden."""
        properties: Mapping[str, Schema] = schema.get("properties", {})
        made = {name: value for name, value in record.items() if not missing(value)}
        for _ in range(_ROUNDS):
            lacking = [name for name in shown.required(schema, made) if missing(made.get(name))]
            made |= {name: self.value(properties[name]) for name in lacking}
            for name, inner in properties.items():
                self._order(made, name, inner, given)
            if not lacking:
                break
        asked = shown.shown(schema, made)
        return {
            name: value
            for name, value in made.items()
            if (name in asked or name not in properties or name in given) and not missing(value)
        }

    def _order(self, record: dict[str, Any], name: str, schema: Schema, given: frozenset[str]) -> None:
        other = schema.get("atMost")
        if other is None or missing(record.get(name)) or missing(record.get(other)):
            return
        low, high = record[name], record[other]
        if low <= high:
            return
        if name in given and other not in given:
            record[other] = low
        elif other in given and name not in given:
            record[name] = high
        elif name not in given:
            record[name], record[other] = high, low

    def value(self, schema: Schema) -> Any:
        """A value that the schema accepts."""
        if "enum" in schema:
            return self.source.choice(list(schema["enum"]))
        if "codes" in schema and schema.get("type") == "string":
            return self._code(str(schema["codes"]))
        match schema.get("type"):
            case "integer" | "number":
                return self._number(schema)
            case "boolean":
                return self.source.random() < 0.5
            case "array":
                return self._list(schema)
            case "object":
                return self.file("jpg") if schema.get("widget") == "photo" else self.record(schema)
            case _:
                return self._text(schema)

    def files(self, schema: Schema, caption: str = "") -> list[dict[str, Any]]:
        """As many files as are wanted at least, one at the least."""
        kinds = list(schema.get("accept", ("jpg",)))
        number = max(1, int(schema.get("minItems", 1)))
        name = str(schema.get("caption") or caption or "证明材料")
        return [
            self.file(self.source.choice(kinds), name, int(schema.get("maxBytes", 10**6)))
            for _ in range(number)
        ]

    def file(self, kind: str = "jpg", name: str = "证明材料", most: int = 10**6) -> dict[str, Any]:
        """A file document. There are no bytes behind its digest."""
        number = self.number()
        return {
            "id": f"file-{number}",
            "name": f"{name}{number}.{kind}",
            "digest": hashlib.sha256(f"{self.plan.id}:{number}:{name}".encode()).hexdigest(),
            "size": min(most, self.source.randint(20_000, 400_000)),
            "media_type": _MEDIA.get(kind, "application/octet-stream"),
        }

    def achievement(
        self,
        category: LibraryCategory,
        given: Mapping[str, Any] | None = None,
        where: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """An approved library record whose data the category accepts and `where` holds of, as far as `given` lets it."""
        wished = {**wanted(where or {}, category.schema), **(given or {})}
        data = self.record(category.schema, wished)
        for _ in range(_MOST_DRAWS):
            if holds(where or {}, data):
                break
            drawn = {
                name: self.value(inner) for name, inner in _spoken_of(where or {}, category.schema).items()
            }
            data = self.record(category.schema, {**drawn, **wished})
        evidence = self.files(category.evidence, category.caption)
        return {
            "id": f"record-{self.number()}",
            "category": category.id,
            "state": "approved",
            "data": data,
            "evidence": evidence,
        }

    def number(self) -> int:
        """A number that this inventor has not given before."""
        self.serial += 1
        return self.serial

    # --------------------------------------------------------------------------------------- by type

    def _code(self, list_id: str) -> str:
        """One of the codes, the first ones more often; of a hierarchy one without children."""
        found = self.plan.codes.get(list_id)
        codes = [each.id for each in found.codes] if found else ["1"]
        parents = {each.parent for each in found.codes} if found else set()
        leaves = [code for code in codes if code not in parents] or codes
        return leaves[min(int(self.source.expovariate(0.4)), len(leaves) - 1)]

    def _number(self, schema: Schema) -> int | float:
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        high = schema.get("maximum", schema.get("exclusiveMaximum", low + 100))
        if yearly(schema):
            return max(int(low), min(int(high), self.latest.year - self.source.randint(0, 5)))
        step = schema.get("multipleOf", 1)
        least = low + (step if "exclusiveMinimum" in schema else 0)
        spread = min(high - least, 40)
        found = least + round(self.source.triangular(0, spread, spread * 0.3) / step) * step
        found = min(found, high - (step if "exclusiveMaximum" in schema else 0))
        return int(found) if schema.get("type") == "integer" else round(float(found), 4)

    def _list(self, schema: Schema) -> list[Any]:
        if schema.get("widget") == "files":
            return self.files(schema)
        items = schema.get("items", {})
        number = max(int(schema.get("minItems", 0)), 1)
        if "properties" in items:
            return [self.value(items) for _ in range(number)]
        most = int(schema.get("maxItems", number + 2))
        while number < most and self.source.random() < _ONE_MORE_CHOICE:
            number += 1
        one = {**items, "codes": items.get("codes", schema.get("codes"))} if "codes" in schema else items
        made = dict.fromkeys(self.value(one) for _ in range(number * _DRAWS))
        return list(made)[:number]

    def _text(self, schema: Schema) -> str:
        if schema.get("format"):
            return self._formatted(schema)
        if schema.get("pattern"):
            return self._matching(schema)
        caption = str(schema.get("caption", ""))
        text = vocabulary.text(self.source, caption, self.number())
        longest = int(schema.get("maxLength", 200))
        return text.ljust(int(schema.get("minLength", 0)), "一")[:longest]

    def _formatted(self, schema: Schema) -> str:
        """A text of a format: one of the field's own examples where it gives some of a number that is printed on things."""
        match schema["format"]:
            case "date":
                return self.day().isoformat()
            case "month":
                return self.day().isoformat()[:7]
            case "time":
                return f"{self.source.randrange(8, 18):02}:{self.source.choice(('00', '15', '30', '45'))}"
            case "email":
                return f"someone{self.number()}@example.com"
        examples = schema.get("examples")
        return str(self.source.choice(examples)) if examples else NUMBERS[schema["format"]](self.source)

    def day(self, years: float = _YEARS_BACK) -> date:
        """A day within so many years before the latest one, recent ones more often."""
        back = self.source.triangular(0, years, years * 0.25)
        return self.latest - timedelta(days=int(back * 365) + 1)

    def _matching(self, schema: Schema) -> str:
        """A text of the pattern, or an example where one cannot be made up."""
        pattern = str(schema["pattern"])
        made = text_of(pattern, self.source, int(schema.get("minLength", 0)))
        examples = [str(each) for each in schema.get("examples", ())]
        return made if re.fullmatch(pattern, made) else examples[0] if examples else made


def yearly(schema: Schema) -> bool:
    """Whether the number is a year of the calendar, as its limits show."""
    low = schema.get("minimum", 0)
    return bool(low >= _EARLIEST_YEAR and schema.get("maximum", math.inf) - low < _ERA)


def wanted(condition: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """Values of the fields that a condition (of `where` or `shownWhen`) speaks of, so that it holds as far as it can be read off."""
    made: dict[str, Any] = {}
    for name, test in condition.items():
        if name == "any":
            made |= next((wanted(each, schema) for each in test), {})
        elif name != "not":
            literal = _literal(test)
            several = schema.get("properties", {}).get(name, {}).get("type") == "array"
            if literal is not None:
                made[name] = [literal] if several else literal
    return made


def _spoken_of(condition: Mapping[str, Any], schema: Schema) -> dict[str, Schema]:
    """The fields that a condition looks at."""
    found: dict[str, Schema] = {}
    for name, test in condition.items():
        if name in ("any", "not"):
            for each in test if name == "any" else (test,):
                found |= _spoken_of(each, schema)
        elif name in schema.get("properties", {}):
            found[name] = schema["properties"][name]
    return found


def _literal(test: Any) -> Any:
    """A value that passes the test, where it names one."""
    if isinstance(test, list):
        return test[0] if test else None
    if not isinstance(test, Mapping):
        return test
    for word in ("==", ">=", "<="):
        if word in test:
            return test[word]
    return test["in"][0] if test.get("in") else None
