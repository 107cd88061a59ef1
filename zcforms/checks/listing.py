"""The rules of a plan as people read them: row by row of the check table, each rule a sentence with its policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from zcforms.checks.assembly import Rule, Table
from zcforms.checks.reading_back import rule_sentence
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.shape import Shape


@dataclass(frozen=True, slots=True)
class RuleTold:
    """`policy`: the sentence that the rule comes from, with its source; `file` and `at` (JSON Pointer): where it is written."""

    id: str
    caption: str
    severity: str
    sentence: str
    policy: str
    file: str
    at: str


@dataclass(frozen=True, slots=True)
class RowTold:
    id: str
    caption: str
    rules: tuple[RuleTold, ...]


@dataclass(frozen=True, slots=True)
class TableTold:
    """The check table of one evaluation standard."""

    standard: str
    caption: str
    rows: tuple[RowTold, ...]

    def rules(self) -> Iterator[RuleTold]:
        for row in self.rows:
            yield from row.rules


def tables(ruleset: Ruleset) -> tuple[TableTold, ...]:
    """One table for each of the plan's standards."""
    standards = ruleset.shape.at(("application", "standard"))
    return tuple(
        TableTold(
            standard, standards.caption_of(standard) if standards else standard, _rows(table, ruleset.shape)
        )
        for standard, table in ruleset.tables.items()
    )


def as_json(told: TableTold) -> dict[str, Any]:
    return asdict(told)


def _rows(table: Table, shape: Shape) -> tuple[RowTold, ...]:
    return tuple(
        RowTold(row.id, row.caption, tuple(_rule(rule, shape) for rule in table.rules if rule.row == row.id))
        for row in table.rows
    )


def _rule(rule: Rule, shape: Shape) -> RuleTold:
    sentence = rule_sentence(rule, shape)
    return RuleTold(rule.id, rule.caption, rule.severity.value, sentence, rule.policy, rule.file, rule.at)
