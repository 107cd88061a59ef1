"""`zcforms rules test`: the cases of rules, how much of the rules they reach, and which mistakes they would notice.

Exit codes: 0 green, 1 red, 2 unusable input.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zcforms import resources
from zcforms.cli.telling import fail, told
from zcforms.documents.nearest import remedy_for
from zcforms.domain.system import said

if TYPE_CHECKING:
    from zcforms.cli.case_reports import Tried
    from zcforms.lab.cases import CaseFile
    from zcforms.lab.suggestions import Suggestion
    from zcforms.services.bench import Bench

_SHARE = 0.1
"""Of the time for suggestions, what one survivor may take."""


@click.command("test")
@click.argument("what", nargs=-1, metavar="[PLAN...] [FOLDER]")
@click.option("--coverage", is_flag=True, help="What of the rules no case shows, and why; red below 100 %.")
@click.option(
    "--mutate", is_flag=True, help="Which small mistakes in the rules no case notices; red below 90 %."
)
@click.option("--junit", type=click.Path(path_type=Path), help="Write the results as JUnit XML.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
@click.option(
    "--seconds",
    type=click.FloatRange(0, 3600),
    default=30,
    show_default=True,
    help="How long to look for cases that would notice what --mutate found, and as long for what --coverage found, a plan.",
)
@click.option("--boundary", is_flag=True, help="Make a case just inside and just outside each comparison.")
@click.option("--keep", is_flag=True, help="With --boundary: write them beside the plan's own cases.")
@click.option("-v", "--verbose", is_flag=True, help="Name the cases that pass, too.")
@told
def test(
    *,
    what: tuple[str, ...],
    coverage: bool,
    mutate: bool,
    junit: Path | None,
    as_json: bool,
    seconds: float,
    boundary: bool,
    keep: bool,
    verbose: bool,
) -> None:
    """Run the cases in rules/cases (docs/cases.md).

    \b
    PLAN: only the cases of these plans. FOLDER: holds schemas/, rules/ and examples/; the installed ones without it.
    Exit code 0: every case passes; 1: one does not, or coverage or mutation score are too low; 2: something cannot be used.

    \b
    Examples:
      zcforms rules test
      zcforms rules test PLAN --coverage --mutate
      zcforms rules test ./my-documents --junit cases.xml
      zcforms rules test PLAN --boundary
    """
    from zcforms.cli import case_reports  # slow: pulls in the rules' core
    from zcforms.services.bench import Bench  # slow: loads every document

    root = Path(what[-1]) if what and Path(what[-1]).is_dir() else None
    plans = list(what[:-1] if root else what)
    with Bench.load(root) as loaded:
        files = _files(loaded, root, plans)
        if boundary or keep:
            _boundaries(loaded, _home(root), _plans(loaded, plans), files, keep)
            return
        tried = [_tried(loaded, plan, files, coverage, mutate) for plan in _plans(loaded, plans)]
        tried = [replace(each, suggestions=_suggested(loaded, each, seconds)) for each in tried]
        tried = [replace(each, reaching=_reaching(loaded, each, seconds)) for each in tried]
    if junit:
        _write(junit, tried)
    if as_json:
        click.echo(json.dumps(case_reports.document(tried), ensure_ascii=False, indent=2))
    else:
        for line in case_reports.lines(tried, verbose=verbose):
            click.echo(line)
    sys.exit(0 if all(each.green for each in tried) else 1)


def _files(loaded: Bench, root: Path | None, plans: list[str]) -> list[CaseFile]:
    from zcforms.lab import casefiles  # slow: pulls in the rules' core

    known = loaded.catalogue.plans
    unknown = [name for name in plans if name not in known]
    if unknown:
        fail([f"没有评审计划或文件夹“{name}”。{remedy_for(name, known)}" for name in unknown])
    home = _home(root)
    examples = home / "examples" if (home / "examples").is_dir() else resources.folder("examples")
    return casefiles.load(home / "rules" / casefiles.FOLDER, known, loaded.rulesets, examples, plans)


def _home(root: Path | None) -> Path:
    return root or resources.root()


def _boundaries(loaded: Bench, home: Path, plans: list[str], files: list[CaseFile], keep: bool) -> None:
    """Cases that are made are not run here: they say what the rules say now, and an author looks at them."""
    from zcforms.cli import case_boundaries  # slow: pulls in the rules' core
    from zcforms.lab import casefiles

    folder = home / "rules" / casefiles.FOLDER
    for name in plans:
        plan, ruleset = loaded.catalogue.plans[name], loaded.rulesets[name]
        for line in case_boundaries.lines(plan, ruleset, files, folder, keep=keep):
            click.echo(line)


def _plans(loaded: Bench, plans: list[str]) -> list[str]:
    """The plans asked for; all of them where none is named."""
    return plans or [plan.id for plan in loaded.plans()]


def _tried(loaded: Bench, plan_id: str, files: list[CaseFile], coverage: bool, mutate: bool) -> Tried:
    from zcforms.cli.case_reports import Tried  # slow: pulls in the rules' core
    from zcforms.lab import cases, mutation  # slow: pull in the rules' core
    from zcforms.lab import coverage as covering

    plan, ruleset = loaded.catalogue.plans[plan_id], loaded.rulesets[plan_id]
    own = [each for each in files if each.plan == plan_id]
    started = time.perf_counter()
    reports = tuple(cases.run(each, plan, ruleset, loaded.checker) for each in own)
    seconds = time.perf_counter() - started
    situations = [result.situation for report in reports for result in report.results]
    return Tried(
        plan_id,
        plan.caption,
        reports,
        covering.measure(plan, ruleset, situations) if coverage else None,
        mutation.score(plan, ruleset, situations) if mutate else None,
        seconds,
    )


def _suggested(loaded: Bench, tried: Tried, seconds: float) -> dict[str, Suggestion | None]:
    """A case for each survivor, looked for so long in all; no one of them takes the time of all others. Who is not in the result had too little."""
    from zcforms.lab import suggestions  # slow: pulls in the rules' core

    end = time.monotonic() + seconds
    plan, ruleset = loaded.catalogue.plans[tried.plan], loaded.rulesets[tried.plan]
    found: dict[str, Suggestion | None] = {}
    for survivor in tried.score.survivors if tried.score else ():
        own_end = min(end, time.monotonic() + seconds * _SHARE)
        made = suggestions.suggest(survivor, plan, ruleset, partial(_over, own_end))
        if made or not _over(own_end):
            found[survivor.mutant.id] = made
        if _over(end):
            break
    return found


def _reaching(loaded: Bench, tried: Tried, seconds: float) -> tuple[tuple[Suggestion, ...], ...]:
    """Cases for the gaps of the coverage, one after the other, looked for as long again."""
    from zcforms.lab import suggestions  # slow: pulls in the rules' core

    end = time.monotonic() + seconds
    plan, ruleset = loaded.catalogue.plans[tried.plan], loaded.rulesets[tried.plan]
    found: list[tuple[Suggestion, ...]] = []
    for gap in tried.coverage.gaps if tried.coverage else ():
        if _over(end):
            break
        own_end = min(end, time.monotonic() + seconds * _SHARE)
        found.append(suggestions.reaching(gap, plan, ruleset, partial(_over, own_end)))
    return tuple(found)


def _over(end: float) -> bool:
    return time.monotonic() > end


def _write(path: Path, tried: list[Tried]) -> None:
    from zcforms.lab import junit as reporting  # slow: pulls in the rules' core

    try:
        path.write_bytes(reporting.xml([report for each in tried for report in each.reports]))
    except OSError as error:
        fail([f"无法写入 {path}：{said(error)}。请检查文件夹是否存在、是否可写。"])
