"""What found no place when an application moved to another version of its plan, for its applicant: looked at, used, marked as dealt with. Nothing is
ever deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.errors import NotFound
from zcforms.services.access import note, own_application, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.storage.records import SetAside
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class AsideLine:
    """`shown`: the value as people read it; `seen_at`: when it was marked as dealt with."""

    id: str
    caption: str
    shown: str
    reason: str
    at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class AsidePage:
    """`open`: what was not dealt with, `done`: the rest; each in the order of the form that it stood in."""

    application_id: str
    plan: str
    open: tuple[AsideLine, ...]
    done: tuple[AsideLine, ...]


def listing(house: House, actor: Actor, application_id: str) -> AsidePage:
    """Raises `NotFound`, also for another person's application."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        lines = [_line(each) for each in w.set_aside.of(application.id)]
        plan = house.plan_of(application).caption
    return AsidePage(
        application.id,
        plan,
        tuple(each for each in lines if each.seen_at is None),
        tuple(each for each in lines if each.seen_at is not None),
    )


def settle(house: House, actor: Actor, application_id: str, aside_id: str, now: datetime) -> None:
    """已处理. A second click changes nothing. Raises `NotFound`."""
    with writing(house, actor) as w:
        found = _own(w, actor, application_id, aside_id)
        if found.seen_at is None:
            found.seen_at = now
            note(w, actor, "application.aside_seen", f"application:{application_id}", now, aside=aside_id)


def reopen(house: House, actor: Actor, application_id: str, aside_id: str, now: datetime) -> None:
    """撤销已处理. Raises `NotFound`."""
    with writing(house, actor) as w:
        found = _own(w, actor, application_id, aside_id)
        if found.seen_at is not None:
            found.seen_at = None
            note(w, actor, "application.aside_open", f"application:{application_id}", now, aside=aside_id)


def _own(w: Work, actor: Actor, application_id: str, aside_id: str) -> SetAside:
    application = own_application(w, actor, application_id)
    found = w.set_aside.find(aside_id)
    if found is None or found.application_id != application.id:
        raise NotFound
    return found


def _line(found: SetAside) -> AsideLine:
    return AsideLine(found.id, found.caption, found.shown, found.reason, found.at, found.seen_at)
