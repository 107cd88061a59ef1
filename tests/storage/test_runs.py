"""A job that runs again writes once."""

from __future__ import annotations

import threading

import pytest

from tests.storage.people import NOW
from zcforms.storage import runs
from zcforms.storage.database import Database
from zcforms.storage.work import work


def begin(database: Database, job: str) -> int:
    with database.session(write=True) as session:
        run = runs.begin(session, job)
        session.commit()
    return run


def write(database: Database, subject: str) -> None:
    with work(database) as w:
        w.journal.append("system", "test", subject, {}, NOW)


def lines(database: Database) -> list[str]:
    with work(database, write=False) as w:
        return [entry.subject for entry in w.journal.latest(100)]


def test_the_second_run_of_a_job_writes_nothing(database: Database) -> None:
    begin(database, "sheet/1")
    with runs.running("sheet/1"):
        write(database, "first")
    with pytest.raises(runs.AlreadyDone), runs.running("sheet/1"):
        write(database, "second")
    assert lines(database) == ["first"]
    assert begin(database, "sheet/1") == 0


def test_a_run_that_failed_left_no_mark(database: Database) -> None:
    def fail() -> None:
        with runs.running("sheet/1"), work(database) as w:
            w.journal.append("system", "test", "undone", {}, NOW)
            raise ZeroDivisionError

    assert begin(database, "sheet/1") == 1
    with pytest.raises(ZeroDivisionError):
        fail()
    assert begin(database, "sheet/1") == 2
    with runs.running("sheet/1"):
        write(database, "done")
    assert lines(database) == ["done"]


def test_two_workers_that_run_the_same_job_write_once(database: Database) -> None:
    begin(database, "sheet/1")
    outcomes: list[str] = []

    def run(number: int) -> None:
        try:
            with runs.running("sheet/1"):
                write(database, f"by {number}")
            outcomes.append("written")
        except runs.AlreadyDone:
            outcomes.append("already")

    threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["already"] * 5 + ["written"]
    assert len(lines(database)) == 1


def test_a_second_unit_of_work_in_one_job_is_a_fault_of_the_program(database: Database) -> None:
    def run() -> None:
        with runs.running("sheet/1"):
            write(database, "first")
            write(database, "second")

    begin(database, "sheet/1")
    with pytest.raises(runs.WritesTwice, match="second job"):
        run()
    assert lines(database) == ["first"]


def test_reading_does_not_count(database: Database) -> None:
    begin(database, "sheet/1")
    with runs.running("sheet/1"):
        assert lines(database) == []
        write(database, "first")
        assert lines(database) == ["first"]


def test_outside_a_job_nothing_is_marked(database: Database) -> None:
    write(database, "a request")
    write(database, "another")
    assert len(lines(database)) == 2
