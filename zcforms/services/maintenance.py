"""What an operator does to the installation as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from zcforms.settings import Settings
from zcforms.storage.database import Database
from zcforms.storage.secrets import Keyring


def upgrade(settings: Settings) -> str:
    """Create or upgrade the tables; the sentence to show. Raises `DatabaseUnusable`."""
    with _opened(settings) as database:
        return f"数据库已是最新版本（{database.url.render_as_string(hide_password=True)}）。"


def jobs(settings: Settings) -> list[str]:
    """How the background jobs stand, a line each for those that were given up. Raises `DatabaseUnusable`."""
    with _opened(settings) as database:
        counts, failed = database.jobs.counts(), database.jobs.failed()
    lines = [f"等待 {counts.waiting} 个，进行中 {counts.running} 个，已停止重试 {counts.failed} 个。"]
    return lines + [f"{job.id}  {job.at:%Y-%m-%d %H:%M}  {job.kind}  {job.reason}" for job in failed]


def retry_jobs(settings: Settings, id: str | None) -> str:
    """Let one job that was given up begin again, or all; the sentence to show. Raises `NotFound`, `DatabaseUnusable`."""
    with _opened(settings) as database:
        ids = [id] if id else [job.id for job in database.jobs.failed()]
        for each in ids:
            database.jobs.retry(each)
    return f"{len(ids)} 个任务已重新排队。"


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    """The database, at this version."""
    settings.var.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_url, Keyring.of(settings.secret("identity_key")))
    try:
        database.upgrade()
        yield database
    finally:
        database.dispose()
