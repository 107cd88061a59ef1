"""Prove what can be proved about a plan: the questions of `proof_answers`, answered one after the other as they are known."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from zcforms.checks.run import Checker
from zcforms.lab import proof
from zcforms.lab.proof_answers import Answer, Question
from zcforms.lab.proof_comparing import changed
from zcforms.lab.proof_containing import contained
from zcforms.lab.proof_making import Bench, Limits, Version
from zcforms.lab.proof_pairs import pairs
from zcforms.lab.proof_passing import bites, passes

__all__ = ["Limits", "SolverMissing", "Version", "available", "prove"]


class SolverMissing(Exception):
    """The solver is not installed; the message says how to get it."""


def available() -> bool:
    """Whether the solver is installed."""
    return proof.installed()


def prove(
    now: Version,
    questions: Collection[Question] = (Question.PASSES, Question.BITES),
    *,
    before: Version | None = None,
    checker: Checker | None = None,
    limits: Limits | None = None,
    rules: Collection[str] | None = None,
) -> Iterator[Answer]:
    """Answers, each as soon as it is known, in the questions' order. `before`: the version that 4 and 5 compare with (without it they are not asked); `rules`: only
    about these; `checker`: the engine, so that examples are run by it, too (None: by the reference evaluator alone).

    Raises:
        SolverMissing.
    """
    if not available():
        raise SolverMissing(f"没有安装求解器，不能证明。安装：{proof.INSTALL}")
    bound = limits or Limits()
    yield from _of_plan(now, questions, checker, bound, rules)
    if before is not None and not {Question.CHANGED, Question.CONTAINED}.isdisjoint(questions):
        for pair in pairs(before, now, bound, checker):
            if Question.CHANGED in questions:
                yield from changed(pair, rules)
            if Question.CONTAINED in questions:
                yield from contained(pair)


def _of_plan(
    now: Version,
    questions: Collection[Question],
    checker: Checker | None,
    limits: Limits,
    rules: Collection[str] | None,
) -> Iterator[Answer]:
    """What is asked of one version."""
    if {Question.PASSES, Question.BITES}.isdisjoint(questions):
        return
    for standard in now.plan.standards:
        bench = Bench(now, standard, limits, checker)
        if Question.PASSES in questions:
            yield from passes(bench)
        if Question.BITES in questions:
            yield from bites(bench, rules)
