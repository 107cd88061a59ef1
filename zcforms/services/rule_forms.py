"""The common kinds of rules as forms: what was filled in -> the tree that an author would have written, and back.

A form writes the same document as the text does. A rule that says more than its kind's form can show is not opened in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services import rule_guards
from zcforms.services.rule_choices import Choice, Choices

Given: TypeAlias = Mapping[str, list[str]]
"""A form as it was sent: name -> values."""

_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
_OPERATORS = {">=": "不小于", "<=": "不大于", ">": "大于", "<": "小于", "==": "等于", "!=": "不等于"}
_SEVERITIES = {"blocking": "必须符合（不符合不能提交）", "advisory": "提示（不影响提交）"}
_OWN = ("id", "row", "caption", "routes", "policy", "severity", "when", "require", "message", "remedy", "at")
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of rule. `asks`: names of what its form asks beside what every rule has; `example` is a sentence of a policy."""

    id: str
    caption: str
    example: str
    asks: tuple[str, ...]


KINDS = (
    Kind("at_least", "至少 N 条", "近五年继续教育不少于 3 次", ("list", "number", "where", "among")),
    Kind("at_most", "至多 N 条", "论文最多提交 5 篇", ("list", "number", "where", "among")),
    Kind("attachment", "必传附件", "须上传班主任工作经历证明", ("attachment",)),
    Kind("value", "数值要求", "教龄不少于 15 年", ("left", "operator", "number")),
    Kind("fields", "字段与字段比较", "农村教龄不大于教龄", ("left", "operator", "right")),
    Kind("years", "自某日起满 N 年", "从教满 10 年", ("date", "number")),
    Kind("required", "必填", "须填写教师资格", ("name",)),
)
BY_ID = {kind.id: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class FormChoices:
    """What the selects of a form offer, by the name of what they ask: (value, caption)."""

    kinds: tuple[Kind, ...]
    severities: Mapping[str, str]
    operators: Mapping[str, str]
    asked: Mapping[str, tuple[Choice, ...]]


def offered(choices: Choices, given: Given) -> FormChoices:
    """`given` decides what depends on it: the fields of the chosen list, the values of the chosen field."""
    kind, found = one(given, "kind"), one(given, "list")
    where = choices.within(found, one(given, "where"))
    left = choices.field(one(given, "left"))
    asked = {
        "list": choices.lists,
        "where": tuple(each for each in choices.inside.get(found, ()) if each.options),
        "among": tuple(Choice(value, caption) for value, caption in (where.options if where else ())),
        "attachment": choices.attachments,
        "left": choices.numbers if kind == "value" else choices.ordered,
        "right": tuple(each for each in choices.ordered if left is None or _alike(each, left)),
        "date": choices.dates,
        "name": choices.answerable,
        "row": choices.rows,
        "routes": choices.routes,
        **rule_guards.offered(choices, one(given, rule_guards.FIELD), given.get(rule_guards.AMONG, ())),
    }
    return FormChoices(KINDS, _SEVERITIES, _OPERATORS, asked)


def one(given: Given, name: str) -> str:
    return (given.get(name) or [""])[0].strip()


def tree_of(given: Given, choices: Choices) -> dict[str, Any]:
    """The rule that the form says, as an author would write it.

    Raises:
        InputRefused: with a fault at "/<name>" for each thing that is missing or cannot be.
    """
    faults: list[InputFault] = []
    kind = BY_ID.get(one(given, "kind"))
    if kind is None:
        raise InputRefused([InputFault("/kind", "请选择规则的种类。")])
    reader = _Reader(given, choices, faults)
    require, at = _REQUIREMENTS[kind.id](reader)
    tree = {**reader.common(), "when": reader.guard(), "require": require, "at": at}
    if faults:
        raise InputRefused(faults)
    return {key: value for key, value in tree.items() if value not in ("", [], None)}


def given_of(rule: Mapping[str, Any]) -> dict[str, list[str]] | None:
    """An existing rule as the form that writes it; None where no form can. What the form does not ask is left out, and kept."""
    found = next(filter(None, (read(rule.get("require")) for read in _READERS)), None)
    if found is None or not isinstance(rule.get("policy", {}), Mapping):
        return None
    policy = rule.get("policy", {})
    texts = {
        "id": rule.get("id", ""),
        "row": rule.get("row", ""),
        "caption": rule.get("caption", ""),
        "severity": rule.get("severity", "blocking"),
        "policy_text": policy.get("text", ""),
        "policy_source": policy.get("source", ""),
        "message": rule.get("message", ""),
        "remedy": rule.get("remedy", ""),
    }
    given = {name: [str(value)] for name, value in {**texts, **found}.items() if not isinstance(value, list)}
    lists = {name: [str(each) for each in value] for name, value in found.items() if isinstance(value, list)}
    guard = rule_guards.read(rule.get("when")) or {}
    return {**given, **lists, **guard, "routes": [str(each) for each in rule.get("routes", ())]}


def merged(kept: Mapping[str, Any], tree: Mapping[str, Any]) -> dict[str, Any]:
    """The rule of the form, with everything of the kept rule that forms do not ask."""
    wider = {"when": kept["when"]} if rule_guards.read(kept.get("when")) is None else {}
    return {**{key: value for key, value in kept.items() if key not in _OWN}, **wider, **tree}


def suggestion(given: Given, choices: Choices) -> str:
    """A message for what was chosen so far; "" while too little is."""
    kind, number = one(given, "kind"), one(given, "number")
    found = choices.list(one(given, "list")) or choices.list(one(given, "attachment"))
    left, right = choices.field(one(given, "left")), choices.field(one(given, "right"))
    date = next((each for each in choices.dates if each.value == one(given, "date")), None)
    name = next((each for each in choices.answerable if each.value == one(given, "name")), None)
    negated = {">=": "小于", "<=": "大于", ">": "不大于", "<": "不小于", "==": "不等于", "!=": "等于"}
    word = negated.get(one(given, "operator"), "")
    sentences = {
        "at_least": found and number and f"{found.caption}不足 {{expected}} 条, 现有 {{actual}} 条",
        "at_most": found and number and f"{found.caption}超过 {{expected}} 条, 现有 {{actual}} 条",
        "attachment": found and f"未上传{found.caption}",
        "value": left and number and word and f"{left.caption}{word} {{expected}} {left.unit}".rstrip(),
        "fields": left and right and word and f"{left.caption}{word}{right.caption}",
        "years": date and number and f"截至 {{plan:tenure}}, {date.caption}起未满 {number} 年",
        "required": name and f"未填写{name.caption}",
    }
    return sentences.get(kind) or ""


# ------------------------------------------------------------------------------------- form -> tree


@dataclass(frozen=True, slots=True)
class _Reader:
    given: Given
    choices: Choices
    faults: list[InputFault]

    def common(self) -> dict[str, Any]:
        """What every rule has."""
        id_ = self.text("id", "请填写规则编号，例如 teaching-years。")
        if id_ and not _ID.fullmatch(id_):
            self.refuse("id", "规则编号请用小写英文字母、数字和连字符，2 到 60 个字符。")
        severity = one(self.given, "severity")
        return {
            "id": id_,
            "row": self.chosen("row", self.choices.rows, "请选择规则在检测表中的哪一行报告。"),
            "caption": self.text("caption", "请填写规则名称，让人一眼看出检查什么。"),
            "routes": [
                each.value for each in self.choices.routes if each.value in self.given.get("routes", ())
            ],
            "policy": {
                "text": self.text("policy_text", "请摘录这条规则所依据的政策原文。"),
                "source": self.text("policy_source", "请填写政策文件的名称和文号。"),
            },
            "severity": "advisory" if severity == "advisory" else "",
            "message": self.text("message", "请填写不符合时告诉申报人的话。"),
            "remedy": one(self.given, "remedy"),
        }

    def guard(self) -> dict[str, Any] | None:
        """In which case it applies."""
        among = list(self.given.get(rule_guards.AMONG, ()))
        return rule_guards.written(one(self.given, rule_guards.FIELD), among, self.choices, self.refuse)

    def text(self, name: str, missing: str) -> str:
        found = one(self.given, name)
        if not found:
            self.refuse(name, missing)
        return found

    def chosen(self, name: str, among: tuple[Choice, ...], missing: str) -> str:
        found = one(self.given, name)
        if not any(each.value == found for each in among):
            self.refuse(name, missing)
        return found

    def number(self, name: str = "number") -> int:
        text = one(self.given, name)
        if not (text.isascii() and text.isdigit()) or int(text[:10]) > _LARGEST:
            self.refuse(name, "请填写不小于 0 的整数。")
            return 0
        return int(text)

    def operator(self) -> str:
        found = one(self.given, "operator")
        if found not in _OPERATORS:
            self.refuse("operator", "请选择比较方式。")
        return found

    def refuse(self, name: str, message: str) -> None:
        self.faults.append(InputFault(f"/{name}", message))

    def at(self, name: str) -> str:
        return self.choices.pointers.get(name, "")


def _counted(operator: str) -> Callable[[_Reader], tuple[dict[str, Any], str]]:
    def read(reader: _Reader) -> tuple[dict[str, Any], str]:
        found = reader.chosen("list", reader.choices.lists, "请选择要计数的记录。")
        count: dict[str, Any] = {"of": found}
        where = one(reader.given, "where")
        if where:
            count["where"] = {where: _among(reader, found, where)}
        return {"count": {**count, operator: reader.number()}}, reader.at(found)

    return read


def _among(reader: _Reader, found: str, where: str) -> Any:
    field = reader.choices.within(found, where)
    known = [value for value, _ in field.options] if field else []
    wanted = [each for each in reader.given.get("among", ()) if each in known]
    if not wanted:
        reader.refuse("among", "请勾选只计哪些取值，或不要按字段筛选。")
    typed = [_typed(each, field) for each in wanted]
    return typed[0] if len(typed) == 1 else typed


def _typed(value: str, field: Choice | None) -> Any:
    return (
        {"true": True, "false": False}.get(value, value) if field and field.options[0][0] == "true" else value
    )


def _attachment(reader: _Reader) -> tuple[dict[str, Any], str]:
    found = reader.chosen("attachment", reader.choices.attachments, "请选择必须上传的附件。")
    return {"present": found}, "/" + found.replace(".", "/")


def _value(reader: _Reader) -> tuple[dict[str, Any], str]:
    left = reader.chosen("left", reader.choices.numbers, "请选择要检查的数值。")
    return {left: {reader.operator(): reader.number()}}, reader.at(left)


def _two_fields(reader: _Reader) -> tuple[dict[str, Any], str]:
    left = reader.chosen("left", reader.choices.ordered, "请选择要检查的字段。")
    right = reader.chosen("right", reader.choices.ordered, "请选择与之比较的字段。")
    one_, other = reader.choices.field(left), reader.choices.field(right)
    if one_ and other and not _alike(one_, other):
        reader.refuse("right", f"“{one_.caption}”和“{other.caption}”不是同一类数据，不能比较。")
    return {left: {reader.operator(): {"field": right}}}, reader.at(left)


def _years(reader: _Reader) -> tuple[dict[str, Any], str]:
    name = reader.chosen("date", reader.choices.dates, "请选择从哪一天起算。")
    found, _, field = name.rpartition(".")
    inside = reader.choices.within(found, field) is not None
    elapsed = {"compare": [{"years_since": field if inside else name}, ">=", reader.number()]}
    if inside:
        return {"some": {"of": found, "that": elapsed}}, reader.at(found)
    return elapsed, reader.at(name)


def _required(reader: _Reader) -> tuple[dict[str, Any], str]:
    name = reader.chosen("name", reader.choices.answerable, "请选择必须填写的内容。")
    return {"present": name}, reader.at(name)


_REQUIREMENTS: dict[str, Callable[[_Reader], tuple[dict[str, Any], str]]] = {
    "at_least": _counted(">="),
    "at_most": _counted("<="),
    "attachment": _attachment,
    "value": _value,
    "fields": _two_fields,
    "years": _years,
    "required": _required,
}


def _alike(one_: Choice, other: Choice) -> bool:
    return one_.type is other.type or bool(
        one_.type and other.type and one_.type.numeric and other.type.numeric
    )


# ------------------------------------------------------------------------------------- tree -> form


def _read_count(require: Any) -> dict[str, Any] | None:
    match require:
        case {"count": {"of": str(found), **rest}, **more} if not more:
            where, tests = rest.pop("where", {}), rest
        case _:
            return None
    match tests, where:
        case (({">=": int(number)} | {"<=": int(number)}), dict()) if len(tests) == 1 and len(where) <= 1:
            kind = "at_least" if ">=" in tests else "at_most"
        case _:
            return None
    for name, value in where.items():
        wanted = value if isinstance(value, list) else [value]
        if not all(isinstance(each, str | bool) for each in wanted):
            return None
        texts = [str(each).lower() if isinstance(each, bool) else each for each in wanted]
        return {"kind": kind, "list": found, "number": number, "where": name, "among": texts}
    return {"kind": kind, "list": found, "number": number}


def _read_present(require: Any) -> dict[str, Any] | None:
    match require:
        case {"present": str(name), **more} if not more:
            if name.startswith("attachments.") and name.count(".") == 1:
                return {"kind": "attachment", "attachment": name}
            return {"kind": "required", "name": name}
    return None


def _read_comparison(require: Any) -> dict[str, Any] | None:
    if not isinstance(require, Mapping) or len(require) != 1:
        return None
    ((left, tests),) = require.items()
    if not isinstance(tests, Mapping) or len(tests) != 1:
        return None
    ((operator, right),) = tests.items()
    match right:
        case bool():
            return None
        case int() if operator in _OPERATORS and right >= 0 and left not in ("count", "sum", "distinct"):
            return {"kind": "value", "left": left, "operator": operator, "number": right}
        case {"field": str(name), **more} if operator in _OPERATORS and not more:
            return {"kind": "fields", "left": left, "operator": operator, "right": name}
    return None


def _read_years(require: Any) -> dict[str, Any] | None:
    match require:
        case {"compare": [{"years_since": str(name)}, ">=", int(number)], **more} if not more:
            return {"kind": "years", "date": name, "number": number}
        case {"some": {"of": str(found), "that": dict(that), **rest}, **more} if not more and not rest:
            inner = _read_years(that)
            return (
                {**inner, "date": f"{found}.{inner['date']}"} if inner and "." not in inner["date"] else None
            )
    return None


_READERS = (_read_count, _read_present, _read_years, _read_comparison)
