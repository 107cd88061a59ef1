"""How made-up people fare: what share of them passes a plan's rules, and what share fails each row of its check table."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from zcforms.checks import conform
from zcforms.checks.run import decide
from zcforms.lab.impact_weighing import blocks
from zcforms.lab.population import Population


@dataclass(slots=True)
class Shares:
    """`rows`: row of the check table -> people who fail it, every row of the plan in its order; `captions`: of the rows."""

    people: int = 0
    passing: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    captions: dict[str, str] = field(default_factory=dict)


def shares(population: Population, count: int, start: int = 0) -> Shares:
    """Of so many people, by the reference evaluator."""
    made, ruleset = Shares(), population.ruleset
    for line in population.lines(count, start):
        facts = json.loads(line)["facts"]
        table = ruleset.table(facts["application"]["standard"])
        for row in table.rows:
            made.captions.setdefault(row.id, row.caption)
            made.rows[row.id] += 0
        outcomes = decide(table.rules, conform.typed(facts, ruleset.shape)).outcomes
        failed = {rule.row for rule in table.rules if blocks(rule, outcomes[rule.id])}
        made.rows.update(failed)
        made.people += 1
        made.passing += not failed
    return made
