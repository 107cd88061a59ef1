"""What people type is read generously, and never changed when it is refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcforms.forms import normal
from zcforms.forms.normal import NotUnderstood


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  王小明　", "王小明"),
        ("王\x00小\x07明", "王小明"),
        ("张\u202e三\u200b", "张三"),
        ("第一行\r\n第二行", "第一行 第二行"),
        ("a \t b", "a b"),
        ("𠮷野家㐂", "𠮷野家㐂"),
        (
            "神\ufa19",
            "神\ufa19",
        ),  # a compatibility ideograph stays itself: NFC would make another character of it
        ("葛\U000e0100城", "葛\U000e0100城"),  # so does a variation selector
        ("坏\ud800字", "坏字"),
    ],
)
def test_text_is_cleaned_and_rare_characters_stay(typed: str, kept: str) -> None:
    assert normal.clean(typed) == kept


def test_long_text_keeps_its_lines() -> None:
    assert normal.clean("一\r\n二 \r三\u2028四\n\n", lines=True) == "一\n二\n三\n四"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert normal.clean(normal.clean(text)) == normal.clean(text)
    once = normal.clean(text, lines=True)
    assert normal.clean(once, lines=True) == once


@given(st.text())
def test_no_control_character_survives(text: str) -> None:
    assert not [
        character for character in normal.clean(text) if unicodedata.category(character) in ("Cc", "Cs")
    ]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("１２", 12),
        ("12 年", 12),
        (" 1,234 ", 1234),
        ("1，234", 1234),
        ("－3", -3),
        ("+5", 5),
        ("007", 7),
        ("0", 0),
    ],
)
def test_integers(typed: str, number: int) -> None:
    assert normal.integer(typed, "年") == number


@pytest.mark.parametrize(
    "typed", ["十二", "1.5", "1e3", "abc", "--1", "1,23", "٣", "²", "3²", "①", "12 个", ""]
)
def test_what_is_no_integer_is_told_how_to_write_one(typed: str) -> None:
    with pytest.raises(NotUnderstood, match="请填写整数"):
        normal.integer(typed, "年")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("3.5", 3.5), ("３．５", 3.5), ("0.10", 0.1), (".5", 0.5), ("4.", 4), ("4.0", 4), ("1,234.5", 1234.5)],
)
def test_decimals(typed: str, number: float) -> None:
    assert normal.decimal(typed) == number


@pytest.mark.parametrize("typed", ["NaN", "Infinity", "1e400", "1.2.3", "一半", "0x10"])
def test_what_is_no_decimal_is_told_how_to_write_one(typed: str) -> None:
    with pytest.raises(NotUnderstood, match="请填写数字"):
        normal.decimal(typed)


@pytest.mark.parametrize("read", [normal.integer, normal.decimal])
def test_numbers_too_long_to_be_kept_exactly_are_refused(read: object) -> None:
    with pytest.raises(NotUnderstood, match="最多 15 位"):
        read("9" * 5000)  # type: ignore[operator]
    assert read("9" * 15) == int("9" * 15)  # type: ignore[operator]


@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9).map(
        lambda number: round(number, 4)
    )
)
def test_a_number_comes_back_from_its_text(number: float) -> None:
    assert normal.decimal(normal.number_text(number)) == number


@pytest.mark.parametrize(
    "typed",
    [
        "2008-07-01",
        "2008/7/1",
        "2008.7.1",
        "20080701",
        "2008年7月1日",
        "２００８年７月１日",
        "2008 年 7 月 1 号",
        "2008年07月01日",
    ],
)
def test_days_in_every_usual_writing(typed: str) -> None:
    assert normal.day(typed) == "2008-07-01"


@pytest.mark.parametrize("typed", ["2008-07", "2008/7", "2008.7", "200807", "2008年7月", "２００８年７月"])
def test_months_in_every_usual_writing(typed: str) -> None:
    assert normal.month(typed) == "2008-07"


@pytest.mark.parametrize("typed", ["08:30", "8:30", "8：30", "0830", "8点30分", "８时30分", "8.30"])
def test_times_in_every_usual_writing(typed: str) -> None:
    assert normal.time(typed) == "08:30"


def test_a_full_hour_may_be_written_alone() -> None:
    assert normal.time("14点") == normal.time("14时") == "14:00"


@pytest.mark.parametrize(
    ("read", "typed", "said"),
    [
        (normal.day, "2008-02-30", "没有“2008-02-30”这一天"),
        (normal.day, "2008年7月", "请写到日"),
        (normal.day, "去年", "请填写日期"),
        (normal.day, "08-07-01", "请填写日期"),
        (normal.day, "0000-01-01", "没有"),
        (normal.month, "2008年13月", "没有"),
        (normal.month, "2008-07-01", "只需写到月"),
        (normal.month, "七月", "请填写年月"),
        (normal.time, "24:00", "没有“24:00”这个时刻"),
        (normal.time, "8:61", "没有"),
        (normal.time, "14", "请填写时刻"),
        (normal.time, "上午", "请填写时刻"),
    ],
)
def test_dates_that_cannot_be_taken_say_what_to_write(read: object, typed: str, said: str) -> None:
    with pytest.raises(NotUnderstood, match=said):
        read(typed)  # type: ignore[operator]
