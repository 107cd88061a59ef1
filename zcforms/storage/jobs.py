"""Background jobs: the door for asking. `zcforms.worker` runs them.

The jobs engine keeps its tables in our database, so that a job is enqueued in the same transaction as the change that asks for it:
both happen or neither does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from zcforms.domain.errors import NotFound
from zcforms.storage import runs
from zcforms.storage.engines import engine_options, prepare_sqlite

if TYPE_CHECKING:
    from dbos import DBOSClient

APPLICATION = "zcforms"
VERSION = "1"
"""Pinned: otherwise jobs enqueued before an update of the program would wait for a worker of the old version for ever."""
QUEUE = "jobs"
WORKFLOW = "job"

_FAILED = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_WAITING = ["ENQUEUED", "DELAYED"]


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that was given up. `id` is for `retry`; `reason` is what the last attempt said."""

    id: str
    kind: str
    key: str
    payload: Mapping[str, Any]
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class JobCounts:
    """Numbers of jobs, for the operator."""

    waiting: int
    running: int
    failed: int


def job_name(kind: str, key: str) -> str:
    return f"{kind}/{key}"


def create_tables(url: sa.URL) -> None:
    """The jobs engine's own tables, at its own version."""
    from dbos import DBOS  # slow to import, and most processes never need it

    DBOS.migrate(url.render_as_string(hide_password=False))


def own_engine(url: sa.URL) -> sa.Engine:
    """A second pool for the jobs engine: on SQLite it begins its transactions by itself, unlike ours."""
    engine = sa.create_engine(url, **engine_options(url.render_as_string(hide_password=False)))
    if url.get_backend_name() == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def connect(connection: Any, _record: object) -> None:
            prepare_sqlite(connection)
            connection.isolation_level = "IMMEDIATE"

    return engine


class Jobs:
    """Asking for jobs, and looking after those that failed."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @cached_property
    def _client(self) -> DBOSClient:
        from dbos import (
            DBOSClient,
            DBOSPortableJSONSerializer,
        )  # slow to import, and most processes never need it

        return DBOSClient(
            system_database_engine=self._engine,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            lazy=True,
        )

    def enqueue(
        self, session: Session, kind: str, key: str, payload: Mapping[str, Any], *, delay: float = 0.0
    ) -> None:
        """A job of this kind, once the session's transaction is committed. A second one of the same kind and key is the same
        job, even when it is long done: a job to be done again needs another key. `delay`: seconds before it may begin."""
        where: Any = {"queue_name": QUEUE, "workflow_name": WORKFLOW, "workflow_id": job_name(kind, key)}
        if delay:
            where["delay_seconds"] = delay
        self._client.enqueue_in_transaction(session, where, kind, key, dict(payload))

    def failed(self) -> list[FailedJob]:
        """Those that were given up and not tried again since, the oldest first."""
        found = self._client.list_workflows(status=_FAILED, name=WORKFLOW, was_forked_from=False)
        return [_failed_job(status) for status in found]

    def retry(self, id: str) -> None:
        """Try a failed job again from its beginning.

        Raises:
            NotFound: no job of this id waits for that.
        """
        job = next((job for job in self.failed() if job.id == id), None)
        if job is None:
            raise NotFound
        with Session(self._engine) as session:
            runs.forgive(session, job_name(job.kind, job.key))
            session.commit()
        self._client.fork_workflow(id, 1, application_version=VERSION, queue_name=QUEUE)

    def counts(self) -> JobCounts:
        def count(*states: str, **where: Any) -> int:
            query = {"name": WORKFLOW, "load_input": False, "load_output": False, **where}
            return len(self._client.list_workflows(status=list(states), **query))

        return JobCounts(count(*_WAITING), count("PENDING"), count(*_FAILED, was_forked_from=False))

    def clear_finished(self, before: datetime) -> int:
        """Forget jobs that succeeded before that moment; how many there were. Their marks stay, so they still happen once."""
        moment = before.astimezone(UTC).isoformat()
        found = self._client.list_workflows(
            status="SUCCESS", completed_before=moment, load_input=False, load_output=False
        )
        ids = [status.workflow_id for status in found]
        if ids:
            self._client.delete_workflows(ids)
        return len(ids)

    def forget_all(self) -> None:
        """Forget every job, whatever became of it; one that runs finds nothing to do."""
        found = self._client.list_workflows(load_input=False, load_output=False)
        if found:
            self._client.delete_workflows([status.workflow_id for status in found])


def _failed_job(status: Any) -> FailedJob:
    kind, key, payload = status.input["args"]
    reason = str(status.error) if status.error else "任务多次使后台进程中断，已停止重试。"
    return FailedJob(
        status.workflow_id, kind, key, payload, reason, datetime.fromtimestamp(status.updated_at / 1000, UTC)
    )
