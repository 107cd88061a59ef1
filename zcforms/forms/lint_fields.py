"""What is probably not meant, or can never work, in the fields of a plan's own sections and library categories."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.documents import patterns
from zcforms.documents.pattern_tree import lengths, parsed
from zcforms.domain.plan import Choice, CodeList
from zcforms.domain.problem import Severity
from zcforms.forms.lint_conditions import ALWAYS, NEVER, field_shown, truths
from zcforms.forms.lint_package import Finding, Package, records
from zcforms.forms.shelf import Path_
from zcforms.forms.validation import validate

_FEW = 2
_MOST_OPTIONS = 200
"""Of one field, tried one by one."""
_BOUNDS = (
    ("minimum", "exclusiveMaximum", 0),
    ("exclusiveMinimum", "maximum", 0),
    ("exclusiveMinimum", "exclusiveMaximum", 0),
)


@dataclass(frozen=True, slots=True)
class Record:
    """Fields that stand beside each other. `at`: the place of the object that they are properties of."""

    package: Package
    document: str
    at: Path_
    properties: Mapping[str, Any]
    known: Mapping[str, Any]
    required: Sequence[str]
    worked_out: dict[str, frozenset[bool] | None] = field(default_factory=dict)

    def place(self, name: str, *below: str | int) -> Path_:
        return (*self.at, "properties", name, *below)

    def truths(self, condition: Mapping[str, Any]) -> frozenset[bool] | None:
        """What it can come to, worked out once."""
        key = json.dumps(condition, sort_keys=True)
        if key not in self.worked_out:
            self.worked_out[key] = truths(condition, self.known, self.required, budget=self.package.budget)
        return self.worked_out[key]

    def caption(self, name: str) -> str:
        return str(self.properties[name].get("caption", name))


def findings(package: Package) -> Iterator[Finding]:
    for record in _records(package):
        yield from _captions(record)
        for name, schema in record.properties.items():
            for check in _CHECKS:
                yield from check(record, name, schema)


def _records(package: Package) -> Iterator[Record]:
    for path, name, data in package.own("section"):
        found, at = records(data)
        yield from _inside(package, path, name, found, at)
    for path, name, data in package.own("achievement"):
        yield from _inside(package, path, name, data["schema"], ("schema",))


def _inside(
    package: Package, document: str, name: str, data: Mapping[str, Any], at: Path_
) -> Iterator[Record]:
    properties: Mapping[str, Any] = data.get("properties") or {}
    if not properties:
        return
    known = package.known(name, properties)
    yield Record(package, document, at, properties, known, data.get("required", ()))
    for inner, schema in properties.items():
        items = schema.get("items")
        if isinstance(items, Mapping) and "properties" in items:
            yield from _inside(package, document, name, items, (*at, "properties", inner, "items"))


def _captions(record: Record) -> Iterator[Finding]:
    """Two fields of one name: nobody knows which is which."""
    taken = Counter(str(schema.get("caption", "")) for schema in record.properties.values())
    seen: set[str] = set()
    for name, schema in record.properties.items():
        caption = str(schema.get("caption", ""))
        if caption in seen:
            new = next(each for n in itertools.count(2) if (each := f"{caption}（{n}）") not in taken)
            taken[new] += 1
            yield Finding(
                "caption-twice",
                Severity.WARNING,
                record.document,
                record.place(name, "caption"),
                f"同一处有两个字段都叫“{caption}”",
                "申报人和审核人分不清哪个是哪个，检测表里的提示也对不上。",
                record.package.replaced(record.document, record.place(name, "caption"), new),
                f"把后一个改名为“{new}”",
            )
        seen.add(caption)


# -- one field ----------------------------------------------------------------------------------------------------------


def _shown(record: Record, name: str, schema: Mapping[str, Any]) -> Iterator[Finding]:
    condition = schema.get("shownWhen")
    if not condition or _foreign(condition, record):
        return
    found = record.truths(condition)
    must = name in record.required
    if found in (NEVER, frozenset()):
        yield _hidden(record, name, must=must)
    elif found == ALWAYS:
        yield Finding(
            "condition-always",
            Severity.WARNING,
            record.document,
            record.place(name, "shownWhen"),
            f"“{record.caption(name)}”的显示条件总是成立",
            "条件所问的字段必填，而且每个选项都符合条件，写不写条件都一样。",
            record.package.removed(record.document, record.place(name, "shownWhen")),
            "删去显示条件",
        )


def _hidden(record: Record, name: str, *, must: bool) -> Finding:
    place = record.place(name, "shownWhen")
    mend = record.package.removed(record.document, place)
    if must:
        return Finding(
            "required-hidden",
            Severity.ERROR,
            record.document,
            place,
            f"“{record.caption(name)}”是必填项，但永远不会显示",
            "显示条件不可能成立，申报人看不到这一项，也就永远没有人填写。",
            mend,
            "删去显示条件，让所有人填写",
        )
    return Finding(
        "condition-never",
        Severity.WARNING,
        record.document,
        place,
        f"“{record.caption(name)}”的显示条件永远不会成立",
        "没有一种填法能让条件成立，这一项不会给任何人看到。",
        mend,
        "删去显示条件，让所有人看到",
    )


def _required_when(record: Record, name: str, schema: Mapping[str, Any]) -> Iterator[Finding]:
    condition = schema.get("requiredWhen")
    if not condition or _foreign(condition, record):
        return
    place = record.place(name, "requiredWhen")
    mend = record.package.removed(record.document, place)
    if name in record.required:
        yield Finding(
            "condition-idle",
            Severity.WARNING,
            record.document,
            place,
            f"“{record.caption(name)}”已经是必填项，必填条件不起作用",
            "既写了必填，又写了什么时候必填：总是按必填处理。",
            mend,
            "删去必填条件",
        )
    elif (found := record.truths(condition)) in (NEVER, frozenset()):
        yield Finding(
            "condition-never",
            Severity.WARNING,
            record.document,
            place,
            f"“{record.caption(name)}”的必填条件永远不会成立",
            "没有一种填法能让条件成立，这一项从来不是必填。",
            mend,
            "删去必填条件",
        )
    elif found == ALWAYS:
        yield Finding(
            "condition-always",
            Severity.WARNING,
            record.document,
            place,
            f"“{record.caption(name)}”的必填条件总是成立",
            "条件所问的字段必填，而且每个选项都符合条件：这一项其实对所有人都必填。",
            mend,
            "删去必填条件",
        )


def _foreign(condition: Mapping[str, Any], record: Record) -> bool:
    """What asks for unknown fields is a fault of its own."""
    return record.truths(condition) is None


def _bounds(record: Record, name: str, schema: Mapping[str, Any]) -> Iterator[Finding]:
    """Limits between which there is nothing: the loader compares those that may be reached themselves."""
    for low, high, _ in _BOUNDS:
        least, most = schema.get(low), schema.get(high)
        if least is None or most is None or least < most:
            continue
        here, there = record.place(name, low), record.place(name, high)
        swap = None
        if least > most:
            swap = (record.package.replaced(record.document, here, most) or ()) + (
                record.package.replaced(record.document, there, least) or ()
            )
        yield Finding(
            "limits",
            Severity.ERROR,
            record.document,
            here,
            f"“{record.caption(name)}”的下限 {least} 和上限 {most} 之间没有可以填的数",
            "怎么填都不对，申报人无法保存这一项。",
            swap or record.package.removed(record.document, there),
            f"对调：最少 {most}，最多 {least}" if swap else "删去上限",
        )


def _lengths(record: Record, name: str, schema: Mapping[str, Any]) -> Iterator[Finding]:
    """A format whose texts are all longer, or all shorter, than what may be written."""
    pattern = schema.get("pattern")
    if not isinstance(pattern, str) or patterns.fault(pattern):
        return
    shortest, longest = lengths(parsed(pattern))
    least, most = schema.get("minLength", 0), schema.get("maxLength", shortest)
    for word, said, wrong, fits in (
        ("maxLength", f"格式要求至少 {shortest} 个字，而最多只能填 {most} 个字", shortest > most, shortest),
        ("minLength", f"格式最多只有 {longest} 个字，而至少要填 {least} 个字", longest < least, longest),
    ):
        if wrong:
            yield Finding(
                "limits",
                Severity.ERROR,
                record.document,
                record.place(name, word),
                f"“{record.caption(name)}”的格式和字数对不上：{said}",
                "怎么填都不对，申报人无法保存这一项。",
                record.package.replaced(record.document, record.place(name, word), fits),
                f"{'最多' if word == 'maxLength' else '最少'}字数改为 {fits}",
                word,
            )


def _options(record: Record, name: str, schema: Mapping[str, Any]) -> Iterator[Finding]:
    """Choices that the field's own limits refuse; and a choice that is none."""
    options = schema.get("enum", ())
    rest = {
        key: value for key, value in schema.items() if key not in ("enum", "codes", "default", "shownWhen")
    }
    if len(rest) > _FEW:
        for position, option in enumerate(options[:_MOST_OPTIONS]):
            if len(options) > 1 and validate(rest, option, {}):
                yield Finding(
                    "choice-unreachable",
                    Severity.WARNING,
                    record.document,
                    record.place(name, "enum", position),
                    f"“{record.caption(name)}”的选项“{option}”选了也不能保存",
                    "这个选项不符合同一字段的其他限制（字数、范围或格式）。",
                    record.package.removed(record.document, record.place(name, "enum", position)),
                    f"删去选项“{option}”",
                    str(option),
                )
    yield from _single(record, name, schema)


def _single(record: Record, name: str, schema: Mapping[str, Any]) -> Iterator[Finding]:
    choices = record.known[name].get("enum", ())
    if len(choices) == 1 and name in record.required and "default" not in schema and "prefill" not in schema:
        yield Finding(
            "choice-single",
            Severity.WARNING,
            record.document,
            record.place(name, "enum" if "enum" in schema else "codes"),
            f"“{record.caption(name)}”是必填项，却只有一个选项",
            "每个人都只能选同一个，问了等于没问。",
            record.package.replaced(record.document, record.place(name, "default"), choices[0]),
            f"默认选好“{choices[0]}”",
        )


def _samples(record: Record, name: str, schema: Mapping[str, Any]) -> Iterator[Finding]:
    """A default or an example that the field itself would refuse."""
    given: list[tuple[str | int, Any]] = [("default", schema["default"])] if "default" in schema else []
    given += [(position, each) for position, each in enumerate(schema.get("examples", ()))]
    rest = {key: value for key, value in record.known[name].items() if key not in ("codes", "shownWhen")}
    for step, value in given:
        told = validate(rest, value, _lists(record.package)) if value not in ("", None) else ()
        if not told:
            continue
        below: tuple[str | int, ...] = ("default",) if step == "default" else ("examples", step)
        what = "默认值" if step == "default" else "示例"
        yield Finding(
            f"{'default' if step == 'default' else 'example'}-misfit",
            Severity.ERROR if step == "default" else Severity.WARNING,
            record.document,
            record.place(name, *below),
            f"“{record.caption(name)}”的{what}“{str(value)[:30]}”自己就不符合要求",
            f"{told[0].message.rstrip('。')}。",
            record.package.removed(record.document, record.place(name, *below)),
            f"删去这个{what}",
        )


def _lists(package: Package) -> Mapping[str, CodeList]:
    """Code lists by name, made when one is asked for."""
    return _Lists(package)


class _Lists(dict[str, CodeList]):
    def __init__(self, package: Package) -> None:
        super().__init__()
        self.package = package

    def __contains__(self, name: object) -> bool:
        return self.package.shelf.data("codes", str(name)) is not None

    def __missing__(self, name: str) -> CodeList:
        data = self.package.shelf.data("codes", name)
        if data is None:
            raise KeyError(name)
        made = CodeList(
            name, data["caption"], tuple(Choice(each["id"], each["caption"]) for each in data["codes"])
        )
        self[name] = made
        return made


def _dependants(record: Record, name: str, schema: Mapping[str, Any]) -> Iterator[Finding]:
    """A choice list without a way to be filled: required records that hold fields nobody sees."""
    items = schema.get("items")
    if not isinstance(items, Mapping) or "properties" not in items:
        return
    inner = items["properties"]
    known = record.package.known(name, inner)
    if all(
        field_shown(each, known, items.get("required", ()), budget=record.package.budget) is False
        for each in inner
    ):
        yield Finding(
            "nobody-shown",
            Severity.WARNING,
            record.document,
            record.place(name),
            f"“{record.caption(name)}”的每条记录里没有一个字段会显示",
            "申报人添加一条记录后看到的是空白。",
        )


_CHECKS: tuple[Callable[[Record, str, Mapping[str, Any]], Iterator[Finding]], ...] = (
    _shown,
    _required_when,
    _bounds,
    _lengths,
    _options,
    _samples,
    _dependants,
)
