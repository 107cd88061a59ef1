"""Random rules over random facts: the engine against the reference evaluator.

Run for longer with `python -m tests.checks.fuzz_engine SECONDS [SEED]`, or with `... COUNT=100000 [SEED]` over so many generated
applications; exits 1 with the rule and the facts at the first difference.
"""

from __future__ import annotations

import json
import math
import random
import sys
import time
from dataclasses import dataclass
from typing import Any

from tests.checks.random_rules import REFERENCE, SHAPE, Author, some_facts
from zcforms.checks import conform, reference
from zcforms.checks.compiler import Compiler, Question
from zcforms.checks.engine import Engine
from zcforms.checks.parser import Parser
from zcforms.checks.scope import Surroundings


@dataclass
class Count:
    """What a run went through. `applications`: generated facts, each under all rules of its round."""

    applications: int = 0
    verdicts: int = 0
    unasked: int = 0
    violated: int = 0
    joined: int = 0


def one_round(source: random.Random, count: Count) -> None:
    """A random ruleset over random facts. Raises AssertionError with rule and facts at the first difference.

    Small rulesets find what large ones hide: an overrun beyond one rule's memory lands in the next rule's.
    """
    author = Author(source)
    rules, documents = source.choice([(1, 6), (2, 6), (12, 12), (40, 8)])
    compiler = Compiler()
    written: list[tuple[Any, Question]] = []
    for _ in range(rules):
        tree = (author.condition(["$"], 1), author.condition(["$"], 3))
        parser = Parser(SHAPE, Surroundings(REFERENCE, calendar=source.random() < 0.5))
        question = Question(
            parser.condition(tree[0], "/when"), parser.condition(tree[1], "/require"), source.random() < 0.6
        )
        assert not parser.faults, (tree, [fault.args for fault in parser.faults])
        compiler.add(len(written), question)
        written.append((tree, question))
    compiled = compiler.compiled()
    count.joined += sum(len(rule.patterns) > 1 for rule in compiled.program.rules)
    engine = Engine(compiled.program)
    try:
        for _ in range(documents):
            facts = some_facts(source)
            typed = conform.typed(facts, SHAPE)
            extract = compiled.extract(typed)
            assert not extract.failed, extract.failed
            answer = engine.answer(extract.facts)
            assert not answer.lost, facts
            count.applications += 1
            for number, (tree, question) in enumerate(written):
                expected = violated(question, typed, count)
                count.verdicts += 1
                count.violated += expected
                assert (number in answer.fired) == expected, json.dumps(
                    [tree, question.missing_fails, facts, {"engine": number in answer.fired}],
                    ensure_ascii=False,
                )
    finally:
        engine.close()


def violated(question: Question, typed: Any, count: Count) -> bool:
    """The reference evaluator's answer."""
    if reference.holds(question.guard, typed) is not True:
        return False
    truth = reference.holds(question.requirement, typed)
    if truth is not None:
        return not truth
    if not question.missing_fails:
        count.unasked += bool(reference.unasked(question.requirement, typed))
        return False
    unmet = reference.unmet(question.requirement, typed)
    count.unasked += not unmet
    return unmet


def main(seconds: float, seed: int, applications: float = math.inf) -> int:
    """Until the time is over or so many applications were generated."""
    source, count, end = random.Random(seed), Count(), time.monotonic() + seconds
    rounds = 0
    while time.monotonic() < end and count.applications < applications:
        try:
            one_round(source, count)
        except AssertionError as difference:
            print(f"seed {seed}, round {rounds}: {difference}")
            return 1
        rounds += 1
    print(f"seed {seed}: {rounds} rounds, {count}")
    return 0


def _asked_for(arguments: list[str]) -> int:
    first = arguments[0] if arguments else "20"
    seed = int(arguments[1]) if len(arguments) > 1 else time.time_ns() % 10**6
    if first.startswith("COUNT="):
        return main(math.inf, seed, int(first.removeprefix("COUNT=")))
    return main(float(first), seed)


if __name__ == "__main__":
    sys.exit(_asked_for(sys.argv[1:]))
