"""Faults that were put into the installed plans on purpose are found, with the right explanation; what is answered is what brute force says, too."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.lab import proof_seeds_biting, proof_seeds_changing, proof_seeds_passing
from tests.lab.proof_seeds import Seed, base, example, holds, made, run

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
