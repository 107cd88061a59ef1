"""Write a migration from the difference between a fresh, upgraded SQLite database and the tables."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from zcforms.storage import migrations
from zcforms.storage.engines import tune_sqlite

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        engine = sa.create_engine(f"sqlite:///{Path(folder) / 'fresh.db'}")
        tune_sqlite(engine)
        migrations.upgrade(engine)
        with engine.begin() as connection:
            command.revision(migrations.config(connection), " ".join(sys.argv[1:]), autogenerate=True)
        engine.dispose()
