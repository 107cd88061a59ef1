"""One database, two makes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import autogenerate, command
from alembic.migration import MigrationContext
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests.storage.people import NOW, person
from zcforms.domain.form_draft import FormDraft
from zcforms.storage import migrations, tables
from zcforms.storage.database import Database, DatabaseUnusable, engine_options, normalised
from zcforms.storage.secrets import Keyring
from zcforms.storage.work import work


def test_migrations_make_exactly_the_tables(fresh_url: str, keyring: Keyring) -> None:
    database = Database(fresh_url, keyring)
    database.upgrade()
    with database.engine.begin() as connection:
        options = {
            "compare_type": True,
            "include_name": lambda name, kind, _: kind != "table" or name in tables.metadata.tables,
        }
        differences = autogenerate.compare_metadata(
            MigrationContext.configure(connection, opts=options), tables.metadata
        )
    database.dispose()
    assert differences == []


def test_drafts_from_before_windows_are_still_there(fresh_url: str, keyring: Keyring) -> None:
    """Issue 4: an upgrade loses no keystroke either."""
    database = Database(fresh_url, keyring)
    drafts = {"application/1/basic": {"post": ["校长"], "tags": ["1", "2"]}, "removed/1/titles": {"index": 0}}
    with database.engine.begin() as connection:
        command.upgrade(migrations.config(connection), "0007-1")
        columns = sa.table("accounts", *map(sa.column, ("id", "subject", "kind", "name")))
        connection.execute(sa.insert(columns).values(id="a1", subject="s", kind="person", name="王"))
        table = tables.form_drafts
        for key, content in drafts.items():
            row = {"account_id": "a1", "key": key, "content": content, "updated_at": NOW}
            connection.execute(sa.insert(table).values(row))
    database.upgrade()
    with work(database, write=False) as w:
        kept = w.drafts.find("a1", "application/1/basic")
        assert kept is not None
        typed = FormDraft.of(kept.content)
        assert {name: dict(versions[0].values) for name, versions in typed.fields.items()} == {
            "post": {"post": ["校长"]},
            "tags": {"tags": ["1", "2"]},
        }
        removed = w.drafts.find("a1", "removed/1/titles")
        assert removed is not None
        assert removed.content == {"index": 0}
    database.dispose()


def test_upgrading_again_or_from_two_processes_at_once_changes_nothing(
    fresh_url: str, keyring: Keyring
) -> None:
    databases = [Database(fresh_url, keyring) for _ in range(3)]
    faults: list[Exception] = []

    def upgrade(database: Database) -> None:
        try:
            database.upgrade()
            database.upgrade()
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=upgrade, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with databases[0].session(write=False) as session:
        versions = list(session.scalars(sa.text("SELECT version_num FROM alembic_version")))
    for database in databases:
        database.dispose()
    assert faults == []
    assert len(versions) == 1


def test_tables_that_are_missing_or_of_another_version_are_told(fresh_url: str, keyring: Keyring) -> None:
    database = Database(fresh_url, keyring)
    try:
        with pytest.raises(DatabaseUnusable, match="zcforms db upgrade"):
            database.require_current()
        with database.engine.begin() as connection:
            command.upgrade(migrations.config(connection), "0007-1")
        with pytest.raises(DatabaseUnusable, match="zcforms db upgrade"):
            database.require_current()
        database.upgrade()
        database.require_current()
    finally:
        database.dispose()


def test_a_reading_session_cannot_write(database: Database) -> None:
    with database.session(write=False) as session, pytest.raises(sa.exc.DBAPIError):
        session.execute(tables.settings.insert().values(key="k", value=1))
    with database.session(write=True) as session:  # the same connection, from the pool
        session.execute(tables.settings.insert().values(key="k", value=1))
        session.commit()


def test_a_reader_sees_one_moment_and_does_not_wait_for_the_writer(database: Database) -> None:
    count = sa.select(sa.func.count()).select_from(tables.settings)
    with database.session(write=False) as reader:
        assert reader.scalar(count) == 0
        with database.session(write=True) as writer:
            writer.execute(tables.settings.insert().values(key="k", value=1))
            assert reader.scalar(count) == 0
            writer.commit()
        assert reader.scalar(count) == 0
    with database.session(write=False) as reader:
        assert reader.scalar(count) == 1


def test_writers_wait_for_each_other_instead_of_failing(database: Database) -> None:
    """Read first, then write: without BEGIN IMMEDIATE, SQLite refuses all but one of these; PostgreSQL locks the row."""
    with work(database) as w:
        w.settings.put("counter", 0)

    def count() -> None:
        for _ in range(10):
            with database.session(write=True) as session:
                row = (
                    sa.select(tables.settings.c.value)
                    .where(tables.settings.c.key == "counter")
                    .with_for_update()
                )
                value = session.scalar(row)
                session.execute(tables.settings.update().values(value=value + 1))
                session.commit()

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with work(database, write=False) as w:
        assert w.settings.get("counter") == 60


def test_sqlite_has_the_measured_pragmas(sqlite_database: Database) -> None:
    with sqlite_database.session(write=False) as session:
        found = {
            name: session.scalar(sa.text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30000}


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.session(write=True) as session:
        session.execute(
            tables.accounts.insert().values(id="a", subject="s", kind="person", name="n", person_id="nobody")
        )


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x", "zcforms.db"])
def test_other_addresses_are_refused_in_words(url: str) -> None:
    with pytest.raises(DatabaseUnusable, match="sqlite:///文件路径"):
        normalised(url)


def test_a_dead_server_is_told(keyring: Keyring) -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none", keyring)
    with pytest.raises(DatabaseUnusable, match="没有响应"):
        database.ping()


def test_flask_sqlalchemy_owns_the_engine_in_the_web_application(database_url: str, keyring: Keyring) -> None:
    db = SQLAlchemy(metadata=tables.metadata)
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = normalised(database_url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(database_url)
    db.init_app(app)
    with app.app_context():
        database = Database(database_url, keyring, engine=db.engine)
        with work(database) as w:
            w.people.add(person(profile={"sex": "2"}))
        assert db.session.get(tables.Person, "p1").profile == {"sex": "2"}
        db.session.remove()
    database.dispose()


def test_the_folder_of_a_new_sqlite_file_is_made(tmp_path: Path, keyring: Keyring) -> None:
    database = Database(f"sqlite:///{tmp_path / 'deep' / 'down' / 'x.db'}", keyring)
    database.upgrade()
    database.ping()
    database.dispose()
    assert (tmp_path / "deep" / "down" / "x.db").exists()
