"""The journal cannot be changed unnoticed."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.storage.people import NOW
from zcforms.storage.database import Database
from zcforms.storage.journal import Tampering
from zcforms.storage.work import work


def write(database: Database, count: int) -> None:
    for number in range(count):
        with work(database) as w:
            w.journal.append("a1", "test", f"thing:{number}", {"次": number}, NOW)
            w.journal.append("a1", "test", "thing:all", {"次": number}, NOW)


def verify(database: Database) -> Tampering | None:
    with work(database, write=False) as w:
        return w.journal.verify()


def tamper(database: Database, statement: str) -> None:
    """As somebody would who owns the database: the guard against accidents is taken away first."""
    guards = {
        "sqlite": ("DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"),
        "postgresql": ("DROP TRIGGER journal_append_only ON journal",),
    }
    with database.engine.begin() as connection:
        for guard in (*guards[connection.dialect.name], statement):
            connection.execute(sa.text(guard))


def test_lines_are_read_by_subject_and_newest_first(database: Database) -> None:
    write(database, 3)
    with work(database, write=False) as w:
        assert [entry.detail["次"] for entry in w.journal.of("thing:all")] == [0, 1, 2]
        assert [entry.sequence for entry in w.journal.latest(3)] == [6, 5, 4]
        assert [entry.sequence for entry in w.journal.latest(2, before=4)] == [3, 2]
        assert w.journal.of("thing:1")[0].at == NOW
    assert verify(database) is None


def test_when_somebody_last_did_something(database: Database) -> None:
    with work(database) as w:
        w.journal.append("a1", "application.save", "application:1", {}, NOW)
        w.journal.append("a1", "application.save", "application:1", {}, NOW + timedelta(hours=2))
        w.journal.append("a2", "look.refused", "application:1", {}, NOW + timedelta(hours=3))
        w.journal.append("a1", "application.save", "application:2", {}, NOW + timedelta(hours=4))
    with work(database, write=False) as w:
        assert w.journal.last_by("a1", "application:1") == NOW + timedelta(hours=2)
        assert w.journal.last_by("a1", "application:3") is None


def test_an_empty_journal_is_in_order(database: Database) -> None:
    assert verify(database) is None


@pytest.mark.parametrize("act", ["UPDATE journal SET actor = 'a2'", "DELETE FROM journal"])
def test_the_database_refuses_to_change_a_line(database: Database, act: str) -> None:
    write(database, 1)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.execute(sa.text(act))


@pytest.mark.parametrize(
    ("act", "found"),
    [
        ("UPDATE journal SET actor = 'a2' WHERE sequence = 3", Tampering(3, "第 3 条日志被改动过")),
        ("UPDATE journal SET detail = '{}' WHERE sequence = 4", Tampering(4, "第 4 条日志被改动过")),
        ("DELETE FROM journal WHERE sequence = 2", Tampering(2, "第 2 条日志缺失")),
        ("DELETE FROM journal WHERE sequence = 6", Tampering(6, "日志末尾不完整：应有 6 条，实有 5 条")),
        ("DELETE FROM journal", Tampering(1, "日志末尾不完整：应有 6 条，实有 0 条")),
        (
            "INSERT INTO journal SELECT 7, at, actor, act, subject, detail, digest FROM journal WHERE sequence = 6",
            Tampering(7, "第 7 条日志被改动过"),
        ),
    ],
)
def test_tampering_is_found_where_it_was_done(database: Database, act: str, found: Tampering) -> None:
    write(database, 3)
    tamper(database, act)
    assert verify(database) == found


def test_many_writers_at_once_make_one_chain(database: Database) -> None:
    threads = [threading.Thread(target=write, args=(database, 5)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verify(database) is None
    with work(database, write=False) as w:
        assert [entry.sequence for entry in w.journal.latest(100)] == list(range(60, 0, -1))


def test_what_was_appended_is_what_is_kept(database: Database) -> None:
    """A detail that its owner changes afterwards does not change the line."""
    with work(database) as w:
        detail = {"state": "draft"}
        w.journal.append("a1", "test", "thing", detail, NOW)
        detail["state"] = "endorsed"
    with work(database, write=False) as w:
        assert w.journal.of("thing")[0].detail == {"state": "draft"}
    assert verify(database) is None
