"""What people call the things that a rule names: captions of fields and lists, units, values as they are read aloud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zcforms.checks.core import DOCUMENT, Field, Records
from zcforms.checks.shape import Shape

UNNAMED = "未命名的数据"
NOTHING = "未填写"
LONGEST = 40
"""Characters of a text that a sentence quotes."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a variable stands for: one record of a list. `called`: what stands before its fields where it is not the innermost."""

    shape: Shape
    called: str
    always: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Captions, seen from inside the records that a condition stands in, the innermost last."""

    root: Shape
    doubtful: frozenset[str]
    places: Mapping[str, Place] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Shape) -> Names:
        """Seen from the document."""
        captions = Counter(_captions(root))
        return cls(root, frozenset(caption for caption, times in captions.items() if times > 1))

    def inside(self, records: Records, variable: str) -> Names:
        """Within one record of the list."""
        return self._with({variable: Place(self.record(records), f"所属“{self.plain_list(records)}”的")})

    def inside_pair(self, records: Records, first: str, second: str) -> Names:
        """Within two records of the list, called 甲 and 乙."""
        one = self.record(records)
        return self._with({first: Place(one, "甲的", True), second: Place(one, "乙的", True)})

    def record(self, records: Records) -> Shape:
        """The shape of one record of the list; an empty one where the list is unknown."""
        found = self.shape(records)
        return (found.records if found else None) or Shape({}, self.root.root)

    def shape(self, named: Field | Records) -> Shape | None:
        start = self.root if named.variable == DOCUMENT else self._shape_of(named.variable)
        return start.at(named.path) if start else None

    def field(self, named: Field) -> str:
        """The caption, with what it belongs to where the caption alone would not tell."""
        if named.variable == DOCUMENT:
            caption = _caption(self.root, named.path)
            doubtful = self.places or caption in self.doubtful
            group = _caption(self.root, named.path[:-1]).strip("“”") if len(named.path) > 1 else ""
            return f"“{group}”的{caption}" if doubtful and group else caption
        place = self.places.get(named.variable)
        caption = _caption(place.shape, named.path) if place else UNNAMED
        innermost = next(reversed(list(self.places)), None) == named.variable
        return f"{place.called}{caption}" if place and (place.always or not innermost) else caption

    def list(self, records: Records) -> str:
        """The list's caption in quotation marks."""
        place = self.places.get(records.variable)
        outer = place.called if place and place.always else ""
        return f"{outer}“{self.plain_list(records)}”"

    def plain_list(self, records: Records) -> str:
        found = self.shape(records)
        return (found.caption if found else "") or UNNAMED

    def counted(self, records: Records) -> tuple[str, str]:
        """How the list's records are counted and called: 条 and 记录; files 份 and 文件."""
        return ("份", "文件") if "media_type" in self.record(records).names else ("条", "记录")

    def _shape_of(self, variable: str) -> Shape | None:
        place = self.places.get(variable)
        return place.shape if place else None

    def _with(self, places: Mapping[str, Place]) -> Names:
        return Names(self.root, self.doubtful, {**self.places, **places})


def _caption(shape: Shape, path: tuple[str, ...]) -> str:
    """The nearest caption along the path: the value of a list of plain choices bears its list's."""
    found = ""
    place: Shape | None = shape
    for name in path:
        place = place.child(name) if place else None
        found = (place.caption if place else "") or found
    found = found or shape.caption or UNNAMED
    return f"“{found}”" if found.startswith("是否") else found


def _captions(shape: Shape) -> Iterator[str]:
    for name in shape.names:
        child = shape.child(name)
        if child is not None and child.type is not None:
            yield child.caption
        elif child is not None and child.records is None:
            yield from _captions(child)


def unit(shape: Shape | None) -> str:
    return str(shape.schema.get("unit", "")) if shape else ""


def shown(value: Any, shape: Shape | None = None, measured: str = "") -> str:
    """A value as people read it: 2022年12月31日, 5 年, 大学本科, 是. Nothing is 未填写. `measured`: the unit where the shape has none."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return day(value, month=shape is not None and shape.month)
    if isinstance(value, int | Decimal):
        suffix = measured or unit(shape)
        return f"{number(value)} {suffix}" if suffix else number(value)
    text = shape.caption_of(value) if shape else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def quoted(value: Any, shape: Shape | None = None, measured: str = "") -> str:
    """The same inside a sentence: texts and truth values in quotation marks, a number after a space."""
    text = shown(value, shape, measured)
    if value is None or isinstance(value, date):
        return text
    return f" {text}" if isinstance(value, int | Decimal) and not isinstance(value, bool) else f"“{text}”"


def day(value: date, *, month: bool = False) -> str:
    """2022年12月31日; of a month 2022年12月."""
    return f"{value.year}年{value.month}月" + ("" if month else f"{value.day}日")


def month(value: date) -> str:
    """2022年12月."""
    return day(value, month=True)


def number(value: int | Decimal) -> str:
    return f"{Decimal(value).normalize():f}" if isinstance(value, Decimal) else str(value)
