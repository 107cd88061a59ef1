"""Databases for tests, brought back to what they held: emptied and filled again, which takes a tenth of the time of making another one.

What is put back is every row of every table. A PostgreSQL database whose tables, triggers or indexes are not those of the beginning any more
is thrown away instead.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

Content = Mapping[str, bytes]
"""What a database holds: of PostgreSQL the rows of each table that has any, of SQLite the whole file under its name."""

_TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"""
_SHAPE = """
    SELECT md5(coalesce(string_agg(line, ';' ORDER BY line), '')) FROM (
        SELECT format('%s %s %s %s', c.oid::regclass, a.attnum, a.attname, a.atttypid::regtype::text || a.attnotnull::text) AS line
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE a.attnum > 0 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE conrelid > 0
        UNION ALL SELECT p.oid::regprocedure::text || md5(p.prosrc) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ) AS lines"""


@contextmanager
def fresh(server: str, template: str | None = None) -> Iterator[str]:
    """A PostgreSQL database of its own; its address."""
    url = _created(server, template)
    yield url
    _dropped(server, url)


def _created(server: str, template: str | None) -> str:
    name = f"zcforms_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def _dropped(server: str, url: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)")


class Lent:
    """One PostgreSQL database after the other, of one shape: the same one as long as nobody alters more than rows."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template
        self._url = ""
        self._first: Content = {}
        self._shape = ""
        self._used = False

    def take(self) -> str:
        """The address of a database that is as it was in the beginning."""
        if self._used and not self._brought_back():
            self.close()
        if not self._url:
            self._url = _created(self._server, self._template)
            self._first = content(self._url)
            with psycopg.connect(self._url, autocommit=True) as connection:
                self._shape = _shape(connection)
        self._used = True
        return self._url

    def close(self) -> None:
        if self._url:
            _dropped(self._server, self._url)
        self._url, self._used = "", False

    def _brought_back(self) -> bool:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if _shape(connection) != self._shape:
                return False
        put(self._url, self._first)
        return True


def content(url: str) -> Content:
    """All that the database holds. Nobody writes meanwhile."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(_file(url))) as source:
            data = bytearray(source.serialize())
            data[18:20] = b"\1\1"  # without a write-ahead log, which memory has not
            return {_file(url).name: bytes(data)}
    with psycopg.connect(url) as connection:
        return {table: _rows(connection, table) for table in _filled(connection)}


def put(url: str, wanted: Content) -> None:
    """Let the database hold exactly this. Whoever has it open may keep it open, and writes nothing meanwhile."""
    if url.startswith("sqlite"):
        (data,) = wanted.values()
        with (
            contextlib.closing(sqlite3.connect(":memory:")) as source,
            contextlib.closing(sqlite3.connect(_file(url), timeout=30)) as target,
        ):
            source.deserialize(data)
            source.backup(target)
        return
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")  # no trigger, no foreign key
        if filled := _filled(connection):
            connection.execute(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")  # type: ignore[call-overload]
        for table, rows in wanted.items():
            with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:  # type: ignore[call-overload]
                copy.write(rows)


def copied(template: Path, path: Path) -> str:
    """A copy of an SQLite file; its address."""
    shutil.copy(template, path)
    return f"sqlite:///{path}"


def _file(url: str) -> Path:
    return Path(str(sa.make_url(url).database))


def _shape(connection: psycopg.Connection) -> str:
    found = connection.execute(_SHAPE).fetchone()
    assert found
    return str(found[0])


def _filled(connection: psycopg.Connection) -> list[str]:
    """The tables that have rows."""
    tables = [row[0] for row in connection.execute(_TABLES)]
    asked = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(table), sql.SQL(table))
        for table in tables
    )
    return [row[0] for row in connection.execute(asked)] if tables else []


def _rows(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:  # type: ignore[call-overload]
        return b"".join(bytes(each) for each in copy)
