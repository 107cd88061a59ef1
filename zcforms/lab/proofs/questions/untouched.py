"""Rules that two versions ask alike of the same facts: who breaks one of them breaks it in both, and there is nothing to look for."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.checks.assembly import Rule, Table
from zcforms.domain.plan import Plan, Section
from zcforms.lab.impact_paths import read_by

_EVERYWHERE = ("codes", "blank", "year")
_CHOSEN = ("routes", "titles", "specialties", "levels")
_ANYTHING = ("parts", "standards", "attachments", "categories", *_CHOSEN)
"""What of a plan facts are made of that look at all of it: what validation finds, records by category."""


def untouched(plans: tuple[Plan, Plan], tables: tuple[Table, Table]) -> frozenset[str]:
    """Ids of these rules. Where an adjusting rule is another, or reads what is other now, there are none: what it sets others read."""
    if not _same(plans, _EVERYWHERE):
        return frozenset()
    old, new = ({each.id: each for each in table.rules} for table in tables)
    adjusting = {name for rules in (old, new) for name, each in rules.items() if each.adjustment is not None}
    alike = {
        name
        for name, each in new.items()
        if name in old and _asked(old[name]) == _asked(each) and _reads_alike(plans, each)
    }
    return frozenset(alike) if adjusting <= alike else frozenset()


def _asked(rule: Rule) -> tuple[object, ...]:
    return (rule.question, rule.severity, rule.adjustment)


def _reads_alike(plans: tuple[Plan, Plan], rule: Rule) -> bool:
    return all(_is_alike(plans, head) for head in {path[0] for path in read_by(rule) if path})


def _is_alike(plans: tuple[Plan, Plan], head: str) -> bool:
    """Whether this part of the facts is made alike of every application."""
    match head:
        case "application":
            return _same(plans, _CHOSEN)
        case "person":
            return True
        case "attachments":
            return _same(plans, ("attachments",))
    one, other = (plan.section(head) for plan in plans)
    if one is None or other is None:
        return _same(plans, _ANYTHING)
    return one == other and list(_library(plans[0], one)) == list(_library(plans[1], other))


def _library(plan: Plan, section: Section) -> Iterator[object]:
    return (plan.categories.get(each) for each in section.takes)


def _same(plans: tuple[Plan, Plan], names: tuple[str, ...]) -> bool:
    return all(getattr(plans[0], name) == getattr(plans[1], name) for name in names)
