"""Background jobs: a kind of job is a function, and the engine sees to it that every job is done although processes die.

    main(settings)       a process of its own, until SIGTERM: `zcforms worker`
    embed(house)         inside the web process

Both run `KINDS`; `run_worker` and `embedded` take other kinds and houses, for tests.

A function is called with the house and the job's payload. It may run again after a crash, but what it writes in its one unit of
work is written once (`zcforms.storage.runs`). What it raises is tried again with growing pauses, unless the domain says that trying
again is no use; then the job is listed by `database.jobs.failed()`.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer
from dbos import error as engine_errors

from zcforms.domain.errors import (
    DocumentsInvalid,
    InputRefused,
    NotAllowed,
    NotFound,
    SubmissionBlocked,
    WrongState,
    ZcformsError,
)
from zcforms.services import (
    certificate_making,
    draft_moving,
    granting,
    impacts,
    least_changes,
    look_ups,
    mailing,
    plan_proofs,
    sheets,
    submission,
    telling,
    uploads,
)
from zcforms.services.house import House
from zcforms.settings import Settings
from zcforms.storage import jobs, runs, seats
from zcforms.storage.columns import CHINA
from zcforms.storage.database import Database

log = logging.getLogger(__name__)


class JobGivenUp(ZcformsError):
    """The job will not be tried again by itself; the text is the reason that the operator reads."""


_FUTILE = (
    InputRefused,
    NotFound,
    NotAllowed,
    WrongState,
    SubmissionBlocked,
    DocumentsInvalid,
    runs.WritesTwice,
    JobGivenUp,
)
"""Trying again gives the same answer."""
_KEEP_FINISHED = timedelta(days=30)
_CLEAN_SECONDS = 24 * 3600.0
_GRACE_SECONDS = 10


class HasDatabase(Protocol):
    @property
    def database(self) -> Database: ...


H = TypeVar("H", bound=HasDatabase)
Kinds = Mapping[str, Callable[[H, Mapping[str, Any]], None]]


@dataclass(frozen=True, slots=True)
class Terms:
    """`concurrency`: jobs at once; `attempts` on errors, with pauses of `pause`, `pause * growth`, ... seconds; `interruptions`: how
    often a job may take the process down before it is given up; `watch`: seconds between two looks for dead workers."""

    concurrency: int = 2
    attempts: int = 5
    pause: float = 1.0
    growth: float = 3.0
    interruptions: int = 5
    poll: float = 0.2
    watch: float = 3.0


class Engine:
    """The jobs engine of this process; there can be one only."""

    def __init__(self, house: H, kinds: Kinds[H], terms: Terms | None = None) -> None:
        self._database = house.database
        self._terms = terms or Terms()
        self._functions = {kind: _bound(function, house) for kind, function in kinds.items()}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._live, name="zcforms-jobs", daemon=True)
        self.fault: BaseException | None = None
        """Why it ended, when nobody asked it to."""

    def start(self) -> None:
        """Returns at once; jobs run as soon as there is a free seat."""
        self._thread.start()

    def stop(self) -> None:
        """Take no new job, and give those that run some seconds; what is not done then is done by the next process."""
        self._stop.set()
        self._thread.join(_GRACE_SECONDS + 30.0)

    def join(self) -> None:
        """Wait until it has stopped; raises what it died of."""
        while self._thread.is_alive():
            self._thread.join(0.2)  # in short turns, so that signals are handled
        if self.fault:
            raise self.fault

    def ask_to_stop(self) -> None:
        """For a signal handler: no waiting."""
        self._stop.set()

    def _live(self) -> None:
        try:
            seat = seats.take(self._database.url, self._stop.is_set)
            if seat is None:
                return
            try:
                self._serve(seat)
            finally:
                seat.leave()
        except BaseException as error:  # whoever started the engine has to learn of it
            log.exception("the jobs engine has stopped")
            self.fault = error

    def _serve(self, seat: seats.Seat) -> None:
        engine = jobs.own_engine(self._database.url)
        DBOS(config=_configuration(engine, seat.name, self._database.on_sqlite))
        self._register()
        DBOS.launch()
        try:
            DBOS.register_queue(
                jobs.QUEUE,
                worker_concurrency=self._terms.concurrency,
                polling_interval_sec=self._terms.poll,
                on_conflict="always_update",
            )
            log.info("jobs engine runs at %s", seat.name)
            self._watch(seat)
        finally:
            DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=self._grace(seat))
            engine.dispose()

    def _register(self) -> None:
        terms = self._terms

        @DBOS.step(
            name="attempt",
            retries_allowed=True,
            max_attempts=terms.attempts,
            interval_seconds=terms.pause,
            backoff_rate=terms.growth,
            should_retry=lambda error: not isinstance(error, _FUTILE),
        )
        def attempt(kind: str, key: str, payload: dict[str, Any]) -> None:
            self._attempt(kind, key, payload)

        # Without a limit of the engine's own: `interruptions` counts over all workers.
        @DBOS.workflow(name=jobs.WORKFLOW, max_recovery_attempts=None)
        def job(kind: str, key: str, payload: dict[str, Any]) -> None:
            try:
                attempt(kind, key, payload)
            except engine_errors.DBOSMaxStepRetriesExceeded as error:
                raise JobGivenUp(_reason(error.errors[-1])) from error

    def _attempt(self, kind: str, key: str, payload: dict[str, Any]) -> None:
        name = jobs.job_name(kind, key)
        status = DBOS.step_status
        if not self._begin(name, first=status is None or not status.current_attempt):
            return
        if kind not in self._functions:
            raise JobGivenUp(f"没有名为“{kind}”的后台任务，可能是程序版本不一致。")
        try:
            with runs.running(name):
                self._functions[kind](payload)
        except runs.AlreadyDone:
            log.info("job %s was done by an earlier run", name)
        except Exception as error:
            log.warning("job %s: %s", name, _reason(error), exc_info=not isinstance(error, ZcformsError))
            raise

    def _begin(self, name: str, *, first: bool) -> bool:
        """Whether there is anything to do. Only the first attempt of a run counts: the others show that the process lives."""
        if not first:
            return True
        with self._database.session(write=True) as session:
            run = runs.begin(session, name)
            session.commit()
        if run > self._terms.interruptions + 1:
            raise JobGivenUp("任务多次使后台进程中断，已停止重试。")
        return run > 0

    def _watch(self, seat: seats.Seat) -> None:
        cleaned = 0.0
        while not self._stop.wait(self._terms.watch):
            seat.keep()
            self._take_over(seat)
            if time.monotonic() - cleaned > _CLEAN_SECONDS or not cleaned:
                self._database.jobs.clear_finished(datetime.now(UTC) - _KEEP_FINISHED)
                cleaned = time.monotonic()

    def _take_over(self, seat: seats.Seat) -> None:
        """Put what dead workers had begun back into the queue."""
        begun = DBOS.list_workflows(status="PENDING", name=jobs.WORKFLOW, load_input=False, load_output=False)
        for holder in {status.executor_id for status in begun} - {seat.name, None}:
            if seat.vacant(str(holder)):
                left = [status.workflow_id for status in begun if status.executor_id == holder]
                DBOS.resume_workflows(left, queue_name=jobs.QUEUE)
                log.warning("took over %d jobs of %s", len(left), holder)

    def _grace(self, seat: seats.Seat) -> int:
        """Seconds to wait for running jobs; none when there are none, because the engine would wait all the same."""
        mine = DBOS.list_workflows(
            status="PENDING", executor_id=seat.name, load_input=False, load_output=False
        )
        return _GRACE_SECONDS if mine else 0


def _configuration(engine: Any, seat: str, on_sqlite: bool) -> DBOSConfig:
    return {
        "name": jobs.APPLICATION,
        "application_version": jobs.VERSION,
        "executor_id": seat,
        "system_database_engine": engine,
        "serializer": DBOSPortableJSONSerializer(),
        "use_listen_notify": not on_sqlite,
        "run_migrations": False,  # `Database.upgrade` does
        "log_level": "WARNING",
        "max_executor_threads": 16,
    }


def _bound(function: Callable[[H, Mapping[str, Any]], None], house: H) -> Callable[[Mapping[str, Any]], None]:
    return lambda payload: function(house, payload)


def _reason(error: Exception) -> str:
    if isinstance(error, ZcformsError):
        return str(error)
    return f"系统内部错误，请联系系统管理员（{type(error).__name__}: {error}）。"


@contextmanager
def embedded(house: H, kinds: Kinds[H], terms: Terms | None = None) -> Iterator[Engine]:
    """The engine inside a process that has other work. It must not be started before a fork. When it dies of a fault, the whole process
    is asked to end (SIGTERM), so that the web server starts another one, instead of living on without jobs."""
    engine = Engine(house, kinds, terms)
    engine.start()
    threading.Thread(target=_end_with, args=(engine,), daemon=True).start()
    try:
        yield engine
    finally:
        engine.stop()


def _end_with(engine: Engine) -> None:
    try:
        engine.join()
    except BaseException:
        log.critical("this process ends, because its jobs engine has died")
        os.kill(os.getpid(), signal.SIGTERM)


def run_worker(house_factory: Callable[[], H], kinds: Kinds[H], terms: Terms | None = None) -> None:
    """Run jobs until SIGTERM or Ctrl-C. Any number of workers may share a PostgreSQL; on SQLite the second one waits for the
    first to end. Raises what the engine dies of: run it under something that starts it again."""
    sys.setswitchinterval(0.001)  # a job that computes must not starve the others
    engine = Engine(house_factory(), kinds, terms)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: engine.ask_to_stop())
    engine.start()
    engine.join()


# -- the product's own jobs -----------------------------------------------------------------------------------------


def _evaluation_form(house: House, payload: Mapping[str, Any]) -> None:
    sheets.make_evaluation_form(house, payload["application_id"], house.now())


def _certificate(house: House, payload: Mapping[str, Any]) -> None:
    certificate_making.make_certificate(house, payload["certificate_id"], house.now())


def _impact(house: House, payload: Mapping[str, Any]) -> None:
    impacts.run_slice(house, payload["impact_id"], payload["slice"], house.now())


def _proof(house: House, payload: Mapping[str, Any]) -> None:
    plan_proofs.run_slice(house, payload["proof_id"], payload["slice"], house.now())


def _advice(house: House, payload: Mapping[str, Any]) -> None:
    asked = payload["application_id"], payload["number"], payload["turn"]
    least_changes.run(house, *asked, house.now())


def _clear_uploads(house: House, _payload: Mapping[str, Any]) -> None:
    uploads.clear(house, house.now())


def _clear_look_ups(house: House, _payload: Mapping[str, Any]) -> None:
    look_ups.clear(house, house.now())


def _mail(house: House, payload: Mapping[str, Any]) -> None:
    mailing.send(house, payload["notice_id"], house.now())


def _move_drafts(house: House, payload: Mapping[str, Any]) -> None:
    draft_moving.move_drafts(house, payload["version"])


def _move_draft(house: House, payload: Mapping[str, Any]) -> None:
    draft_moving.move_draft(house, payload["version"], payload["application"], house.now())


KINDS: Kinds[House] = {
    submission.SHEET_JOB: _evaluation_form,
    granting.JOB: _certificate,
    impacts.JOB: _impact,
    plan_proofs.JOB: _proof,
    least_changes.JOB: _advice,
    uploads.CLEARING_JOB: _clear_uploads,
    look_ups.CLEARING_JOB: _clear_look_ups,
    telling.MAIL_JOB: _mail,
    draft_moving.JOB: _move_drafts,
    draft_moving.ONE_JOB: _move_draft,
}
"""Kind of job -> the service function behind it."""


def main(settings: Settings) -> None:
    """Bring the database up to date and run the product's jobs until stopped. Raises `DatabaseUnusable`, `DocumentsInvalid`."""
    house = House.build(settings, clock=lambda: datetime.now(CHINA))
    house.database.upgrade()
    run_worker(lambda: house, KINDS)


def embed(house: House) -> Engine:
    """Run the product's jobs inside this process, until it ends."""
    running = ExitStack()
    atexit.register(running.close)
    return running.enter_context(embedded(house, KINDS))
