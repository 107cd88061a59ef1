"""Findings point at what is to blame: the one record or answer that breaks the rule, where there is exactly one; of several places that the
form itself found, the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zcforms.checks import alterations
from zcforms.checks.assembly import Rule, Table
from zcforms.checks.deciding import Decided, Outcome
from zcforms.checks.judging import Judge
from zcforms.checks.naming import Names
from zcforms.checks.shape import Shape
from zcforms.checks.steps import TooManySteps
from zcforms.documents.pointer import pointer, steps
from zcforms.domain.finding import CheckRow, Finding


def pointed(rows: tuple[CheckRow, ...], table: Table, decided: Decided, shape: Shape) -> tuple[CheckRow, ...]:
    """The rows, with the pointers of violated rules made as exact as the facts allow; else they stay the rule's `at`."""
    if Outcome.VIOLATED not in decided.outcomes.values():
        return rows
    rules = {rule.id: rule for rule in table.rules}
    judge = Judge.of(Names.of(shape), decided.typed)

    def found(finding: Finding) -> Finding:
        if decided.outcomes[finding.rule] is not Outcome.VIOLATED:
            return finding
        return replace(finding, pointer=_exact(rules[finding.rule], judge, decided.typed))

    return tuple(replace(row, findings=tuple(found(each) for each in row.findings)) for row in rows)


def _exact(rule: Rule, judge: Judge, typed: Mapping[str, Any]) -> str:
    try:
        places = judge.judged(rule.question.requirement).places
    except TooManySteps:
        return rule.pointer
    definite = len(places) == 1 or (places and all(steps(each)[0] == alterations.FINDINGS for each in places))
    return (_in_application(places[0], rule.pointer, typed) if definite else "") or rule.pointer


def _in_application(place: str, written: str, typed: Mapping[str, Any]) -> str:
    """A pointer into the facts as one into the application document; empty where they do not meet what the rule points at."""
    group, *rest = steps(place)
    match (group, *rest):
        case (alterations.FINDINGS, number, *_):
            return str(typed[group][int(number)].get("pointer") or "")
        case ("categories", category, number, *below):
            return _imported(typed["categories"][category], int(number), below)
        case ("imported", number, *below):
            return _imported(typed["imported"], int(number), below)
    path = rest if group == "achievements" else [group, *rest]
    aimed = steps(written) if written else ()
    if group == "achievements" and _of_category(typed, aimed, rest[0]):
        return pointer(("imports", *rest))
    if len(aimed) < 2 or (aimed[0], *path)[: len(aimed)] != aimed:
        return ""
    return pointer((aimed[0], *path))


def _of_category(typed: Mapping[str, Any], aimed: Sequence[str], item: str) -> bool:
    """Whether the rule points at a category of achievements that has records of the item."""
    listed = typed.get("categories", {}).get(aimed[1], ()) if len(aimed) == 2 else ()
    return any(each.get("item") == item for each in listed)


def _imported(listed: Sequence[Mapping[str, Any]], number: int, below: Iterable[str]) -> str:
    """A record that stands among those of other items, as the import that it is."""
    item = listed[number].get("item")
    position = sum(each.get("item") == item for each in listed[:number])
    return pointer(("imports", str(item), position, *below))
