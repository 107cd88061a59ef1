"""What a difference between two states of a plan means, as lines: for applicants, in the check, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from zcforms.lab.plan_difference import Change, Invalid, RowDifference, RuleDifference
from zcforms.services.plan_comparison import Meaning

_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": "↕", "renamed": "~"}


def lines(found: Meaning) -> Iterator[str]:
    """Nothing where both mean the same. First of all what people have to do."""
    yield from _titled("对正在填报的人", (each.sentence for each in found.demands))
    for part in found.changes:
        yield from _titled(part.caption, map(_changed, part.changes))
    yield from _titled("检查规则", map(_rule, found.rules))
    yield from _titled("检测表里变化的行", map(_row, found.rows))
    yield from _titled("原来填得对、以后不再有效的内容", map(_invalid, found.invalid))


def _titled(caption: str, below: Iterable[str]) -> Iterator[str]:
    """Nothing without anything below."""
    for number, line in enumerate(below):
        if not number:
            yield f"{caption}："
        yield f"    {line}"


def _changed(each: Change) -> str:
    what = f"（{each.what}）" if each.what else ""
    return f"{_SIGNS[each.kind]} {each.caption}{what}{_between(each, each.caption)}"


def _rule(each: RuleDifference) -> str:
    row = f"（{each.row}）" if each.row else ""
    return f"{_SIGNS[each.kind]} {each.caption}{row}{_between(each, each.caption)}"


def _row(each: RowDifference) -> str:
    return f"{_SIGNS[each.kind]} {each.caption}：{'、'.join(each.rules) or '—'}"


def _invalid(each: Invalid) -> str:
    goes = "留在原处，请申报人改正" if each.stays else "另存一边，提示申报人处理"
    return f"{each.caption}，例如“{each.example}”：{each.message}（{goes}）"


def as_json(found: Meaning) -> dict[str, Any]:
    return {
        "demands": [{"pointer": each.pointer, "who": each.who, "what": each.what} for each in found.demands],
        "changes": [
            {
                "part": part.id,
                "kind": each.kind,
                "caption": each.caption,
                "what": each.what,
                "before": each.before,
                "after": each.after,
            }
            for part in found.changes
            for each in part.changes
        ],
        "rules": [
            {"id": each.id, "kind": each.kind, "before": each.before, "after": each.after}
            for each in found.rules
        ],
        "rows": [
            {"caption": each.caption, "kind": each.kind, "rules": list(each.rules)} for each in found.rows
        ],
        "invalid": [
            {
                "pointer": each.pointer,
                "caption": each.caption,
                "example": each.example,
                "message": each.message,
                "stays": each.stays,
            }
            for each in found.invalid
        ],
    }


def _between(each: Change | RuleDifference, caption: str) -> str:
    if each.before and each.after:
        return f"：{each.before} → {each.after}"
    said = each.before or each.after
    return f"：{said}" if said and said != caption else ""
