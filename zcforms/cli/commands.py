"""The `zcforms` command: serve, check, sheet, plan, db, demo, worker.

Exit codes of `check`: 0 passing, 1 not passing, 2 unusable input. Every other command ends with 2 when its input is unusable.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from zcforms import __version__, logs, reports
from zcforms.cli import explanations
from zcforms.cli.telling import fail, told
from zcforms.domain.system import said
from zcforms.settings import Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="zcforms")
def main() -> None:
    """Run and try zcforms: forms as JSON-Schema documents, checks as declarative rules.

    \b
    First steps:
      zcforms serve --demo                          open the system with made-up people
      zcforms plan list                             what can be applied for
      zcforms check examples/teacher-complete.json  check an application file
      zcforms sheet examples/teacher-complete.json -o form.pdf

    Settings are environment variables (docs/settings.md). Documents are read from the installed package, or from the folder
    that ZCFORMS_HOME names.
    """
    logs.configure("warning")  # a command's output is its own; the server and the worker set their level


# -- the server and its parts ------------------------------------------------------------------------------------


@main.command()
@click.option("--host", help="Address to listen on (ZCFORMS_HOST).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (ZCFORMS_PORT).")
@click.option(
    "--demo", is_flag=True, help="Load the demonstration where there is none, and offer its people at login."
)
@told
def serve(host: str | None, port: int | None, demo: bool) -> None:
    """Bring the database up to date and serve the web application.

    \b
    Examples:
      zcforms serve --demo
      ZCFORMS_DATABASE_URL=postgresql://zc@localhost/zc zcforms serve --host 0.0.0.0 --port 8080
    """
    given = {"host": host, "port": port, "demo": demo or None}
    for name, value in given.items():
        if value is not None:
            os.environ[f"ZCFORMS_{name.upper()}"] = str(value)
    settings = Settings()
    from zcforms import serving  # slow: pulls in Flask and gunicorn, which `check` does not need

    serving.run(settings)


@main.command()
@told
def worker() -> None:
    """Run background jobs until stopped (with ZCFORMS_JOBS=external; any number beside each other on PostgreSQL)."""
    from zcforms import worker as worker_room  # slow: pulls in DBOS

    settings = Settings()
    logs.configure(settings.log_level)
    worker_room.main(settings)


@main.command()
@click.option("--reset", is_flag=True, help="Throw away everything in the database and the files first.")
@click.option(
    "--pass-days",
    type=click.IntRange(1, 366),
    help="Let so many days go by, for a running server, too: a public notice ends, a deadline passes.",
)
@told
def demo(reset: bool, pass_days: int | None) -> None:
    """Load the demonstration: made-up people at every state of the journey, their employers and evidence."""
    from zcforms import demo as demonstration  # slow: makes images and PDFs

    for line in demonstration.prepare(Settings(), reset=reset):
        click.echo(line)
    if pass_days:
        click.echo(demonstration.pass_days(Settings(), pass_days))


@main.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@told
def db_upgrade() -> None:
    """Create the tables, or bring them to this version; nothing happens where they are."""
    from zcforms.services import maintenance  # slow: pulls in SQLAlchemy and Alembic

    click.echo(maintenance.upgrade(Settings()))


# -- application files -------------------------------------------------------------------------------------------


def read_application(path: Path) -> Any:
    """An application file's content.

    Raises:
        InputRefused: it cannot be read, or is not JSON.
    """
    from zcforms.services import bench  # slow: loads every document

    return bench.read_application(path)


@main.command()
@click.argument("application", type=click.Path(path_type=Path))
@click.option(
    "--plan", "plan_id", help="Plan to check against; may be left out where the file names its plan."
)
@click.option(
    "--json", "as_json", is_flag=True, help="The verdict as JSON: rows, findings, digests, facts, trace."
)
@click.option("--explain", "explained", is_flag=True, help="Then why each rule came out as it did.")
@told
def check(application: Path, plan_id: str | None, as_json: bool, explained: bool) -> None:
    """Check an application file and print the table that the applicant sees after 开始检测.

    \b
    Exit code 0: everything passes; 1: something does not; 2: the file or the plan cannot be used.
    The file's format: schemas/meta/application.json; examples are in examples/.

    \b
    Examples:
      zcforms check examples/teacher-incomplete.json --plan PLAN
      zcforms check examples/teacher-incomplete.json --explain
      zcforms check examples/teacher-complete.json --json
    """
    from zcforms.services import bench  # slow: loads every document

    document = read_application(application)
    with bench.Bench.load() as loaded:
        if as_json:
            told_as_json = loaded.as_json(document, plan_id)
            click.echo(json.dumps(told_as_json, ensure_ascii=False, indent=2))
            sys.exit(0 if told_as_json["passed"] else 1)
        verdict, reasons = loaded.explained(document, plan_id)
        advice = loaded.advice(document, plan_id) if explained else {}
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    click.echo(reports.verdict_table(verdict, columns))
    if explained:
        click.echo(f"\n{explanations.by_row(verdict.rows, reasons, advice)}")
    sys.exit(0 if verdict.passed else 1)


@main.command()
@click.argument("application", type=click.Path(path_type=Path))
@click.option("--plan", "plan_id", help="Plan to print for; may be left out where the file names its plan.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to write the PDF.",
)
@told
def sheet(application: Path, plan_id: str | None, output: Path) -> None:
    """Print an application file as 专业技术资格评审表 (PDF)."""
    from zcforms.services import bench  # slow: loads every document

    with bench.Bench.load() as loaded:
        pdf = loaded.sheet(read_application(application), plan_id)
    try:
        output.write_bytes(pdf)
    except OSError as error:
        fail([f"无法写入 {output}：{said(error)}。请检查文件夹是否存在、是否可写。"])
    click.echo(f"已生成 {output}（{len(pdf) // 1024} KB）。")
