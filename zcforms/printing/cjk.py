"""What Chinese on paper needs changed in xhtml2pdf 0.2.28 and reportlab 5.1.0.

One of the doors to both. Each change replaces a function whose fault was measured:

- `ToUnicode` maps wrote characters beyond U+FFFF with five digits, so that 李𬭸 was copied and searched as 李ⲷ;
- the ideographic space was drawn with a Latin face that lacks it, and read back as a NUL;
- a Chinese paragraph that crosses a page crashed the layout, lost `<br>`, cut words and numbers anywhere, began
  lines with punctuation, was never justified, and got a space between the lines when it went on to the next page;
- a cell's text was shrunk to fit the page, and its `height` was not the least but the only height.

The faults lie in private functions, so the versions are held exactly: with any other, importing this module fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import reportlab
import xhtml2pdf
from reportlab.pdfbase import ttfonts
from xhtml2pdf import context, tables
from xhtml2pdf import reportlab_paragraph as paragraphs
from xhtml2pdf.xhtml2pdf_reportlab import PmlFlowingCell, PmlTable, _CellPart

from zcforms.printing import kinsoku

VERSIONS = {"xhtml2pdf": "0.2.28", "reportlab": "5.1.0"}

# Of the size, for every face: lines stay level where Latin, Chinese and rare glyphs meet.
_ASCENT, _DESCENT = 0.88, -0.12
_WIDEST_GAP = 3.0  # of the size: a line that lacks more than this is not stretched
_SPACES_OF_EVERY_FACE = " \u00a0\t\n"
_HAIRLINE = 1.0  # points; a row this low only carries column widths


class WrongVersion(RuntimeError):
    """The changes below were written for other versions than the installed ones."""


def guard(installed: dict[str, str]) -> None:
    """Raises `WrongVersion` naming every library whose installed version is not the one in `VERSIONS`."""
    wrong = [
        f"{name} {installed[name]}（需要 {held}）"
        for name, held in VERSIONS.items()
        if installed[name] != held
    ]
    if wrong:
        named = "，".join(wrong)
        raise WrongVersion(
            f"打印组件版本不符：{named}。请按 pyproject.toml 安装，换版本前须重新核对全部补丁。"
        )


# -- text that can be copied and searched ---------------------------------------------------------------------


def to_unicode_map(font_name: str, subset: Sequence[int]) -> str:
    """The ToUnicode CMap of one font subset (PDF 32000-1, 9.10.3): code -> UTF-16BE; takes reportlab's arguments."""
    rows = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if point
    ]
    body: list[str] = []
    for start in range(0, len(rows), 100):  # the limit of one block
        block = rows[start : start + 100]
        body += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    name = f"/{font_name}-UCS"
    head = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName {name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    return "\n".join([*head, *body, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def runs_by_face(text: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Replaces `split_by_coverage`: the longest runs that one face can draw, each character in the first that has it.

    Only spaces that every face has stay with the run they follow.
    """
    runs: list[tuple[str, str]] = []
    for character in text:
        if character in _SPACES_OF_EVERY_FACE:
            face = runs[-1][1] if runs else names[0]
        else:
            face = next((name for name in names if paragraphs.font_has_glyph(name, character)), names[0])
        if runs and runs[-1][1] == face:
            runs[-1] = (runs[-1][0] + character, face)
        else:
            runs.append((character, face))
    return runs


# -- paragraphs --------------------------------------------------------------------------------------------------


def _units(frags: Sequence[Any]) -> Iterator[kinsoku.Unit]:
    for frag in frags:
        if hasattr(frag, "lineBreak"):
            yield kinsoku.Unit(None, 0.0, frag)
        elif (inline := getattr(frag, "cbDefn", None)) is not None:
            yield kinsoku.Unit("", _width(inline), frag)
        else:
            widths: dict[str, float] = {}
            for character in _text(frag):
                if character not in widths:
                    widths[character] = paragraphs.stringWidth(character, frag.fontName, frag.fontSize)
                yield kinsoku.Unit(character, widths[character], frag)


def _width(inline: Any) -> float:
    return float(getattr(inline, "width", None) or 0)


def _text(frag: Any) -> str:
    text = frag.text if hasattr(frag, "text") else " ".join(getattr(frag, "words", ()))
    return text.decode("utf-8") if isinstance(text, bytes) else text


def _runs(units: Sequence[kinsoku.Unit]) -> list[Any]:
    """The units as fragments again: neighbours of one style together, objects and line ends on their own."""
    runs: list[Any] = []
    letters: list[str] = []
    style: Any = None
    for unit in units:
        if letters and not (unit.text and _same_style(style, unit.source)):
            runs.append(style.clone(text="".join(letters)))
            letters = []
        if unit.text:
            style = style if letters else unit.source
            letters.append(unit.text)
        else:
            runs.append(unit.source.clone() if unit.text == "" else unit.source.clone(text=""))
    if letters:
        runs.append(style.clone(text="".join(letters)))
    return runs


def _same_style(one: Any, other: Any) -> bool:
    return one is other or bool(paragraphs._sameFrag(one, other))


def _extent(unit: kinsoku.Unit, measured: bool) -> tuple[float, float]:
    inline = getattr(unit.source, "cbDefn", None)
    if measured and inline is not None and _width(inline) and hasattr(inline, "height"):
        bottom, top = paragraphs.imgVRange(inline.height, inline.valign, unit.source.fontSize)
        return top, bottom
    return _ASCENT * unit.source.fontSize, _DESCENT * unit.source.fontSize


def _fragment_line(units: Sequence[kinsoku.Unit], line: kinsoku.Line, measured: bool) -> Any:
    own = units[line.start : line.stop]
    extents = [_extent(unit, measured) for unit in own]
    return paragraphs.FragLine(
        kind=1,
        extraSpace=line.spare,
        wordCount=1,
        words=_runs(own),
        fontSize=max(unit.source.fontSize for unit in own),
        ascent=max(top for top, _ in extents),
        descent=min(bottom for _, bottom in extents),
        lineBreak=line.ends,
        characters=len("".join(unit.text or "" for unit in own).rstrip(" ")),
    )


def break_paragraph(self: Any, width: Any) -> Any:
    """Replaces `Paragraph.breakLinesCJK`."""
    style = self.style
    widths = list(width) if isinstance(width, (list, tuple)) else [width]
    paragraphs._handleBulletWidth(self.bulletText, style, widths, rtl=self.dir == "rtl")
    if not self.frags:
        size = style.fontSize
        look = {"fontSize": size, "fontName": style.fontName, "textColor": style.textColor}
        return paragraphs.ParaLines(kind=0, lines=[], ascent=size, descent=0, **look)
    if hasattr(self, "blPara") and getattr(self, "_splitpara", None):
        return self.blPara
    carried = getattr(self, "_carried", None)
    if carried is not None and abs(widths[0] - carried[0]) < 1e-6:
        return paragraphs.ParaLines(kind=1, lines=list(carried[1]), chinese=True)
    measured = getattr(self, "autoLeading", getattr(style, "autoLeading", "")) not in {"", "off"}
    units = list(_units(self.frags))
    lines = [_fragment_line(units, line, measured) for line in kinsoku.break_lines(units, widths)]
    return paragraphs.ParaLines(kind=1, lines=lines, chinese=True)


_split_hard = paragraphs._split_blParaHard
_split_paragraph = paragraphs.Paragraph.split
_justify = paragraphs._justifyDrawParaLineX


def split_lines(broken: Any, start: int, stop: int) -> Any:
    """Replaces `_split_blParaHard`: the fragments of some lines, and nothing between the lines."""
    if not getattr(broken, "chinese", False):
        return _split_hard(broken, start, stop)
    return [word for line in broken.lines[start:stop] for word in line.words]


def split_paragraph(self: Any, width: float, height: float) -> Any:
    """Replaces `Paragraph.split`: the second part keeps its lines, so that long text is broken into lines once only."""
    parts = _split_paragraph(self, width, height)
    broken: Any = getattr(self, "blPara", None)
    if len(parts) == 2 and getattr(broken, "chinese", False):
        rest = broken.lines[len(parts[0].blPara.lines) :]
        if len(parts[1].frags) == sum(len(line.words) for line in rest):
            room = width - parts[1].style.leftIndent - parts[1].style.rightIndent
            parts[1]._carried = (room, rest)
    return parts


def draw_justified(text: Any, offset: float, line: Any, last: int = 0) -> None:
    """Replaces `_justifyDrawParaLineX`: the spare room goes between all characters, there being no spaces."""
    characters = getattr(line, "characters", 0)
    if not characters:
        _justify(text, offset, line, last)
        return
    spare = line.extraSpace
    if last or line.lineBreak or characters < 2 or spare > _WIDEST_GAP * line.fontSize:
        paragraphs._leftDrawParaLineX(text, offset, line)
        return
    paragraphs.setXPos(text, offset)
    text.setCharSpace(spare / (characters - 1))
    paragraphs._putFragLine(offset, text, line)
    text.setCharSpace(0)
    paragraphs.setXPos(text, -offset)


# -- tables ------------------------------------------------------------------------------------------------------


class Table(PmlTable):  # type: ignore[misc]
    """A table whose declared row heights are the least heights, on every page it goes on to."""

    def __init__(self, data: Any, **options: Any) -> None:
        heights = options.get("rowHeights")
        if isinstance(heights, list) and any(_is_height(height) for height in heights):
            options["minRowHeights"] = [height if _is_height(height) else 0 for height in heights]
            options["rowHeights"] = [None if _is_height(height) else height for height in heights]
        super().__init__(data, **options)

    def split(self, width: float, height: float) -> Any:
        parts = super().split(width, height)
        least = self._minRowHeights
        if least and len(parts) == 2:
            first, second = parts
            repeated = self._repeatCount()
            remaining = second._nrows - repeated
            first._minRowHeights = list(least[: first._nrows])
            second._minRowHeights = [*least[:repeated], *least[len(least) - remaining :]]
            if first._rowCutBottom:  # the row was cut: neither part owes the whole height
                first._minRowHeights[-1] = second._minRowHeights[repeated] = 0
        if len(parts) == 2 and parts[0]._rowCutBottom:
            self._close(*parts)
        return parts

    def _listCellGeom(  # noqa: N802 - the name is reportlab's
        self, content: Any, width: Any, style: Any, *rest: Any, **more: Any
    ) -> Any:
        """A cell is measured once for a width, not again with every page that its table goes on to: its cost would grow with the square of the pages."""
        if rest or more or not isinstance(content, tuple) or len(content) != 1:
            return super()._listCellGeom(content, width, style, *rest, **more)
        cell = content[0]
        asked = (width, style.leftPadding, style.rightPadding, style.topPadding, style.bottomPadding)
        if getattr(cell, "measured", (None,))[0] != asked:
            cell.measured = (asked, super()._listCellGeom(content, width, style))
        return cell.measured[1]

    def _close(self, first: Any, second: Any) -> None:
        """Rule the page's end and the next page's beginning where a ruled row was cut."""
        row = first._nrows - 1
        sides = [
            line for line in self._linecmds if line[0] == "LINEBEFORE" and line[1][1] <= row <= line[2][1]
        ]
        for _, _, _, weight, colour, *_ in sides[:1]:
            body = self._repeatCount()
            first._addCommand(("LINEBELOW", (0, -1), (-1, -1), weight, colour))
            second._addCommand(("LINEABOVE", (0, body), (-1, body), weight, colour))


def _is_height(height: Any) -> bool:
    return isinstance(height, (int, float)) and height > _HAIRLINE


_end_cell = tables.pisaTagTD.end


def end_cell(self: Any, parser: Any) -> None:
    """Replaces `pisaTagTD.end`: text in a cell is never shrunk to a height.

    A row moves to the next page whole and is cut only where it fits on no page; with `-pdf-keep-in-frame-mode: flow`
    it is cut wherever the page ends.
    """
    if parser.frag.insideStaticFrame or any(isinstance(flowable, PmlTable) for flowable in parser.story):
        _end_cell(self, parser)
        return
    parser.addPara()
    flows = str(self.keep_in_frame_mode).strip().lower() == "flow"
    cell = (PmlFlowingCell if flows else _CellPart)(parser.story)
    parser.swapStory(self.story)
    parser.tableData.add_cell(cell)


def install() -> None:
    """Put the changes in place; a second time changes nothing. Raises `WrongVersion`."""
    guard({"xhtml2pdf": xhtml2pdf.__version__, "reportlab": reportlab.Version})
    ttfonts.makeToUnicodeCMap = to_unicode_map
    context.split_by_coverage = runs_by_face
    paragraphs.Paragraph.breakLinesCJK = break_paragraph
    paragraphs.Paragraph.split = split_paragraph
    paragraphs.Paragraph.allowWidows = 0  # no last line alone on a page
    paragraphs._split_blParaHard = split_lines
    paragraphs._justifyDrawParaLineX = draw_justified
    tables.PmlTable = Table
    tables.pisaTagTD.end = end_cell


install()
