"""Autosave: what stands in a form that was not saved yet, kept raw per account and form, and per window (`domain.form_draft`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.errors import InputFault, InputRefused, StaleWrite
from zcforms.domain.form_draft import FormDraft, Values
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.storage.work import Work, work

_MOST_BYTES = 200_000
_LONGEST_KEY = 200
_RESERVED = ("claims/", "removed/", "checked/", "rules/")
"""Kept by services beside what people type: no request reaches them."""
_TRIES = 20

Given = Mapping[str, tuple[Values, str] | None]
"""Field -> what was typed there, and what the field was drawn from; None: nothing of this window's own any more."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`typed` is what browsers sent, never validated: it only goes back into the same form. `at`: the last change."""

    key: str
    typed: FormDraft
    at: datetime


def keep(
    house: House, actor: Actor, key: str, given: Given, now: datetime, *, by: str = "", seen: int = 0
) -> list[str]:
    """Keep what one window (`by`) has typed; what others typed stays. Names of the fields in which another one has something else: both are kept.

    `key` names the form, e.g. "application/<id>/basic". `seen`: the revision that was brought back into that window.

    Raises:
        InputRefused: over 200 kB, or an unusable key. StaleWrite: too many windows write at once.
    """
    if not key or len(key) > _LONGEST_KEY or key.startswith(_RESERVED):
        raise InputRefused([InputFault("/key", "草稿名称无效，请刷新页面后继续填写。")])
    if not given:
        return []
    with work(house.database) as w:
        made = _changed(
            w, actor, key, now, lambda draft: draft.typed(given, by=by, at=now.isoformat(), seen=seen)
        )
    return made.shared(given, by)


def find(house: House, actor: Actor, key: str) -> Draft | None:
    """The draft as it was kept last; None where nothing is in it."""
    if key.startswith(_RESERVED):
        return None
    with work(house.database, write=False) as w:
        kept = w.drafts.find(actor.account_id, key)
        draft = FormDraft.of(kept.content) if kept else None
        return Draft(key, draft, kept.updated_at) if kept and draft and draft.fields else None


def settle(house: House, actor: Actor, key: str, now: datetime, *, by: str, seen: int = 0) -> None:
    """The form was saved in one window: what others have typed and it has not shown stays."""
    if key.startswith(_RESERVED):
        return
    with work(house.database) as w:
        _changed(w, actor, key, now, lambda draft: draft.saved(by=by, seen=seen))


def forget(house: House, actor: Actor, key: str) -> None:
    """The draft was thrown away, with what every window typed."""
    if key.startswith(_RESERVED):
        return
    with work(house.database) as w:
        w.drafts.discard(actor.account_id, key)


def _changed(
    w: Work, actor: Actor, key: str, now: datetime, change: Callable[[FormDraft], FormDraft]
) -> FormDraft:
    """Change the draft as it is by now, however many windows do so at once."""
    for _ in range(_TRIES):
        kept = w.drafts.find(actor.account_id, key)
        # the first revision follows those of a draft that was thrown away: windows remember what they have seen
        before = FormDraft.of(kept.content) if kept else FormDraft({}, int(now.timestamp() * 1000))
        after = change(before)
        if _put(w, (actor.account_id, key), after, now, kept.version if kept else 0):
            return after
    raise StaleWrite("许多窗口同时在填写这张表单，请稍后再试。")


def _put(w: Work, place: tuple[str, str], draft: FormDraft, now: datetime, version: int) -> bool:
    if not draft.fields:
        return version == 0 or w.drafts.discard(*place, version)
    content = draft.as_document()
    if len(json.dumps(content, ensure_ascii=False).encode()) > _MOST_BYTES:
        raise InputRefused([InputFault("", "填写的内容过长，无法自动保存草稿；请精简后点击“保存”。")])
    return w.drafts.change(*place, content, now, version)
