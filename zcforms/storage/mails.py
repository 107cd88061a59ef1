"""Which notices have left as letters: each at most once, whatever is killed when.

A letter cannot be taken back with a transaction. So it is claimed in a transaction of its own before it is handed over, and the claim is
given back only where it is certain that it was not. These writings stand outside the job's unit of work on purpose.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from zcforms.storage.database import Database
from zcforms.storage.outside_tables import MailState, mails
from zcforms.storage.shelves.shelf import put_new


def claim(database: Database, notice_id: str, at: datetime) -> bool:
    """False where it was claimed before: it has left, or may have."""
    row = {"notice_id": notice_id, "state": MailState.SENDING, "at": at}
    with database.turn(True), database.session(write=True) as session:
        claimed = put_new(session, mails, row)
        session.commit()
    return claimed


def settle(database: Database, notice_id: str, state: MailState) -> None:
    """What became of it."""
    with database.turn(True), database.session(write=True) as session:
        session.execute(sa.update(mails).where(mails.c.notice_id == notice_id).values(state=state))
        session.commit()


def give_back(database: Database, notice_id: str) -> None:
    """It has certainly not left: another attempt may claim it."""
    with database.turn(True), database.session(write=True) as session:
        session.execute(sa.delete(mails).where(mails.c.notice_id == notice_id))
        session.commit()
