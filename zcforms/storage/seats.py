"""A seat: the right to be the one worker of a name, held as long as the process lives and not a moment longer.

The jobs engine takes back what a dead worker left unfinished by the worker's name, so no two living workers may have the same. On
SQLite there is one seat, a locked file beside the database. On PostgreSQL there are many, each an advisory lock of the
server; whoever can take another's lock knows that its holder is dead. Both locks fall with the process, even by SIGKILL.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

_SPACE = 0x7A63
_SEATS = 64
_PATIENCE_SECONDS = 20.0
_KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
_SERVER_KEEPALIVE = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"


class SeatLost(Exception):
    """The connection that held the seat broke, and another worker has taken the seat since."""


class Seat(Protocol):
    name: str

    def keep(self) -> None:
        """Make sure that it is still ours. Raises SeatLost."""

    def vacant(self, name: str) -> bool:
        """Whether the worker of that name is dead."""

    def leave(self) -> None:
        """Give it up."""


def take(url: sa.URL, stopped: Callable[[], bool], pause: float = 0.5) -> Seat | None:
    """A free seat; waits until there is one. None when `stopped()` became true first."""
    seat: _FileSeat | _ServerSeat = _FileSeat(url) if url.get_backend_name() == "sqlite" else _ServerSeat(url)
    while not stopped():
        if seat.try_take():
            return seat
        time.sleep(pause)
    seat.leave()
    return None


class _FileSeat:
    def __init__(self, url: sa.URL) -> None:
        self.name = "seat-1"
        path = Path(str(url.database))
        self._file = os.open(
            path.with_name(f"{path.name}.worker"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )

    def try_take(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def keep(self) -> None:
        """A file lock cannot be lost."""

    def vacant(self, name: str) -> bool:
        return False  # the only seat is ours

    def leave(self) -> None:
        os.close(self._file)


class _ServerSeat:
    def __init__(self, url: sa.URL) -> None:
        arguments = {**_KEEPALIVE, "options": _SERVER_KEEPALIVE}
        self._engine = sa.create_engine(
            url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", connect_args=arguments
        )
        self._held: sa.Connection | None = None
        self.name = ""

    def try_take(self) -> bool:
        connection = self._engine.connect()
        for number in range(1, _SEATS + 1):
            if _lock(connection, number):
                self._held, self.name = connection, f"seat-{number}"
                return True
        connection.close()
        return False

    def keep(self) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self._alive():
            if self._take_again():
                return
            if time.monotonic() > deadline:
                raise SeatLost(self.name)
            time.sleep(0.5)

    def vacant(self, name: str) -> bool:
        if not name.startswith("seat-"):
            return False
        with self._engine.connect() as connection:
            return _lock(connection, int(name.removeprefix("seat-")))  # falls with the connection

    def leave(self) -> None:
        self._drop()
        self._engine.dispose()

    def _drop(self) -> None:
        """Forget the connection, and never use it again: it would connect anew, and answer without holding the lock."""
        if self._held is not None:
            self._held.invalidate()
            self._held.close()
            self._held = None

    def _alive(self) -> bool:
        try:
            return self._held is not None and self._held.scalar(sa.text("SELECT 1")) == 1
        except sa.exc.DBAPIError:
            self._drop()
            return False

    def _take_again(self) -> bool:
        """After the server was restarted: the same seat, if it is free."""
        try:
            connection = self._engine.connect()
            if not _lock(connection, int(self.name.removeprefix("seat-"))):
                connection.close()
                return False
        except sa.exc.DBAPIError:
            return False
        self._held = connection
        return True


def _lock(connection: sa.Connection, number: int) -> bool:
    statement = sa.select(
        sa.func.pg_try_advisory_lock(sa.cast(_SPACE, sa.Integer), sa.cast(number, sa.Integer))
    )
    return bool(connection.scalar(statement))
