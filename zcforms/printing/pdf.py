"""The door to xhtml2pdf and reportlab: one function, from a page to a PDF.

The same page always gives the same bytes. Nothing is fetched and no file is read but the fonts. Whatever the
renderer grumbles about is a failure: a sheet that goes into a personal file is right, or there is none.
It is slow (about 0.5 s for ten pages) and cannot be interrupted from within; `press` runs it in a child process.
"""

from __future__ import annotations

import io
import logging
import threading

from reportlab import rl_config
from xhtml2pdf.config.resources import RenderLimitError, ResourceAccessPolicy
from xhtml2pdf.document import pisaDocument

from zcforms.domain.errors import PrintingFailed
from zcforms.printing import cjk, fonts, markup

_LARGEST_PAGE = 8 * 1024 * 1024  # bytes of HTML, images included
_LONGEST_RENDER = 120.0  # seconds; the press kills a child sooner

_NOTHING_FROM_OUTSIDE = ResourceAccessPolicy.server(
    allow_remote=False, max_document_bytes=_LARGEST_PAGE, max_render_seconds=_LONGEST_RENDER
)

rl_config.invariant = 1  # no clock and no chance in the file
rl_config.useA85 = 0  # binary streams: a tenth smaller

_one_at_a_time = threading.Lock()  # the renderer's state and its log are the process's


def render_html(html: str) -> bytes:
    """The PDF of a page made by a template.

    Font families are those of `faces.FAMILIES`; Chinese wraps where `-pdf-word-wrap: CJK` is in force.

    Raises:
        MissingGlyph: no font can draw some character.
        PrintingFailed: the page holds what it may not, is too large, or the renderer failed or complained.
    """
    page = markup.clean(html)
    if len(page.encode("utf-8")) > _LARGEST_PAGE:
        raise PrintingFailed("要打印的内容过多，超过 8 MB，请删减后再试。")
    markup.hold(page, fonts.register())
    with _one_at_a_time:
        return _render(page)


def _render(page: str) -> bytes:
    target = io.BytesIO()
    with _Grumbles() as grumbles:
        try:
            # As a file: the renderer would lay a string of more than 100 KB, personal data, on a disk.
            source = io.BytesIO(page.encode("utf-8"))
            result = pisaDocument(
                source, dest=target, encoding="utf-8", resource_policy=_NOTHING_FROM_OUTSIDE
            )
        except RenderLimitError as error:
            raise PrintingFailed("要打印的内容过多，未能在规定时间内完成排版，请精简后再试。") from error
        except Exception as error:
            raise PrintingFailed(f"排版未能完成（{type(error).__name__}），请联系系统管理员。") from error
    grumbles += [f"{kind} in line {line}: {message}" for kind, line, message, _ in result.log]
    if grumbles or result.err or result.warn:
        failure = PrintingFailed("排版时出现问题，未生成文件，请联系系统管理员。")
        failure.add_note("\n".join(dict.fromkeys(grumbles)))
        raise failure
    return target.getvalue()


class _Grumbles(logging.Handler):
    """While open, collects what the renderer logs from WARNING up."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._messages.append(record.getMessage())

    def __enter__(self) -> list[str]:
        logging.getLogger("xhtml2pdf").addHandler(self)
        return self._messages

    def __exit__(self, *_: object) -> None:
        logging.getLogger("xhtml2pdf").removeHandler(self)


cjk.install()
