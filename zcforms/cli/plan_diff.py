"""`zcforms plan diff`: what differs between two states of a plan, document by document and place by place."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from zcforms.cli.telling import told
from zcforms.documents.difference import Difference, Kind, differences
from zcforms.settings import Settings

if TYPE_CHECKING:
    from zcforms.services.plan_comparison import Meaning

DIFFERENT = 1
_LONGEST = 60
_SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~", Kind.MOVED: "↕"}


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@told
def diff(before: str, after: str, as_json: bool) -> None:
    """Compare two states of a plan: forms, attachments, chain and rules, with everything common that they stand on.

    \b
    A and B are each a folder or ZIP with a plan's documents, an installed plan, a published version (PLAN@NUMBER), or a draft's id.
    After the documents stands what the difference means, where both sides make a plan: what applicants are asked, which rules and rows of the check change, and which
    answers are no longer valid.
    Exit code 0: the same; 1: something differs; 2: something cannot be used.

    \b
    Examples:
      zcforms plan diff 2022-tea-senior my-plan
      zcforms plan diff 2022-tea-senior@1 2022-tea-senior@2
    """
    from zcforms.cli import plan_meaning  # slow: knows the lab
    from zcforms.services import plan_comparison, plan_lookup  # slow: loads every document

    a, b = (plan_lookup.find(Settings(), each, lambda: datetime.now(UTC)) for each in (before, after))
    compared = compare(_placed(a.everything, a.package.plan_id), _placed(b.everything, b.package.plan_id))
    meant = plan_comparison.meaning(a.made, b.made, b.package.content.get("moves", ())) if compared else None
    if as_json:
        told_ = {
            "documents": list(_entries(compared)),
            "meaning": plan_meaning.as_json(meant) if meant else None,
        }
        click.echo(json.dumps(told_, ensure_ascii=False, indent=2))
    else:
        for line in (*_lines(compared), _sum(compared), *_meant(compared, meant)):
            click.echo(line)
    sys.exit(DIFFERENT if compared else 0)


Compared = Mapping[str, list[Difference]]
"""Path -> what differs in it; the whole document at pointer "" where it is on one side alone. What is the same is left out."""


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Compared:
    found: dict[str, list[Difference]] = {}
    for path in sorted({*before, *after}):
        if path not in after:
            found[path] = [Difference(Kind.REMOVED, "", before[path])]
        elif path not in before:
            found[path] = [Difference(Kind.ADDED, "", after=after[path])]
        elif different := list(differences(before[path], after[path])):
            found[path] = different
    return found


def _placed(documents: Mapping[str, Any], plan_id: str) -> dict[str, Any]:
    """By paths in which the plan's own id is the same on both sides, so that a plan and its copy for another year can be compared; which metaschema an editor takes is no difference."""
    return {
        path.replace(plan_id, "{plan}"): {key: each for key, each in data.items() if key != "$schema"}
        if isinstance(data, Mapping)
        else data
        for path, data in documents.items()
    }


def _lines(compared: Compared) -> Iterator[str]:
    for path, found in compared.items():
        if not found[0].pointer and found[0].kind in (Kind.ADDED, Kind.REMOVED):
            yield f"{_SIGNS[found[0].kind]} {path}"
            continue
        yield f"~ {path}"
        yield from (f"    {_told(each)}" for each in found)


def _told(each: Difference) -> str:
    sign, at = _SIGNS[each.kind], each.pointer or "/"
    if each.kind is Kind.ADDED:
        return f"{sign} {at}：{_short(each.after)}"
    if each.kind is Kind.REMOVED:
        return f"{sign} {at}：{_short(each.before)}"
    if each.kind is Kind.MOVED:
        return f"{sign} {at}：{'、'.join(each.before)} → {'、'.join(each.after)}"
    return f"{sign} {at}：{_short(each.before)} → {_short(each.after)}"


def _short(value: Any) -> str:
    """What an entry is called, or its beginning."""
    if isinstance(value, Mapping) and (named := value.get("caption") or value.get("id")):
        return str(named)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _sum(compared: Compared) -> str:
    if not compared:
        return "完全一致。"
    places = sum(len(found) for found in compared.values())
    return f"共 {len(compared)} 个文档、{places} 处不同。"


def _meant(compared: Compared, meant: Meaning | None) -> Iterator[str]:
    from zcforms.cli import plan_meaning  # slow: knows the lab

    if not compared:
        return
    yield ""
    if meant is None:
        yield "有一边还有错误，看不出这些不同意味着什么；请先用 zcforms plan lint 检查。"
        return
    yield from plan_meaning.lines(meant)


def _entries(compared: Compared) -> Iterator[dict[str, Any]]:
    for path, found in compared.items():
        for each in found:
            entry = {"file": path, "pointer": each.pointer, "kind": each.kind.value}
            yield entry | {"before": each.before, "after": each.after}
