"""What the facts look like: a plain JSON Schema read as a tree of names and types.

Only what rules need is understood: type, format (date, month), properties, items, local $ref, enum, const and the caption
of a property, and `captions` ({code: what people read}). Other keywords narrow values further and are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks.core import Type

_TYPES = {"string": Type.TEXT, "integer": Type.INTEGER, "number": Type.NUMBER, "boolean": Type.BOOLEAN}
_REFERENCES = 32


@dataclass(frozen=True, slots=True)
class Shape:
    """One place in the facts."""

    schema: Mapping[str, Any]
    root: Mapping[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.schema.get("properties", ()))

    @property
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
    def records(self) -> Shape | None:
        """One record, when this is a list of objects."""
        items = self.schema.get("items")
        if self.schema.get("type") != "array" or not isinstance(items, Mapping):
            return None
        one = resolve(items, self.root)
        return one if one.names else None

    @property
    def options(self) -> tuple[Any, ...]:
        """The values it can have; empty when they are not listed."""
        if "const" in self.schema:
            return (self.schema["const"],)
        return tuple(self.schema.get("enum", ()))

    @property
    def caption(self) -> str:
        return str(self.schema.get("caption", ""))

    def caption_of(self, value: Any) -> str:
        """What people read for a value: a code's caption, 是 or 否, the value itself."""
        if isinstance(value, bool):
            return "是" if value else "否"
        captions: Mapping[str, str] = self.schema.get("captions", {})
        return str(captions.get(value, value)) if isinstance(value, str) else str(value)

    def child(self, name: str) -> Shape | None:
        found = self.schema.get("properties", {}).get(name)
        return resolve(found, self.root) if isinstance(found, Mapping) else None

    def at(self, path: Iterable[str]) -> Shape | None:
        place: Shape | None = self
        for name in path:
            place = place.child(name) if place else None
        return place


def resolve(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Shape:
    """The place that a schema describes, through local references."""
    for _ in range(_REFERENCES):
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            break
        target: Any = root
        for step in reference.removeprefix("#").split("/")[1:]:
            target = target[step.replace("~1", "/").replace("~0", "~")]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return Shape(schema, root)
