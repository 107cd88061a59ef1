"""What would make violated rules pass: the smallest changes, for the author's trial, the command line and the API."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from zcforms.checks import changes, conform, run
from zcforms.checks.changes import Change
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Outcome

SECONDS = 2.0
"""The longest that they are looked for in one answer."""

Advice = Mapping[str, tuple[Change, ...]]
"""Rule -> the fewest changes after which it passes, each held to the reference evaluator."""


def smallest_changes(
    ruleset: Ruleset, facts: Mapping[str, Any], rules: Collection[str] | None = None
) -> dict[str, tuple[Change, ...]]:
    """For each violated rule (of `rules`, where given) the fewest changes after which it passes, where some are found in time."""
    table = ruleset.table(facts["application"].get("standard"))
    decided = run.decide(table.rules, conform.typed(facts, ruleset.shape))
    deadline = time.monotonic() + SECONDS
    found = {}
    for rule in table.rules:
        wanted = rules is None or rule.id in rules
        if (
            wanted
            and decided.outcomes[rule.id] is Outcome.VIOLATED
            and time.monotonic() < deadline
            and (made := changes.smallest(rule, decided.typed, ruleset.shape))
        ):
            found[rule.id] = made
    return found


def as_json(advice: Advice) -> dict[str, list[dict[str, Any]]]:
    """The same with one object a change (docs/explanations.md)."""
    return {rule: [asdict(each) for each in made] for rule, made in advice.items()}
