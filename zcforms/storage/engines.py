"""Engines for the two databases that we run on, and the pragmas that were measured for SQLite."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from zcforms.domain.errors import ZcformsError

WRITES = "zcforms_writes"
"""Execution option of a connection: False for a transaction that only reads."""

BUSY_MILLISECONDS = 30_000


class DatabaseUnusable(ZcformsError):
    """The address is wrong, or nothing answers there."""


class TextUnkeepable(ValueError):
    """Content with NUL or half a character, which PostgreSQL does not take; refused on SQLite as well."""


_UNREADABLE = "数据库地址应为 sqlite:///文件路径 或 postgresql://用户@主机/库名；不支持内存数据库。"
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_SURROGATE = re.compile("[\ud800-\udfff]")


def normalised(url: str) -> sa.URL:
    """The address with the driver that we use.

    Raises:
        DatabaseUnusable: neither `sqlite:///path` nor `postgresql://...`.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise DatabaseUnusable(_UNREADABLE) from None  # without the address: it may hold a password
    backend = parsed.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite")
    raise DatabaseUnusable(_UNREADABLE)


def engine_options(url: str) -> dict[str, Any]:
    """What `sqlalchemy.create_engine` needs besides the address."""
    shared: dict[str, Any] = {
        "pool_size": 20,
        "max_overflow": 20,
        "json_serializer": _json,
        "hide_parameters": True,  # an error's text goes to the log; the values of a statement are people's
    }
    if normalised(url).get_backend_name() == "sqlite":
        return shared
    return {**shared, "pool_pre_ping": True}  # a restarted server costs one check, not one failed request


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    if ("\\u0000" in text and _NUL.search(text)) or _SURROGATE.search(text):
        raise TextUnkeepable
    return text


def tune_sqlite(engine: sa.Engine) -> None:
    """WAL: readers and the writer do not wait for each other. Transactions are begun by us, because a transaction that reads first
    and then writes fails when another wrote in between: whoever will write takes the lock at the start, and waits for it."""

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        prepare_sqlite(connection)
        connection.isolation_level = None  # the driver begins nothing by itself

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, True)
        connection.exec_driver_sql(f"PRAGMA query_only={int(not writes)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def prepare_sqlite(connection: sqlite3.Connection) -> None:
    """The pragmas of every connection, the jobs engine's included."""
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if sqlite3.sqlite_version_info < (
        3,
        42,
    ):  # the jobs engine asks for unixepoch('subsec'), which was NULL until then
        connection.create_function("unixepoch", 1, lambda _modifier: time.time())
