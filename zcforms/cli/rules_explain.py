"""`zcforms rules explain`: why the rules came out as they did on an application file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from zcforms.cli.telling import fail, told
from zcforms.documents.nearest import remedy_for


@click.command()
@click.argument("application", type=click.Path(path_type=Path))
@click.argument("rule", required=False)
@click.option(
    "--plan", "plan_id", help="Plan to check against; may be left out where the file names its plan."
)
@click.option("--json", "as_json", is_flag=True, help="The trace as JSON (docs/explanations.md).")
@told
def explain(application: Path, rule: str | None, plan_id: str | None, as_json: bool) -> None:
    """Tell for each rule which conditions held, with which values of which records, and the smallest changes that would make it pass.

    RULE: this one alone; of rules that stand once for each item the part before the colon is enough.

    \b
    Examples:
      zcforms rules explain examples/teacher-incomplete.json assessments-judged
      zcforms rules explain examples/teacher-complete.json --json
    """
    from zcforms.checks import trace  # slow: pulls in the rules' core
    from zcforms.cli.explanations import whole
    from zcforms.services import bench  # slow: loads every document

    with bench.Bench.load() as loaded:
        document = bench.read_application(application)
        explanations, advice = loaded.explain(document, plan_id), loaded.advice(document, plan_id)
    if rule is not None:
        known = [each.rule for each in explanations]
        explanations = tuple(
            each for each in explanations if rule in (each.rule, each.rule.partition(":")[0])
        )
        if not explanations:
            fail([f"这份申报的检测没有名为“{rule}”的规则。{remedy_for(rule, known)}"])
    if as_json:
        click.echo(json.dumps(trace.as_json(explanations), ensure_ascii=False, indent=2))
    else:
        click.echo("\n\n".join(whole(each, advice) for each in explanations))
