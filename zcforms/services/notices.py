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


def target(house: House, actor: Actor, notice_id: str) -> Target:
    """What one's own notice is about: a letter leads here. Raises `NotFound`."""
    with reading(house, actor) as w:
        return Target.of_link(_one(w, actor, notice_id).link)


def mark_read(house: House, actor: Actor, now: datetime, notice_id: str | None = None) -> None:
    """One notice, or all of them. Raises `NotFound`."""
    with writing(house, actor) as w:
        asked = _own(w, actor) if notice_id is None else [_one(w, actor, notice_id)]
        w.notices.mark_read([each.id for each in asked], now)


def _one(w: Work, actor: Actor, notice_id: str) -> Notice:
    found = next((each for each in _own(w, actor) if each.id == notice_id), None)
    if found is None:
        raise Hidden(f"notice:{notice_id}") if w.notices.find(notice_id) else NotFound()
    return found


def _own(w: Work, actor: Actor) -> list[Notice]:
    if actor.kind is AccountKind.PERSON:
        return w.notices.of(person_id=actor.person())
    return w.notices.of(organisation_id=actor.organisation())
