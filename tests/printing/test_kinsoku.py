from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcforms.printing.kinsoku import HALF_EMPTY, NOT_AT_END, NOT_AT_START, Chance, Unit, break_lines, chance

EM = 10.0
ALPHABET = st.sampled_from(
    list("教育评审职称申报一二三𬭸䶮，。、；：？！“”（）《》…—") + list("abcXYZ 0129./-%")
)


def units(text: str) -> list[Unit]:
    return [Unit(c, EM / 2 if c.isascii() else EM, None) for c in text]


def lines(text: str, width: float) -> list[str]:
    return [text[line.start : line.stop] for line in break_lines(units(text), [width])]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("评", "审", Chance.GOOD),
        ("称", "，", Chance.NEVER),
        ("（", "国", Chance.NEVER),
        ("国", "（", Chance.GOOD),
        ("—", "—", Chance.NEVER),
        ("…", "…", Chance.NEVER),
        ("＿", "＿", Chance.NEVER),
        ("a", "b", Chance.NEVER),
        ("2", "0", Chance.NEVER),
        ("5", "%", Chance.NEVER),
        ("年", "2", Chance.GOOD),
        ("/", "w", Chance.IN_NEED),
        ("d", " ", Chance.NEVER),
        (" ", "f", Chance.GOOD),
        (" ", "-", Chance.GOOD),
        (" ", "”", Chance.NEVER),
        ("教", "\u00a0", Chance.NEVER),
        ("\u00a0", "育", Chance.NEVER),
        ("’", "t", Chance.NEVER),
        ("￥", "5", Chance.NEVER),
    ],
)
def test_each_rule(before: str, after: str, expected: Chance) -> None:
    assert chance(before, after) is expected


def test_a_mark_goes_down_with_the_character_before_it_or_leans_into_the_margin() -> None:
    assert lines("一二三四五，六七", 5 * EM) == ["一二三四", "五，六七"]
    assert lines("一二三四五，六七", 5.5 * EM) == ["一二三四五，", "六七"]
    assert lines("一二三四五。”六", 5.5 * EM)[0] == "一二三四"


def test_an_opening_bracket_is_not_left_behind() -> None:
    assert lines("一二三四（五六）", 5 * EM) == ["一二三四", "（五六）"]


def test_words_and_numbers_stay_whole_and_too_long_ones_part_after_a_stroke() -> None:
    assert lines("共计12500元", 4 * EM) == ["共计", "12500元"]
    assert lines("www.example.gov.cn/verify", 6 * EM) == ["www.example.", "gov.cn/", "verify"]
    assert lines("a" * 30, 5 * EM) == ["a" * 10] * 3


def test_spaces_at_a_cut_stay_at_the_end_of_the_line_and_do_not_count() -> None:
    found = break_lines(units("ab cd ef"), [2.9 * EM])
    assert [(line.start, line.stop) for line in found] == [(0, 6), (6, 8)]
    assert found[0].spare == pytest.approx(2.9 * EM - 5 * EM / 2)


def test_a_forced_end_ends_the_line_and_an_empty_one_is_a_line() -> None:
    found = break_lines([*units("甲"), Unit(None, 0, None), Unit(None, 0, None), *units("乙")], [9 * EM])
    assert [(line.start, line.stop, line.ends) for line in found] == [
        (0, 2, True),
        (2, 3, True),
        (3, 4, True),
    ]


def test_the_first_line_may_have_another_width() -> None:
    found = break_lines(units("一二三四五六七"), [2 * EM, 4 * EM])
    assert [line.stop for line in found] == [2, 6, 7]


@given(st.text(ALPHABET, min_size=1, max_size=200), st.integers(3, 30))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, ems: int) -> None:
    found = break_lines(units(text), [ems * EM])
    assert "".join(text[line.start : line.stop] for line in found) == text
    for line in found:
        assert line.stop > line.start
        assert line.spare >= -EM / 2 - 1e-6
        if line.spare < -1e-6:
            assert text[line.start : line.stop].rstrip(" ")[-1] in HALF_EMPTY


@given(st.text(ALPHABET, min_size=1, max_size=120))
def test_lines_begin_and_end_as_the_standard_wants_wherever_that_is_possible(text: str) -> None:
    found = lines(text, 12 * EM)
    for first, second in itertools.pairwise(found):
        forced = all(chance(a, b) is not Chance.GOOD for a, b in itertools.pairwise(first))
        if not forced:
            assert second[0] not in NOT_AT_START or second[0].isascii()
            assert first.rstrip(" ")[-1:] not in NOT_AT_END or first.endswith(" ")
