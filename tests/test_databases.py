"""Databases that tests have after each other: each finds what the first one found."""

from __future__ import annotations

import sqlalchemy as sa

from tests.databases import Lent, content, put
from zcforms.storage.database import Database


def test_what_a_database_held_is_put_back(database: Database) -> None:
    url = database.url.set(drivername=database.url.get_backend_name()).render_as_string(hide_password=False)
    before = content(url)
    with database.session(write=True) as session:
        session.execute(sa.text("UPDATE journal_head SET sequence = sequence + 7"))
        session.commit()
    changed = content(url)
    assert changed != before
    put(url, before)
    with database.session(write=False) as session:
        first = session.execute(sa.text("SELECT * FROM journal_head")).all()
    put(url, changed)
    with database.session(write=False) as session:
        assert session.execute(sa.text("SELECT * FROM journal_head")).all() != first


def test_rows_are_brought_back_and_another_shape_is_thrown_away(
    postgres_server: str, postgres_template: str
) -> None:
    lent = Lent(postgres_server, postgres_template)
    first = lent.take()
    _run(first, "DELETE FROM journal_head")
    assert lent.take() == first
    assert _run(first, "SELECT count(*) FROM journal_head") == 1
    _run(first, "ALTER TABLE journal DISABLE TRIGGER USER")
    second = lent.take()
    assert second != first
    lent.close()


def _run(url: str, statement: str) -> object:
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        done = connection.execute(sa.text(statement))
        found = done.scalar() if done.returns_rows else None
    engine.dispose()
    return found
