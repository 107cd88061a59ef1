"""`zcforms jobs`: background jobs that were given up, for the operator."""

from __future__ import annotations

import click

from zcforms.cli.telling import told
from zcforms.settings import Settings


@click.group()
def jobs() -> None:
    """Background jobs (后台任务)."""


@jobs.command("list")
@told
def listing() -> None:
    """How many jobs wait and run, and those that were given up, each with its id and the reason."""
    from zcforms.services import maintenance  # slow: pulls in SQLAlchemy and Alembic

    for line in maintenance.jobs(Settings()):
        click.echo(line)


@jobs.command("retry")
@click.argument("id", required=False)
@click.option("--all", "every", is_flag=True, help="All that were given up.")
@told
def retry(id: str | None, every: bool) -> None:
    """Let the job ID, or all of them, begin again once the reason is mended.

    \b
    Examples:
      zcforms jobs retry certificate/0a1b2c
      zcforms jobs retry --all
    """
    from zcforms.services import maintenance  # slow: pulls in SQLAlchemy and Alembic

    if bool(id) == every:
        raise click.UsageError("请写一个任务编号，或写 --all。")
    click.echo(maintenance.retry_jobs(Settings(), id))
