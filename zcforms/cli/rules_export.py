"""`zcforms rules export`: published rules as files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from zcforms.cli.telling import told
from zcforms.settings import Settings


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over files that somebody changed.")
@told
def export(folder: Path, force: bool) -> None:
    """Write rules that were published in the workbench, and their cases, as files.

    FOLDER gets `rules/` as it is installed: commit it, and install the next version from it. Files that are neither the installed ones nor the same are not
    written over, and then nothing is written.

    \b
    Examples:
      zcforms rules export .
      zcforms rules export /tmp/published
    """
    from zcforms.services import rule_export  # slow: loads every document

    made = rule_export.export(Settings(), folder, lambda: datetime.now(UTC), force=force)
    for each in made:
        click.echo(f"{'已写入' if each.written else '没有变化'}：{each.file}（{each.about}）")
    if not made:
        click.echo("没有在线发布过的规则，现行规则就是安装的文件。")
