"""业绩统计 as a chart (feature 15): a bar for each category, its states one behind the other. Drawn here as numbers, written as SVG by
`templates/web/home/chart.svg`; the same figures stand in a table below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zcforms.domain.achievement import AchievementState
from zcforms.services.home import Tally

ROW, BAR, TOP = 36, 12, 18
"""Heights in pixels: of a category, of its bar, and of the caption over it. Widths are shares of whatever width there is, so that letters
are as large on a phone as at a desk."""
_LEAST = 1.5
"""Percent: a single record beside hundreds is seen, too."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: `x` and `width` in percent."""

    state: AchievementState
    caption: str
    count: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    caption: str
    total: int
    y: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`summary`: what the picture says, for those who do not see it."""

    bars: tuple[Bar, ...]
    legend: tuple[tuple[AchievementState, str], ...]
    height: int
    summary: str


def chart(tallies: Sequence[Tally], captions: Mapping[AchievementState, str]) -> Chart:
    """The longest bar takes the whole width. `captions`: what states are called."""
    most = max((tally.total for tally in tallies), default=0)
    bars = tuple(_bar(tally, number, most, captions) for number, tally in enumerate(tallies))
    counts = {state: sum(dict(tally.by_state)[state] for tally in tallies) for state in captions}
    total = sum(counts.values())
    said = "、".join(f"{captions[state]} {count} 条" for state, count in counts.items() if count)
    return Chart(
        bars,
        tuple((state, caption) for state, caption in captions.items() if counts[state]),
        ROW * len(bars),
        f"业绩共 {total} 条：{said}。各类别的条数见图下的表格。",
    )


def _bar(tally: Tally, number: int, most: int, captions: Mapping[AchievementState, str]) -> Bar:
    shares = [(state, count) for state, count in tally.by_state if count]
    widths = [max(100 * count / most, _LEAST) for _, count in shares]
    room = min(1.0, 100 / sum(widths)) if widths else 1.0
    segments, x = [], 0.0
    for (state, count), width in zip(shares, widths, strict=True):
        segments.append(Segment(state, captions[state], count, round(x, 2), round(width * room, 2)))
        x += width * room
    return Bar(tally.caption, tally.total, number * ROW, tuple(segments))
