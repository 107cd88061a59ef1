"""`zcforms plan lint`: what is wrong with documents, before they are anywhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from zcforms.cli.telling import told
from zcforms.domain.errors import DocumentsInvalid
from zcforms.domain.problem import Problem

FAULTY = 1


@click.command("lint")
@click.argument("what", required=False, type=click.Path(path_type=Path))
@click.option("--plan", "plan_id", help="Which plan, where a folder has several.")
@told
def lint(what: Path | None, plan_id: str | None) -> None:
    """Check documents: metaschemas, references between documents, rules against the forms.

    \b
    WHAT is one of
      a folder with all documents (`schemas/common`, `schemas/codes`, ...): it is checked as an installation of its own;
      a folder or ZIP with a plan's own documents: they are checked together with the installed ones;
      one file: the same, for this document alone;
      nothing: the installed documents.

    Each fault names file, JSON pointer, what is wrong and what would be right; of a plan's own documents also the place in the designer's words and the change
    that is proposed there. Exit code 0 without faults, 1 with, 2 where nothing can be read; what nobody uses, or is probably not meant, is noted and is no fault.

    \b
    Examples:
      zcforms plan lint
      zcforms plan lint my-plan
      zcforms plan lint my-plan/schemas/plans/2023-agronomy-senior.yaml
    """
    from zcforms.services import plan_lint  # slow: loads every document

    try:
        click.echo(plan_lint.lint(what, plan_id, _note))
    except DocumentsInvalid as error:
        sys.exit(_tell([str(each) for each in error.faults]))
    except plan_lint.PackageFaulty as error:
        errors = [_told(each) for each in error.problems if each.is_error]
        for each in error.problems:
            if not each.is_error:
                _note(each)
        sys.exit(_tell([*map(str, error.faults), *errors]))


def _note(note: str | Problem) -> None:
    click.echo(f"提示：{_told(note) if isinstance(note, Problem) else note}")


def _told(problem: Problem) -> str:
    at = f"{problem.document}{'#' + problem.inside if problem.inside else ''}"
    lines = [f"{at}：{problem.fault}。{problem.reason}", f"    位置：{problem.where}"]
    if problem.as_written:
        lines.append(f"    文档里：{problem.as_written}")
    return "\n".join([*lines, *(f"    建议：{each.caption}" for each in problem.mends)])


def _tell(faults: Sequence[str]) -> int:
    for fault in faults:
        click.echo(fault, err=True)
    click.echo(f"共 {len(faults)} 处问题。", err=True)
    return FAULTY
