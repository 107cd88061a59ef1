"""Two compiled rulesets of one plan: which rules differ, how, and what has to be asked to know whom the difference hits.

Rules are compared by their typed core, not by their text. A rule that stayed the same and reads what a changed adjusting rule sets is
affected, and asked as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from zcforms.checks.assembly import Rule, Table
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.shape import Shape
from zcforms.lab.impact_paths import Path, narrowed, read_by, touch


class Kind(StrEnum):
    """How a rule differs. Captions are what authors read."""

    ADDED = "新增"
    REMOVED = "删除"
    CHANGED = "条件不同"
    REPORTED = "所在行或级别不同"
    AFFECTED = "受数据调整影响"
    WORDING = "仅文字不同"

    @property
    def asked(self) -> bool:
        """Whether somebody's outcome can differ by it."""
        return self is not Kind.WORDING


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that differs. One of `before` and `after` is None when the rule stands only in the other table."""

    rule: str
    kind: Kind
    before: Rule | None
    after: Rule | None

    @property
    def shown(self) -> Rule:
        """The rule as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - for the type checker: there is no change of nothing
        return found


@dataclass(frozen=True, slots=True)
class Side:
    """One table's part in the comparison. `asked`: the rules that differ, with the adjusting rules that they need."""

    table: Table
    asked: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The comparison for one standard. `shape` has what the asked rules of both sides read and nothing else; `others`: the rules that
    stayed the same, `adjusting` what acts before them, `others_shape` what both read;
    `moving`: places of the facts that are adjusted in another way; `reads_breaches`: whether the asked rules look at what the form's own
    validation says."""

    changes: tuple[Change, ...]
    before: Side
    after: Side
    shape: Shape
    adjusting: tuple[Rule, ...]
    others: tuple[Rule, ...]
    others_shape: Shape
    moving: tuple[Path, ...]
    reads_breaches: bool


def differences(before: Ruleset, after: Ruleset) -> Mapping[str, Difference]:
    """By standard. Both rulesets are compiled for the same plan."""
    return {
        standard: _difference(table, after.tables[standard], after.shape)
        for standard, table in before.tables.items()
        if standard in after.tables
    }


def _difference(before: Table, after: Table, shape: Shape) -> Difference:
    old, new = ({rule.id: rule for rule in table.rules} for table in (before, after))
    moving = _moving(before, after)
    found = [_change(rule, old.get(rule), new.get(rule), moving) for rule in dict.fromkeys([*new, *old])]
    changes = tuple(change for change in found if change is not None)
    differing = {change.rule for change in changes if change.kind.asked}
    sides = _side(before, differing), _side(after, differing)
    paths = {path for side in sides for rule in side.asked for path in read_by(rule)} | set(moving)
    others = [rule for rule in after.rules if rule.id not in differing]
    adjusting = _adjusters(after)
    return Difference(
        changes,
        *sides,
        narrowed(shape, paths),
        tuple(adjusting),
        tuple(others),
        narrowed(shape, (path for rule in (*others, *adjusting) for path in read_by(rule))),
        tuple(sorted(moving)),
        touch(paths, [("breaches",)]),
    )


def _change(rule: str, before: Rule | None, after: Rule | None, moving: Iterable[Path]) -> Change | None:
    kind = _kind(before, after, moving)
    return Change(rule, kind, before, after) if kind else None


def _kind(before: Rule | None, after: Rule | None, moving: Iterable[Path]) -> Kind | None:
    if before is None or after is None:
        return Kind.ADDED if before is None else Kind.REMOVED
    if _meaning(before) != _meaning(after):
        return Kind.CHANGED
    if (before.row, before.severity) != (after.row, after.severity):
        return Kind.REPORTED
    if touch(read_by(after), moving):
        return Kind.AFFECTED
    return None if _wording(before) == _wording(after) else Kind.WORDING


def _meaning(rule: Rule) -> Any:
    return rule.question, rule.adjustment


def _wording(rule: Rule) -> Any:
    return rule.caption, rule.message, rule.passed, rule.remedy, rule.pointer, rule.policy


def _side(table: Table, differing: set[str]) -> Side:
    wanted = [rule for rule in table.rules if rule.id in differing]
    needed = _adjusters_for(table, wanted)
    return Side(table, tuple(rule for rule in table.rules if rule.id in differing or rule.id in needed))


def _adjusters(table: Table) -> list[Rule]:
    return [rule for rule in table.rules if rule.adjustment is not None]


def _target(rule: Rule) -> Path:
    return rule.adjustment.target.path if rule.adjustment else ()


def _adjusters_for(table: Table, rules: Iterable[Rule]) -> set[str]:
    """The adjusting rules that set what these rules read, and what those read in turn."""
    needed: dict[str, Rule] = {}
    read = {path for rule in rules for path in read_by(rule)}
    growing = True
    while growing:
        more = {
            rule.id: rule
            for rule in _adjusters(table)
            if rule.id not in needed and touch([_target(rule)], read)
        }
        needed |= more
        read |= {path for rule in more.values() for path in read_by(rule)}
        growing = bool(more)
    return set(needed)


def _moving(before: Table, after: Table) -> set[Path]:
    """The places that the two tables adjust differently, and those that are adjusted from them."""
    old, new = _adjusters(before), _adjusters(after)
    meanings = [[_meaning(rule) for rule in side] for side in (old, new)]
    kept, still = ([each for each in side if all(each in other for other in meanings)] for side in meanings)
    if kept != still:  # in another order, any of them can come out differently
        return {_target(rule) for rule in (*old, *new)}
    moving = {_target(rule) for rule in (*old, *new) if _meaning(rule) not in kept}
    while more := {_target(rule) for rule in (*old, *new) if touch(read_by(rule), moving)} - moving:
        moving |= more
    return moving
