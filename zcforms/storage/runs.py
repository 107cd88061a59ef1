"""What makes a background job's writing happen once, although the job itself may run again after a crash.

The first run leaves a row by the job's name. The job's unit of work marks that row as done in its own transaction, so that either
both are there or neither. A job therefore writes once: what has to follow is another job, enqueued in that same unit of work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from zcforms.storage import tables


class AlreadyDone(Exception):
    """An earlier run of this job has already written; this one's writing was undone."""


class WritesTwice(Exception):
    """The job's function opened a second writing unit of work: a fault of the program."""


@dataclass(slots=True)
class _Run:
    job: str
    wrote: bool = False


_current: ContextVar[_Run | None] = ContextVar("zcforms_job", default=None)


@contextmanager
def running(job: str) -> Iterator[None]:
    """Units of work that end inside belong to this job."""
    token = _current.set(_Run(job))
    try:
        yield
    finally:
        _current.reset(token)


def mark_written(session: Session) -> None:
    """Called where a writing unit of work ends; outside a job it does nothing.

    Raises:
        AlreadyDone: the transaction must not be committed.
        WritesTwice: the same, and the function has to be mended.
    """
    run = _current.get()
    if run is None:
        return
    if run.wrote:
        raise WritesTwice(f"job {run.job} writes twice: enqueue a second job for what has to follow")
    c = tables.job_runs.c
    marked = session.execute(
        sa.update(tables.job_runs)
        .where(c.job == run.job, c.done.is_(False))
        .values(done=True)
        .returning(c.job)
    )
    if marked.first() is None:
        raise AlreadyDone(run.job)
    run.wrote = True


def begin(session: Session, job: str) -> int:
    """Count this run, and say how many there were with it; 0 when the job is done already."""
    c = tables.job_runs.c
    row = session.execute(sa.select(c.runs, c.done).where(c.job == job).with_for_update()).first()
    if row is None:
        session.execute(tables.job_runs.insert().values(job=job, runs=1, done=False))
        return 1
    if row.done:
        return 0
    session.execute(sa.update(tables.job_runs).where(c.job == job).values(runs=row.runs + 1))
    return int(row.runs) + 1


def forgive(session: Session, job: str) -> None:
    """Forget how often the job was begun in vain."""
    session.execute(sa.update(tables.job_runs).where(tables.job_runs.c.job == job).values(runs=0))
