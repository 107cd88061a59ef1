"""`zcforms plan import`, `export`, `publish`: between files and the drafts and versions of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zcforms.cli.telling import told
from zcforms.settings import Settings

if TYPE_CHECKING:
    from zcforms.services.house import House

_BY = click.option(
    "--by",
    "account",
    required=True,
    metavar="ACCOUNT",
    help="Whose work it is: id of an organising unit's account, or its id at the identity provider.",
)


@click.command("import")
@click.argument("source", metavar="FOLDER|ZIP", type=click.Path(path_type=Path, exists=True))
@_BY
@click.option("--reason", default="", help="What it is for; reviewers and history show it.")
@click.option("--plan", "plan_id", help="Which plan, where there are several.")
@click.option(
    "--draft", "draft_id", help="Put it in place of this draft, as one step, instead of beginning a new one."
)
@told
def import_(source: Path, account: str, reason: str, plan_id: str | None, draft_id: str | None) -> None:
    """Make a draft of the documents in FOLDER or ZIP.

    \b
    Everything is held before anything is taken: one fault, and there is no draft. Documents that are the same as those in force are used from there;
    a document that other plans use as well is not changed but refused.

    \b
    Examples:
      zcforms plan import my-plan --by demo-rule-author --reason "2023 年度计划"
      zcforms plan import my-plan.zip --by demo-rule-author --draft DRAFT
    """
    from zcforms.services import plan_imports  # slow: loads every document
    from zcforms.services.author_accounts import acting
    from zcforms.services.plan_files import files_in  # slow: the services load every document

    files = files_in(source)
    with _house() as house:
        actor = acting(house, account)
        if draft_id:
            made = plan_imports.put(house, actor, draft_id, files, house.now())
        else:
            made = plan_imports.take(house, actor, files, reason, house.now(), plan_id=plan_id)
    for path in made.left:
        click.echo(f"与现行相同，直接沿用：{path}")
    for path in made.documents:
        click.echo(f"已导入：{path}")
    click.echo(f"方案 {made.draft_id}（{made.plan_id}），第 {made.version} 稿。")


@click.command("export")
@click.argument("what", metavar="PLAN|PLAN@NUMBER|DRAFT")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over files that say something else.")
@told
def export(what: str, folder: Path, force: bool) -> None:
    """Write a plan's own documents as files: of an installed plan, a published version, or a draft.

    \b
    The same draft makes the same bytes, and what was imported and not changed since is written as it was. Files that say something else are not written
    over, and then nothing is written.

    \b
    Examples:
      zcforms plan export 2022-tea-senior my-plan
      zcforms plan export 2022-tea-senior@2 my-plan
    """
    from zcforms.services import plan_exports, plan_lookup  # slow: loads every document
    from zcforms.services.plan_files import spelled

    found = plan_lookup.find(Settings(), what, lambda: datetime.now(UTC))
    for each in plan_exports.write(
        {**spelled(found.package.content), **found.offered()}, folder, force=force
    ):
        click.echo(f"{'已写入' if each.written else '没有变化'}：{each.file}")


@click.command("publish")
@click.argument("draft_id", metavar="DRAFT")
@_BY
@click.option("--opinion", default="", help="The reviewer's opinion.")
@told
def publish(draft_id: str, account: str, opinion: str) -> None:
    """Publish a draft that was handed over for review; by somebody else than who handed it over.

    \b
    Example:
      zcforms plan publish DRAFT --by demo-rule-reviewer --opinion 同意
    """
    from zcforms.services import plan_publishing  # slow: loads every document
    from zcforms.services.author_accounts import acting

    with _house() as house:
        told_ = plan_publishing.publish(house, acting(house, account), draft_id, opinion, house.now())
    click.echo(told_)


@contextmanager
def _house() -> Iterator[House]:
    from zcforms.services.replaying import opened  # slow: loads every document

    with opened(Settings(), lambda: datetime.now(UTC)) as house:
        yield house
