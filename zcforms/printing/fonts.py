"""The faces made known to the renderer.

One of the doors to reportlab. Fonts are registered once per process; they take about 0.3 s and 110 MB, the rare
characters nearly half of both.
"""

from __future__ import annotations

import functools
import threading

import xhtml2pdf.default
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from zcforms.printing.faces import FALLBACK, FAMILIES, FOLDER

_lock = threading.Lock()


def register() -> frozenset[int]:
    """Make the families known to the renderer, once; the code points that a list ending in `FALLBACK` can draw."""
    with _lock:
        return _register_all()


@functools.cache
def _register_all() -> frozenset[int]:
    for file in sorted({file for pair in FAMILIES.values() for file in pair}):
        pdfmetrics.registerFont(TTFont(file, str(FOLDER / f"{file}.ttf")))
    for family, (regular, bold) in FAMILIES.items():
        for italic in (0, 1):  # Chinese type has no italics: emphasis is another face
            addMapping(family, 0, italic, regular)
            addMapping(family, 1, italic, bold)
        xhtml2pdf.default.DEFAULT_FONT[family] = family
    drawn: set[int] = set()
    for family in FALLBACK:
        drawn.update(pdfmetrics.getFont(FAMILIES[family][0]).face.charToGlyph)
    return frozenset(drawn)
