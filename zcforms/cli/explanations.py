"""Explanations on the command line: in one line a rule, or with everything that a rule looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zcforms.checks.explanation import Explanation
    from zcforms.checks.judged import Judged
    from zcforms.domain.finding import CheckRow
    from zcforms.services.advising import Advice

_MARKS = {True: "✓", False: "✗", None: "？"}


def by_row(rows: Iterable[CheckRow], explanations: Iterable[Explanation], advice: Advice) -> str:
    """Below each row's caption what its rules say, in the order of the table, and what would make them pass."""
    listed = list(explanations)
    lines: list[str] = []
    for number, row in enumerate(rows, 1):
        lines.append(f"{number} {row.caption}")
        for each in listed:
            if each.row == row.id:
                lines += [f"  - {each.caption}（{each.result}）：{each.sentence}", f"    依据：{each.policy}"]
                lines += [f"  {line}" for line in _advised(each, advice)]
    return "\n".join(lines)


def whole(explained: Explanation, advice: Advice) -> str:
    """One rule with its tree of conditions, and what would make it pass."""
    lines = [
        f"{explained.caption}（{explained.rule}）：{explained.result}",
        f"  规则：{explained.demand}",
        f"  结论：{explained.sentence}",
        f"  依据：{explained.policy}",
        *_advised(explained, advice),
    ]
    if explained.guard.kind != "constant":
        lines += ["  适用条件：", *_tree(explained.guard, 2)]
    if explained.requirement.kind != "constant":
        lines += ["  要求：", *_tree(explained.requirement, 2)]
    return "\n".join(lines)


def _advised(explained: Explanation, advice: Advice) -> Iterator[str]:
    for number, change in enumerate(advice.get(explained.rule, ())):
        yield f"{'  最少怎样改：' if number == 0 else '        同时：'}{change.sentence}"


def _tree(judged: Judged, depth: int) -> Iterator[str]:
    space = "  " * depth
    if judged.kind == "constant" and not judged.found:
        return
    found = f"  ［{judged.found}］" if judged.found else ""
    yield f"{space}{_MARKS[judged.truth]} {judged.sentence}{found}"
    for used in judged.values:
        yield f"{space}    {used.caption}：{used.shown}  {used.pointer}"
    for part in judged.parts:
        yield from _tree(part, depth + 1)
    for each in judged.records:
        yield f"{space}  {_MARKS[each.counts]} {each.label}  {each.pointer}"
        yield from _tree(each.why, depth + 2)
    if judged.omitted:
        yield f"{space}  等，还有 {judged.omitted} 条"
