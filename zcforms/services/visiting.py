"""Strangers who ask: so often a minute and no more, counted by address over all processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from zcforms.domain.errors import TooOften
from zcforms.domain.look_up import subscriber_of
from zcforms.services.house import House
from zcforms.services.look_ups import ask_for_clearing
from zcforms.storage.work import Work, work

_READER = "api-reader"


@contextmanager
def counted(house: House, purpose: str, address: str, most: int, now: datetime) -> Iterator[Work]:
    """A unit of work for one question of a stranger. One who asks too often costs a look at the database and no writing. `purpose`: what is counted by itself.

    Raises:
        TooOften: the address has asked `most` times within the minute.
    """
    minute = now.replace(second=0, microsecond=0)
    visitor = house.database.keyring.digest(purpose, subscriber_of(address).encode())
    over = TooOften(60 - now.second)
    with work(house.database, write=False) as w:
        if w.visits.full(visitor, minute, most):
            raise over
    with work(house.database) as w:
        if not w.visits.add(visitor, minute, most):
            raise over
        ask_for_clearing(w, house, now)
        yield w


def count_reader(house: House, address: str, now: datetime) -> None:
    """A program without a token that reads what is for everybody. Raises `TooOften`."""
    with counted(house, _READER, address, house.terms.api_per_minute, now):
        pass
