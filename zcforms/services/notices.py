"""Messages to an account: answered, returned, to be handled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.errors import NotFound
from zcforms.domain.identity import AccountKind
from zcforms.services.access import Hidden, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.paging import Page, page_of
from zcforms.services.telling import Target
from zcforms.storage.records import Notice
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class NoticeRow:
    id: str
    text: str
    target: Target
    at: datetime
    read: bool


def listing(house: House, actor: Actor, *, page: int = 1) -> Page[NoticeRow]:
    """Newest first."""
    with reading(house, actor) as w:
        found = _own(w, actor)
    return page_of(found, page).map(
        lambda each: NoticeRow(
            each.id, each.text, Target.of_link(each.link), each.at, each.read_at is not None
        )
    )


def unread(house: House, actor: Actor) -> int:
    with reading(house, actor) as w:
        return sum(each.read_at is None for each in _own(w, actor))


def mark_read(house: House, actor: Actor, now: datetime, notice_id: str | None = None) -> None:
    """One notice, or all of them. Raises `NotFound`."""
    with writing(house, actor) as w:
        mine = {each.id for each in _own(w, actor)}
        if notice_id is not None and notice_id not in mine:
            if w.notices.find(notice_id) is not None:
                raise Hidden(f"notice:{notice_id}")
            raise NotFound
        w.notices.mark_read([notice_id] if notice_id else mine, now)


def _own(w: Work, actor: Actor) -> list[Notice]:
    if actor.kind is AccountKind.PERSON:
        return w.notices.of(person_id=actor.person())
    return w.notices.of(organisation_id=actor.organisation())
