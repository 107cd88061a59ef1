"""The journal (操作日志): append-only, each line chained to the one before by a keyed digest.

Without the key nobody can change, insert or drop a line unnoticed, not even in the database itself; the head row shows a cut-off end.
Lines are written when the unit of work ends, after everything else: the chain's lock is then held for one moment only, and
always taken last, so that writers of the journal cannot block each other in a circle.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from zcforms.storage import tables
from zcforms.storage.records import JournalEntry
from zcforms.storage.secrets import Keyring

_CONTEXT = "journal"
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Tampering:
    """Where the chain breaks first: the number of the line, and what is wrong with it, in Chinese."""

    sequence: int
    fault: str


class Journal:
    def __init__(self, session: Session, keyring: Keyring) -> None:
        self._session = session
        self._keyring = keyring
        self._waiting: list[tuple[str, str, str, Mapping[str, Any], datetime]] = []

    def append(self, actor: str, act: str, subject: str, detail: Mapping[str, Any], at: datetime) -> None:
        """`actor`: account id, or "system"; `act`: verb, such as "application.submit"; `subject`: kind and id, such as
        "application:…"; `detail`: JSON, without identity numbers."""
        self._waiting.append((actor, act, subject, json.loads(json.dumps(dict(detail))), at))

    def of(self, subject: str) -> list[JournalEntry]:
        """Everything about the subject, from the beginning."""
        c = tables.journal.c
        return list(
            self._session.scalars(sa.select(JournalEntry).where(c.subject == subject).order_by(c.sequence))
        )

    def last_by(self, actor: str, subject: str) -> datetime | None:
        """When the actor last did something to the subject."""
        c = tables.journal.c
        at: datetime | None = self._session.scalar(
            sa.select(sa.func.max(c.at)).where(c.subject == subject, c.actor == actor)
        )
        return at

    def latest(self, limit: int, before: int | None = None) -> list[JournalEntry]:
        """The newest lines first; `before`: only lines with a lower number."""
        c = tables.journal.c
        query = sa.select(JournalEntry).order_by(c.sequence.desc()).limit(limit)
        return list(self._session.scalars(query if before is None else query.where(c.sequence < before)))

    def write(self) -> None:
        """Chain and insert what was appended; the unit of work does this at its end."""
        if not self._waiting:
            return
        head = tables.journal_head
        end = self._session.execute(sa.select(head.c.sequence, head.c.digest).with_for_update()).one()
        sequence, digest = end.sequence, end.digest
        for actor, act, subject, detail, at in self._waiting:
            sequence += 1
            entry = JournalEntry(sequence, at, actor, act, subject, detail, b"")
            entry.digest = digest = _chained(self._keyring, digest, entry)
            self._session.add(entry)
        self._session.execute(head.update().values(sequence=sequence, digest=digest))
        self._session.flush()
        self._waiting.clear()

    def verify(self) -> Tampering | None:
        """None when every line is as it was written, and the last one is still there."""
        head = tables.journal_head
        end = self._session.execute(sa.select(head.c.sequence, head.c.digest)).one()
        sequence, digest = 0, b""
        for entry in self._lines():
            sequence += 1
            if entry.sequence != sequence:
                return Tampering(sequence, f"第 {sequence} 条日志缺失")
            digest = _chained(self._keyring, digest, entry)
            if digest != entry.digest:
                return Tampering(sequence, f"第 {sequence} 条日志被改动过")
        if (sequence, digest) != (end.sequence, bytes(end.digest)):
            return Tampering(sequence + 1, f"日志末尾不完整：应有 {end.sequence} 条，实有 {sequence} 条")
        return None

    def _lines(self) -> Iterator[JournalEntry]:
        query = sa.select(JournalEntry).order_by(tables.journal.c.sequence)
        for part in self._session.scalars(query.execution_options(yield_per=_PAGE)).partitions():
            yield from part
            for entry in part:
                self._session.expunge(entry)


def _chained(keyring: Keyring, previous: bytes, entry: JournalEntry) -> bytes:
    line = [
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor,
        entry.act,
        entry.subject,
        entry.detail,
    ]
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return keyring.digest(_CONTEXT, previous + text.encode())
