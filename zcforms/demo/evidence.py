"""Evidence that is what it says: real pictures and real PDFs, drawn for the demonstration, the same for the same name."""

from __future__ import annotations

import html
from pathlib import PurePath

from zcforms.printing import photo
from zcforms.printing.faces import FOLDER, STACKS
from zcforms.printing.press import Press

_NOTE = "演示材料，仅供试用，不具有任何效力"
_FONT = str(FOLDER / "ZCKai-Regular.ttf")
_PAGE = """<html><head><style>
@page {{ size: a4 portrait; margin: 3cm; }}
body {{ font-family: {stack}; font-size: 14pt; line-height: 2; }}
h1 {{ font-size: 22pt; text-align: center; }}
</style></head><body><h1>{caption}</h1><p>{holder}</p><p>{note}。</p></body></html>"""
_COLOURS = (("#3f6fb5", "#22314d"), ("#b5443f", "#2d2d35"), ("#e8eef5", "#3b5a45"), ("#8fb3d9", "#5a3b56"))


class Evidence:
    """Makes files by name; what was made once is given again."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._made: dict[tuple[str, str], bytes] = {}

    def file(self, name: str, holder: str) -> bytes:
        """A file whose content agrees with the extension of its name: pdf, jpg or docx is drawn as a picture or a page."""
        path = PurePath(name)
        pdf = path.suffix.lower() == ".pdf"
        key = (name, "" if pdf else holder)
        if key not in self._made:
            self._made[key] = (
                self._pdf(path.stem) if pdf else photo.specimen((path.stem, holder, _NOTE), _FONT)
            )
        return self._made[key]

    def _pdf(self, caption: str) -> bytes:
        page = _PAGE.format(
            stack=STACKS["song"], caption=html.escape(caption), holder="（内容从略）", note=_NOTE
        )
        return self._press.pdf(page)


def portrait(number: int) -> bytes:
    """A drawn ID photo, nobody's; different numbers have different colours."""
    return photo.specimen_portrait(*_COLOURS[number % len(_COLOURS)])
