"""`zcforms plan`: plans as files, and what is made of them."""

from __future__ import annotations

import click

from zcforms import reports
from zcforms.cli.plan_diff import diff
from zcforms.cli.plan_lint import lint
from zcforms.cli.plan_new import new
from zcforms.cli.plan_prove import prove
from zcforms.cli.plan_show import show
from zcforms.cli.plan_take import take
from zcforms.cli.plan_transfer import export, import_, publish
from zcforms.cli.telling import told


@click.group()
def plan() -> None:
    """Plans and the documents that make them (docs/authoring.md).

    \b
    From a file to the first applicant:
      zcforms plan new 2023-tea-senior my-plan --from 2022-tea-senior --year 2023
      zcforms plan lint my-plan
      zcforms plan prove my-plan
      zcforms plan diff 2022-tea-senior my-plan
      zcforms plan import my-plan --by ACCOUNT --reason "2023 年度计划"
      zcforms plan publish DRAFT --by ANOTHER-ACCOUNT
    """


@plan.command("list")
@told
def plan_list() -> None:
    """One plan a line: id, year, caption, window."""
    from zcforms.services import bench  # slow: loads every document

    for line in reports.plans(bench.Bench.load().plans()):
        click.echo(line)


for _command in (new, lint, prove, show, diff, take, import_, export, publish):
    plan.add_command(_command)
