"""`zcforms rules show`: the rules of a plan in sentences."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from zcforms.cli.telling import fail, told
from zcforms.documents.nearest import remedy_for

if TYPE_CHECKING:
    from zcforms.checks.listing import RuleTold, TableTold


@click.command()
@click.argument("plan")
@click.argument("rule", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON: standards, rows, rules.")
@told
def show(plan: str, rule: str | None, as_json: bool) -> None:
    """Tell the rules of PLAN in sentences, row by row of the check table, with policy and source.

    RULE: this one alone; of rules that stand once for each item the part before the colon is enough.

    \b
    Examples:
      zcforms rules show PLAN
      zcforms rules show PLAN RULE
    """
    from zcforms.checks import listing  # slow: pulls in the rules' core
    from zcforms.services.bench import Bench  # slow: loads every document

    with Bench.load() as loaded:
        if plan not in loaded.rulesets:
            fail([f"没有名为“{plan}”的评审计划。{remedy_for(plan, loaded.rulesets)}"])
        tables = listing.tables(loaded.rulesets[plan])
    if rule is not None:
        tables = _only(tables, rule)
    if as_json:
        click.echo(json.dumps([listing.as_json(each) for each in tables], ensure_ascii=False, indent=2))
        return
    for table in tables:
        click.echo(f"评审标准：{table.caption}")
        for number, row in enumerate(table.rows, 1):
            click.echo(f"\n{number} {row.caption}")
            for each in row.rules:
                click.echo(_lines(each))
        click.echo("")


def _only(tables: tuple[TableTold, ...], rule: str) -> tuple[TableTold, ...]:
    """The tables with the rule, and with the rows that it stands in."""
    from zcforms.checks.listing import RowTold, TableTold  # slow: pulls in the rules' core

    known = list(dict.fromkeys(each.id for table in tables for each in table.rules()))
    wanted = [each for each in known if rule in (each, each.partition(":")[0])]
    if not wanted:
        fail([f"没有名为“{rule}”的规则。{remedy_for(rule, known)}"])
    found = []
    for table in tables:
        rows = (
            RowTold(row.id, row.caption, tuple(each for each in row.rules if each.id in wanted))
            for row in table.rows
        )
        kept = tuple(row for row in rows if row.rules)
        if kept:
            found.append(TableTold(table.standard, table.caption, kept))
    return tuple(found)


def _lines(rule: RuleTold) -> str:
    where = f"\n    出处：{rule.file}#{rule.at}" if rule.file else ""
    return f"  - {rule.caption}（{rule.id}）\n    {rule.sentence}\n    依据：{rule.policy}{where}"
