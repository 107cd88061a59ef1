"""Rules alone: 60 rules on 80 facts, beside the reference evaluator, a JsonLogic library and the ZEN engine on equivalent rules, and
how the cost grows with rules and with facts.

python -m benchmarks.rules [RUNS]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import zen
from json_logic import jsonLogic

from benchmarks import equivalents
from benchmarks.timing import Spent, in_turn, rows
from zcforms.checks import conform, reference
from zcforms.checks.compiler import Compiler, Question
from zcforms.checks.core import TRUE
from zcforms.checks.engine import Engine
from zcforms.checks.parser import Parser
from zcforms.checks.scope import Surroundings
from zcforms.checks.shape import Shape
from zcforms.supervision import Supervised

RULES, FACTS = 60, 80
GROWING = (10, 30, 100, 300, 1000)
BOTH = "engine and shadow together, in process"
CHILD = "engine and shadow together, engine in its child process (as in production)"
ENGINE, REFERENCE, JSON_LOGIC, ZEN = (
    "engine alone (facts made, durable-rules)",
    "reference evaluator alone",
    "JsonLogic (json-logic-qubit 0.9.1)",
    "ZEN engine (zen-engine 2.1.3, compiled expressions)",
)
PLOT = Path(__file__).resolve().parent.parent / "docs" / "images" / "growth.svg"


@dataclass(frozen=True, slots=True)
class Measured:
    """`sixty`: by what was done; `by_rules`, `by_facts`: number -> the same."""

    sixty: dict[str, Spent]
    by_rules: dict[int, dict[str, Spent]]
    by_facts: dict[int, dict[str, Spent]]


def measure(runs: int = 300) -> Measured:
    few = max(runs // 10, 10)
    return Measured(
        sixty=_measured(RULES, FACTS, runs),
        by_rules={count: _measured(count, FACTS, few) for count in GROWING},
        by_facts={count: _measured(RULES, count, few) for count in GROWING},
    )


def _measured(rule_count: int, fact_count: int, runs: int) -> dict[str, Spent]:
    """Every engine on the same rules and facts; they must agree before they are timed."""
    written, facts = equivalents.rules(rule_count), equivalents.facts(fact_count)
    shape = Shape(equivalents.SCHEMA, equivalents.SCHEMA)
    questions = [_question(each.ours, shape) for each in written]
    compiler = Compiler()
    for number, question in enumerate(questions):
        compiler.add(number, question)
    compiled = compiler.compiled()
    engine = Engine(compiled.program)
    expressions = [zen.compile_expression(each.zen) for each in written]

    def shadow(typed: Any) -> frozenset[int]:
        return frozenset(
            n for n, each in enumerate(questions) if reference.holds(each.requirement, typed) is not True
        )

    def direct(typed: Any) -> frozenset[int]:
        return engine.answer(compiled.facts(typed)).fired

    def typed() -> Any:
        return conform.typed(facts, shape)

    def agreeing(decide: Callable[[Any], frozenset[int]]) -> Callable[[], object]:
        def both() -> frozenset[int]:
            made = typed()
            found = decide(made)
            assert found == shadow(made)
            return found

        return both

    with Supervised("zcforms.checks.engine:evaluate", timeout=60) as child:
        child.call(compiled.program.digest, compiled.facts(typed()), compiled.program)

        def supervised(made: Any) -> frozenset[int]:
            found: frozenset[int] = child.call(compiled.program.digest, compiled.facts(made)).fired
            return found

        functions: Mapping[str, Callable[[], object]] = {
            BOTH: agreeing(direct),
            CHILD: agreeing(supervised),
            ENGINE: lambda: direct(typed()),
            REFERENCE: lambda: shadow(typed()),
            JSON_LOGIC: lambda: frozenset(
                n for n, each in enumerate(written) if not jsonLogic(each.json_logic, facts)
            ),
            ZEN: lambda: frozenset(n for n, each in enumerate(expressions) if not each.evaluate(facts)),
        }
        expected = functions[REFERENCE]()
        for name, function in functions.items():
            assert function() == expected, f"{name} decides otherwise"
        spent = in_turn(functions, runs=runs)
    engine.close()
    return spent


def _question(tree: Any, shape: Shape) -> Question:
    parser = Parser(shape, Surroundings(reference=date(2022, 12, 31)))
    requirement = parser.condition(tree, "/require")
    assert not parser.faults, [fault.args for fault in parser.faults]
    return Question(TRUE, requirement)


def table(measured: Measured) -> str:
    """Writes the plot beside it."""
    draw(measured)
    lines = [
        f"| {RULES} rules on {FACTS} facts | p50 ms | p99 ms | ratio to the reference evaluator |",
        "|---|---|---|---|",
        *rows(measured.sixty, REFERENCE),
        "",
        "All of them gave the same verdict on every rule before they were timed. The rules are of six kinds in turn: number against bound, number against number,",
        "choice of a list, counted records, every record, sum over chosen records (`benchmarks/equivalents.py` writes each three times).",
        "",
        "| median ms | " + " | ".join(str(count) for count in GROWING) + " |",
        "|---|" + "---|" * len(GROWING),
        *_growth(f"rules, on {FACTS} facts", measured.by_rules),
        *_growth(f"facts, under {RULES} rules", measured.by_facts),
        "",
        "![How the cost grows with rules and with facts](images/growth.svg)",
    ]
    return "\n".join(lines)


def _growth(of: str, series: dict[int, dict[str, Spent]]) -> list[str]:
    return [
        f"| {name.split(' (')[0]}: {of} | "
        + " | ".join(f"{spent[name].p50:.2f}" for spent in series.values())
        + " |"
        for name in (BOTH, REFERENCE, JSON_LOGIC, ZEN)
    ]


def draw(measured: Measured) -> None:
    """docs/images/growth.svg: both axes logarithmic."""
    import matplotlib.pyplot as pyplot  # slow: only the plot needs it

    pyplot.rcParams["svg.hashsalt"] = "zcforms"
    figure, axes = pyplot.subplots(1, 2, figsize=(11, 4.2), sharey=True)
    for place, (label, series) in zip(
        axes,
        (
            (f"rules (on {FACTS} facts)", measured.by_rules),
            (f"facts (under {RULES} rules)", measured.by_facts),
        ),
        strict=True,
    ):
        for name, marker in ((BOTH, "o"), (REFERENCE, "s"), (JSON_LOGIC, "^"), (ZEN, "d")):
            medians = [spent[name].p50 for spent in series.values()]
            place.plot(list(series), medians, marker=marker, label=name.split(" (")[0])
        place.set(xscale="log", yscale="log", xlabel=label)
        place.grid(True, which="both", alpha=0.25)
    axes[0].set_ylabel("median, ms")
    axes[0].legend()
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Date": None})
    pyplot.close(figure)


if __name__ == "__main__":
    print(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 300)))
