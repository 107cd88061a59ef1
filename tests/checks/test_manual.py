"""The language's manual, docs/rules.md: every example is run, and every word of the language has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.checks.language import engine_says
from zcforms.checks import (
    amount,
    assembly,
    choosing,
    comparing,
    conform,
    engine,
    normal,
    parser,
    reference,
    scope,
    steps,
    values,
)
from zcforms.checks.assembly import Rule
from zcforms.checks.compiler import Question
from zcforms.checks.core import TRUE
from zcforms.checks.deciding import Outcome, decide
from zcforms.checks.messages import Sentence
from zcforms.checks.scope import Surroundings
from zcforms.checks.shape import Shape
from zcforms.documents import reading
from zcforms.domain.finding import Severity

MANUAL = Path(__file__).parents[2] / "docs" / "rules.md"
_BLOCK = re.compile(r"^```yaml (\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TRUTHS = {True: True, False: False, "unknown": None}


def blocks(kind: str) -> list[Any]:
    text = MANUAL.read_text("utf-8")
    return [
        reading.parse(found[2], f"docs/rules.md:{text.count(chr(10), 0, found.start()) + 1}", is_yaml=True)
        for found in _BLOCK.finditer(text)
        if found[1] == kind
    ]


(SCHEMA,) = blocks("schema")
(PLAN,) = blocks("plan")
EXAMPLES = blocks("example")
FAULTS = blocks("fault")
SHAPE = Shape(SCHEMA, SCHEMA)


def surroundings(counting: str) -> Surroundings:
    dates = {name: date.fromisoformat(PLAN[name]) for name in ("tenure", "achievements")}
    return Surroundings(
        reference=dates["tenure"],
        dates=dates,
        numbers={"year": PLAN["year"]},
        parameters=PLAN["parameters"],
        calendar=counting == "calendar",
    )


def question(example: Any) -> Question:
    reader = parser.Parser(SHAPE, surroundings(example.get("counting", PLAN["counting"])))
    guard = reader.condition(example["when"], "/when") if "when" in example else TRUE
    requirement = reader.condition(example["require"], "/require")
    assert not reader.faults, [fault.args for fault in reader.faults]
    return Question(guard, requirement, example.get("missing", "fail") == "fail")


def outcome(asked: Question, typed: Any) -> Outcome:
    nothing = Sentence(())
    rule = Rule("r", "row", "规则", Severity.BLOCKING, asked, None, nothing, None, nothing, "", "")
    return decide([rule], typed).outcomes["r"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["require"])[:60])
def test_an_example_of_the_manual(example: Any) -> None:
    """The truth and outcome that the manual tells, by reference and engine."""
    asked = question(example)
    for case in example["cases"]:
        typed = conform.typed(case["facts"], SHAPE)
        if "truth" in case:
            assert reference.holds(asked.requirement, typed) is _TRUTHS[case["truth"]], case
        decided = outcome(asked, typed)
        if "outcome" in case:
            assert decided == case["outcome"], case
        assert engine_says(asked, typed) is (decided is Outcome.VIOLATED), case


@pytest.mark.parametrize("example", FAULTS, ids=lambda example: str(example["condition"])[:60])
def test_a_fault_of_the_manual(example: Any) -> None:
    reader = parser.Parser(SHAPE, surroundings(PLAN["counting"]))
    reader.condition(example["condition"], "/require")
    (found,) = reader.faults
    assert example["fault"] in found.fault
    assert example["remedy"] in found.remedy


def words(tree: Any) -> Iterator[str]:
    """Every key, and the operators of `compare`."""
    if isinstance(tree, dict):
        for key, inner in tree.items():
            yield key
            if key == "compare":
                yield inner[1]
            yield from words(inner)
    elif isinstance(tree, list):
        for each in tree:
            yield from words(each)


@pytest.mark.parametrize(
    "word",
    sorted(
        {
            *parser.CONDITIONS,
            *parser.MEASURES,
            *comparing.TESTS,
            *choosing.TESTS,
            *values.VALUES,
            *values.CHOICES,
        }
    ),
)
def test_every_word_of_the_language_has_an_example_both_ways(word: str) -> None:
    """One example at least; where it tells truths, not all of them the same."""
    telling = [example for example in EXAMPLES if word in words([example["require"], example.get("when")])]
    assert telling
    assert len(
        {case["truth"] for example in telling for case in example["cases"] if "truth" in case}
    ) > 1 or word in (
        "anniversaries",
        "years",
    )


def test_each_kind_of_nothing_has_an_outcome_in_the_manual() -> None:
    told = {case["outcome"] for example in EXAMPLES for case in example["cases"] if "outcome" in case}
    assert told == {"passed", "violated", "inapplicable", "not_asked"}


def test_the_limits_that_the_manual_tells_are_those_that_hold() -> None:
    text = MANUAL.read_text("utf-8").replace(",", "")
    for number, what in (
        (values.DEEPEST, "levels"),
        (amount.MOST_NODES, "parts"),
        (amount.MOST_WRITTEN, "members of the conditions"),
        (scope.LONGEST, "characters"),
        (choosing.MOST_CHOICES, "choices"),
        (values.MOST_ROWS, "rows of a table"),
        (values.MOST_OPERANDS, "operands"),
        (normal.MOST_BRANCHES, "branches"),
        (assembly.MOST_RULES, "rules"),
        (assembly.MOST_COPIES, "copies"),
        (engine.MOST_FACTS, "records of an application"),
        (steps.MOST_STEPS, "records or pairs of records"),
        (engine.MOST_COMBINATIONS, "combinations"),
    ):
        assert f"{number} {what}" in text, what
