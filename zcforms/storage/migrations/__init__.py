"""Migrations by Alembic, from the first table; part of the package, run by `Database.upgrade`.

To write the next one: `python -m zcforms.storage.migrations "what changes"` compares a fresh database with `tables.py`.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

_LOCK = 0x7A63666D
"""Name of the advisory lock on PostgreSQL; SQLite's write lock needs none."""


def config(connection: sa.Connection) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def upgrade(engine: sa.Engine) -> None:
    """To the newest version, in one transaction."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        command.upgrade(config(connection), "head")


def current(engine: sa.Engine) -> bool:
    """Whether the tables are those of this version: neither missing, nor older, nor newer."""
    with engine.connect() as connection:
        at = MigrationContext.configure(connection).get_current_heads()
        return set(at) == set(ScriptDirectory.from_config(config(connection)).get_heads())
