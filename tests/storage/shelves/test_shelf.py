"""What every shelf can do."""

from __future__ import annotations

import sqlalchemy as sa

from tests.storage.people import settle
from zcforms.storage import tables
from zcforms.storage.database import Database
from zcforms.storage.shelves.shelf import among
from zcforms.storage.work import work


def test_one_is_found_among_more_ids_than_a_database_takes_parameters(database: Database) -> None:
    settle(database)
    ids = [f"no-{number}" for number in range(100_000)]
    c = tables.persons.c.id
    with work(database, write=False) as w:
        session = w.people._session
        for wanted, found in (([*ids, "p1"], ["p1"]), (ids, []), ([], []), (["p1'\"\\ 林"], [])):
            assert list(session.scalars(sa.select(c).where(among(session, c, wanted)))) == found
