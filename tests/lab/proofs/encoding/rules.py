"""Rules at random, in the language that authors write, over places of few kinds."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Condition = Any


@dataclass(frozen=True)
class Shape:
    """A list of records (`list`: its name) or the document (""), with its fields' schemas by name."""

    list: str
    fields: Mapping[str, Mapping[str, Any]]


def kind_of(schema: Mapping[str, Any]) -> str:
    if schema["type"] == "string":
        return "enum" if "enum" in schema else "date" if schema.get("format") == "date" else "text"
    return {"array": "several"}.get(schema["type"], str(schema["type"]))


class Rules:
    """Makes rules over the document (first of `shapes`) and its lists."""

    def __init__(self, draw: random.Random, shapes: Sequence[Shape]) -> None:
        self.draw = draw
        self.document, *self.lists = shapes

    def shell(self, id_: str, require: Condition) -> dict[str, Any]:
        return {
            "id": id_,
            "row": self.draw.choice(("main", "main", "other")),
            "caption": f"规则 {id_}",
            "policy": {"text": "测试", "source": "测试"},
            "require": require,
            "message": "不符合",
        }

    def rule(self, id_: str) -> dict[str, Any]:
        made = self.shell(id_, self.condition(2))
        if self.chance(0.45):
            made["when"] = self.condition(1)
        if self.chance(0.3):
            made["missing"] = "pass"
        if self.chance(0.15):
            made["routes"] = [self.draw.choice(("regular", "exceptional"))]
        if self.chance(0.1):
            made["severity"] = "advisory"
        return made

    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    def condition(self, depth: int) -> Condition:
        """Compound conditions of no more than so many levels."""
        if depth and self.chance(0.45):
            parts = [self.condition(depth - 1) for _ in range(self.draw.choice((2, 2, 3)))]
            match self.draw.choice(("all", "any", "any", "not", "at_least")):
                case "not":
                    return {"not": parts[0]}
                case "at_least":
                    return {"at_least": {"number": self.draw.randint(1, len(parts)), "of": parts}}
                case word:
                    return {word: parts}
        if self.lists and self.chance(0.45):
            return self.of_list(self.draw.choice(self.lists))
        return self.of_field(self.document)

    # -------------------------------------------------------------------------------------- one record

    def of_field(self, shape: Shape) -> Condition:
        name = self.draw.choice(list(shape.fields))
        schema = shape.fields[name]
        kind = kind_of(schema)
        same = [each for each, other in shape.fields.items() if each != name and kind_of(other) == kind]
        if same and self.chance(0.35) and kind in ("integer", "date", "text", "enum"):
            operators = ("==", "!=") if kind in ("text", "enum") else ("<", "<=", ">", ">=", "==", "!=")
            other: Condition = {"field": self.draw.choice(same)}
            if kind == "integer" and self.chance(0.4):
                other = {"add": [other, self.draw.choice((1, {"field": name}))]}
            return {"compare": [{"field": name}, self.draw.choice(operators), other]}
        if self.chance(0.2):
            return {self.draw.choice(("present", "absent", "left_blank")): name}
        return getattr(self, f"_{kind}")(name, schema)

    def _enum(self, name: str, schema: Mapping[str, Any]) -> Condition:
        options = schema["enum"]
        if self.chance(0.4):
            return {name: {self.draw.choice(("in", "not_in")): self.draw.sample(options, len(options) - 1)}}
        return {name: {self.draw.choice(("==", "!=")): self.draw.choice(options)}}

    def _integer(self, name: str, schema: Mapping[str, Any]) -> Condition:
        return {name: {self.operator(): self.draw.randint(0, schema["maximum"])}}

    def _boolean(self, name: str, schema: Mapping[str, Any]) -> Condition:
        return {name: self.chance(0.5)}

    def _date(self, name: str, schema: Mapping[str, Any]) -> Condition:
        if self.chance(0.4):
            # complete with the first day of 2020 or of 2021, counted to the plan's 2022-12-31 and from it
            return {
                "compare": [
                    {"years_since": name},
                    self.draw.choice((">=", "<", "==")),
                    self.draw.choice((2, 1)),
                ]
            }
        return {name: {self.operator(): self.draw.choice(("2020-01-01", "2020-12-31"))}}

    def _text(self, name: str, schema: Mapping[str, Any]) -> Condition:
        return self.draw.choice((
            {name: "甲"}, {name: {"!=": "甲"}}, {name: {"contains": "甲"}}, {name: {"starts_with": "甲"}},
            {"says_none": name}, {"not": {"says_none": name}},
        ))  # fmt: skip

    def _several(self, name: str, schema: Mapping[str, Any]) -> Condition:
        word = self.draw.choice(("has_one_of", "has_all_of", "has_none_of", "chosen"))
        if word == "chosen":
            return {"chosen": {"of": name, self.draw.choice(("==", ">=", "<")): 2}}
        return {name: {word: self.draw.choice((["甲"], ["乙"], ["甲", "乙"]))}}

    def operator(self) -> str:
        return self.draw.choice(("==", "!=", "<", "<=", ">", ">="))

    # ------------------------------------------------------------------------------------------- lists

    def of_list(self, shape: Shape) -> Condition:
        number = self.draw.choice((0, 1, 1, 2))
        counted: dict[str, Any] = {
            "of": shape.list,
            self.draw.choice((">=", ">=", "==", "<=", "<")): max(number, 1),
        }
        whole = [name for name, schema in shape.fields.items() if schema["type"] == "integer"]
        if shape.fields and self.chance(0.5):
            counted["where"] = self.of_field(shape)
        if not shape.fields:
            return self.draw.choice(({"count": counted}, {"present": shape.list}, {"absent": shape.list}))
        match self.draw.choice(
            ("count", "count", "some", "every", "no", "sum", "distinct", "unique", "pairs")
        ):
            case "sum" if whole:
                return {"sum": {**counted, "field": self.draw.choice(whole)}}
            case "distinct":
                return {"distinct": {**counted, "field": self.draw.choice(list(shape.fields))}}
            case "unique":
                return {"unique": {"of": shape.list, "by": [self.draw.choice(list(shape.fields))]}}
            case "pairs":
                name = self.draw.choice(list(shape.fields))
                return {
                    "pairs": {
                        "of": shape.list,
                        "that": {f"a.{name}": {self.draw.choice(("==", "!=")): {"field": f"b.{name}"}}},
                    }
                }
            case "some" | "every" | "no" as word:
                found: dict[str, Any] = {"of": shape.list, "that": self.inner(shape)}
                if self.chance(0.3):
                    found["where"] = self.of_field(shape)
                return {word: found}
            case _:
                return {"count": counted}

    def inner(self, shape: Shape) -> Condition:
        """Of one record; at times beside something of the document."""
        own = self.of_field(shape)
        if self.chance(0.25) and self.document.fields:
            return {self.draw.choice(("any", "all")): [own, self.of_field(self.document)]}
        return own
