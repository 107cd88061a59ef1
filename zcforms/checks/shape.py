"""What the facts look like: a plain JSON Schema read as a tree of names and types.

Only what rules need is understood: type, format (date, month), properties, items, local $ref, enum, const, minimum, maximum,
maxLength, and of our vocabulary `caption`, `unit`, `captions` ({code: what people read}), `askedBy` (names of what decides whether
an applicant is asked at all; absent: everyone is), `several` (a list that is one field of several choices, each a record with its `value`), `settled` (imported as others have approved it) and, at the root, `blank` (the plan's word for "there is none"). Other keywords
narrow values further and are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from zcforms.checks.core import Type

_TYPES = {"string": Type.TEXT, "integer": Type.INTEGER, "number": Type.NUMBER, "boolean": Type.BOOLEAN}
_REFERENCES = 32
_DEEPEST = 4
"""Groups in groups that are looked through for what a name is called."""


class Reading(NamedTuple):
    """`type`, `month`, `blank` and `records` as the shape's properties of these names; `restricted`: only some are asked; `members`: the
    places inside it, by name."""

    restricted: bool
    type: Type | None
    month: bool
    blank: str | None
    records: Shape | None
    members: Mapping[str, Shape]


@dataclass(frozen=True)
class Shape:
    """One place in the facts. `above`: what decides whether anybody is asked for the group that it stands in.

    A shape outlives many checks: what each of them asks of every place is worked out once and kept.
    """

    schema: Mapping[str, Any]
    root: Mapping[str, Any]
    above: tuple[str, ...] = ()
    _children: dict[str, Shape | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(self.schema.get("properties", ()))

    @cached_property
    def type(self) -> Type | None:
        """The scalar type; None for lists and objects."""
        declared = self.schema.get("type")
        if isinstance(declared, list):
            declared = next((each for each in declared if each != "null"), None)
        if declared is None and ("enum" in self.schema or "const" in self.schema):
            declared = "string"
        if declared == "string" and self.schema.get("format") in ("date", "month"):
            return Type.DATE
        return _TYPES.get(declared) if isinstance(declared, str) else None

    @property
    def month(self) -> bool:
        """Whether it is a date of which only the month is asked."""
        return self.schema.get("format") == "month"

    @cached_property
    def records(self) -> Shape | None:
        """One record, when this is a list of objects."""
        items = self.schema.get("items")
        if self.schema.get("type") != "array" or not isinstance(items, Mapping):
            return None
        one = resolve(items, self.root)
        return one if one.names else None

    @cached_property
    def several(self) -> Shape | None:
        """One choice, when this is a field of several choices."""
        return self.records.child("value") if self.schema.get("several") and self.records else None

    @property
    def options(self) -> tuple[Any, ...]:
        """The values it can have; empty when they are not listed."""
        if "const" in self.schema:
            return (self.schema["const"],)
        return tuple(self.schema.get("enum", ()))

    @property
    def deciders(self) -> tuple[str, ...]:
        """Names of what decides whether an applicant is asked: of the document (`application.route`), or beside it in the record."""
        return (*self.above, *self.schema.get("askedBy", ()))

    @property
    def restricted(self) -> bool:
        """Whether only some applicants are asked."""
        return bool(self.deciders)

    @property
    def settled(self) -> bool:
        """Whether it came with a record that others have approved, and cannot be edited where it was imported."""
        return bool(self.schema.get("settled"))

    @property
    def unit(self) -> str:
        return str(self.schema.get("unit", ""))

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """The least and the greatest number that the form takes."""
        low, high = (self.schema.get(word) for word in ("minimum", "maximum"))
        return _bound(low), _bound(high)

    @property
    def longest(self) -> int | None:
        """Characters that the form takes."""
        found = self.schema.get("maxLength")
        return found if isinstance(found, int) else None

    @property
    def blank(self) -> str | None:
        """The text that says that there is none; None where the values are listed."""
        if self.type is not Type.TEXT or self.options:
            return None
        word = self.root.get("blank")
        return word if isinstance(word, str) else None

    @property
    def caption(self) -> str:
        return str(self.schema.get("caption", ""))

    def caption_of(self, value: Any) -> str:
        """What people read for a value: a code's caption, 是 or 否, the value itself."""
        if isinstance(value, bool):
            return "是" if value else "否"
        captions: Mapping[str, str] = self.schema.get("captions", {})
        return str(captions.get(value, value)) if isinstance(value, str) else str(value)

    @cached_property
    def reading(self) -> Reading:
        """What reading facts asks of this place."""
        places = {name: self.child(name) for name in self.names}
        members = {name: place for name, place in places.items() if place is not None}
        return Reading(self.restricted, self.type, self.month, self.blank, self.records, members)

    @cached_property
    def spoken(self) -> Mapping[str, tuple[str, ...]]:
        """Names of values and lists inside it, not of what is in their records, by caption and by their last word: what an author may call them."""
        found: dict[str, dict[str, None]] = {}
        for name, place in _inside(self, ""):
            for word in (place.caption, name.rpartition(".")[2]):
                if word:
                    found.setdefault(word, {})[name] = None
        return {word: tuple(names) for word, names in found.items()}

    def child(self, name: str) -> Shape | None:
        if name not in self._children:
            found = self.schema.get("properties", {}).get(name)
            known = isinstance(found, Mapping)
            self._children[name] = resolve(found, self.root, self.deciders) if known else None
        return self._children[name]

    def at(self, path: Iterable[str]) -> Shape | None:
        place: Shape | None = self
        for name in path:
            place = place.child(name) if place else None
        return place


def _inside(shape: Shape, before: str) -> Iterator[tuple[str, Shape]]:
    for name in shape.names:
        place = shape.child(name)
        if place is not None and (place.type or place.records):
            yield f"{before}{name}", place
        elif place is not None and before.count(".") < _DEEPEST:
            yield from _inside(place, f"{before}{name}.")


def resolve(schema: Mapping[str, Any], root: Mapping[str, Any], above: tuple[str, ...] = ()) -> Shape:
    """The place that a schema describes, through local references."""
    for _ in range(_REFERENCES):
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            break
        target: Any = root
        for step in reference.removeprefix("#").split("/")[1:]:
            target = target[step.replace("~1", "/").replace("~0", "~")]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return Shape(schema, root, above)


def _bound(found: Any) -> Decimal | None:
    return Decimal(str(found)) if isinstance(found, int | float) and not isinstance(found, bool) else None
