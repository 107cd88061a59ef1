"""Printing and the reading of uploads in child processes, which can crash or hang without harm to anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from zcforms.domain.errors import PrintingFailed, UploadRefused
from zcforms.printing.evidence import Evidence
from zcforms.supervision import ChildCrashed, ChildTimedOut, Supervised

_CRASHED = "打印组件意外中断，已自动重启。请稍后再试；多次出现时请联系系统管理员。"
_TOO_LONG = "文件生成超过 {seconds:g} 秒，已停止。请精简过长的内容后再试，或联系系统管理员。"
_UNREADABLE = "“{name}”无法读取，文件可能已损坏。请重新导出后再上传。"


class Press:
    """Makes PDFs, one at a time, in a child of its own. `timeout` is in seconds for one document; several threads may share it."""

    def __init__(self, timeout: float = 60.0, target: str = "zcforms.printing.pdf:render_html") -> None:
        self._child = Supervised(target, timeout=timeout)

    def pdf(self, html: str) -> bytes:
        """What `pdf.render_html` makes of a page, and its errors; a crash or a time-out is a `PrintingFailed` too."""
        try:
            made: bytes = self._child.call(html)
        except ChildTimedOut as error:
            raise PrintingFailed(_TOO_LONG.format(seconds=error.seconds)) from error
        except ChildCrashed as error:
            raise PrintingFailed(_CRASHED) from error
        return made

    def start(self) -> None:
        """Start the child now; the first document still waits half a second for the fonts."""
        self._child.start()

    def close(self) -> None:
        """End the child; a later document starts a new one."""
        self._child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Inspector:
    """`evidence.inspect` in a child: a file that a reader chokes on is refused instead of holding up a request."""

    def __init__(self, timeout: float = 20.0, target: str = "zcforms.printing.evidence:inspect") -> None:
        self._child = Supervised(target, timeout=timeout)

    def inspect(self, data: bytes, name: str, accept: Sequence[str], max_bytes: int) -> Evidence:
        """Like `evidence.inspect`; a reader that crashes or takes too long refuses the file."""
        try:
            found: Evidence = self._child.call(data, name, list(accept), max_bytes)
        except (ChildTimedOut, ChildCrashed) as error:
            raise UploadRefused(_UNREADABLE.format(name=name)) from error
        return found

    def close(self) -> None:
        """End the child; a later file starts a new one."""
        self._child.close()


def read_table(
    data: bytes, timeout: float = 20.0, target: str = "zcforms.printing.spreadsheet:read"
) -> list[list[str]]:
    """`spreadsheet.read` in a child of its own, which ends with the call: spreadsheets come seldom. Raises `UploadRefused`."""
    table: list[list[str]] = _read(data, timeout, target)
    return table


def read_book(
    data: bytes, timeout: float = 20.0, target: str = "zcforms.printing.spreadsheet:read_book"
) -> dict[str, list[list[str]]]:
    """`spreadsheet.read_book` in the same way. Raises `UploadRefused`."""
    book: dict[str, list[list[str]]] = _read(data, timeout, target)
    return book


def _read(data: bytes, timeout: float, target: str) -> Any:
    try:
        with Supervised(target, timeout=timeout) as child:
            return child.call(data)
    except (ChildTimedOut, ChildCrashed) as error:
        raise UploadRefused(_UNREADABLE.format(name="表格")) from error
