"""`zcforms rules impact`: whom a draft of rules would hit."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import click

from zcforms import reports
from zcforms.cli.telling import fail, told
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.settings import Settings

DIFFERENT, UNUSABLE = 1, 2
_FLIPS = ("转为不通过", "转为通过")
_ALIKE, _CONTEXT, _AFTER = 0.8, 12, 4
"""How much two sentences have in common for their differences to be told, and characters before and after each that are shown."""


@click.command()
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="Folder with the rules in force, instead of the installed ones.",
)
@click.option("--plan", "plan_id", required=True, help="The plan whose applications are looked at.")
@click.option(
    "--over",
    type=click.Path(path_type=Path),
    help="Applications or facts, one JSON a line; gzip too.",
)
@click.option(
    "--database", is_flag=True, help="The last check of each application in the database instead of a file."
)
@click.option("--workers", type=click.IntRange(0, 64), help="Counting processes; as many as there are cores.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.option("--state", type=click.Path(path_type=Path), help="Where to keep how far it has come.")
@click.option("--resume", is_flag=True, help="Go on where an earlier run was stopped or killed.")
@told
def impact(
    *,
    new: Path,
    against: Path | None,
    plan_id: str,
    over: Path | None,
    database: bool,
    workers: int | None,
    as_json: bool,
    state: Path | None,
    resume: bool,
) -> None:
    """Compare a draft of rules with those in force, over past applications: who would fail now, who would pass now, and why.

    NEW is a rules folder, or a ruleset file that takes the place of the one with its id (or name). Only the rules that differ are asked;
    a sample and every example are held against the engine as well.

    \b
    Exit code 0: nobody would be told anything else; 1: somebody would; 2: the input cannot be used, it was stopped, or the engine
    contradicted the counting, so that the figures are not to be trusted.

    \b
    Examples:
      zcforms rules impact my-rules/ --plan PLAN --over applications.jsonl.gz
      zcforms rules impact teacher.yaml --plan PLAN --database --json
    """
    from zcforms.services import impact_runs  # slow: loads every document

    if bool(over) == database:
        raise InputRefused(
            [InputFault("--over", "请给出 --over 文件，或用 --database 统计数据库中的申报，二者选一。")]
        )
    compared = impact_runs.Compared.load(new, against, plan_id)
    source = compared.database(Settings()) if database else compared.file(over or Path())
    kept = state or Path(f"impact-{plan_id}.state.json")
    try:
        made, report = impact_runs.run(
            compared,
            source,
            workers=os.cpu_count() or 1 if workers is None else workers,
            state=kept,
            resume=resume,
            on_progress=_progress() if sys.stderr.isatty() else lambda _done, _lines: None,
        )
    except KeyboardInterrupt:
        fail([f"已停止。已统计的部分保存在 {kept}，加上 --resume 可以继续。"])
    click.echo(json.dumps(asdict(report), ensure_ascii=False, indent=2) if as_json else _told(report))
    sys.exit(UNUSABLE if not report.trustworthy else DIFFERENT if made.differs else 0)


def _progress() -> Callable[[float, int], None]:
    def show(done: float, lines: int) -> None:
        click.echo(f"\r已统计 {lines} 份（{done:.0%}）", err=True, nl=False)
        if done >= 1:
            click.echo("", err=True)

    return show


def _told(report: Any) -> str:
    """The report for people."""
    parts = [*_warnings(report), _totals(report), *_rules(report), *_rows(report), *_groups(report)]
    return "\n\n".join(part for part in parts if part)


def _warnings(report: Any) -> list[str]:
    if report.trustworthy:
        return []
    said = [f"  第 {line} 份：{what}" for line, what in report.disagreements]
    lead = f"统计结果不可信：规则引擎与统计结果有 {report.disagreeing} 处不一致。请不要据此发布规则，并把以下内容告知平台运维人员。"
    return ["\n".join([lead, *said])]


def _totals(report: Any) -> str:
    whole = report.whole
    lines = [
        f"{report.heading.caption}（{report.heading.plan}）",
        f"共 {report.lines} 份，可用 {report.usable} 份；结果不变 {report.unchanged} 份，有变化 {whole.changed} 份。",
        f"原来通过、现在不通过：{whole.newly_failing} 份；原来不通过、现在通过：{whole.newly_passing} 份。",
        *_unmoved(whole),
        f"抽取 {report.sampled} 份及全部示例与规则引擎核对，{report.disagreeing} 处不一致。",
    ]
    if report.unusable:
        reasons = "、".join(f"{reason} {number}" for reason, number in report.unusable.items())
        lines.append(f"不能使用 {report.lines - report.usable} 份：{reasons}。")
        lines += [f"  第 {line} 行：{reason}" for line, reason in report.unusable_lines[:20]]
        if report.lines - report.usable > 20:
            lines.append("  其余行号见 --json。")
    lines += [f"数据调整结果不同：{place} {number} 份。" for place, number in report.adjusted.items()]
    lines += [f"仅文字不同的规则：{rule.caption}（{rule.id}）。" for rule in report.reworded]
    return "\n".join(lines)


def _unmoved(whole: Any) -> list[str]:
    """What became of those of whom a rule says something else, and who pass or fail as before."""
    others = whole.changed - whole.newly_failing - whole.newly_passing
    return [f"其余 {others} 份整体结果不变：另有规则不通过，或改动的只是提示、自动调整。"] if others else []


def _rules(report: Any) -> list[str]:
    if not report.rules:
        return ["没有影响检测结果的规则改动。"]
    rows = [
        (each.rule.id, each.rule.caption, each.rule.kind, str(each.newly_violated), str(each.newly_passed))
        for each in report.rules
    ]
    parts = [reports.table(("规则", "名称", "改动", "新增不通过", "新增通过"), rows, None)]
    for each in report.rules:
        lines = [f"{each.rule.caption}（{each.rule.id}）"]
        lines += [f"  原：{each.rule.before}"] if each.rule.before else []
        lines += [f"  新：{each.rule.after}"] if each.rule.after else []
        lines += [f"  不同之处：{what}" for what in _differences(each.rule.before, each.rule.after)]
        lines += [f"  - {_example(one)}" for one in each.examples]
        parts.append("\n".join(lines))
    return parts


def _differences(before: str, after: str) -> list[str]:
    """Where two long sentences differ, with a few characters around; nothing where they have little in common."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if not before or not after or matcher.ratio() < _ALIKE:
        return []
    return [
        f"“{before[max(0, i - _CONTEXT) : j + _AFTER]}”改为“{after[max(0, k - _CONTEXT) : m + _AFTER]}”"
        for what, i, j, k, m in matcher.get_opcodes()
        if what != "equal"
    ]


def _example(one: Any) -> str:
    who = " ".join(text for text in (f"第 {one.line} 份", one.key, one.name, one.employer) if text)
    return f"{who}：{_OUTCOMES[one.before]} → {_OUTCOMES[one.after]}。{one.sentence_after or one.sentence_before}"


_OUTCOMES = {
    None: "无此规则",
    "passed": "通过",
    "violated": "不通过",
    "inapplicable": "不适用",
    "not_asked": "未要求填写",
    "adjusted": "已调整",
    "undetermined": "未能检测",
}


def _rows(report: Any) -> list[str]:
    header = ("申报项", *_FLIPS)
    rows = [
        (each.caption, str(each.flips.newly_failing), str(each.flips.newly_passing)) for each in report.rows
    ]
    return [reports.table(header, rows, None)] if rows else []


def _groups(report: Any) -> list[str]:
    from zcforms.services.impact_runs import AXES  # slow: loads every document

    parts = []
    for axis, groups in report.groups.items():
        hit = [each for each in groups if each.flips.newly_failing or each.flips.newly_passing]
        rows = [
            (
                each.caption,
                str(each.flips.total),
                str(each.flips.newly_failing),
                str(each.flips.newly_passing),
            )
            for each in hit[:20]
        ]
        if rows:
            parts.append(reports.table((AXES[axis], "份数", *_FLIPS), rows, None))
        if len(hit) > 20:
            parts[-1] += f"\n其余 {len(hit) - 20} 个见 --json。"
    return parts
