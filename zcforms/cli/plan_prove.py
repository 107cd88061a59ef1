"""`zcforms plan prove`: what no test can show about a plan, told as it is found."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zcforms.cli.telling import Between, told
from zcforms.settings import Settings

if TYPE_CHECKING:
    from zcforms.lab.proofs.answers import Answer, Question
    from zcforms.services.plan_proving import Asked

ALARMING, MISSING, INTERRUPTED = 1, 3, 130
_BOUNDARY = 3
"""The question that --keep is about."""
_MOST_TOLD = 8
"""Things that are told of an example."""


@click.command("prove")
@click.argument("what", metavar="PLAN")
@click.option(
    "--question",
    "numbers",
    type=Between(1, 6),
    multiple=True,
    help="1 to 6, several times for several; 1 and 2 by default, with --against 4 and 5, too; with --keep 3; with --application 6.",
)
@click.option("--against", metavar="OTHER", default="", help="The version that 4 and 5 compare with.")
@click.option(
    "--application",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The application that 6 is about (schemas/meta/application.json).",
)
@click.option("--rule", "rules", multiple=True, help="Only about this rule; several times for several.")
@click.option(
    "--seconds",
    type=Between(0.1, 3600.0),
    default=10.0,
    show_default=True,
    help="For one question about one subject.",
)
@click.option(
    "--records",
    type=Between(1, 200),
    default=8,
    show_default=True,
    help="Of one list, where more are not looked at step by step (64 at most).",
)
@click.option("--keep", is_flag=True, help="Write the applicants of 3 as cases, beside the plan's own.")
@click.option("--json", "as_json", is_flag=True, help="One answer a line, as JSON.")
@told
def prove(
    *,
    what: str,
    numbers: tuple[int, ...],
    against: str,
    file: Path | None,
    rules: tuple[str, ...],
    seconds: float,
    records: int,
    keep: bool,
    as_json: bool,
) -> None:
    """Prove what can be proved about PLAN (docs/proofs.md); each answer is told as soon as it is found.

    \b
    1  can somebody of each route, level and title pass?
    2  can each rule be what stops somebody?
    3  who just fulfils each comparison, and who just does not?
    4  who passed under OTHER and fails now, and the other way round?
    5  does every answer that was valid under OTHER stay valid?
    6  what is the least that the application in FILE has to change so that it passes?

    \b
    PLAN and OTHER are each an installed plan, a folder or ZIP with a plan's documents, a published version (PLAN@NUMBER), or a draft's id.
    Exit code 0: all is known, and nothing of it wants a look; 1: something does, or is not known; 2: something cannot be used;
    3: the solver is not there; 130: interrupted.
    An application that does not pass as it is wants a look.

    \b
    Examples:
      zcforms plan prove 2022-tea-senior
      zcforms plan prove my-plan --against 2022-tea-senior
      zcforms plan prove my-plan --rule tenure --keep
      zcforms plan prove 2022-tea-senior --application somebody.json
    """
    from zcforms.lab.proofs import proving  # slow: pulls in the rules' core
    from zcforms.services import bench, plan_proving  # slow: loads every document

    if why := proving.missing():
        click.echo(why, err=True)
        sys.exit(MISSING)
    limits = proving.Limits(seconds, records)
    questions = _questions(numbers or ((_BOUNDARY,) if keep else ()))
    application = bench.read_application(file) if file else None
    asked = plan_proving.Asked(what, questions, against, rules, limits, application)
    try:
        code = _prove(asked, keep, as_json)
    except KeyboardInterrupt:
        click.echo("已中断，上面的结果仍然有效。", err=True)
        code = INTERRUPTED
    sys.exit(code)


def _prove(asked: Asked, keep: bool, as_json: bool) -> int:
    from zcforms.lab.proofs import captions as proof_captions  # slow: pulls in the rules' core
    from zcforms.lab.proofs import record as proof_record  # slow: pulls in the rules' core
    from zcforms.services import plan_proving  # slow: loads every document

    proving = plan_proving.Proving(Settings(), asked, lambda: datetime.now(UTC))
    if keep:
        plan_proving.home(asked.what, proving.found)  # rather now than after a minute
    answers: list[Answer] = []
    reserved: list[str] = []
    for answer in proving.answers():
        answers.append(answer)
        as_line = json.dumps(proof_record.as_json(answer), ensure_ascii=False) if as_json else ""
        for line in [as_line] if as_json else _lines(answer, reserved):
            click.echo(line)
        reserved += proof_captions.reservations(answer.certificate, reserved)
    for each in proving.lost:
        click.echo(
            f"“{proof_captions.QUESTIONS[each.question]}”没有问完：求解器中断（{each.reason}）。", err=True
        )
    if keep:
        path = proving.keep(answers)
        click.echo(f"已写入 {path}。" if path else "没有可写入的边界用例。", err=as_json)
    alarming = sum(_wants_a_look(each) for each in answers)
    if not as_json:
        click.echo(f"共 {len(answers)} 条结果，{alarming} 条请查看。")
    return ALARMING if alarming else 0


def _wants_a_look(answer: Answer) -> bool:
    from zcforms.lab.proofs.answers import Question  # slow: pulls in the rules' core

    if answer.question is Question.NEAREST:
        return answer.least is None or answer.least.number > 0
    return answer.alarming


def _questions(numbers: tuple[int, ...]) -> list[Question]:
    from zcforms.lab.proofs.answers import Question  # slow: pulls in the rules' core

    return [each for number, each in enumerate(Question, 1) if number in numbers]


def _lines(answer: Answer, told: Collection[str]) -> Iterator[str]:
    """`told`: reservations that were told already."""
    from zcforms.lab.proofs import captions as proof_captions  # slow: pulls in the rules' core

    sign = {"bad": "✗", "good": "✓"}.get(proof_captions.tone(answer), "?")
    yield f"{sign} 【{proof_captions.called(answer)}】{answer.sentence}"
    for cause in answer.causes:
        source = f"（{cause.source}）" if cause.source else ""
        yield f"    {cause.caption}：{cause.sentence}{source}"
    for example in answer.examples:
        about = "；".join(f"{caption}：{value}" for caption, value in example.told[:_MOST_TOLD])
        yield f"    例：{example.caption}{'，' if about else ''}{about}"
    for step in answer.steps:
        only = f"（{proof_captions.ONLY[step.only]}）" if step.only else ""  # type: ignore[index]
        yield f"    改动：{step.caption} {step.before or '没有'} → {step.after or '没有'}{only}"
    yield f"    {proof_captions.reach(answer)}{proof_captions.took(answer.certificate)}。"
    yield from (f"    {each}" for each in proof_captions.reservations(answer.certificate, told))
