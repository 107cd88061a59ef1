"""Look-ups of certificates, and the count of those of one visitor within a minute."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from zcforms.domain.look_up import LookUp
from zcforms.storage.outside_tables import look_ups, visits
from zcforms.storage.shelves.shelf import Shelf


class LookUps(Shelf[LookUp]):
    entity = LookUp

    def of(self, certificate_id: str, limit: int) -> list[LookUp]:
        """The last ones, the newest first."""
        c = look_ups.c
        query = sa.select(LookUp).where(c.certificate_id == certificate_id)
        return self._list(query.order_by(c.at.desc(), c.id).limit(limit))

    def count_of(self, certificate_id: str) -> int:
        return self._count(sa.select(look_ups.c.id).where(look_ups.c.certificate_id == certificate_id))

    def any_before(self, moment: datetime) -> bool:
        return bool(self._session.scalar(sa.select(sa.exists().where(look_ups.c.at < moment))))

    def drop_before(self, moment: datetime) -> int:
        """How many there were."""
        gone: Any = self._session.execute(sa.delete(look_ups).where(look_ups.c.at < moment))
        return int(gone.rowcount)


class Visits:
    """Counts that hold over all processes: the database adds up, in one statement."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def full(self, visitor: bytes, minute: datetime, most: int) -> bool:
        """Whether the visitor came so often already; nothing is written."""
        c = visits.c
        query = sa.select(sa.exists().where(c.minute == minute, c.visitor == visitor, c.count >= most))
        return bool(self._session.scalar(query))

    def add(self, visitor: bytes, minute: datetime, most: int) -> bool:
        """One more; False, and nothing, where there were `most`. Two at the same moment wait for each other."""
        insert = postgresql.insert if self._session.get_bind().dialect.name == "postgresql" else sqlite.insert
        first = insert(visits).values(minute=minute, visitor=visitor, count=1)
        again = first.on_conflict_do_update(
            index_elements=[visits.c.minute, visits.c.visitor],
            set_={"count": visits.c.count + 1},
            where=visits.c.count < most,
        )
        return self._session.execute(again.returning(visits.c.count)).first() is not None

    def any_before(self, minute: datetime) -> bool:
        return bool(self._session.scalar(sa.select(sa.exists().where(visits.c.minute < minute))))

    def drop_before(self, minute: datetime) -> None:
        self._session.execute(sa.delete(visits).where(visits.c.minute < minute))
