"""Two windows on one draft of rules: what was saved or autosaved in the other one is shown before it is written over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services.rule_autosave import Buffer
from zcforms.services.rule_drafts import DraftShown

_TOLD = (
    "这份草稿在另一个窗口有了新的内容，这一步没有执行；您在本页写的都还在。请点击“保存”，对照两边之后再继续。"
)


@dataclass(frozen=True, slots=True)
class Stand:
    """What a window shows the texts of: the saved version, and which autosave on top of it ("" for none)."""

    version: int
    kept: str

    def __str__(self) -> str:
        return f"{self.version}/{self.kept}"


@dataclass(frozen=True, slots=True)
class Missed:
    """What a window has not seen: `stand` is where it would be after seeing it."""

    text: str
    cases_text: str
    stand: Stand

    @property
    def theirs(self) -> str:
        return theirs(self.stand)


def stand(draft: DraftShown) -> Stand:
    return Stand(draft.version, stamp(draft.buffer))


def stamp(buffer: Buffer | None) -> str:
    return f"{buffer.at.timestamp():.6f}" if buffer else ""


def posted() -> Stand:
    return _stand(request.form)


def gives_way(draft: DraftShown) -> bool:
    """Whether the window, having seen the other one's text, goes on from that."""
    return request.form.get("over") == theirs(stand(draft))


def theirs(here: Stand) -> str:
    """What `over` says where the other window's text counts."""
    return f"theirs {here}"


def missed(draft: DraftShown, sent: Mapping[str, Any] | None = None) -> Missed | None:
    """What the window that sends `sent` (the form of the request) would write over without having shown it; None for nothing, for windows that do not tell
    where they stand, and where `over` says that it was shown."""
    sent = request.form if sent is None else sent
    here = stand(draft)
    if "text" not in sent or "kept" not in sent or _stand(sent) == here or sent.get("over") == str(here):
        return None
    there = draft.buffer or draft
    mine = (lines(sent["text"]), lines(sent.get("cases_text", draft.cases_text)))
    return None if mine == (there.text, there.cases_text) else Missed(there.text, there.cases_text, here)


def require_seen(draft: DraftShown) -> None:
    """Raises `InputRefused` where the window has to look at the other one's text first."""
    if missed(draft):
        raise InputRefused([InputFault("", _TOLD)])


def lines(text: str) -> str:
    """The text as an editor has it, whatever a browser makes of its line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _stand(sent: Mapping[str, Any]) -> Stand:
    version = str(sent.get("version", ""))
    return Stand(int(version) if version.isdecimal() else 0, str(sent.get("kept", "")))
