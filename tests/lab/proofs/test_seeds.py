"""Faults that were put into the installed plans on purpose are found, with the right explanation; what is answered is what brute force says, too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.lab.proofs import seeds_biting as proof_seeds_biting
from tests.lab.proofs import seeds_changing as proof_seeds_changing
from tests.lab.proofs import seeds_passing as proof_seeds_passing
from tests.lab.proofs.seeds import Seed, base, example, holds, made, run
from zcforms.lab import proof
from zcforms.lab.proofs.answers import Answer, Kind, Question, Verdict
from zcforms.lab.proofs.proving import Limits, prove

SEEDS = (*proof_seeds_passing.SEEDS, *proof_seeds_biting.SEEDS, *proof_seeds_changing.SEEDS)


def _named(seed: Seed) -> str:
    return seed.name


def test_there_are_seeds_for_every_plan() -> None:
    """At least thirty faults beside the controls, over all installed plans."""
    faults = [seed for seed in SEEDS if not seed.fault.startswith("对照")]
    assert len({seed.name for seed in SEEDS}) == len(SEEDS)
    assert len(faults) >= 30
    assert min(Counter(seed.plan for seed in faults).values()) >= 3
    assert len({seed.plan for seed in faults}) == 9


@pytest.mark.parametrize("plan", sorted({seed.plan for seed in SEEDS}))
def test_the_example_passes_the_plan_as_it_is(plan: str) -> None:
    """Otherwise nothing that is made of it would say anything."""
    assert run(base(plan), example(plan)).passes


@pytest.mark.parametrize("seed", SEEDS, ids=_named)
def test_brute_force_says_what_must_be_answered(seed: Seed) -> None:
    assert holds(seed, made(seed.plan, seed.edits)) == []


# ------------------------------------------------------------------------------------------- the prover

LIMITS = Limits(seconds=30.0)
_FIRM = (Verdict.SHOWN, Verdict.PROVED)


def answered(seed: Seed) -> Iterator[Answer]:
    """What is said of the seed's subject; of rows only those of the seed's."""
    now, expected = made(seed.plan, seed.edits), seed.expected
    before = base(seed.plan) if seed.compared else None
    rules = None
    if expected.question is Question.BITES:
        rules = [expected.subject["id"]]
    elif expected.question is Question.CHANGED:
        tables = now.ruleset.tables.values()
        rules = [each.id for table in tables for each in table.rules if each.row == expected.subject["id"]]
    given = prove(now, (expected.question,), before=before, rules=rules, limits=LIMITS)
    return (answer for answer in given if expected.about(answer))


@pytest.mark.slow
@pytest.mark.skipif(not proof.installed(), reason="the solver is an extra")
@pytest.mark.parametrize("seed", SEEDS, ids=_named)
def test_the_fault_is_found_and_explained(seed: Seed) -> None:
    """With a proof or an example, and naming what has to be changed."""
    said = []
    for answer in answered(seed):
        kind = Kind.OPEN if seed.expected.bounded else seed.expected.kind  # what was only seen is not said
        wrong = [] if answer.kind is kind else [f"it is {answer.kind}: {answer.sentence}"]
        if seed.expected.kind in (Kind.IMPOSSIBLE, Kind.REDUNDANT):
            wrong += seed.expected.missing(answer.causes)
        firm = (Verdict.BOUNDED,) if seed.expected.bounded else _FIRM
        if not wrong and answer.verdict in firm:
            return
        said.append((answer.kind, answer.verdict, wrong))
        if answer.question is Question.PASSES:
            break
    pytest.fail(f"{seed.fault}: {said}")
