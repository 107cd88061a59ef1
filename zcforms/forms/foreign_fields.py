"""One field of an outsider's JSON Schema as a field of ours: types, choices, limits, groups and records; with what is noted, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zcforms.forms import foreign_words

Path = tuple[str | int, ...]
Said = tuple[str, str]
_LIMITING = {
    "allOf": "同时符合几套要求",
    "anyOf": "符合几套要求之一",
    "oneOf": "恰好符合几套要求之一",
    "not": "不得符合某种要求",
    "if": "按条件改变要求",
    "then": "按条件改变要求",
    "else": "按条件改变要求",
    "dependentSchemas": "填了一项就改变其他要求",
    "patternProperties": "名称不固定的字段",
    "propertyNames": "名称不固定的字段",
    "minProperties": "至少填几项",
    "maxProperties": "至多填几项",
    "contains": "至少有一项符合要求",
    "minContains": "至少有几项符合要求",
    "maxContains": "至多有几项符合要求",
    "prefixItems": "每个位置各有要求的列表",
    "additionalItems": "每个位置各有要求的列表",
    "unevaluatedItems": "其余内容的要求",
    "unevaluatedProperties": "其余内容的要求",
    "disallow": "不得是某种类型",
    "extends": "继承另一个定义",
    "contentSchema": "文本里面的内容要求",
    "$dynamicRef": "动态引用",
    "$recursiveRef": "动态引用",
}
"""Keywords that limit answers and that no field of ours has."""
_LIKE = (
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "pattern",
    "multipleOf",
)
_MAPPED = frozenset(
    {
        *_LIKE,
        *(
            "type",
            "title",
            "description",
            "help",
            "enum",
            "enumNames",
            "const",
            "oneOf",
            "default",
            "examples",
        ),
        *("format", "properties", "required", "items", "readOnly", "readonly", "exclusiveMinimum"),
        *("exclusiveMaximum", "divisibleBy", "dependencies", "dependentRequired", "additionalProperties"),
        *("definitions", "$defs"),
    }
)
_FORMATS = frozenset({"date", "email"})
_WIDGETS = {"textarea": "long-text", "wysihtml5": "long-text", "ace": "long-text", "radio": "radio"}
_SCALAR = ("string", "integer", "number", "boolean")
_PYTHON: tuple[tuple[str, type], ...] = (
    ("boolean", bool),
    ("integer", int),
    ("number", float),
    ("string", str),
)


@dataclass(frozen=True, slots=True)
class Field:
    """A schema and where it is written."""

    at: Path
    schema: Mapping[str, Any]


@dataclass(slots=True)
class Taking:
    """What has come of an outsider's schema so far. `record` takes an object inside; `lists`: code lists that its choices have become, by path."""

    name: str
    record: Callable[[Taking, Mapping[str, Any], Path], dict[str, Any]]
    notes: list[str] = field(default_factory=list)
    refused: list[tuple[Path, Said]] = field(default_factory=list)
    lists: dict[str, Any] = field(default_factory=dict)

    def note(self, at: Path, text: str) -> None:
        where = "/".join(str(each) for each in at) or "整个表单"
        self.notes.append(f"{where}：{text}")

    def refuse(self, at: Path, fault: str, remedy: str) -> None:
        self.refused.append((at, (fault, remedy)))

    def other(self, found: Field, key: str) -> None:
        """A keyword that no field of ours has: refused where it limits answers, noted where it only describes."""
        value = found.schema[key]
        if key == "additionalProperties" and isinstance(value, bool):
            self.note(found.at, "表单只收写明的字段，additionalProperties 不需要")
        elif key in _LIMITING or (key == "additionalProperties" and value):
            what = _LIMITING.get(key, "名称不固定的字段")
            self.refuse(
                (*found.at, key),
                f"“{key}”（{what}）不能用表单的字段表示",
                "请改写成显示条件、必填条件或检查规则。",
            )
        elif key not in _MAPPED:
            self.note(found.at, f"只作说明的“{key[:40]}”没有带入")


def one(taking: Taking, found: Field, name: str) -> dict[str, Any] | None:
    """The field; None where it was refused."""
    schema = found.schema
    for key in schema:
        if key not in _MAPPED or (key in _LIMITING and key != "oneOf"):
            taking.other(found, key)
    _of_parent(taking, found)
    kind = _kind(taking, found)
    if kind is None:
        return None
    made: dict[str, Any] = {"type": kind, "caption": foreign_words.caption(schema, name.rsplit("/", 1)[-1])}
    if hint := foreign_words.hint(schema):
        made["hint"] = hint
    if schema.get("readOnly") or schema.get("readonly"):
        made["readOnly"] = True
    body = _WAYS[kind](taking, found, name)
    if body is None:
        return None
    made |= body
    _values(taking, found, made)
    return made


def _of_parent(taking: Taking, found: Field) -> None:
    if found.schema.get("additionalProperties") not in (None, False, True):
        taking.other(found, "additionalProperties")
    for key in ("dependencies", "dependentRequired"):
        if key in found.schema:
            taking.refuse((*found.at, key), f"“{key}”不在表单的最外层", "请移到整个表单，或改写成检查规则。")


def _kind(taking: Taking, found: Field) -> str | None:
    said, schema = found.schema.get("type"), found.schema
    if isinstance(said, list):
        rest = [each for each in said if each != "null"]
        if len(rest) != 1 or rest[0] not in (*_SCALAR, "array"):
            taking.refuse((*found.at, "type"), "一个字段只能有一种类型", "请拆成几个字段。")
            return None
        taking.note(found.at, "可以为 null：表单里就是不填")
        return str(rest[0])
    if said is None:
        said = _implied(schema)
    if not said:
        taking.refuse(
            found.at, "没有写明是哪种类型的字段", f"请写 type，可用的有：{'、'.join((*_SCALAR, 'array'))}。"
        )
    elif said == "object":
        taking.refuse(found.at, "没有写明有哪些字段的对象", "请写明字段，或改成一段文本。")
    elif said not in (*_SCALAR, "array"):
        taking.refuse(
            (*found.at, "type"),
            f"类型“{str(said)[:40]}”不能做成字段",
            f"可用的有：{'、'.join((*_SCALAR, 'array'))}。",
        )
    else:
        return str(said)
    return None


def _implied(schema: Mapping[str, Any]) -> str | None:
    options = schema.get("enum") or ([schema["const"]] if "const" in schema else _consts(schema) or ())
    kinds = {next((kind for kind, python in _PYTHON if isinstance(each, python)), "") for each in options}
    if len(kinds) == 1:
        return kinds.pop()
    return "array" if "items" in schema else "object" if "properties" in schema else None


def _text(taking: Taking, found: Field, name: str) -> dict[str, Any] | None:
    choices = _choices(taking, found, name)
    if choices is None:
        return None
    made = {
        key: found.schema[key]
        for key in ("minLength", "maxLength", "pattern")
        if key in found.schema and not choices
    }
    form = str(found.schema.get("format", ""))
    if form in _FORMATS:
        made["format"] = form
    elif form in _WIDGETS:
        made["widget"] = _WIDGETS[form]
    elif form:
        taking.note(found.at, f"格式“{form[:40]}”没有对应的字段，按文本收取")
    return {**made, **choices}


def _choices(taking: Taking, found: Field, name: str) -> dict[str, Any] | None:
    """The options, read as they are, or as a code list where what people read differs from what is kept."""
    schema = found.schema
    options = schema.get("enum") or ([schema["const"]] if "const" in schema else None)
    captions = schema.get("enumNames")
    if "oneOf" in schema:
        options = _consts(schema)
        if options is None:
            taking.other(found, "oneOf")
            return None
        captions = [str(each.get("title", each["const"])) for each in schema["oneOf"]]
    if options is None:
        return {}
    if any(isinstance(each, bool) or not isinstance(each, str | int | float) for each in options):
        taking.refuse((*found.at, "enum"), "选项只能是文本或数字", "请去掉 null、对象和 true/false。")
        return None
    if not captions or [str(each) for each in captions] == [str(each) for each in options]:
        return {"enum": list(dict.fromkeys(options))}
    return _listed(taking, found, name, dict(zip(map(str, options), map(str, captions), strict=False)))


def _consts(schema: Mapping[str, Any]) -> list[Any] | None:
    found = schema.get("oneOf")
    if not isinstance(found, list) or not all(
        isinstance(each, Mapping) and "const" in each for each in found
    ):
        return None
    return [each["const"] for each in found]


def _listed(taking: Taking, found: Field, name: str, captions: Mapping[str, str]) -> dict[str, Any]:
    list_id = foreign_words.name_of(
        f"{taking.name}_{name}", [path.rsplit("/", 1)[-1][:-5] for path in taking.lists]
    )
    codes = [{"id": code, "caption": caption or code} for code, caption in captions.items()]
    taking.lists[f"schemas/codes/{list_id}.json"] = {
        "id": list_id,
        "caption": foreign_words.caption(found.schema, name.rsplit("/", 1)[-1]),
        "source": "由其他系统的表单导入",
        "codes": codes,
    }
    return {"codes": list_id}


def _number(taking: Taking, found: Field, name: str) -> dict[str, Any] | None:
    made = {key: found.schema[key] for key in ("minimum", "maximum", "multipleOf") if key in found.schema}
    if "divisibleBy" in found.schema:
        made["multipleOf"] = found.schema["divisibleBy"]
    for keyword, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        value = found.schema.get(keyword)
        if value is True and limit in made:  # draft 4
            made[keyword] = made.pop(limit)
        elif value is not None and not isinstance(value, bool):
            made[keyword] = value
    choices = _choices(taking, found, name)
    if choices and "codes" in choices:
        taking.refuse((*found.at, "enumNames"), "数字的选项不能另有名称", "请把选项写成文本。")
        return None
    return None if choices is None else {**made, **choices}


def _yes_no(taking: Taking, found: Field, _: str) -> dict[str, Any] | None:
    if "enum" in found.schema or "const" in found.schema:
        taking.refuse((*found.at, "enum"), "是否字段不能只有一个答案", "请写成必须确认的检查规则。")
        return None
    if found.schema.get("enumNames"):
        taking.note(found.at, "“是”“否”以外的叫法没有带入")
    return {}


def _list(taking: Taking, found: Field, name: str) -> dict[str, Any] | None:
    items = found.schema.get("items")
    if not isinstance(items, Mapping):
        taking.refuse(
            (*found.at, "items"),
            "没有写明列表的每一项是什么",
            "请写 items；每个位置各有要求的列表无法做成表单。",
        )
        return None
    limits = {key: found.schema[key] for key in ("minItems", "maxItems") if found.schema.get(key)}
    here: Path = (*found.at, "items")
    if isinstance(items.get("properties"), Mapping):
        inner = taking.record(taking, items, here)
        return {**limits, "widget": "records", "items": inner, "columns": list(inner["properties"])[:4]}
    made = one(taking, Field(here, items), name)
    if made is None:
        return None
    if made["type"] == "string" and ("enum" in made or "codes" in made):
        unique = {"uniqueItems": True} if found.schema.get("uniqueItems") else {}
        return {
            **limits,
            **unique,
            "items": {key: made[key] for key in ("type", "enum", "codes") if key in made},
        }
    if made["type"] == "array":
        taking.refuse(here, "列表的每一项又是列表", "请写成每条一个字段的记录。")
        return None
    if found.schema.get("uniqueItems"):
        taking.refuse((*found.at, "uniqueItems"), "自由填写的列表不能要求互不相同", "请写成检查规则。")
        return None
    taking.note(found.at, "列表写成每行一个“内容”的记录")
    made["caption"] = foreign_words.caption(items, "内容")
    inner = {"type": "object", "properties": {"value": made}, "required": ["value"]}
    return {**limits, "widget": "records", "items": inner, "columns": ["value"]}


def _values(taking: Taking, found: Field, made: dict[str, Any]) -> None:
    """A first value and examples, where they are of the field's type."""
    default = found.schema.get("default")
    if default not in (None, "", [], {}):
        if (
            made["type"] in _SCALAR
            and _fits(default, made["type"])
            and default in made.get("enum", [default])
        ):
            made["default"] = default
        else:
            taking.note(found.at, f"默认值 {str(default)[:40]} 不是这个字段的值，没有带入")
    examples = found.schema.get("examples")
    if isinstance(examples, list) and examples and made["type"] in _SCALAR:
        made["examples"] = examples


def _fits(value: Any, kind: str) -> bool:
    python = dict(_PYTHON)[kind]
    return isinstance(value, int | float if kind == "number" else python) and (
        kind == "boolean" or not isinstance(value, bool)
    )


_WAYS: Mapping[str, Callable[[Taking, Field, str], dict[str, Any] | None]] = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "boolean": _yes_no,
    "array": _list,
}
