"""Autosave: what stands in a form that was not saved yet, kept raw per account and form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.storage.work import work

_MOST_BYTES = 200_000
_LONGEST_KEY = 200
_RESERVED = ("claims/", "removed/", "checked/", "rules/")
"""Kept by services beside what people type: no request reaches them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`content` is what the browser sent, never validated: it only goes back into the same form."""

    key: str
    content: Mapping[str, Any]
    at: datetime


def keep(house: House, actor: Actor, key: str, content: Mapping[str, Any], now: datetime) -> None:
    """`key` names the form, e.g. "application/<id>/basic". Raises `InputRefused` over 200 kB, or with an unusable key."""
    if not key or len(key) > _LONGEST_KEY or key.startswith(_RESERVED):
        raise InputRefused([InputFault("/key", "草稿名称无效，请刷新页面后继续填写。")])
    if len(json.dumps(content, ensure_ascii=False).encode()) > _MOST_BYTES:
        raise InputRefused([InputFault("", "填写的内容过长，无法自动保存草稿；请精简后点击“保存”。")])
    with work(house.database) as w:
        w.drafts.save(actor.account_id, key, content, now)


def find(house: House, actor: Actor, key: str) -> Draft | None:
    """The draft as it was kept last."""
    if key.startswith(_RESERVED):
        return None
    with work(house.database, write=False) as w:
        kept = w.drafts.find(actor.account_id, key)
        return Draft(kept.key, kept.content, kept.updated_at) if kept else None


def forget(house: House, actor: Actor, key: str) -> None:
    """After the form was saved, or the draft was thrown away."""
    if key.startswith(_RESERVED):
        return
    with work(house.database) as w:
        w.drafts.discard(actor.account_id, key)
