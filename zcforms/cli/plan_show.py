"""`zcforms plan show`: a plan on one screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from zcforms.cli.telling import fail, told
from zcforms.settings import Settings

if TYPE_CHECKING:
    from zcforms.checks.ruleset import Ruleset
    from zcforms.domain.plan import AchievementCategory, AchievementItem, Plan, Section


@click.command("show")
@click.argument("what", metavar="PLAN")
@told
def show(what: str) -> None:
    """Tell what PLAN asks for: window, titles, forms with their fields, achievement categories, attachments, chain, rules.

    \b
    PLAN is an installed plan, a folder or ZIP with a plan's documents, a published version (PLAN@NUMBER), or a draft's id. Of one that has faults,
    these are told instead, and the exit code is 1.

    \b
    Examples:
      zcforms plan show 2022-tea-senior
      zcforms plan show my-plan
    """
    from zcforms.services import plan_lookup  # slow: loads every document

    found = plan_lookup.find(Settings(), what, lambda: datetime.now(UTC))
    if found.made.plan is None:
        for fault in found.made.faults:
            click.echo(str(fault), err=True)
        if not found.made.faults:
            fail([f"没有评审计划“{found.package.plan_id}”。"])
        sys.exit(1)
    for line in lines(found.made.plan, found.made.ruleset):
        click.echo(line)


def lines(plan: Plan, ruleset: Ruleset | None) -> Iterator[str]:
    """The plan in the order in which an applicant meets it."""
    yield f"{plan.caption}（{plan.id}）"
    yield f"  年度 {plan.year}，{plan.opens} 至 {plan.closes}；系列：{plan.series.caption}"
    yield f"  评委会：{plan.committee}；组建单位：{plan.organising_unit}"
    yield f"  申报方式：{_captions(plan.routes)}；面试：{'有' if plan.interview else '无'}"
    yield f"  职称：{_captions(plan.titles)}"
    yield f"  专业（{len(plan.specialties)} 个）：{_captions(plan.specialties)}"
    yield "\n申报表单"
    for part in plan.parts:
        yield f"  {part.caption}"
        yield from (f"    {_section(section, plan)}" for section in part.sections)
    for standard in plan.standards:
        yield f"\n业绩要求：{standard.caption}"
        for category in standard.categories:
            yield f"  {category.caption}{_count(category)}"
            yield from (f"    {_item(item, plan)}" for item in category.items)
    yield "\n附件"
    for each in plan.attachments:
        yield f"  {each.caption}{_count(each)}：{'、'.join(each.files.get('accept', ()))}"
    yield f"\n审核流程：{' → '.join(step.caption for step in plan.chain.steps)}"
    for name, table in (ruleset.tables if ruleset else {}).items():
        yield f"检查规则（{name}）：{len(table.rows)} 行，{len(table.rules)} 条；逐条查看：zcforms rules show {plan.id}"
    yield f"摘要：{plan.digest}"


def _section(section: Section, plan: Plan) -> str:
    if section.takes:
        return f"{section.caption}（从业绩库导入：{_taken(section.takes, plan)}）"
    schema = section.schema.get("items", section.schema)
    needed = set(schema.get("required", ()))
    fields = [
        f"{each.get('caption', name)}{'*' if name in needed else ''}"
        for name, each in schema.get("properties", {}).items()
    ]
    return f"{section.caption}：{'、'.join(fields)}" if fields else section.caption


def _item(item: AchievementItem, plan: Plan) -> str:
    from zcforms.lab.plan_words import filter_text  # slow: loads every document's reader

    said = filter_text(plan, item)
    where = f"，限{said}" if said else ""
    return f"{item.caption}{_count(item)}：{_taken(item.takes, plan)}{where}"


def _taken(names: tuple[str, ...], plan: Plan) -> str:
    return "、".join(plan.categories[each].caption for each in names)


def _count(each: AchievementCategory | AchievementItem | object) -> str:
    least, most = getattr(each, "minimum", 0), getattr(each, "maximum", None)
    said = [f"至少 {least}"] * bool(least) + [f"至多 {most}"] * (most is not None)
    return f"（{'，'.join(said)}）" if said else ""


def _captions(choices: tuple[object, ...]) -> str:
    return "、".join(str(getattr(each, "caption", each)) for each in choices)
