"""Background jobs, with real processes that are really killed."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import requests
import sqlalchemy as sa

from tests.jobs_process import FAST, KINDS, SmallHouse
from zcforms.domain.errors import NotFound
from zcforms.storage import tables
from zcforms.storage.database import Database
from zcforms.storage.work import work
from zcforms.worker import embedded

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start_worker(database_url: str, tmp_path: Path) -> Iterator[Start]:
    processes: list[subprocess.Popen[bytes]] = []
    log = (tmp_path / "worker.log").open("ab")

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.jobs_process", database_url]
        processes.append(subprocess.Popen(command, stdout=log, stderr=log))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()
    log.close()
    print((tmp_path / "worker.log").read_text())


def ask(database: Database, count: int, seconds: float = 0.02, kind: str = "stamp") -> None:
    with work(database) as w:
        for number in range(count):
            w.enqueue(kind, str(number), {"subject": f"job:{number}", "seconds": seconds})


def stamps(database: Database) -> Counter[str]:
    c = tables.journal.c
    with database.session(write=False) as session:
        return Counter(session.scalars(sa.select(c.subject).where(c.act == "stamp")))


def wait_until(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def kill(process: subprocess.Popen[bytes]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def quiet(database: Database) -> bool:
    counts = database.jobs.counts()
    return counts.waiting == counts.running == 0


@pytest.mark.slow
def test_jobs_survive_the_killing_of_their_worker_and_write_exactly_once(
    database: Database, start_worker: Start
) -> None:
    ask(database, 40)
    seed = random.Random(7)
    for _ in range(4):
        done = len(stamps(database))
        process = start_worker()
        wait_until(lambda done=done: len(stamps(database)) > done)
        time.sleep(seed.uniform(0.02, 0.15))
        kill(process)
    assert len(stamps(database)) < 40, "the worker was never killed while there was work"
    start_worker()
    wait_until(lambda: quiet(database))
    assert stamps(database) == {f"job:{number}": 1 for number in range(40)}
    with work(database, write=False) as w:
        assert w.journal.verify() is None


@pytest.mark.slow
def test_a_job_asked_for_in_a_unit_of_work_that_fails_does_not_exist(
    database: Database, start_worker: Start
) -> None:
    def fail() -> None:
        with work(database) as w:
            w.enqueue("stamp", "undone", {"subject": "job:undone", "seconds": 0})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    ask(database, 1)
    start_worker()
    wait_until(lambda: quiet(database))
    assert stamps(database) == {"job:0": 1}


@pytest.mark.slow
def test_the_same_key_is_the_same_job_even_when_it_is_done(database: Database, start_worker: Start) -> None:
    ask(database, 2)
    start_worker()
    wait_until(lambda: quiet(database))
    ask(database, 3)
    wait_until(lambda: len(stamps(database)) == 3 and quiet(database))
    assert stamps(database) == {"job:0": 1, "job:1": 1, "job:2": 1}


@pytest.mark.slow
def test_a_failing_job_is_tried_again_then_listed_with_its_reason_and_can_be_retried(
    database: Database, start_worker: Start
) -> None:
    ask(database, 1, kind="falter")
    start_worker()
    wait_until(lambda: database.jobs.counts().failed == 1)
    (failed,) = database.jobs.failed()
    assert (failed.kind, failed.key, failed.payload["subject"], failed.reason) == (
        "falter",
        "0",
        "job:0",
        "打印机正在维护",
    )
    with work(database) as w:
        w.settings.put("mended", True)
    database.jobs.retry(failed.id)
    wait_until(lambda: stamps(database) == {"job:0": 1})
    wait_until(lambda: quiet(database))
    assert database.jobs.failed() == []
    with pytest.raises(NotFound):
        database.jobs.retry(failed.id)


@pytest.mark.slow
def test_what_the_domain_refuses_is_not_tried_again(database: Database, start_worker: Start) -> None:
    ask(database, 1, kind="refuse")
    ask(database, 1, kind="unheard_of")
    ask(database, 1, kind="write_twice")
    start_worker()
    wait_until(lambda: database.jobs.counts().failed == 3)
    reasons = {job.kind: job.reason for job in database.jobs.failed()}
    assert reasons["refuse"] == "申报已撤回，不再生成评审表。"
    assert reasons["unheard_of"].startswith("没有名为“unheard_of”的后台任务")
    assert "writes twice" in reasons["write_twice"]
    assert stamps(database) == {"job:0": 1}


@pytest.mark.slow
def test_a_job_that_kills_its_process_is_given_up_and_the_others_are_done(
    database: Database, start_worker: Start
) -> None:
    ask(database, 1, kind="crash")
    ask(database, 5)
    for _ in range(FAST.interruptions + 2):
        process = start_worker()
        wait_until(lambda process=process: process.poll() is not None or quiet(database))
    (failed,) = database.jobs.failed()
    assert (failed.kind, failed.reason) == ("crash", "任务多次使后台进程中断，已停止重试。")
    assert sum(stamps(database).values()) == 5


@pytest.mark.slow
def test_a_second_worker_takes_over_from_a_dead_one(database: Database, start_worker: Start) -> None:
    """On PostgreSQL two work side by side; on SQLite the second waits for the first one's seat."""
    first = start_worker()
    ask(database, 12, seconds=0.2)
    wait_until(lambda: len(stamps(database)) >= 2)
    start_worker()
    time.sleep(1.5)
    kill(first)
    wait_until(lambda: quiet(database))
    assert stamps(database) == {f"job:{number}": 1 for number in range(12)}


@pytest.mark.slow
def test_a_worker_ends_by_itself_when_asked(database: Database, start_worker: Start) -> None:
    process = start_worker()
    ask(database, 1)
    wait_until(lambda: len(stamps(database)) == 1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.slow
def test_a_worker_keeps_its_seat_through_a_lost_connection(
    database: Database, start_worker: Start, database_url: str
) -> None:
    start_worker()
    ask(database, 1)
    wait_until(lambda: len(stamps(database)) == 1)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    database.engine.dispose()
    time.sleep(1)
    ask(database, 6)
    wait_until(lambda: len(stamps(database)) == 6)
    assert set(stamps(database).values()) == {1}


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[str]:
    """Address of a gunicorn with the jobs engine in its one worker."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = "{}:{}".format(*probe.getsockname())
    command = [sys.executable, "-m", "gunicorn", "-b", address, "-k", "gthread", "-w", "1", "--threads", "8"]
    command += ["--no-control-socket", "--log-level", "warning", "tests.embedded_site:app"]
    with (tmp_path / "site.log").open("ab") as log:
        environment = {**os.environ, "ZCFORMS_DATABASE_URL": database_url}
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        yield f"http://{address}"
        process.terminate()
        assert process.wait(30) == 0
    print((tmp_path / "site.log").read_text())


def answer(method: str, address: str) -> str | None:
    try:
        return requests.request(method, address, timeout=10).text
    except requests.RequestException:
        return None


@pytest.mark.slow
def test_a_killed_web_process_is_replaced_and_no_acknowledged_job_is_lost(
    database: Database, site: str
) -> None:
    asked: set[str] = set()
    number = 0
    for _ in range(3):
        wait_until(lambda: answer("GET", f"{site}/pid") is not None)
        victim = int(answer("GET", f"{site}/pid") or 0)
        for _ in range(12):
            number += 1
            if answer("POST", f"{site}/{number}") == "asked":
                asked.add(f"job:{number}")
        os.kill(victim, signal.SIGKILL)
    wait_until(lambda: quiet(database))
    done = stamps(database)
    assert asked <= set(done)
    assert set(done.values()) == {1}
    assert len(asked) > 12


@pytest.mark.slow
def test_the_engine_runs_inside_another_process_too(database: Database) -> None:
    for round in range(2):  # and can be started again in the same process
        with embedded(SmallHouse(database), KINDS, FAST) as engine:
            ask(database, 5 * (round + 1))
            wait_until(lambda round=round: len(stamps(database)) == 5 * (round + 1))
        assert engine.fault is None
    assert set(stamps(database).values()) == {1}
