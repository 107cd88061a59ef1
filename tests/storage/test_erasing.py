"""Emptying a database for the demonstration, on both makes, while a server runs on it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tests.storage.people import settle
from zcforms.storage import tables
from zcforms.storage.database import Database
from zcforms.storage.erasing import erase, holds_accounts
from zcforms.storage.secrets import Keyring
from zcforms.storage.work import work

NOW = datetime(2022, 7, 5, 9, 0, tzinfo=UTC)


def filled(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.journal.append("system", "settle", "person:p1", {}, NOW)
        w.enqueue("sheet", "a1", {"application_id": "a1"})


def test_everything_is_gone_and_everything_still_works(database: Database, keyring: Keyring) -> None:
    server = Database(database.url.render_as_string(hide_password=False), keyring)
    try:
        for _ in range(2):
            filled(server)
            assert holds_accounts(server)
            assert server.jobs.counts().waiting == 1
            erase(database)
            assert not holds_accounts(server)
            assert server.jobs.counts().waiting == 0
            with server.session(write=False) as session:
                for table in tables.metadata.sorted_tables:
                    rows = session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                    assert rows == (1 if table is tables.journal_head else 0), table.name
            with work(server, write=False) as w:
                assert w.journal.verify() is None
    finally:
        server.dispose()


@pytest.mark.parametrize("act", ["DELETE FROM journal", "UPDATE journal SET act = 'x'"])
def test_the_journal_is_append_only_again_afterwards(database: Database, act: str) -> None:
    filled(database)
    erase(database)
    filled(database)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.exec_driver_sql(act)
