"""The database: SQLite in one file, or PostgreSQL; the same code, the same migrations, the same meaning.

    Database("sqlite:////var/lib/zcforms/zcforms.db", keyring)          stands alone: command line, worker, tests
    Database(url, keyring, engine=db.engine)                            in the web application: Flask-SQLAlchemy owns the engine

For the second form the application gives Flask-SQLAlchemy our metadata and our options, so that there is one pool per process:

    db = SQLAlchemy(metadata=tables.metadata)
    app.config["SQLALCHEMY_DATABASE_URI"] = normalised(url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)

Units of work own their sessions in both forms (`zcforms.storage.work`): a session that belongs to the request would carry one
service's unfinished changes into the next one's transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from zcforms.storage import jobs, migrations
from zcforms.storage.columns import hold_keys
from zcforms.storage.engines import (
    BUSY_MILLISECONDS,
    WRITES,
    DatabaseUnusable,
    engine_options,
    normalised,
    tune_sqlite,
)
from zcforms.storage.secrets import Keyring
from zcforms.storage.turns import Turns

__all__ = ["Database", "DatabaseUnusable", "engine_options", "normalised"]


class Database:
    """One database with its pool, for one process."""

    def __init__(self, url: str, keyring: Keyring, *, engine: sa.Engine | None = None) -> None:
        self.url = normalised(url)
        self.keyring = keyring
        if self.on_sqlite:
            Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)
        self.engine = engine or sa.create_engine(self.url, **engine_options(url))
        hold_keys(self.engine.dialect, keyring)
        reading: dict[str, Any] = {WRITES: False}
        if self.on_sqlite:
            tune_sqlite(self.engine)
        else:  # a reader sees one moment of the data, as on SQLite, and cannot write
            reading |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self.jobs = jobs.Jobs(self.engine)
        self.mails = False
        """Whether somebody sends notices as letters, too: then each asks for its job."""
        self._turns = Turns(BUSY_MILLISECONDS / 1000)
        self._writing = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(self.engine.execution_options(**reading), expire_on_commit=False)

    @property
    def on_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def session(self, write: bool) -> Session:
        """A session of one transaction. A reading one never waits for writers, and the database refuses its writes."""
        return self._writing() if write else self._reading()

    def upgrade(self) -> None:
        """Bring the tables to this version. Processes that start together wait for each other; nothing happens twice.

        Raises:
            DatabaseUnusable: nothing answers.
        """
        self.ping()
        migrations.upgrade(self.engine)
        jobs.create_tables(self.url)

    @contextmanager
    def turn(self, write: bool) -> Iterator[None]:
        """What a unit of work holds while it lasts: on SQLite a writer's turn, otherwise nothing.

        Raises:
            DatabaseUnusable: too many were waiting for too long.
        """
        if not (write and self.on_sqlite):
            yield
            return
        try:
            self._turns.take()
        except TimeoutError:
            raise DatabaseUnusable("系统繁忙，请稍后再试。") from None
        try:
            yield
        finally:
            self._turns.pass_on()

    def ping(self) -> None:
        """Raises DatabaseUnusable, with the driver's reason and without the password, when the database does not answer."""
        try:
            with self.session(write=False) as session:
                session.execute(sa.text("SELECT 1"))
        except (sa.exc.DBAPIError, sqlite3.Error) as error:  # a fault of a pragma comes unwrapped
            address = self.url.render_as_string(hide_password=True)
            reason = str(getattr(error, "orig", error)).partition("\n")[0]
            raise DatabaseUnusable(
                f"数据库没有响应，请检查数据库地址（{address}）和服务是否已启动。原因：{reason}"
            ) from error

    def require_current(self) -> None:
        """Raises DatabaseUnusable when nothing answers, and when the tables are missing or another version's: for commands that only read."""
        self.ping()
        if not migrations.current(self.engine):
            address = self.url.render_as_string(hide_password=True)
            raise DatabaseUnusable(
                f"数据库（{address}）里还没有本版本的数据表。请先运行 zcforms db upgrade，或检查 ZCFORMS_DATABASE_URL。"
            )

    def dispose(self) -> None:
        """Close the pool's connections."""
        self.engine.dispose()
