"""Where in a document's text the place of a JSON Pointer is: for marks in an editor. YAML and JSON, which YAML's parser reads too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml

from zcforms.documents.pointer import pointer

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST = 100_000  # events: more than 30,000 values can have; who has more reads his faults at the beginning of the text
_DEEPEST = 100  # levels; no document is read that is as deep


class Range(NamedTuple):
    """From the first character to behind the last one; lines and columns count from 1, columns in characters."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Range(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Positions:
    """`ranges`: by pointer; of an object or list that stands under a key, the key. `broken`: where the text stops being a document."""

    ranges: Mapping[str, Range]
    broken: Range | None = None

    def at(self, place: str) -> Range:
        """The range of the pointer, or of the nearest place around it that there is."""
        while place not in self.ranges and place:
            place = place.rpartition("/")[0]
        return self.ranges.get(place, START)


def positions(text: str) -> Positions:
    """The ranges of everything in the text, as far as it can be read; never raises."""
    reader = _Reader()
    try:
        for number, event in enumerate(yaml.parse(text, Loader=_LOADER)):
            if number == _MOST or reader.depth > _DEEPEST:
                break
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Positions(reader.ranges, _point(mark) if mark else START)
    except (yaml.YAMLError, UnicodeError, ValueError):  # characters that YAML has not
        return Positions(reader.ranges, START)
    return Positions(reader.ranges)


@dataclass(slots=True)
class _Open:
    """An object or list that is being read at `place`; `step` is the key or position of the value that comes next, `key` the key's event."""

    place: str
    is_object: bool
    step: str | int | None = None
    key: Any = None

    @property
    def here(self) -> str:
        return self.place if self.step is None else self.place + pointer((self.step,))


class _Reader:
    def __init__(self) -> None:
        self.ranges: dict[str, Range] = {}
        self._open: list[_Open] = []

    @property
    def depth(self) -> int:
        return len(self._open)

    def take(self, event: Any) -> None:
        match event:
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                place = self._note(event, whole=False)
                is_object = isinstance(event, yaml.MappingStartEvent)
                self._open.append(_Open(place, is_object, None if is_object else 0))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
                self._go_on()
            case yaml.ScalarEvent() | yaml.AliasEvent():
                self._scalar(event)

    def _scalar(self, event: Any) -> None:
        inside = self._open[-1] if self._open else None
        if inside is not None and inside.is_object and inside.step is None:
            inside.step, inside.key = str(getattr(event, "value", "")), event
            return
        self._note(event, whole=True)
        self._go_on()

    def _note(self, event: Any, *, whole: bool) -> str:
        """The pointer of what comes; `whole`: its range reaches over the value, otherwise it is its key, or its first character in a list."""
        inside = self._open[-1] if self._open else None
        key = inside.key if inside else None
        place = inside.here if inside else ""
        first = key.start_mark if key else event.start_mark
        last = event.end_mark if whole else key.end_mark if key else event.start_mark
        if place not in self.ranges:
            self.ranges[place] = _range(first, last)
        return place

    def _go_on(self) -> None:
        if not self._open:
            return
        inside = self._open[-1]
        if isinstance(inside.step, int):
            inside.step += 1
        else:
            inside.step = inside.key = None


def _range(start: Any, end: Any) -> Range:
    line, column = start.line + 1, start.column + 1
    if (end.line, end.column) <= (start.line, start.column):
        return Range(line, column, line, column + 1)
    if end.column == 0:  # a block of text ends before the line that follows it
        return Range(line, column, end.line + 1, 1)
    return Range(line, column, end.line + 1, end.column + 1)


def _point(mark: Any) -> Range:
    return Range(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
