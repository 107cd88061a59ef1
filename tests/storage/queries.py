"""Counting what the database is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from zcforms.storage.database import Database

_STAMP = re.compile(r"count\(\*\).*max\((rule|plan)_versions\.id\)", re.DOTALL)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The SELECT statements that are sent inside the block, without the look at what was published since: the clock asks for that, not the page."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")) and not _STAMP.search(statement):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
