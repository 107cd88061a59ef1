"""Throw away everything in a database: for the demonstration and tests only. A server that runs on it goes on, with nothing in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from zcforms.storage import tables
from zcforms.storage.database import Database


def erase(database: Database) -> None:
    """Empty every table in one transaction; the tables themselves stay, the jobs engine's among them. It must have been upgraded."""
    database.jobs.forget_all()
    with database.engine.begin() as connection:
        with _journal_open(connection):
            for table in reversed(tables.metadata.sorted_tables):
                if table is not tables.journal_head:
                    connection.execute(sa.delete(table))
        connection.execute(sa.update(tables.journal_head).values(sequence=0, digest=b""))


def holds_accounts(database: Database) -> bool:
    """Whether anybody has ever logged in."""
    with database.session(write=False) as session:
        return session.execute(sa.select(sa.exists().select_from(tables.accounts))).scalar_one()


@contextmanager
def _journal_open(connection: sa.Connection) -> Iterator[None]:
    """The journal without the triggers that keep it append-only."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER USER")
        yield
        connection.exec_driver_sql("ALTER TABLE journal ENABLE TRIGGER USER")
        return
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    found = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'"
    ).all()
    for name, _ in found:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, definition in found:
        connection.exec_driver_sql(definition)
