"""Finding single rules, whichever ruleset they are written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zcforms.services import rule_shelf
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.rule_authors import author
from zcforms.services.rule_shelf import PlanName, RuleLine, RulesetLine


@dataclass(frozen=True, slots=True)
class RuleQuery:
    """`text` occurs in id, caption, policy, source or sentence; the others are ids, "" for any."""

    text: str = ""
    plan: str = ""
    row: str = ""
    severity: str = ""

    def __bool__(self) -> bool:
        return any((self.text, self.plan, self.row, self.severity))


@dataclass(frozen=True, slots=True)
class RuleFound:
    ruleset: RulesetLine
    rule: RuleLine


@dataclass(frozen=True, slots=True)
class Found:
    """`rulesets` of the plan in which the text occurs; `rules`: those that fit, none when nothing was asked. `plans` and `rows` (id -> caption):
    what can be asked for; `own`: ids of the plans that the actor's unit organises."""

    rulesets: tuple[RulesetLine, ...]
    rules: tuple[RuleFound, ...]
    plans: tuple[PlanName, ...]
    rows: Mapping[str, str]
    own: tuple[str, ...]


def find(house: House, actor: Actor, query: RuleQuery) -> Found:
    """Raises `NotAllowed` for whoever is no rule author."""
    with reading(house, actor) as w:
        own = author(w, house, actor).plans
    edition = house.rulebook.edition()
    rows = row_captions(house)
    plans = tuple(
        sorted(rule_shelf.names(edition, edition.plans), key=lambda plan: (plan.id not in own, plan.id))
    )
    shelf = [
        line for line in rule_shelf.rulesets(house, actor, query.text) if _of_plan(line.used_by, query.plan)
    ]
    rules = tuple(
        RuleFound(line, rule)
        for line in (rule_shelf.rulesets(house, actor) if query else ())
        for rule in rule_shelf.shown(house, actor, line.id).rules
        if _fits(rule, query)
    )
    return Found(tuple(shelf), rules, plans, rows, own)


def row_captions(house: House) -> dict[str, str]:
    """Id of a row of the check table -> caption, of every plan."""
    edition = house.rulebook.edition()
    tables = (table for made in edition.rulesets.values() for table in made.tables.values())
    return {row.id: row.caption for table in tables for row in table.rows}


def _of_plan(plans: tuple[PlanName, ...], wanted: str) -> bool:
    return not wanted or any(plan.id == wanted for plan in plans)


def _fits(rule: RuleLine, query: RuleQuery) -> bool:
    texts = (rule.id, rule.caption, rule.policy, rule.source, rule.sentence)
    return (
        any(query.text.casefold() in text.casefold() for text in texts)
        and _of_plan(rule.used_by, query.plan)
        and query.row in ("", rule.row)
        and query.severity in ("", rule.severity)
    )
