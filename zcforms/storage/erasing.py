"""Throw away everything in a database: for the demonstration and tests only, never called while serving for real."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.storage import tables
from zcforms.storage.database import Database

_JOBS_SCHEMA = "dbos"


def erase(database: Database) -> None:
    """Drop every table, the jobs' and the migrations' among them, and make them anew, empty."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        inspector = sa.inspect(connection)
        for schema in (None, _JOBS_SCHEMA):
            if schema is None or schema in inspector.get_schema_names():
                _drop(connection, schema)
    database.upgrade()


def holds_accounts(database: Database) -> bool:
    """Whether anybody has ever logged in."""
    with database.session(write=False) as session:
        return session.execute(sa.select(sa.exists().select_from(tables.accounts))).scalar_one()


def _drop(connection: sa.Connection, schema: str | None) -> None:
    found = sa.MetaData(schema=schema)
    found.reflect(connection)
    found.drop_all(connection)
    if schema is not None:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))
