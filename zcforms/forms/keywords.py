"""The keywords that JSON Schema does not have, or means differently; one small function each.

`required` looks where a property is shown, and takes `requiredWhen` with it; `codes`, `atMost`, `accept` and
`maxBytes` are ours.
An error carries the property's own schema, so that its message can speak of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry

from zcforms.documents.conditions import missing
from zcforms.documents.formats import CHECKER
from zcforms.domain.plan import CodeList, Schema
from zcforms.forms import media
from zcforms.forms.shown import required

Codes = Mapping[str, CodeList]
Errors = Iterator[ValidationError]

_MOST_VALIDATORS = 512
_validators: dict[tuple[str, tuple[int, ...]], tuple[Any, tuple[CodeList, ...]]] = {}


def validator(schema: Schema, codes: Codes) -> Any:
    """The compiled schema, made once per schema and code lists; nothing outside of the schema is ever referred to.

    The cache holds the code lists, too: while it does, no other list can have their ids.
    """
    text = json.dumps(schema, ensure_ascii=False, default=dict)
    used = tuple(codes[name] for name in sorted(_lists(schema)) if name in codes)
    key = (text, tuple(id(code_list) for code_list in used))
    if key not in _validators:
        if len(_validators) >= _MOST_VALIDATORS:
            _validators.clear()
        made = _validator_class(codes)(schema, registry=Registry(), format_checker=CHECKER)
        _validators[key] = (made, used)
    return _validators[key][0]


def _validator_class(codes: Codes) -> Any:
    return extend(
        Draft202012Validator,
        {
            "required": _required,
            "properties": _properties,
            "codes": _codes(codes),
            "items": _items,
            "multipleOf": _multiple_of,
            "accept": _accept,
            "maxBytes": _max_bytes,
        },
    )


def _lists(schema: Any) -> set[str]:
    """Ids of the code lists that a schema uses."""
    if isinstance(schema, list):
        return set().union(*map(_lists, schema))
    if not isinstance(schema, Mapping):
        return set()
    own = {schema["codes"]} if isinstance(schema.get("codes"), str) else set()
    return own.union(*map(_lists, schema.values()))


def _required(_: Any, __: Any, record: Any, schema: Schema) -> Errors:
    if not isinstance(record, Mapping):
        return
    always = set(schema.get("required", ()))
    for name in required(schema, record):
        if missing(record.get(name)):
            yield ValidationError(
                "missing",
                validator="required" if name in always else "requiredWhen",
                validator_value=True,
                path=[name],
                schema=schema["properties"][name],
            )


def _properties(rules: Any, properties: Schema, record: Any, schema: Schema) -> Errors:
    yield from Draft202012Validator.VALIDATORS["properties"](rules, properties, record, schema)
    if "required" not in schema:
        yield from _required(rules, None, record, schema)
    if isinstance(record, Mapping):
        yield from _at_most(properties, record)


def _at_most(properties: Schema, record: Mapping[str, Any]) -> Errors:
    """A number, date, month or time may not pass the sibling that bounds it: rank and participants, start and end."""
    for name, schema in properties.items():
        value: Any = record.get(name)
        bound: Any = record.get(schema.get("atMost", ""))
        if _comparable(value, bound) and value > bound:
            caption = properties[schema["atMost"]].get("caption", schema["atMost"])
            yield ValidationError(
                "atMost",
                validator="atMost",
                validator_value=caption,
                instance=value,
                path=[name],
                schema=schema,
            )


def _comparable(value: Any, bound: Any) -> bool:
    if isinstance(value, bool) or isinstance(bound, bool):
        return False
    return any(isinstance(value, kind) and isinstance(bound, kind) for kind in (str, int | float))


def _codes(codes: Codes) -> Callable[..., Errors]:
    def keyword(_: Any, list_id: str, value: Any, schema: Schema) -> Errors:
        known = {choice.id for choice in codes[list_id].codes}
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str) and each in known for each in values):
            yield ValidationError("codes", validator="codes", validator_value=list_id, schema=schema)

    return keyword


def _items(rules: Any, items: Any, values: Any, schema: Schema) -> Errors:
    """A wrong choice among several is told at the list, where its check boxes are."""
    for error in Draft202012Validator.VALIDATORS["items"](rules, items, values, schema):
        if "properties" not in items and len(error.path) == 1:
            error.path.clear()
            error.schema = {**items, "caption": schema.get("caption", "")}
        yield error


def _multiple_of(_: Any, step: Any, value: Any, __: Schema) -> Errors:
    """In fractions of what is written: 0.07 is a multiple of 0.01, whatever binary fractions say, and 1e308 is one of 0.5."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and Fraction(str(value)) % Fraction(str(step)):
        yield ValidationError("multipleOf")


def _accept(_: Any, __: Any, value: Any, schema: Schema) -> Errors:
    for file in _files(value):
        if not media.accepted(schema, str(file.get("media_type"))):
            yield ValidationError("accept", instance=file.get("name", ""))


def _max_bytes(_: Any, most: Any, value: Any, __: Schema) -> Errors:
    for file in _files(value):
        size = file.get("size")
        if not isinstance(size, int) or size > most:
            yield ValidationError("maxBytes", instance=file.get("name", ""))


def _files(value: Any) -> list[Mapping[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, Mapping)]
