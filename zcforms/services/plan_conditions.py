"""Conditions as an author fills them in, row by row (which field, which comparison, which value), and as documents have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.plan import CodeList

Row = dict[str, Any]
Properties = Mapping[str, Mapping[str, Any]]
TESTS = {
    "is": "是",
    "is_not": "不是",
    "less": "小于（早于）",
    "at_most": "不大于（不晚于）",
    "greater": "大于（晚于）",
    "at_least": "不小于（不早于）",
    "given": "已填写",
    "missing": "没有填写",
}
_OPERATORS = {"is_not": "!=", "less": "<", "at_most": "<=", "greater": ">", "at_least": ">="}
_TESTS = {operator: test for test, operator in _OPERATORS.items()} | {"==": "is"}
_YES = {"是": True, "否": False}
_JOINT = "、"


def choices_of(schema: Mapping[str, Any], codes: Mapping[str, CodeList]) -> list[str]:
    """What a row can say of a field, where it can only be chosen; in the field's order."""
    if schema.get("type") == "boolean":
        return list(_YES)
    return list(_options(schema, codes).values())


def rows_of(
    condition: Any, properties: Properties, codes: Mapping[str, CodeList]
) -> tuple[list[Row], str | None] | None:
    """The rows of a condition, and how they combine ("any", or None for one or all); None where rows cannot say it."""
    if not condition:
        return [], None
    if list(condition) == ["any"]:
        parts, mode = [list(each.items()) for each in condition["any"]], "any"
        if not all(len(part) == 1 for part in parts):
            return None
        pairs = [part[0] for part in parts]
    else:
        pairs, mode = list(condition.items()), "all"
    rows: list[Row] = []
    for name, test in pairs:
        found = _rows(name, test, properties.get(name, {}), codes)
        if found is None or (mode == "any" and len(found) > 1):
            return None
        rows += found
    return rows, mode if len(rows) > 1 else None


def condition_of(
    rows: Sequence[Row], mode: str | None, properties: Properties, codes: Mapping[str, CodeList], *, at: str
) -> dict[str, Any] | None:
    """The condition that the rows say; None for none. `at`: pointer of the rows, for what is refused.

    Raises:
        InputRefused: a value that the field cannot have, or two rows of one field that exclude each other's form.
    """
    faults: list[InputFault] = []
    tests = [_test(row, properties, codes, f"{at}/{place}", faults) for place, row in enumerate(rows)]
    if faults:
        raise InputRefused(faults)
    named = [(str(row["field"]), test) for row, test in zip(rows, tests, strict=True)]
    if not named:
        return None
    if mode == "any" and len(named) > 1:
        return {"any": [{name: test} for name, test in named]}
    condition: dict[str, Any] = {}
    for place, (name, test) in enumerate(named):
        kept = condition.get(name)
        if kept is None:
            condition[name] = test
        elif isinstance(kept, dict) and isinstance(test, dict) and not set(kept) & set(test):
            condition[name] = {**kept, **test}
        else:
            message = "同一个字段写了两次“是”：几个值请写在一行里，用“、”隔开；或选择“满足任一”。"
            raise InputRefused([InputFault(f"{at}/{place}/field", message)])
    return condition


def without(condition: Any, name: str) -> Any:
    """The condition without what it asks of a field; None where nothing is left."""
    kept: dict[str, Any] = {}
    for key, test in condition.items() if isinstance(condition, Mapping) else ():
        if key == "any":
            parts = [each for each in (without(part, name) for part in test) if each]
            kept |= {"any": parts} if len(parts) > 1 else (parts[0] if parts else {})
        elif key == "not":
            inner = without(test, name)
            kept |= {"not": inner} if inner else {}
        elif key != name:
            kept[key] = test
    return kept or None


def with_choice(condition: Any, name: str, before: str, after: str) -> Any:
    """The condition in which a choice of a field is called otherwise."""
    if not isinstance(condition, Mapping):
        return condition
    found: dict[str, Any] = {}
    for key, test in condition.items():
        if key == "any":
            found[key] = [with_choice(each, name, before, after) for each in test]
        elif key == "not":
            found[key] = with_choice(test, name, before, after)
        else:
            found[key] = _called(test, before, after) if key == name else test
    return found


def _called(test: Any, before: str, after: str) -> Any:
    if isinstance(test, Mapping):
        return {word: _called(each, before, after) for word, each in test.items()}
    if isinstance(test, list):
        return list(dict.fromkeys(_called(each, before, after) for each in test))
    return after if test == before else test


def _rows(name: str, test: Any, schema: Mapping[str, Any], codes: Mapping[str, CodeList]) -> list[Row] | None:
    if not isinstance(test, Mapping):
        values = test if isinstance(test, list) else [test]
        return [
            {"field": name, "test": "is", "value": _JOINT.join(_told(each, schema, codes) for each in values)}
        ]
    rows: list[Row] = []
    for operator, literal in test.items():
        if operator == "present":
            rows.append({"field": name, "test": "given" if literal else "missing"})
        elif operator == "in":
            rows += _rows(name, list(literal), schema, codes) or []
        elif operator in _TESTS:
            rows.append({"field": name, "test": _TESTS[operator], "value": _told(literal, schema, codes)})
        else:
            return None
    return rows


def _told(value: Any, schema: Mapping[str, Any], codes: Mapping[str, CodeList]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return _options(schema, codes).get(value, str(value))


def _options(schema: Mapping[str, Any], codes: Mapping[str, CodeList]) -> dict[Any, str]:
    items = schema.get("items")
    inner = items if isinstance(items, Mapping) and "properties" not in items else schema
    if "enum" in inner:
        return {each: str(each) for each in inner["enum"]}
    found = codes.get(str(inner.get("codes", "")))
    return {each.id: each.caption for each in found.codes} if found else {}


def _test(
    row: Row, properties: Properties, codes: Mapping[str, CodeList], at: str, faults: list[InputFault]
) -> Any:
    test, text = str(row["test"]), str(row.get("value", "")).strip()
    if test in ("given", "missing"):
        return {"present": test == "given"}
    if not text:
        faults.append(InputFault(f"{at}/value", "请填写要比较的值。"))
        return None
    schema = properties.get(str(row["field"]), {})
    texts = [each.strip() for each in text.split(_JOINT) if each.strip()] if test == "is" else [text]
    if text in _options(schema, codes).values():
        texts = [text]
    if len(texts) == 1 and test != "is" and len(_several(texts[0], schema, codes)) > 1:
        faults.append(InputFault(f"{at}/value", "这种比较只能选一个值；几个值请各写一行。"))
        return None
    values = [_value(each, schema, codes, at, faults) for each in texts]
    if test == "is":
        return values[0] if len(values) == 1 else values
    return {_OPERATORS[test]: values[0]}


def _several(text: str, schema: Mapping[str, Any], codes: Mapping[str, CodeList]) -> list[str]:
    """The choices that a text names."""
    known = _options(schema, codes).values()
    return [] if text in known else [each for each in text.split(_JOINT) if each.strip() in known]


def _value(
    text: str, schema: Mapping[str, Any], codes: Mapping[str, CodeList], at: str, faults: list[InputFault]
) -> Any:
    options = _options(schema, codes)
    for value, caption in options.items():
        if text in (caption, str(value)):
            return value
    if options:
        some = _JOINT.join(list(options.values())[:12]) + ("等" if len(options) > 12 else "")
        faults.append(InputFault(f"{at}/value", f"没有选项“{text}”。可以填写：{some}。"))
    elif schema.get("type") == "boolean":
        if text in _YES:
            return _YES[text]
        faults.append(InputFault(f"{at}/value", "请填写“是”或“否”。"))
    elif schema.get("type") in ("integer", "number"):
        try:
            number = float(text)
            return int(number) if number.is_integer() else number
        except (ValueError, OverflowError):
            faults.append(InputFault(f"{at}/value", "请填写数字。"))
    return text
