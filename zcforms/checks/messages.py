"""Sentences with placeholders: what a rule or a row says about the facts at hand.

`{name}` is one of the values that the rule names, or `caption`, `actual` (also `count`) and `expected` of a requirement that is one
comparison. `{value:basic.work_years}` is a fact, `{count:work}` the number of records of a list, `{parameter:x}` and `{plan:tenure}`
what the documents say. Codes are shown by their captions, what is blank as 未填写, what was not asked for as 未要求填写.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zcforms.checks import reference
from zcforms.checks.core import Compare, Condition, Field, Nothing, Records, Value
from zcforms.checks.monthly import is_month
from zcforms.checks.parser import Parser
from zcforms.checks.scope import Misuse, below
from zcforms.checks.shape import Shape
from zcforms.documents.nearest import remedy_for

LONGEST = 1_000
NOTHING = "未填写"
UNASKED = "未要求填写"

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LISTED = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A value in a sentence; `shape` knows the captions of its codes."""

    value: Value
    shape: Shape | None = None

    def text(self, facts: Mapping[str, Any]) -> str:
        made = reference.value_of(self.value, facts)
        month = isinstance(made, date) and is_month(self.value)
        return made.isoformat()[:7] if month else _shown(made, self.shape)


@dataclass(frozen=True, slots=True)
class Collected:
    """A property of the chosen records, one after the other, each once; whole sentences need nothing between them."""

    records: Records
    variable: str
    where: Condition
    field: Field
    shape: Shape

    def text(self, facts: Mapping[str, Any]) -> str:
        found = reference.values_of(self.records, self.variable, self.where, self.field, facts)
        texts = list(dict.fromkeys(_shown(each, self.shape) for each in found))
        if not texts:
            return NOTHING
        between = "" if all(text.endswith("。") for text in texts) else "、"
        more = f"等 {len(texts)} 项" if len(texts) > _LISTED else ""
        return between.join(texts[:_LISTED]) + more


@dataclass(frozen=True, slots=True)
class Sentence:
    """Texts and placeholders in turn."""

    parts: tuple[str | Shown | Collected, ...]

    def text(self, facts: Mapping[str, Any]) -> str:
        return "".join(part if isinstance(part, str) else part.text(facts) for part in self.parts)


@dataclass(slots=True)
class Phrasebook:
    """Reads the sentences of one rule or line."""

    parser: Parser
    known: dict[str, str | Shown | Collected]

    @classmethod
    def of(
        cls, parser: Parser, caption: str, values: Any, at: str, requirement: Condition | None = None
    ) -> Phrasebook:
        """`values`: the tree of named values; `requirement`: what `actual` and `expected` are taken from."""
        known: dict[str, str | Shown | Collected] = {"caption": caption}
        if isinstance(requirement, Compare):
            shape = _shape_of(requirement.left, parser.root)
            known |= {"actual": Shown(requirement.left, shape), "expected": Shown(requirement.right, shape)}
            known["count"] = known["actual"]
        book = cls(parser, known)
        for name, tree in values.items() if isinstance(values, Mapping) else ():
            book._name(name, tree, below(at, name))
        return book

    def sentence(self, text: str, at: str) -> Sentence:
        """The sentence; an unknown placeholder is a fault of the parser's."""
        if len(text) > LONGEST:
            self.parser.faults.append(Misuse(at, f"文字超过 {LONGEST} 个字符", "请写得简短一些。"))
            return Sentence(())
        if "{" in (rest := _PLACEHOLDER.sub("", text)) or "}" in rest:
            fault, remedy = "花括号没有成对", "占位符请写成 {名称}，一层花括号，前后成对。"
            self.parser.faults.append(Misuse(at, fault, remedy))
            return Sentence(())
        pieces = _PLACEHOLDER.split(text)
        parts = [self._placeholder(piece, at) if number % 2 else piece for number, piece in enumerate(pieces)]
        return Sentence(tuple(part for part in parts if part != ""))

    def _name(self, name: str, tree: Any, at: str) -> None:
        if isinstance(tree, Mapping) and set(tree) == {"collect"}:
            collected = self.parser.collected(tree["collect"], below(at, "collect"))
            if collected:
                self.known[name] = Collected(*collected)
            return
        value = self.parser.value(tree, at)
        if value:
            self.known[name] = Shown(value, _shape_of(value, self.parser.root))

    def _placeholder(self, name: str, at: str) -> str | Shown | Collected:
        if name in self.known:
            return self.known[name]
        word, _, rest = name.partition(":")
        tree: Any = {"value": {"field": rest}, "count": {"count": {"of": rest}}, "plan": {"plan": rest}}.get(
            word
        )
        tree = {"parameter": rest} if word == "parameter" else tree
        if not rest or tree is None:
            self.parser.faults.append(Misuse(at, f"不认识占位符“{{{name}}}”", self._meant(name)))
            return ""
        known = len(self.parser.faults)
        value = self.parser.value(tree, at)
        self.parser.faults[known:] = [
            Misuse(at, each.fault, each.remedy) for each in self.parser.faults[known:]
        ]
        return Shown(value, _shape_of(value, self.parser.root)) if value else ""

    def _meant(self, name: str) -> str:
        places = [
            place
            for place in self.parser.root.spoken.get(name, ())
            if not self.parser.document.names_list(place)
        ]
        if places:
            return f"要显示这个数据，请写 {{value:{places[0]}}}。"
        return remedy_for(name, [*self.known, "value:", "count:", "parameter:", "plan:"])


def _none(shape: Shape | None) -> str:
    """The plan's word for "there is none"."""
    return (shape.blank if shape else None) or "无"


def _shape_of(value: Value, root: Shape) -> Shape | None:
    return root.at(value.path) if isinstance(value, Field) else None


def _shown(value: Any, shape: Shape | None) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, Nothing):
        return UNASKED if value is Nothing.UNASKED else _none(shape)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return (
        shape.caption_of(value)
        if shape
        else "是"
        if value is True
        else "否"
        if value is False
        else str(value)
    )
