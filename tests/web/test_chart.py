"""业绩统计 as a chart (feature 15)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from zcforms.domain.achievement import AchievementState
from zcforms.services.home import Tally
from zcforms.services.wording import ACHIEVEMENT
from zcforms.web.chart import ROW, chart

STATES = list(AchievementState)


def tally(caption: str, *counts: int) -> Tally:
    by_state = tuple(zip(STATES, counts, strict=True))
    return Tally(caption, caption, sum(counts), by_state)


def test_the_longest_bar_is_the_measure() -> None:
    made = chart([tally("论文", 1, 0, 0, 3), tally("专利", 0, 2, 0, 0)], ACHIEVEMENT)
    paper, patent = made.bars
    assert [(each.caption, each.x, each.width) for each in paper.segments] == [
        ("未提交", 0, 25),
        ("已通过", 25, 75),
    ]
    assert [(each.count, each.width) for each in patent.segments] == [(2, 50)]
    assert (patent.y, made.height) == (ROW, 2 * ROW)
    assert [caption for _, caption in made.legend] == ["未提交", "待单位审核", "已通过"]
    assert (
        made.summary == "业绩共 6 条：未提交 1 条、待单位审核 2 条、已通过 3 条。各类别的条数见图下的表格。"
    )


def test_one_beside_hundreds_is_seen() -> None:
    (bar,) = chart([tally("论文", 1, 0, 0, 999)], ACHIEVEMENT).bars
    assert bar.segments[0].width > 1
    assert sum(each.width for each in bar.segments) <= 100.01


@given(st.lists(st.tuples(*[st.integers(0, 5000)] * 4).filter(any), max_size=30))
@settings(max_examples=60, deadline=None)
def test_nothing_sticks_out_or_overlaps(counts: list[tuple[int, ...]]) -> None:
    for bar in chart([tally(f"第{n}类", *each) for n, each in enumerate(counts)], ACHIEVEMENT).bars:
        end = 0.0
        for segment in bar.segments:
            assert segment.width > 0
            assert segment.x >= end - 0.02
            end = segment.x + segment.width
        assert end <= 100.02
        assert sum(segment.count for segment in bar.segments) == bar.total
