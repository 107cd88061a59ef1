"""Conditions of shownWhen, requiredWhen and where: one meaning for forms, rules and the browser.

    condition := {field: test, ...}                     all tests hold
               | {"any": [condition, ...]} | {"not": condition}, alone or beside fields
    test      := literal | [literal, ...]               equal to it, or to one of them
               | {"==" "!=" "<" "<=" ">" ">=": literal} all comparisons hold
               | {"in": [literal, ...]} | {"present": true or false}

A value that is missing (absent, null, "", []) fulfils no test but {"present": false}. Of several choices (a list), a test
holds when one of them fulfils it. Dates and months compare as texts, which is their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from zcforms.documents.nearest import remedy_for

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda value, literal: bool(value == literal),
    "!=": lambda value, literal: bool(value != literal),
    "<": lambda value, literal: bool(value < literal),
    "<=": lambda value, literal: bool(value <= literal),
    ">": lambda value, literal: bool(value > literal),
    ">=": lambda value, literal: bool(value >= literal),
}
_ORDERED = frozenset({"<", "<=", ">", ">="})
_WORDS = (*_COMPARISONS, "in", "present")

Fault = tuple[tuple[str | int, ...], str, str]
"""Path into the condition, what is wrong, what would be right."""


def holds(condition: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Whether the record fulfils the condition; the empty condition always holds."""
    return all(_clause(name, wanted, record) for name, wanted in condition.items())


def shown(schema: Mapping[str, Any], record: Mapping[str, Any]) -> frozenset[str]:
    """The properties of an object's schema that stand open for this record: a hidden one is not kept, so that what depends on it sees it
    as missing."""
    properties: Mapping[str, Any] = schema.get("properties", {})
    conditional = {name: prop["shownWhen"] for name, prop in properties.items() if prop.get("shownWhen")}
    open_now = frozenset(properties)
    for _ in range(len(conditional) + 1):  # each round settles one link of a chain of conditions
        kept = {name: value for name, value in record.items() if name in open_now}
        closed = {name for name, condition in conditional.items() if not holds(condition, kept)}
        settled = frozenset(properties) - closed
        if settled == open_now:
            break
        open_now = settled
    return open_now


def names(condition: Mapping[str, Any]) -> Iterator[str]:
    """The fields that the condition looks at."""
    for name, wanted in condition.items():
        if name == "any":
            for each in wanted:
                yield from names(each)
        elif name == "not":
            yield from names(wanted)
        else:
            yield name


def missing(value: Any) -> bool:
    """Whether a value counts as not given."""
    return value is None or value in ("", [])


def faults(
    condition: Any, properties: Mapping[str, Any], *, path: tuple[str | int, ...] = ()
) -> Iterator[Fault]:
    """What is wrong with a condition over these properties: unknown fields, tests that can never hold."""
    if not isinstance(condition, Mapping):
        yield path, "条件不是对象", '请写成 {"字段": 取值} 的形式。'
        return
    for name, test in condition.items():
        here = (*path, name)
        if name == "any":
            yield from _alternatives(test, properties, here)
        elif name == "not":
            yield from faults(test, properties, path=here)
        elif name not in properties:
            yield here, f"没有字段“{name}”", remedy_for(name, properties)
        else:
            yield from _test_faults(test, properties[name], here)


def _clause(name: str, wanted: Any, record: Mapping[str, Any]) -> bool:
    if name == "any":
        return any(holds(condition, record) for condition in wanted)
    if name == "not":
        return not holds(wanted, record)
    value = record.get(name)
    if missing(value):
        return isinstance(wanted, Mapping) and dict(wanted) == {"present": False}
    values = value if isinstance(value, list) else [value]
    return any(_test(wanted, each) for each in values)


def _test(test: Any, value: Any) -> bool:
    if isinstance(test, Mapping):
        return all(_compare(word, literal, value) for word, literal in test.items())
    literals = test if isinstance(test, list) else [test]
    return any(_same_kind(value, literal) and value == literal for literal in literals)


def _compare(word: str, literal: Any, value: Any) -> bool:
    if word == "in":
        return _test(literal, value)
    if word == "present":
        return bool(literal)
    return _same_kind(value, literal) and _COMPARISONS[word](value, literal)


def _same_kind(value: Any, literal: Any) -> bool:
    return _kind(value) == _kind(literal)


def _kind(value: Any) -> str:
    """JSON's kind: true and false are no numbers, although Python thinks so."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) else "other"


def _alternatives(test: Any, properties: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Fault]:
    if not isinstance(test, list) or not test:
        yield path, "any 不是条件的列表", '请写成 {"any": [条件, 条件]}。'
        return
    for position, condition in enumerate(test):
        yield from faults(condition, properties, path=(*path, position))


def _test_faults(test: Any, schema: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Fault]:
    if not isinstance(test, Mapping):
        yield from _literal_faults(test if isinstance(test, list) else [test], schema, path)
        return
    for word, literal in test.items():
        if word not in _WORDS:
            yield (*path, word), f"没有比较方式“{word}”", f"可用的有：{'、'.join(_WORDS)}。"
        elif word == "present":
            if not isinstance(literal, bool):
                yield (*path, word), "present 的值不是 true 或 false", "请写 true（已填）或 false（未填）。"
        else:
            yield from _comparison_faults(word, literal, schema, (*path, word))


def _comparison_faults(
    word: str, literal: Any, schema: Mapping[str, Any], path: tuple[str | int, ...]
) -> Iterator[Fault]:
    if word == "in" and not isinstance(literal, list):
        yield path, "in 的值不是列表", '请写成 {"in": [取值, 取值]}。'
        return
    if word in _ORDERED and not _has_order(schema):
        yield path, f"“{word}”只能用于数字、日期和年月", "请改用 == 或 !=。"
        return
    yield from _literal_faults(literal if word == "in" else [literal], schema, path)


def _literal_faults(
    literals: Sequence[Any], schema: Mapping[str, Any], path: tuple[str | int, ...]
) -> Iterator[Fault]:
    schema = schema.get("items", schema) if schema.get("type") == "array" else schema
    options = schema.get("enum")
    wanted = {"integer": "number"}.get(schema.get("type", ""), schema.get("type"))
    for literal in literals:
        if _kind(literal) != wanted:
            yield (
                path,
                f"取值 {literal!r} 与字段的类型不符",
                f"请写{_TYPE_NAMES.get(str(wanted), '该字段类型的值')}。",
            )
        elif options and literal not in options:
            yield path, f"“{literal}”不是可选的值", remedy_for(str(literal), map(str, options))


def _has_order(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") in ("integer", "number") or schema.get("format") in ("date", "month")


_TYPE_NAMES = {"string": "文本", "number": "数字", "boolean": " true 或 false"}
