"""`zcforms rules test --boundary`: cases on the edges of comparisons, shown or kept beside the plan's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from zcforms.checks.ruleset import Ruleset
from zcforms.documents import yaml_writing
from zcforms.domain.plan import Plan
from zcforms.lab import boundary
from zcforms.lab.cases import CaseFile


def lines(
    plan: Plan, ruleset: Ruleset, files: Sequence[CaseFile], folder: Path, *, keep: bool
) -> Iterator[str]:
    """The cases of a plan that are on an edge, as YAML, and the edges that nobody could be brought to. `keep`: written into `folder` instead."""
    made = boundary.generate(plan, ruleset, files)
    yield f"{plan.id}（{plan.caption}）：边界用例 {len(made.cases)} 个"
    if keep:
        path = boundary.keep(plan, made, folder)
        yield f"  已写入 {path}。" if path else "  没有可写入的边界用例。"
    else:
        for case in made.cases:
            yield yaml_writing.item(case.entry, indent=2).rstrip("\n")
    for each in made.unreached:
        side = "恰好成立" if each.inside else "恰好不成立"
        yield f"  没有找到：规则 {each.rule} 的“{each.comparison}”{side}的申报"
