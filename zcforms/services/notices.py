"""Messages to an account: answered, returned, to be handled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zcforms.services.actor import Actor
from zcforms.services.home import Target
from zcforms.services.house import House
from zcforms.services.paging import Page


@dataclass(frozen=True, slots=True)
class NoticeRow:
    id: str
    text: str
    target: Target
    at: datetime
    read: bool


def listing(house: House, actor: Actor, *, page: int = 1) -> Page[NoticeRow]:
    """Newest first."""
    raise NotImplementedError


def unread(house: House, actor: Actor) -> int:
    raise NotImplementedError


def mark_read(house: House, actor: Actor, now: datetime, notice_id: str | None = None) -> None:
    """One notice, or all of them. Raises `NotFound`."""
    raise NotImplementedError
