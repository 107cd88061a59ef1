"""A seat has one holder, and falls with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import sqlalchemy as sa

from zcforms.storage import seats
from zcforms.storage.database import Database

HOLD = (
    "import sys, time, sqlalchemy; from zcforms.storage import seats;"
    "seat = seats.take(sqlalchemy.make_url(sys.argv[1]), lambda: False); print(seat.name, flush=True); time.sleep(600)"
)


def never() -> bool:
    return False


def held_by_another_process(database: Database) -> tuple[subprocess.Popen[bytes], str]:
    command = [sys.executable, "-c", HOLD, database.url.render_as_string(hide_password=False)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    return process, process.stdout.readline().decode().strip()


def kill(process: subprocess.Popen[bytes]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


def test_the_seat_of_a_killed_process_is_free(database: Database) -> None:
    process, name = held_by_another_process(database)
    assert name == "seat-1"
    kill(process)
    seat = seats.take(database.url, never)
    assert seat is not None
    assert seat.name == "seat-1"
    seat.leave()


def test_on_sqlite_the_second_waits_until_it_is_asked_to_stop_or_the_first_is_dead(
    sqlite_database: Database,
) -> None:
    process, _ = held_by_another_process(sqlite_database)
    ends = time.monotonic() + 0.3
    assert seats.take(sqlite_database.url, lambda: time.monotonic() > ends, pause=0.05) is None
    threading.Timer(0.3, kill, [process]).start()
    seat = seats.take(sqlite_database.url, never, pause=0.05)
    assert seat is not None
    seat.keep()
    assert not seat.vacant("seat-1")
    seat.leave()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_on_postgresql_each_has_its_own_and_knows_who_is_dead(database: Database) -> None:
    process, name = held_by_another_process(database)
    seat = seats.take(database.url, never)
    assert seat is not None
    assert (name, seat.name) == ("seat-1", "seat-2")
    assert not seat.vacant("seat-1")
    kill(process)
    deadline = time.monotonic() + 10
    while not seat.vacant("seat-1"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert not seat.vacant("somebody-else")
    seat.leave()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_broken_connection_is_mended_unless_the_seat_is_taken(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "_PATIENCE_SECONDS", 0.2)
    seat = seats.take(database.url, never)
    assert seat is not None

    def cut() -> None:
        with database.engine.begin() as connection:
            connection.execute(
                sa.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
            )

    cut()
    seat.keep()
    other = seats.take(database.url, never)
    assert other is not None
    assert (seat.name, other.name) == ("seat-1", "seat-2")
    other.leave()
    cut()
    time.sleep(0.2)
    thief, name = held_by_another_process(database)
    assert name == "seat-1"
    with pytest.raises(seats.SeatLost):
        seat.keep()
    seat.leave()
    kill(thief)
