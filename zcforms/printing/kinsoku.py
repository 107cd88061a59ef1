"""Where a line of Chinese text may end.

Pure rules, without a word about PDF: GB/T 15834-2011 section 5 (where punctuation may stand) and, for Latin
words and numbers inside Chinese, as much of UAX #14 as forms need. Every unit that goes in comes out in exactly
one line, in order: breaking never loses or adds a character.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

NOT_AT_START = frozenset(
    "!),.:;?]}%¢°·ˇˉ―‖’”‰′″›℃∶、。〃〉》」』】〕〗〞！），．：；？］｝～｀｜–-/／％‐々ー㎡"
)
NOT_AT_END = frozenset("([{£¥‘“‹〈《「『【〔〖〝（［｛￡￥＄$＃#№")
HALF_EMPTY = frozenset("，。、；：）》」』】〕〉！？")  # full width, ink in the left half only
INSEPARABLE = frozenset(
    "—…＿"
)  # 破折号 and 省略号 take two places and are never parted, nor is a line to write on
NO_BREAK_SPACE = "\u00a0"
_IN_WORDS = frozenset("._-+/@&=#%'~$:,;?!*\u00b0\u00d7\u00b3\u00b2\u00b9\u00b5")
_AFTER_WHICH_WORDS_MAY_PART = frozenset("/-_.&?=,;:@")
_ROUNDING = 1e-6  # points


class Chance(IntEnum):
    """How good a place between two characters is for ending a line."""

    NEVER = 0
    IN_NEED = 1  # inside a word too long for any line
    GOOD = 2


@dataclass(frozen=True, slots=True)
class Unit:
    """What a line is made of: a character, an inline object (`text` is "") or a forced end of line (`text` is None).

    `width` is in points; `source` is whatever the caller needs to find the unit's style again.
    """

    text: str | None
    width: float
    source: Any


@dataclass(frozen=True, slots=True)
class Line:
    """`units[start:stop]`; `spare` is what is left of the width, in points, not counting spaces at the end.

    `spare` is negative when a mark whose right half is empty leans into the margin. `ends` tells a line that
    nothing follows in the same run of text: the last one, and one before a forced end.
    """

    start: int
    stop: int
    spare: float
    ends: bool


def chance(before: str, after: str) -> Chance:
    """How good the place between two neighbouring characters is."""
    if after == " " or NO_BREAK_SPACE in (before, after):
        return Chance.NEVER
    if before == " ":  # a stroke may stand alone between spaces, a closing mark may not begin a line
        return Chance.NEVER if after in NOT_AT_START and not after.isascii() else Chance.GOOD
    if _in_word(before) and _in_word(after):
        return Chance.IN_NEED if before in _AFTER_WHICH_WORDS_MAY_PART else Chance.NEVER
    if after in NOT_AT_START or before in NOT_AT_END or (before == after and before in INSEPARABLE):
        return Chance.NEVER
    if before == "’" and _in_word(after):  # an apostrophe: don’t
        return Chance.NEVER
    return Chance.GOOD


def break_lines(units: Sequence[Unit], widths: Sequence[float]) -> list[Line]:
    """The lines of a paragraph; `widths[n]`, in points, is the room of line n, and the last one that of all others."""
    lines: list[Line] = []
    position = 0
    while position < len(units):
        line = _next_line(units, position, widths[min(len(lines), len(widths) - 1)])
        lines.append(line)
        position = line.stop
    return lines


def _next_line(units: Sequence[Unit], start: int, width: float) -> Line:
    used = 0.0
    best = {Chance.IN_NEED: start, Chance.GOOD: start}
    for place in range(start, len(units)):
        unit = units[place]
        if unit.text is None:
            return _line(units, start, place + 1, width, ends=True)
        if place > start:
            best[_chance_between(units[place - 1], unit)] = place
        if used + unit.width > width + _ROUNDING and place > start and unit.text != " ":
            stop = place + 1 if _leans(units, place, width - used) else _cut(best, start, place)
            return _line(units, start, _with_spaces(units, stop), width, ends=False)
        used += unit.width
    return _line(units, start, len(units), width, ends=True)


def _cut(best: dict[Chance, int], start: int, place: int) -> int:
    """The best place seen; a line that has none is cut where it is full."""
    for kind in (Chance.GOOD, Chance.IN_NEED):
        if best[kind] > start:
            return best[kind]
    return place


def _leans(units: Sequence[Unit], place: int, room: float) -> bool:
    """Whether the closing mark at `place` may stand with its empty half in the margin."""
    unit = units[place]
    if unit.text not in HALF_EMPTY or unit.width / 2 > room + _ROUNDING:
        return False
    following = units[place + 1].text if place + 1 < len(units) else None
    return following is None or following not in NOT_AT_START


def _with_spaces(units: Sequence[Unit], stop: int) -> int:
    """Spaces at a cut stay at the end of the line, where they cannot be seen."""
    while stop < len(units) and units[stop].text == " ":
        stop += 1
    return stop


def _line(units: Sequence[Unit], start: int, stop: int, width: float, *, ends: bool) -> Line:
    shown = stop
    while shown > start and units[shown - 1].text in (" ", None):
        shown -= 1
    return Line(start, stop, width - sum(unit.width for unit in units[start:shown]), ends)


def _chance_between(before: Unit, after: Unit) -> Chance:
    if before.text and after.text:
        return chance(before.text, after.text)
    # An inline object is a word of its own; a marker without width belongs to what it stands beside.
    return Chance.GOOD if before.width and after.width else Chance.NEVER


def _in_word(character: str) -> bool:
    return character in _IN_WORDS or (ord(character) < 0x2000 and character.isalnum())
