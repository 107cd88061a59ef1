"""One check of a full application: the whole, the engine's share, the reference evaluator alone, plain jsonschema validation.

python -m benchmarks.check [RUNS]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs

from benchmarks.timing import Spent, in_turn, rows
from zcforms.checks import conform, facts, reference
from zcforms.forms import validation
from zcforms.services import judgement
from zcforms.services.bench import Bench

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "teacher-complete.json"
BASELINE = "plain jsonschema validation of the same answers"


def measure(runs: int = 300) -> dict[str, Spent]:
    """Milliseconds by what was done."""
    document = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    with Bench.load() as bench:
        plan, held = judgement.held(bench.catalogue.plans, document)
        ruleset = bench.rulesets[plan.id]
        made = facts.facts(plan, held, validation.breaches_of(plan, held))
        table = ruleset.table(held["standard"])
        typed = conform.typed(made, ruleset.shape)
        compiled = table.compiled
        assert compiled is not None
        bench.checker.run(ruleset, made)
        fed = compiled.facts(typed)
        validators = _validators(plan, held)
        rusty = [
            (jsonschema_rs.Draft202012Validator(_plain(schema)), value)
            for schema, value in _sections(plan, held)
        ]
        return in_turn(
            {
                "whole check: schema, facts, engine, shadow, table": lambda: judgement.judge(
                    bench.checker, ruleset, plan, held
                ),
                "rules part: engine and shadow together": lambda: bench.checker.run(ruleset, made),
                "engine alone, in its child process": lambda: bench.checker.engine.call(
                    compiled.program.digest, fed
                ),
                "reference evaluator alone": lambda: [
                    (
                        reference.holds(rule.question.guard, typed),
                        reference.holds(rule.question.requirement, typed),
                    )
                    for rule in table.rules
                    if rule.adjustment is None
                ],
                "our validation of the answers (all keywords, Chinese messages)": lambda: (
                    validation.breaches_of(plan, held)
                ),
                "jsonschema-rs validation of the same answers": lambda: [
                    list(validator.iter_errors(value)) for validator, value in rusty
                ],
                BASELINE: lambda: [list(validator.iter_errors(value)) for validator, value in validators],
            },
            runs=runs,
        )


def _validators(plan: Any, document: Any) -> list[tuple[Any, Any]]:
    return [
        (jsonschema.Draft202012Validator(_plain(schema)), value)
        for schema, value in _sections(plan, document)
    ]


def _sections(plan: Any, document: Any) -> list[tuple[Any, Any]]:
    return [
        (section.schema, document["answers"][section.id])
        for section in plan.sections
        if section.id in document["answers"]
    ]


def _plain(schema: Any) -> Any:
    """The schema as plain JSON, without the name of its metaschema, which neither library may fetch."""
    return {key: value for key, value in json.loads(json.dumps(schema)).items() if key != "$schema"}


def table(spent: dict[str, Spent]) -> str:
    whole, engine, reference_alone = (
        next(one for name, one in spent.items() if name.startswith(word))
        for word in ("whole", "engine", "reference")
    )
    lines = [
        "| one check of a full application | p50 ms | p99 ms | ratio to plain jsonschema |",
        "|---|---|---|---|",
    ]
    shares = (
        f"The engine takes {engine.p50 / whole.p50:.0%} of the whole check, and {engine.p50 / reference_alone.p50:.2f} times what the "
        "reference evaluator takes for the same rules; the facts that it is fed are made beforehand and shared."
    )
    return "\n".join([*lines, *rows(spent, BASELINE), "", shares])


if __name__ == "__main__":
    print(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 300)))
