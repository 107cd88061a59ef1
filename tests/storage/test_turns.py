"""Writers take turns in the order in which they came."""

from __future__ import annotations

import threading
import time

import pytest

from tests.storage.people import settle
from zcforms.storage.database import Database, DatabaseUnusable
from zcforms.storage.turns import Turns
from zcforms.storage.work import work


def test_who_came_first_goes_first() -> None:
    turns, order = Turns(10), []

    def go(number: int) -> None:
        turns.take()
        order.append(number)
        turns.pass_on()

    turns.take()
    threads = [threading.Thread(target=go, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    turns.pass_on()
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_one_at_a_time_and_nobody_is_forgotten() -> None:
    turns, inside, counts = Turns(30), [], []

    def go() -> None:
        for _ in range(200):
            turns.take()
            inside.append(1)
            counts.append(len(inside))
            inside.pop()
            turns.pass_on()

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(counts) == 1600
    assert set(counts) == {1}


def test_waiting_has_an_end_and_the_turn_goes_on_to_the_next() -> None:
    turns, late = Turns(0.05), []

    def wait() -> None:
        with pytest.raises(TimeoutError):
            turns.take()
        late.append(1)

    turns.take()
    thread = threading.Thread(target=wait)
    thread.start()
    thread.join()
    turns.pass_on()
    turns.take()
    turns.pass_on()
    assert late == [1]


def test_a_thread_that_would_wait_for_itself_is_told(sqlite_database: Database) -> None:
    def nest() -> None:
        with work(sqlite_database), work(sqlite_database):
            pass

    with pytest.raises(RuntimeError, match="inside another one"):
        nest()
    settle(sqlite_database)
    with work(sqlite_database, write=False) as w:
        assert w.people.get("p1").name == "王晓梅"


def test_a_reader_needs_no_turn(sqlite_database: Database) -> None:
    settle(sqlite_database)
    with work(sqlite_database), work(sqlite_database, write=False) as w:
        assert w.people.get("p1").name == "王晓梅"


def test_a_busy_system_says_so(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_database, "_turns", Turns(0.05))
    faults: list[BaseException] = []

    def write() -> None:
        try:
            with work(sqlite_database):
                pass
        except DatabaseUnusable as error:
            faults.append(error)

    with work(sqlite_database):
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert [str(fault) for fault in faults] == ["系统繁忙，请稍后再试。"]
