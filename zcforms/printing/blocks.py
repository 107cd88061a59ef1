"""What a section of a form is drawn from: few kinds of block, measured in millimetres, ready for a template."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zcforms.printing.binding import Field

BODY_WIDTH = 166.0  # mm, of A4 less the margin for binding
ROWS_PER_TABLE = 100  # layout time grows with the square of a table's length

_EM = 3.75  # mm, one Chinese character at 10.5 pt
_PADDING = 2.8  # mm, both sides of a cell
_NARROWEST = 3 * _EM + _PADDING
_WIDEST_NEED = 20  # ems: a longer text wraps anyway
_WIDEST_BESIDE_NOTES = 8  # ems
_CAPTION_WIDTH = 26.0
_PHOTO_WIDTH = 37.0
_ROWS_BESIDE_PHOTO = 5
_BRIEF = 60  # characters
_EXACTLY = 0.01
_SHORT_TEXT = 13  # ems
_ROOM_FOR_NOTES = 90.0  # mm
_FEW_ROWS = 5
_HALF_A_PAGE = 300  # characters
_LONG = 26  # ems: more takes a row of its own
_CERTIFICATE_LINE = 21  # ems: a field of a certificate, in its usual size


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a block: level 1 is a section's caption, 2 a group's, 3 that of one table."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid; `span` counts grid columns, `rows` grid rows. A photo's place is marked, not filled."""

    text: str
    span: int = 1
    caption: bool = False
    photo: bool = False
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """Captions and values side by side; `widths` are those of the grid's columns."""

    headings: tuple[Heading, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    whole: bool = True
    kind: str = "grid"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a register: a text for each column, and a note about the whole record."""

    texts: tuple[str, ...]
    note: str = ""

    @property
    def keeps_together(self) -> bool:
        """Whether the row and its note surely fit on one page."""
        return _short((*self.texts, self.note))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a register; running text begins at the left, short entries stand in the middle."""

    caption: str
    width: float
    left: bool


@dataclass(frozen=True, slots=True)
class Register:
    """A table of records. `chunks` are tables of their own; `empty` is said in place of rows.

    Notes go under the text of the column whose index is `note_in`, or, where it is None, in a row of their own. `whole` keeps a short table on one page.
    """

    headings: tuple[Heading, ...]
    columns: tuple[Column, ...]
    chunks: tuple[tuple[Entry, ...], ...]
    empty: str = ""
    note_in: int | None = None
    whole: bool = False
    kind: str = "register"

    @property
    def widths(self) -> tuple[float, ...]:
        return tuple(column.width for column in self.columns)


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text, framed in a form; it flows over pages. `height` is the least, in mm."""

    headings: tuple[Heading, ...]
    paragraphs: tuple[str, ...]
    height: float = 0.0
    sign: tuple[str, ...] = ()
    numbered: bool = False
    kind: str = "prose"


@dataclass(frozen=True, slots=True)
class OpinionBox:
    """A space for an opinion, with what is printed below it and who signs and seals."""

    caption: str
    opinion: tuple[str, ...]
    lines: tuple[str, ...]
    height: float
    sign: tuple[str, ...]
    seal: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """The boxes of one opinion; each stays on one page, the first with the heading."""

    headings: tuple[Heading, ...]
    boxes: tuple[OpinionBox, ...]
    kind: str = "opinion"


Block = Grid | Register | Prose | Opinion


@dataclass(frozen=True, slots=True)
class Section:
    """A caption and its blocks; the first block carries the caption as its first heading."""

    caption: str
    new_page: bool
    blocks: tuple[Block, ...]

    @property
    def boxed(self) -> bool:
        """Whether it is one box to be signed, in which no more is printed than leaves room for another on the page."""
        first = self.blocks[0] if len(self.blocks) == 1 else None
        return isinstance(first, Opinion) and len(first.boxes) == 1 and _short(first.boxes[0].opinion)


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: fields to be read at arm's length, who issues the form, and when."""

    fields: tuple[Field, ...]
    issuer: str
    date: str


@dataclass(frozen=True, slots=True)
class SheetModel:
    """A sheet with everything filled in. `unbound` are the references that found nothing; `code_size` in mm."""

    id: str
    caption: str
    layout: str
    running: str
    cover: Cover | None
    sections: tuple[Section, ...]
    unbound: tuple[str, ...] = field(default=())
    code_size: float = 21.0

    @property
    def dense(self) -> bool:
        """Whether some field of a certificate takes a second line: then all are set smaller, so that they stay on its one page."""
        cells = (
            cell
            for section in self.sections
            for block in section.blocks
            if isinstance(block, Grid)
            for row in block.rows
            for cell in row
        )
        return any(not cell.caption and ems(cell.text) > _CERTIFICATE_LINE for cell in cells)


def ems(text: str) -> float:
    """How wide the widest line of a text is, in Chinese characters."""
    lines = text.split("\n")
    return max(sum(_em(character) for character in line) for line in lines)


def _em(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    return 0.75 if character.isupper() or character in "mw@%" else 0.5


def grid(headings: tuple[Heading, ...], fields: Sequence[Field], *, photo: bool) -> Grid:
    """Two captioned values a row, a long one alone in its row; with a photo at the right of the first rows."""
    half = (BODY_WIDTH - 2 * _CAPTION_WIDTH) / 2
    near = (BODY_WIDTH - _PHOTO_WIDTH - 2 * _CAPTION_WIDTH) / 2
    c = _CAPTION_WIDTH
    edges = sorted(
        {0.0, c, c + near, 2 * c + near, BODY_WIDTH - _PHOTO_WIDTH, c + half, 2 * c + half, BODY_WIDTH}
    )
    if not photo:
        edges = [0.0, c, c + half, 2 * c + half, BODY_WIDTH]
    if photo:  # rows beside a photo cannot be cut by a page: what is long comes after them
        fields = sorted(fields, key=lambda one: not _is_brief(one))
    rows: list[tuple[Cell, ...]] = []
    for pair in _pairs(fields):
        beside = photo and len(rows) < _ROWS_BESIDE_PHOTO and all(_is_brief(one) for one in pair)
        right = BODY_WIDTH - _PHOTO_WIDTH if beside else BODY_WIDTH
        value = near if beside else half
        stops = [c, c + value, 2 * c + value, right] if len(pair) == 2 else [c, right]
        rows.append(_grid_row(pair, stops, edges))
    if photo:
        rows = _with_photo(rows, edges)
    widths = tuple(round(b - a, 2) for a, b in itertools.pairwise(edges))
    return Grid(headings, widths, tuple(rows), whole=_short(cell.text for row in rows for cell in row))


def _is_brief(one: Field) -> bool:
    return len(one.text) <= _BRIEF and one.text.count("\n") < 3 and len(one.caption) <= _BRIEF


def _pairs(fields: Sequence[Field]) -> list[tuple[Field, ...]]:
    rows: list[tuple[Field, ...]] = []
    waiting: Field | None = None
    for one in fields:
        if one.wide or ems(one.text) > _LONG or not _is_brief(one):
            rows += [(waiting,)] if waiting else []
            rows.append((one,))
            waiting = None
        elif waiting:
            rows.append((waiting, one))
            waiting = None
        else:
            waiting = one
    return rows + ([(waiting,)] if waiting else [])


def _grid_row(pair: Sequence[Field], stops: Sequence[float], edges: Sequence[float]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    start = 0
    texts = [(text, caption) for one in pair for text, caption in ((one.caption, True), (one.text, False))]
    for (text, caption), stop in zip(texts, stops, strict=True):
        end = next(place for place, edge in enumerate(edges) if abs(edge - stop) < _EXACTLY)
        cells.append(Cell(text, end - start, caption))
        start = end
    return tuple(cells)


def _with_photo(rows: list[tuple[Cell, ...]], edges: Sequence[float]) -> list[tuple[Cell, ...]]:
    beside = edges.index(BODY_WIDTH - _PHOTO_WIDTH)
    near = [row for row in rows if sum(cell.span for cell in row) == beside]
    blank = (Cell("", 1, True), Cell("", beside - 1))
    padded = [*near, *[blank] * (_ROWS_BESIDE_PHOTO - len(near)), *rows[len(near) :]]
    picture = Cell("", len(edges) - 1 - beside, photo=True, rows=_ROWS_BESIDE_PHOTO)
    return [(*padded[0], picture), *padded[1:]]


def register(
    headings: tuple[Heading, ...],
    captions: Sequence[str],
    entries: Sequence[Entry],
    *,
    fixed: Sequence[float | None] = (),
    like: Sequence[Entry] = (),
    empty: str = "",
    notes_within: bool = False,
) -> Register:
    """A table whose columns are as wide as what stands in them asks for, within the body.

    Args:
        fixed: widths in mm, None for a column that takes its share.
        like: measure these entries instead, so that several tables get the same columns.
        notes_within: notes go under the text of the column with the longest text, which becomes wide for them.
    """
    measured = like or entries
    longest = [max((ems(entry.texts[i]) for entry in measured), default=0.0) for i in range(len(captions))]
    note_in = max(range(len(captions)), key=lambda place: longest[place]) if notes_within else None
    most = _WIDEST_NEED if note_in is None else _WIDEST_BESIDE_NOTES
    wanted = [_wanted(min(text, most), caption) for text, caption in zip(longest, captions, strict=True)]
    if note_in is not None:
        wanted[note_in] = _ROOM_FOR_NOTES
    widths = _share(fixed or [None] * len(captions), wanted)
    left = [text > _SHORT_TEXT or place == note_in for place, text in enumerate(longest)]
    columns = tuple(Column(*made) for made in zip(captions, widths, left, strict=True))
    chunks = tuple(
        tuple(entries[start : start + ROWS_PER_TABLE]) for start in range(0, len(entries), ROWS_PER_TABLE)
    )
    whole = len(entries) <= _FEW_ROWS and _short(text for entry in entries for text in entry.texts)
    return Register(headings, columns, chunks, empty, note_in, whole)


def _short(texts: Iterable[str]) -> bool:
    """Whether it all surely fits on one page, were it set in a narrow column."""
    return sum(1 + len(text) + 10 * text.count("\n") for text in texts) < _HALF_A_PAGE


def _wanted(text: float, caption: str) -> float:
    longest = max(text, min(ems(caption), 6.0))
    return max(longest * _EM + _PADDING, _NARROWEST)


def _share(fixed: Sequence[float | None], wanted: Sequence[float]) -> list[float]:
    """The body's width among the columns: the fixed have theirs, the others what they want as far as there is room.

    Where there is too little, the modest are served first and the others share the rest alike; too much is spread.
    """
    left = BODY_WIDTH - sum(width for width in fixed if width is not None)
    free = [place for place, width in enumerate(fixed) if width is None]
    if not free:
        return [round((width or 0.0) * BODY_WIDTH / (BODY_WIDTH - left), 2) for width in fixed]
    given: dict[int, float] = {}
    for place in sorted(free, key=lambda place: wanted[place]):
        fair = (left - sum(given.values())) / (len(free) - len(given))
        given[place] = min(wanted[place], fair)
    spread = left / sum(given.values())
    return [round(given[place] * spread if width is None else width, 2) for place, width in enumerate(fixed)]
