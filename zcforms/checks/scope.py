"""Names in a rule: what they stand for, and what is said when they stand for nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zcforms.checks import dates, remedies
from zcforms.checks.core import DOCUMENT, Field, Literal, Records, Type
from zcforms.checks.shape import Shape
from zcforms.documents.nearest import remedy_for
from zcforms.documents.pointer import pointer

LARGEST = 10**11
"""Greatest absolute value of a number, so that decimals scaled to integers stay exact in the engine."""

DECIMALS = 4
"""Decimals are held exactly, up to this many places."""

LONGEST = 1_000
"""Characters of a text in a rule."""

_QUOTED = 60
_DEEPEST = 12
"""Parts of a name that are looked at."""


class Misuse(Exception):
    """What an author wrote cannot be meant: where (a JSON Pointer into the document), what, and what would be right."""

    def __init__(self, at: str, fault: str, remedy: str) -> None:
        super().__init__(at, fault, remedy)
        self.at = at
        self.fault = fault
        self.remedy = remedy


def below(at: str, key: str | int) -> str:
    """The JSON Pointer of a member."""
    return at + pointer([key])


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a rule may refer to besides facts: the plan's dates and the ruleset's parameters. `calendar`: the plan counts years by
    the calendar, not by anniversaries."""

    reference: date
    dates: Mapping[str, date] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    calendar: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    variable: str
    shape: Shape
    explicit: bool = False  # its properties are only reached with the name in front: a.start, b.start

    @property
    def spoken(self) -> Mapping[str, tuple[str, ...]]:
        """Names by what people call them."""
        if not self.explicit:
            return self.shape.spoken
        return {
            word: tuple(f"{self.text}.{name}" for name in names) for word, names in self.shape.spoken.items()
        }


@dataclass(frozen=True, slots=True)
class Scope:
    """The records that a condition stands in, the innermost last."""

    names: tuple[_Name, ...]

    @classmethod
    def document(cls, shape: Shape) -> Scope:
        return cls((_Name(DOCUMENT, DOCUMENT, shape),))

    def enter(self, shape: Shape, alias: str = "") -> tuple[Scope, str]:
        """The scope inside one record, and the record's variable: the same at the same depth, so that equal
        conditions of different rules are equal."""
        variable = f"r{len(self.names)}"
        return Scope((*self.names, _Name(alias, variable, shape))), variable

    def enter_pair(self, shape: Shape) -> tuple[Scope, str, str]:
        """The scope of two records of one list, named a and b."""
        first, second = f"a{len(self.names)}", f"b{len(self.names)}"
        return (
            Scope((*self.names, _Name("a", first, shape, True), _Name("b", second, shape, True))),
            first,
            second,
        )

    def field(self, text: Any, at: str, also: Iterable[str] = ()) -> tuple[Field, Shape]:
        """The scalar property that a text names; `also`: other words that could have been meant."""
        variable, path, shape = self._find(text, at, also)
        if shape.type is None:
            remedy = "请写到其中的某一项，或用 count、some、every 等检查整组记录。"
            remedy = remedy if shape.several is None else remedies.OF_CHOICES
            raise Misuse(at, f"“{quoted(text)}”是一组数据，不是一个值", remedy)
        return Field(variable, path, shape.type, shape.restricted, shape.unit, shape.month), shape

    def records(self, text: Any, at: str) -> tuple[Records, Shape]:
        """The list of records that a text names, and the shape of one record."""
        variable, path, shape = self._find(text, at)
        if shape.records is None:
            raise Misuse(
                at, f"“{quoted(text)}”不是记录列表", "of 后面请写一个记录列表，例如 work、education。"
            )
        return Records(variable, path, shape.restricted), shape.records

    def choices(self, text: Any, at: str) -> tuple[Records, Shape, Shape]:
        """The field of several choices that a text names, its shape, and the shape of one choice."""
        variable, path, shape = self._find(text, at)
        if shape.several is None:
            what = "是一组记录" if shape.records else "只有一个值" if shape.type else "不是一个栏目"
            remedy = "一个值请用 in 或 not_in，一组记录请用 some、every、no 或 count。"
            raise Misuse(at, f"“{quoted(text)}”{what}，不是可以选多项的栏目", remedy)
        return Records(variable, path, shape.restricted, choices=True), shape, shape.several

    def names_choices(self, text: Any) -> bool:
        """Whether the text names a field of several choices."""
        found = self._look_up(text.split(".", _DEEPEST)) if isinstance(text, str) else None
        return found is not None and found[2].several is not None

    def names_list(self, text: Any) -> bool:
        """Whether the text names a list of records."""
        found = self._look_up(text.split(".", _DEEPEST)) if isinstance(text, str) else None
        return found is not None and found[2].records is not None

    def require_no_name(self, tree: Any, wanted: Type | None, at: str) -> None:
        """Raises `Misuse` where a name stands in the place of a value without saying that it is one. Of texts only names with a dot can be told from wordings."""
        if not isinstance(tree, str) or (wanted is Type.TEXT and "." not in tree):
            return
        found = self._look_up(tree.split(".", _DEEPEST))
        if found is not None and found[2].type is not None:
            remedy = f"数据的名称请写成 {{field: {quoted(tree)}}}。"
            raise Misuse(at, f"“{quoted(tree)}”在这里是一段文字，不是数据的名称", remedy)

    def _find(self, text: Any, at: str, also: Iterable[str] = ()) -> tuple[str, tuple[str, ...], Shape]:
        if not isinstance(text, str):
            raise Misuse(at, "这里应写数据的名称", "请写成文字，例如 basic.work_years。")
        found = self._look_up(text.split(".", _DEEPEST))
        if found is None:
            spoken = [name.spoken for name in reversed(self.names)]
            remedy = remedies.of_name(text, [*self._candidates(text), *also], spoken)
            raise Misuse(at, f"没有名为“{quoted(text)}”的数据", remedy)
        return found

    def known(self, text: str) -> bool:
        """Whether the text names something."""
        return self._look_up(text.split(".", _DEEPEST)) is not None

    def _look_up(self, parts: list[str]) -> tuple[str, tuple[str, ...], Shape] | None:
        for name in reversed(self.names):
            if name.text == parts[0] and len(parts) > 1:
                shape = name.shape.at(parts[1:])
                return (name.variable, tuple(parts[1:]), shape) if shape else None
        for name in reversed(self.names):
            shape = None if name.explicit else name.shape.at(parts)
            if shape:
                return name.variable, tuple(parts), shape
        return None

    def _candidates(self, text: str) -> tuple[str, ...]:
        """Names that could have been meant: as deep as the text's beginning leads."""
        *parents, _ = text.split(".", _DEEPEST)[:_DEEPEST]
        while parents:
            shape = self._shape_of(parents)
            if shape is not None and shape.names:
                return tuple(f"{'.'.join(parents)}.{each}" for each in shape.names)
            parents.pop()
        return tuple(
            f"{name.text}.{each}" if name.explicit else each
            for name in reversed(self.names)
            for each in name.shape.names
        )

    def _shape_of(self, parts: list[str]) -> Shape | None:
        found = self._look_up(parts)
        if found is not None:
            return found[2]
        return next((name.shape for name in reversed(self.names) if [name.text] == parts), None)


# ---------------------------------------------------------------------------------------------- literals


def literal(value: Any, at: str, expected: Type | None = None, shape: Shape | None = None) -> Literal:
    """A value written by the author, held to the type and the possible values of what it is compared with."""
    made = _scalar(value, at, expected)
    if expected is not None and made.type is not expected and not (made.type.numeric and expected.numeric):
        raise Misuse(
            at, f"{_shown(value)}是{made.type}，这里应为{expected}", remedies.of_type(expected, value)
        )
    if shape is not None and shape.options and made.type is Type.TEXT and value not in shape.options:
        raise Misuse(at, f"{_shown(value)}不是“{shape.caption}”可能的取值", _choice_remedy(str(value), shape))
    if shape is not None and isinstance(made.value, str):
        _require_writable(made.value, at, shape)
    if shape is not None and shape.month:
        require_month(made, f"“{shape.caption}”" if shape.caption else "左边的日期", at)
    return made


def require_month(written: Literal, what: str, at: str) -> None:
    """Raises `Misuse`: a day beside something of which only the month is known."""
    if isinstance(written.value, date) and not written.month:
        fault = f"{what}只填到月，不能与“{written.value}”这一天比较"
        raise Misuse(at, fault, f"请写成年月“{written.value.isoformat()[:7]}”。")


def _require_writable(text: str, at: str, shape: Shape) -> None:
    if text == shape.blank:
        fault = f"填“{text}”就是说没有，与任何值都不相等"
        raise Misuse(at, fault, f"检查是否填了“{text}”请用 says_none: 名称。")
    if not text:
        raise Misuse(at, "空的文字与任何值都不相等", "检查是否填写请用 present、absent 或 left_blank。")
    if shape.longest is not None and len(text) > shape.longest:
        fault = f"“{shape.caption}”最多 {shape.longest} 个字符，不会等于“{quoted(text)}”"
        raise Misuse(at, fault, "请更正这段文字。")


def _scalar(value: Any, at: str, expected: Type | None) -> Literal:
    match value:
        case bool():
            return Literal(Type.BOOLEAN, value)
        case int() if abs(value) <= LARGEST:
            return Literal(Type.INTEGER, value)
        case float() if abs(value) <= LARGEST:
            return Literal(Type.NUMBER, _decimal(value, at))
        case str():
            return _moment(value, at) if expected is Type.DATE else Literal(Type.TEXT, _wording(value, at))
        case int() | float():
            raise Misuse(at, f"{quoted(value)} 超出了可用的数值范围", f"请写绝对值不大于 {LARGEST} 的数。")
        case _:
            raise Misuse(
                at,
                "这里应写一个值",
                "请写数字、文字、日期或 true/false；检查是否填写请用 present 或 absent，各种未填写见 left_blank、says_none、not_asked。",
            )


def quoted(value: Any) -> str:
    """What the author wrote, short enough to be told."""
    text = str(value)
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def _wording(value: str, at: str) -> str:
    if len(value) > LONGEST:
        raise Misuse(at, f"文字“{quoted(value)}”超过 {LONGEST} 个字符", "请写得简短一些。")
    return normal(value)


def normal(text: str) -> str:
    """The text as it is compared: one encoding of each character, no blanks around it."""
    return unicodedata.normalize("NFC", text).strip()


def _moment(value: str, at: str) -> Literal:
    moment = dates.parse(value)
    if moment is None:
        raise Misuse(at, f"“{quoted(value)}”不是日期", remedies.of_type(Type.DATE, value))
    return Literal(Type.DATE, moment, dates.is_month(value))


def _decimal(value: float, at: str) -> Decimal:
    exact = Decimal(str(value))
    if exact != round(exact, DECIMALS):
        raise Misuse(at, f"{value} 的小数位过多", f"最多 {DECIMALS} 位小数。")
    return exact


def _shown(value: Any) -> str:
    return f"“{quoted(value)}”" if isinstance(value, str) else str(value).lower()


def _choice_remedy(value: str, shape: Shape) -> str:
    for option in shape.options:
        if shape.caption_of(option) == value:
            return f"请写代码“{option}”（{value}）。"
    return remedy_for(value, [str(option) for option in shape.options])
