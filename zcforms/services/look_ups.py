"""查验记录: what a certificate's holder sees of those who looked it up (feature 83), and how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zcforms.services.access import Hidden, reading
from zcforms.services.actor import Actor
from zcforms.services.certificate_codes import code_of
from zcforms.services.house import House
from zcforms.services.wording import LOOK_UP
from zcforms.storage.work import Work, work

CLEARING_JOB = "look-ups.clear"
SHOWN = 20
_VISITS_KEPT = timedelta(hours=1)
"""The counts behind the limit are of no use after their minute."""


@dataclass(frozen=True, slots=True)
class LookUpRow:
    """`origin`: the network that the question came from, coarsely."""

    at: datetime
    outcome: str
    origin: str


@dataclass(frozen=True, slots=True)
class LookUpHistory:
    """`code`: of the certificate's QR code; `count` of all that are kept, of `days` days; `rows`: the last ones, the newest first."""

    code: str
    count: int
    days: int
    rows: tuple[LookUpRow, ...]


def history(house: House, actor: Actor, certificate_id: str) -> LookUpHistory:
    """Of one of the actor's own certificates. Raises `NotFound`."""
    with reading(house, actor) as w:
        person = w.people.get(actor.person())
        mine = w.certificates.of(person.id_type, person.id_number)
        if certificate_id not in {each.id for each in mine}:
            raise Hidden(f"certificate:{certificate_id}")
        last, count = w.look_ups.of(certificate_id, SHOWN), w.look_ups.count_of(certificate_id)
    rows = tuple(LookUpRow(each.at, LOOK_UP[each.outcome], each.origin) for each in last)
    return LookUpHistory(code_of(house, certificate_id), count, house.terms.look_ups_days, rows)


def ask_for_clearing(w: Work, house: House, now: datetime) -> None:
    """Once an hour at most, and only where there is something to clear."""
    before, counted = _horizons(house, now)
    if w.look_ups.any_before(before) or w.visits.any_before(counted):
        w.enqueue(CLEARING_JOB, f"{now:%Y-%m-%dT%H}", {})


def clear(house: House, now: datetime) -> int:
    """Forget look-ups that are too old, and counts; how many look-ups there were."""
    before, counted = _horizons(house, now)
    with work(house.database) as w:
        w.visits.drop_before(counted)
        return w.look_ups.drop_before(before)


def _horizons(house: House, now: datetime) -> tuple[datetime, datetime]:
    return now - timedelta(days=house.terms.look_ups_days), now - _VISITS_KEPT
