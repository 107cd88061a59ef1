"""Hold a document to its metaschema, and say in Chinese what is wrong and what would be right.

The metaschemas lie in `schemas/meta/` and refer to each other by file name; nothing is ever fetched.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from zcforms import resources
from zcforms.documents import patterns
from zcforms.documents.formats import CHECKER
from zcforms.documents.nearest import remedy_for
from zcforms.documents.pointer import pointer
from zcforms.documents.reading import Document, canonical
from zcforms.documents.wording import explain
from zcforms.domain.errors import DocumentFault

ADDRESS = "https://zcforms.example/meta/"
"""What every metaschema's `$id` begins with: a name, under which nothing is ever fetched. A server has them at /meta/."""

_FOREIGN = {"title": "caption", "description": "hint", "label": "caption", "help": "hint"}
"""What other form languages call our keywords."""

_MOST = 200  # faults of one document; whoever has more has another kind of document
_MOST_MEMBERS = 2_000  # names in one object; no form has as many fields
_MOST_SOUND = 50_000  # elements that are remembered as sound, a few dozen bytes each


def hold(document: Document, kind: str) -> list[DocumentFault]:
    """Every fault that the metaschema of this kind finds; empty when the document is sound.

    Raises:
        FileNotFoundError: there is no such kind.
    """
    if crowded := list(_crowded(document.file, document.data, ())):
        return crowded[:_MOST]
    errors = _validator(kind).iter_errors(document.data)
    told = ((_topic(error), fault) for error in _first(errors) for fault in _faults(document.file, error))
    found: dict[tuple[str, str], DocumentFault] = {}
    for topic, fault in told:
        found.setdefault((fault.pointer, topic and fault.fault), fault)
        if len(found) == _MOST:
            break
    return sorted(found.values() if found else _pattern_faults(document.file, document.data, ()))


def _crowded(file: str, data: Any, path: tuple[str | int, ...]) -> Iterator[DocumentFault]:
    """Objects that nobody wrote by hand: told by their number alone, which takes no time, instead of name by name."""
    if isinstance(data, Mapping) and len(data) > _MOST_MEMBERS:
        fault = f"这里有 {len(data)} 个名称，最多 {_MOST_MEMBERS} 个"
        yield DocumentFault(file, pointer(path), fault, "请拆成几个部分或几个文档。")
        return
    inside = data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inside:
        if isinstance(value, Mapping | list):
            yield from _crowded(file, value, (*path, step))


def _first(errors: Iterator[ValidationError]) -> Iterator[ValidationError]:
    """The errors, without "unevaluated" ones that only follow from another one further inside."""
    places: list[tuple[Any, ...]] = []
    held: list[ValidationError] = []
    for error in errors:
        if error.validator == "unevaluatedProperties":
            held.append(error)
            continue
        places.append(tuple(error.absolute_path))
        yield error
    for error in held:
        path = tuple(error.absolute_path)
        if not any(place[: len(path)] == path for place in places):
            yield error


def _topic(error: ValidationError) -> str:
    """Missing and unknown names are told each; of other faults at one place, the first says enough."""
    return str(error.validator) if error.validator in ("required", "additionalProperties") else ""


@functools.cache
def _validator(kind: str) -> Any:
    registry: Registry[Any] = Registry().with_resources(
        (f"{ADDRESS}{path.name}", DRAFT202012.create_resource(_undeclared(json.loads(path.read_bytes()))))
        for path in sorted((resources.folder("schemas") / "meta").glob("*.json"))
    )
    address = f"{ADDRESS}{kind}.json"
    if address not in registry:
        raise FileNotFoundError(f"没有元模式 schemas/meta/{kind}.json")
    return _Validator({"$ref": address}, registry=registry, format_checker=CHECKER)


def _undeclared(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Without "$schema": where it stands, the library goes on with its own validator of that draft, in place of ours."""
    return {name: value for name, value in schema.items() if name != "$schema"}


def _unique(_: Any, wanted: bool, items: Any, __: Any) -> Iterator[ValidationError]:
    """uniqueItems in the time that it takes to read the list, whatever it holds."""
    if wanted and isinstance(items, list) and len({canonical(item) for item in items}) < len(items):
        yield ValidationError("uniqueItems")


_sound: set[tuple[int, bytes]] = set()
"""Schema (kept for ever, so that its id names it) and digest of elements that hold to it."""


def _items(validator: Any, schema: Any, elements: Any, whole: Mapping[str, Any]) -> Iterator[ValidationError]:
    """items, without looking twice at objects that were sound before: of the people of cases, nearly all is the same in each."""
    if not isinstance(elements, list) or "prefixItems" in whole:
        yield from Draft202012Validator.VALIDATORS["items"](validator, schema, elements, whole)
        return
    for number, element in enumerate(elements):
        key = (id(schema), _fingerprint(element)) if isinstance(element, dict) else None
        if key in _sound:
            continue
        errors = list(validator.descend(element, schema, path=number))
        if key and not errors:
            if len(_sound) >= _MOST_SOUND:
                _sound.clear()
            _sound.add(key)
        yield from errors


def _fingerprint(element: Any) -> bytes:
    """Of anything that the parsers make, half characters included."""
    return hashlib.sha256(json.dumps(element, sort_keys=True).encode("ascii")).digest()


_Validator: Any = extend(Draft202012Validator, {"uniqueItems": _unique, "items": _items})


def _faults(file: str, error: ValidationError) -> Iterator[DocumentFault]:
    path = tuple(error.absolute_path)
    if error.validator == "required":
        for name in error.validator_value:
            if name not in error.instance:
                yield DocumentFault(file, pointer(path), f"缺少“{name}”", f"请补上“{name}”。")
    elif error.validator == "additionalProperties":
        yield from _unknown(file, path, error)
    elif error.validator in ("anyOf", "oneOf") and error.context and not _says_which(error):
        for each in _closest(error.context):
            yield from _faults(file, each)
    else:
        fault, remedy = explain(error)
        yield DocumentFault(file, pointer(path), fault, remedy)


def _says_which(error: ValidationError) -> bool:
    """Whether the metaschema itself says what the alternatives are."""
    return bool(error.validator == "oneOf" and "hint" in error.schema)


def _closest(context: Sequence[ValidationError]) -> list[ValidationError]:
    """Of several alternatives, the faults of the one that the author probably meant: of the right type, fewest faults."""
    alternatives: dict[Any, list[ValidationError]] = {}
    for error in context:
        alternatives.setdefault(error.schema_path[0], []).append(error)
    return min(alternatives.values(), key=lambda each: (any(_wrong_type(error) for error in each), len(each)))


def _wrong_type(error: ValidationError) -> bool:
    return error.validator == "type" and not error.path


def _unknown(file: str, path: tuple[str | int, ...], error: ValidationError) -> Iterator[DocumentFault]:
    known: Mapping[str, Any] = error.schema.get("properties", {})
    for name in error.instance:
        if name in known:
            continue
        if name == "$ref":
            fault, remedy = (
                "这里的 $ref 没有可以展开的目标",
                '只能引用本文档之内的片段：{"$ref": "#/$defs/名称"}。',
            )
        else:
            meant = _FOREIGN.get(name, name)
            fault, remedy = f"不认识的关键字“{name[:60]}”", remedy_for(meant, known)
        yield DocumentFault(file, pointer((*path, name)), fault, remedy)


def _pattern_faults(file: str, data: Any, path: tuple[str | int, ...]) -> Iterator[DocumentFault]:
    if isinstance(data, Mapping):
        if isinstance(data.get("pattern"), str) and (said := patterns.fault(data["pattern"])):
            remedy = "请写整段匹配、重复次数有上限的表达式，如 ^[0-9]{6}$。"
            yield DocumentFault(file, pointer((*path, "pattern")), said, remedy)
        for key, value in data.items():
            yield from _pattern_faults(file, value, (*path, key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from _pattern_faults(file, value, (*path, position))
