"""The faces that paper is set in: which files, for which style, and what they can draw.

One of the doors to reportlab. Fonts are registered once per process (they take about 0.3 s and 110 MB, the rare
characters nearly half of both), under family names that a template's `font-family` may name. A list that ends with `FALLBACK`
reaches every glyph there is here; `templates/print/_style.html` is the only place that writes such lists.
"""

from __future__ import annotations

import functools
import threading
from pathlib import Path

import xhtml2pdf.default
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FOLDER = Path(__file__).resolve().parent / "fonts"

#: family -> (regular file, bold file); where there is no bold cut the regular one stands for it.
FAMILIES = {
    "zclatin": ("ZCLatin-Regular", "ZCLatin-Bold"),
    "zcsong": ("ZCSong-Regular", "ZCSong-Bold"),
    "zchei": ("ZCHei-Medium", "ZCHei-Medium"),
    "zcfang": ("ZhuqueFangsong-Regular", "ZhuqueFangsong-Regular"),
    "zckai": ("ZCKai-Regular", "ZCKai-Regular"),
    "zcbase": ("ZCSong-Regular", "ZCSong-Regular"),  # the widest face, for what a bold cut lacks
    "zcrare": ("ZCRare-Regular", "ZCRare-Regular"),
}

#: The end of every font list: together these draw all that can be drawn.
FALLBACK = ("zcbase", "zcrare", "zcfang", "zckai")

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
