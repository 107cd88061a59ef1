"""`zcforms plan take`: another system's JSON Schema as a section of ours, in files."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from zcforms.cli.telling import told
from zcforms.domain.errors import DocumentsInvalid, InputFault, InputRefused

REFUSED = 1
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


@click.command("take")
@click.argument("schema", metavar="SCHEMA.json", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "name", default="", help="What the section is called: small letters, digits, hyphens.")
@click.option(
    "--into",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    help="The plan's folder, by default this one.",
)
@click.option("--force", is_flag=True, help="Write over files that say something else.")
@told
def take(schema: Path, name: str, folder: Path, *, force: bool) -> None:
    """Make a form section of another system's JSON Schema (draft 3 to 2020-12), with the code lists that it needs.

    \b
    What a form of ours cannot ask is refused with its place and the reason (exit code 1), and then nothing is written. What was put otherwise than it
    was written is noted.

    \b
    Example:
      zcforms plan take registration.json --as 2023-agronomy-senior-registration --into my-plan
    """
    from zcforms.documents import reading  # slow: loads every document
    from zcforms.services import plan_exports, plan_foreign  # the same
    from zcforms.services.bench import Bench  # the same
    from zcforms.services.editions import Edition  # the same
    from zcforms.services.plan_files import spelled  # the same

    called = name or plan_foreign.name_for(schema.name)
    if not _NAME.fullmatch(called):
        raise InputRefused([InputFault("--as", "请只用小写字母、数字和连字符。")])
    with Bench.load() as bench:
        base = Edition.of_files(bench).documents
    try:
        text = reading.text_at(schema, schema.name)
        taken = plan_foreign.section(text, called, file=schema.name, base=base)
    except DocumentsInvalid as error:
        for fault in error.faults:
            click.echo(str(fault), err=True)
        click.echo(f"共 {len(error.faults)} 处不能导入，没有写入。", err=True)
        sys.exit(REFUSED)
    for each in plan_exports.write(spelled({"documents": taken.documents}), folder, force=force):
        click.echo(f"{'已写入' if each.written else '没有变化'}：{each.file}")
    for note in taken.notes:
        click.echo(f"提示：{note}")
    click.echo(f"接下来：把“{called}”写进计划某一页的 sections。")
