"""`zcforms plan new`: the files of a new plan."""

from __future__ import annotations

from pathlib import Path

import click

from zcforms.cli.telling import told


@click.command("new")
@click.argument("plan_id", metavar="ID")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "template",
    required=True,
    metavar="PLAN|SERIES",
    help="A plan, or a series (code or caption), whose newest plan is taken.",
)
@click.option("--year", type=click.IntRange(2000, 2100), help="Days and texts follow it.")
@click.option("--caption", default="", help="What the plan is called.")
@click.option("--unit", default="", help="The organising unit's name, exactly as it is registered.")
@click.option("--committee", default="", help="The committee's name.")
@click.option("--yaml", "as_yaml", is_flag=True, help="Write the forms as YAML; rules always are.")
@click.option("--force", is_flag=True, help="Write over files that somebody changed.")
@told
def new(
    *,
    plan_id: str,
    folder: Path,
    template: str,
    year: int | None,
    caption: str,
    unit: str,
    committee: str,
    as_yaml: bool,
    force: bool,
) -> None:
    """Write the files of a new plan into FOLDER: the plan, its series' sections, its attachment list and its rules, all of them sound as they are.

    \b
    ID (small letters, digits, hyphens) names the plan for good. Common sections, code lists, library categories and chains are referred to.
    Beside them lie the metaschemas and the settings with which VS Code completes as you type (docs/authoring.md).

    \b
    Examples:
      zcforms plan new 2023-tea-senior my-plan --from 2022-tea-senior --year 2023
      zcforms plan new 2023-tea-senior my-plan --from 农业 --yaml --caption 2023年度茶产业高级农艺师评审
    """
    # slow: the services load every document
    from zcforms.services import plan_downloads, plan_exports, plan_files, plan_templates
    from zcforms.services.bench import Bench  # slow, too
    from zcforms.services.editions import Edition  # slow, too

    with Bench.load() as bench:
        edition = Edition.of_files(bench)
    wish = plan_templates.Wish(plan_id, template, year, caption, unit, committee)
    files = plan_templates.files(edition, wish, as_yaml=as_yaml)
    offered = plan_downloads.of_installed(edition.documents.files, plan_files.documents_in(files))
    for each in plan_exports.write({**files, **offered}, folder, force=force):
        if each.file.startswith(("schemas/meta/", ".vscode/")):
            continue
        click.echo(f"{'已写入' if each.written else '没有变化'}：{each.file}")
    click.echo(f"接下来：编辑这些文件，再运行 zcforms plan lint {folder}")
