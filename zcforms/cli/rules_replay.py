"""`zcforms rules replay`: stored verdicts made again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zcforms.cli.telling import fail, told
from zcforms.settings import Settings

if TYPE_CHECKING:
    from zcforms.services.replay import Replayed

_DIFFERENT = 1


@click.command()
@click.argument("what", required=False)
@click.option("--all", "everything", is_flag=True, help="Every verdict in the database.")
@told
def replay(what: str | None, everything: bool) -> None:
    """Make stored verdicts again and say whether they come out the same.

    WHAT is the number of an application, the id of an application or of a verdict, or a file that `zcforms check --json` wrote. The documents and facts of that
    time are used: those archived when the verdict was stored; of a file, the installed documents where they are still the same.

    \b
    Exit code 0: the same; 1: something differs; 2: it cannot be made again.

    \b
    Examples:
      zcforms rules replay 20223F1A000001
      zcforms rules replay --all
      zcforms check examples/teacher-complete.json --json > verdict.json; zcforms rules replay verdict.json
    """
    if (what is None) != everything:
        fail(["请写申报编号、检测结果编号或检测结果文件，或者只写 --all。"])
    from zcforms.services import replaying  # slow: loads every document

    if what is not None and _is_path(what):
        results: Iterable[Replayed] = [replaying.of_file(Settings(), Path(what), _now)]
    else:
        results = replaying.of_database(Settings(), what, _now)
    sys.exit(_tell(results))


def _is_path(what: str) -> bool:
    """Whether a file is meant, be it there or not: numbers and ids have neither suffix nor folder."""
    return Path(what).exists() or bool(Path(what).suffix) or os.sep in what


def _now() -> datetime:
    return datetime.now(UTC)


def _tell(results: Iterable[Replayed]) -> int:
    """A line for each verdict, with what differs below it; the exit code."""
    counts = {"same": 0, "differing": 0, "impossible": 0}
    for result in results:
        kind = "impossible" if result.impossible else "differing" if result.differences else "same"
        counts[kind] += 1
        click.echo(f"{result.subject}：{_SAID[kind]}{result.impossible}")
        for difference in result.differences:
            click.echo(f"  - {difference}")
    if sum(counts.values()) != 1:
        click.echo(
            f"共 {sum(counts.values())} 份：一致 {counts['same']}，有差异 {counts['differing']}，无法重做 {counts['impossible']}。"
        )
    return 2 if counts["impossible"] else _DIFFERENT if counts["differing"] else 0


_SAID = {"same": "与原结果完全一致。", "differing": "与原结果不一致：", "impossible": "无法重做："}
