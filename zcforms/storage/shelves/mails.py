"""Who wants no letters."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from zcforms.storage.outside_tables import mail_stops
from zcforms.storage.shelves.shelf import put


class MailStops:
    """By person; nobody has one in the beginning."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def holds(self, person_id: str) -> bool:
        return bool(self._session.scalar(sa.select(sa.exists().where(mail_stops.c.person_id == person_id))))

    def put(self, person_id: str, at: datetime) -> None:
        put(self._session, mail_stops, {"person_id": person_id, "at": at})

    def remove(self, person_id: str) -> None:
        self._session.execute(sa.delete(mail_stops).where(mail_stops.c.person_id == person_id))
