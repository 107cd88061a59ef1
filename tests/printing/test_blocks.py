from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zcforms.printing.binding import Field
from zcforms.printing.blocks import BODY_WIDTH, ROWS_PER_TABLE, Entry, Grid, ems, grid, register

FIELDS = st.lists(
    st.builds(Field, st.text("教育", min_size=1, max_size=6), st.text("评审ab", max_size=60), st.booleans()),
    max_size=20,
)


def occupied(made: Grid) -> list[int]:
    """How many grid columns each row takes, a photo's further rows included."""
    counts = [sum(cell.span for cell in row) for row in made.rows]
    for place, row in enumerate(made.rows):
        for cell in row:
            for below in range(1, cell.rows):
                counts[place + below] += cell.span
    return counts


@given(FIELDS, st.booleans())
def test_every_row_of_a_grid_fills_the_width_and_every_field_stands_once(
    fields: list[Field], photo: bool
) -> None:
    made = grid((), fields, photo=photo)
    assert sum(made.widths) == pytest.approx(BODY_WIDTH, abs=0.05)
    assert set(occupied(made)) <= {len(made.widths)}
    shown = [cell.text for row in made.rows for cell in row if not cell.photo]
    assert [text for text in shown if text] == [
        text for field in fields for text in (field.caption, field.text) if text
    ]
    assert sum(cell.photo for row in made.rows for cell in row) == photo


def test_rows_beside_a_photo_hold_brief_fields_only_and_are_filled_up_with_empty_ones() -> None:
    made = grid((), [Field("甲", "长" * 500), Field("乙", "短"), Field("丙", "短")], photo=True)
    beside, below = made.rows[:5], made.rows[5:]
    assert [cell.text for cell in beside[0] if not cell.photo] == ["乙", "短", "丙", "短"]
    assert {cell.text for row in beside[1:] for cell in row} == {""}
    assert [cell.text for cell in below[0]] == ["甲", "长" * 500]


def test_short_fields_stand_in_pairs_and_long_or_wide_ones_alone() -> None:
    fields = [
        Field("甲", "短"),
        Field("乙", "短"),
        Field("丙", "短"),
        Field("丁", "长" * 40),
        Field("戊", "短", wide=True),
    ]
    made = grid((), fields, photo=False)
    assert [len(row) for row in made.rows] == [4, 2, 2, 2]


def test_widths_count_chinese_as_one_and_latin_as_half() -> None:
    assert ems("教育ab") == 3.0
    assert ems("教\n育评审") == 3.0
    assert ems("") == 0.0


@given(
    st.integers(1, 9).flatmap(
        lambda n: st.tuples(
            st.lists(st.text("教育评审", min_size=1, max_size=8), min_size=n, max_size=n),
            st.lists(st.lists(st.text("教育ab ", max_size=50), min_size=n, max_size=n), max_size=4),
        )
    )
)
def test_columns_of_a_register_share_the_width(table: tuple[list[str], list[list[str]]]) -> None:
    captions, rows = table
    made = register((), captions, [Entry(tuple(row)) for row in rows])
    assert sum(made.widths) == pytest.approx(BODY_WIDTH, abs=0.1)
    assert min(made.widths) > 8


def test_fixed_columns_keep_their_width_and_long_text_gets_the_rest() -> None:
    entries = [Entry(("1", "2020", "很长的业绩内容" * 9), "说明")]
    made = register((), ["序号", "时间", "内容"], entries, fixed=[12.0, None, None])
    assert made.widths[0] == 12.0
    assert made.widths[2] > 2 * made.widths[1]
    assert [column.left for column in made.columns] == [False, False, True]
    assert made.note_in is None


def test_a_column_that_holds_notes_is_made_wide_for_them() -> None:
    entries = [
        Entry(("1", "技术报告/方案/行动研究报告", "短题目"), "很长的说明" * 9),
        Entry(("2", "论文", "稍长一些的题目" * 3)),
    ]
    made = register((), ["序号", "类别", "内容"], entries, fixed=[12.0, None, None], notes_within=True)
    assert made.note_in == 2
    assert made.widths[2] > made.widths[1]


def test_tables_measured_alike_get_the_same_columns() -> None:
    one, other = Entry(("短", "短")), Entry(("短", "很长的内容" * 5))
    alike = [register((), ["甲", "乙"], [entry], like=[one, other]).widths for entry in (one, other)]
    apart = [register((), ["甲", "乙"], [entry]).widths for entry in (one, other)]
    assert alike[0] == alike[1]
    assert apart[0] != apart[1]


def test_long_registers_are_chunked_and_only_short_ones_kept_whole() -> None:
    entries = [Entry((str(n),)) for n in range(2 * ROWS_PER_TABLE + 1)]
    made = register((), ["序号"], entries)
    assert [len(chunk) for chunk in made.chunks] == [ROWS_PER_TABLE, ROWS_PER_TABLE, 1]
    assert [entry for chunk in made.chunks for entry in chunk] == entries
    assert not made.whole
    assert register((), ["序号"], entries[:3]).whole
    assert not register((), ["序号"], [Entry(("长" * 800,))]).whole
