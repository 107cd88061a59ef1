"""`zcforms rules population`: made-up applicants of a plan, in any number."""

from __future__ import annotations

import dataclasses
import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zcforms import reports
from zcforms.cli.telling import fail, told
from zcforms.documents.nearest import remedy_for
from zcforms.domain.system import said

if TYPE_CHECKING:
    from zcforms.lab.population import Mixture, Population

_FASTEST = 1


@click.command("population")
@click.argument("plan_id", metavar="PLAN")
@click.option(
    "-n", "count", type=click.IntRange(1, 10_000_000), default=200, show_default=True, help="How many people."
)
@click.option("--seed", type=int, default=7, show_default=True, help="Another seed, other people.")
@click.option(
    "--from",
    "start",
    type=click.IntRange(0),
    default=0,
    help="Number of the first person: stretches can be made apart.",
)
@click.option(
    "--facts",
    is_flag=True,
    help="What rules see, ready for `zcforms rules impact`, in place of application documents.",
)
@click.option(
    "--failing", type=click.FloatRange(0, 1), help="Share of the people who lack something.  [default: 0.35]"
)
@click.option("--employers", type=click.IntRange(1, 2_000), help="Employers of each nature.  [default: 200]")
@click.option(
    "--mixture",
    type=click.Path(path_type=Path),
    help="A JSON or YAML file with failing, flaws and employers.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="FILE.jsonl or FILE.jsonl.gz.",
)
@click.option(
    "--shares",
    "as_shares",
    is_flag=True,
    help="Tell what share passes and fails each row, in place of a file.",
)
@told
def population(
    *,
    plan_id: str,
    count: int,
    seed: int,
    start: int,
    facts: bool,
    failing: float | None,
    employers: int | None,
    mixture: Path | None,
    output: Path | None,
    as_shares: bool,
) -> None:
    """Make up applicants of a plan: one JSON object a line. The same plan, seed and numbers give the same people.

    \b
    Examples:
      zcforms rules population PLAN -n 200 -o people.jsonl
      zcforms rules population PLAN -n 1000000 --facts -o facts.jsonl.gz
      zcforms rules population PLAN -n 500000 --from 500000 --facts -o second-half.jsonl
      zcforms rules population PLAN -n 300 --shares
    """
    if (output is None) != as_shares:
        fail(["请给出 -o 文件，或用 --shares 查看通过的比例，二者选一。"])
    from zcforms.lab.population import Population  # slow: pulls in the rules' core
    from zcforms.services.bench import Bench  # slow: loads every document

    mixed = _mixture(mixture, failing=failing, employers=employers)
    with Bench.load() as loaded:
        plans = loaded.catalogue.plans
        if plan_id not in plans:
            fail([f"没有评审计划“{plan_id}”。{remedy_for(plan_id, plans)}"])
        made = Population(plans[plan_id], loaded.rulesets[plan_id], seed, mixed)
        if output is None:
            click.echo(_shares(made, count, start))
            return
        lines = made.lines(count, start) if facts else map(_written, made.documents(count, start))
        try:
            _write(output, lines)
        except OSError as error:
            fail([f"无法写入 {output}：{said(error)}。请检查文件夹是否存在、是否可写。"])
    what = "事实" if facts else "申报文件"
    click.echo(f"已生成 {count} 名虚构申报人的{what}：{output}（{output.stat().st_size // 1024} KB）。")


def _mixture(path: Path | None, **given: Any) -> Mixture:
    from zcforms.lab.population import Mixture  # slow: pulls in the rules' core
    from zcforms.services.bench import read_application  # slow: loads every document

    mixed = Mixture.of(read_application(path)) if path else Mixture()
    return dataclasses.replace(mixed, **{name: value for name, value in given.items() if value is not None})


def _shares(made: Population, count: int, start: int) -> str:
    from zcforms.lab.population_shares import shares  # slow: pulls in the rules' core

    found = shares(made, count, start)
    rows = [
        (found.captions[row], str(number), f"{number / found.people:.1%}")
        for row, number in found.rows.items()
    ]
    lead = f"共 {found.people} 名虚构申报人，检测全部通过 {found.passing} 名（{found.passing / found.people:.1%}）。"
    return f"{lead}\n\n{reports.table(('申报项', '不通过', '比例'), rows, None)}"


def _written(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _write(path: Path, lines: Iterable[str]) -> None:
    with (
        gzip.open(path, "wt", encoding="utf-8", compresslevel=_FASTEST)
        if path.suffix == ".gz"
        else path.open("w", encoding="utf-8")
    ) as stream:
        for line in lines:
            stream.write(line)
            stream.write("\n")
