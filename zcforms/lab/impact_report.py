"""An impact as people look at it: captions instead of ids, sorted by what hits most. Plain data: for a table, for JSON, for a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks.assembly import Rule
from zcforms.checks.reading_back import rule_sentence
from zcforms.checks.ruleset import Ruleset
from zcforms.domain.plan import Plan
from zcforms.lab.impact_difference import Change, Kind, differences
from zcforms.lab.impact_tally import Example, Flips, Tally

AXES = {"employer": "工作单位", "route": "申报形式", "specialty": "申报专业", "level": "申报级别"}
UNKNOWN = "未填写"
_VIOLATED = "violated"


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """A rule that differs. `before`, `after`: what it asks for, read back in Chinese; "" where there is no such rule."""

    id: str
    caption: str
    row: str
    kind: str
    severity: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What is compared, known before anybody is counted. `rows`: id -> caption; `captions`: axis -> value -> caption."""

    plan: str
    caption: str
    rules_before: str
    rules_after: str
    changes: tuple[ChangedRule, ...]
    rows: Mapping[str, str]
    captions: Mapping[str, Mapping[str, str]]

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Heading:
        """What `dataclasses.asdict` gave, after a journey through JSON."""
        return cls(**{**data, "changes": tuple(ChangedRule(**one) for one in data["changes"])})


@dataclass(frozen=True, slots=True)
class RuleImpact:
    """`newly_violated`: violated now and not before; `newly_passed`: the other way; `moves`: "before>after" outcome -> number."""

    rule: ChangedRule
    newly_violated: int
    newly_passed: int
    moves: Mapping[str, int]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class GroupImpact:
    """Flips of one row of the check table, or of one value of an axis."""

    id: str
    caption: str
    flips: Flips


@dataclass(frozen=True, slots=True)
class Report:
    """`trustworthy` is false where the real engine said anything else than what was counted; `disagreements` tell. `unusable_lines`
    names the first thousand. `rules` that ask for something else, the hardest hitting first; `reworded` differ in their texts alone."""

    heading: Heading
    trustworthy: bool
    lines: int
    usable: int
    unusable: Mapping[str, int]
    unusable_lines: tuple[tuple[int, str], ...]
    whole: Flips
    unchanged: int
    rules: tuple[RuleImpact, ...]
    reworded: tuple[ChangedRule, ...]
    rows: tuple[GroupImpact, ...]
    groups: Mapping[str, tuple[GroupImpact, ...]]
    adjusted: Mapping[str, int]
    sampled: int
    disagreeing: int
    disagreements: tuple[tuple[int, str], ...]


def heading(plan: Plan, before: Ruleset, after: Ruleset) -> Heading:
    """Rules of several standards stand once."""
    found = {
        change.rule: change
        for difference in differences(before, after).values()
        for change in difference.changes
    }
    rows = {
        row.id: row.caption
        for ruleset in (before, after)
        for table in ruleset.tables.values()
        for row in table.rows
    }
    return Heading(
        plan=plan.id,
        caption=plan.caption,
        rules_before=before.digest,
        rules_after=after.digest,
        changes=tuple(_changed(change, before, after) for change in found.values()),
        rows=rows,
        captions={
            "route": {each.id: each.caption for each in plan.routes},
            "specialty": {each.id: each.caption for each in plan.specialties},
            "level": {each.id: each.caption for each in plan.levels},
        },
    )


def report(heading: Heading, tally: Tally) -> Report:
    """What was counted so far."""
    rules = [_rule(change, tally) for change in heading.changes if change.kind != Kind.WORDING]
    return Report(
        heading=heading,
        trustworthy=not tally.disagreeing,
        lines=tally.lines,
        usable=tally.usable,
        unusable=dict(tally.unusable),
        unusable_lines=tuple(tally.unusable_lines),
        whole=tally.whole,
        unchanged=tally.usable - tally.whole.changed,
        rules=tuple(sorted(rules, key=lambda each: -(each.newly_violated + each.newly_passed))),
        reworded=tuple(change for change in heading.changes if change.kind == Kind.WORDING),
        rows=_sorted(
            GroupImpact(row, caption, tally.rows[row])
            for row, caption in heading.rows.items()
            if row in tally.rows
        ),
        groups={
            axis: _sorted(
                GroupImpact(value, heading.captions.get(axis, {}).get(value, value) or UNKNOWN, flips)
                for value, flips in tally.groups.get(axis, {}).items()
            )
            for axis in AXES
        },
        adjusted=dict(tally.adjusted),
        sampled=tally.sampled,
        disagreeing=tally.disagreeing,
        disagreements=tuple((each.line, each.what) for each in tally.disagreements),
    )


def _changed(change: Change, before: Ruleset, after: Ruleset) -> ChangedRule:
    def sentence(rule: Rule | None, ruleset: Ruleset) -> str:
        return rule_sentence(rule, ruleset.shape) if rule else ""

    shown = change.shown
    return ChangedRule(
        id=change.rule,
        caption=shown.caption,
        row=shown.row,
        kind=change.kind.value,
        severity=shown.severity.value,
        before=sentence(change.before, before),
        after=sentence(change.after, after),
    )


def _rule(change: ChangedRule, tally: Tally) -> RuleImpact:
    moves = tally.rules.get(change.id, {})
    ends = [(move.split(">"), number) for move, number in moves.items()]
    return RuleImpact(
        rule=change,
        newly_violated=sum(n for (was, now), n in ends if now == _VIOLATED != was),
        newly_passed=sum(n for (was, now), n in ends if was == _VIOLATED != now),
        moves=dict(moves),
        examples=tuple(one for some in tally.examples.values() for one in some if one.rule == change.id),
    )


def _sorted(groups: Iterable[GroupImpact]) -> tuple[GroupImpact, ...]:
    """Who is hit most stands first."""
    return tuple(sorted(groups, key=lambda each: (-_hit(each.flips), -each.flips.total, each.caption)))


def _hit(flips: Flips) -> int:
    return flips.newly_failing + flips.newly_passing
