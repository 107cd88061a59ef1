"""Prove what can be proved about a plan: the questions of `proof_answers`, answered one after the other as they are known."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker
from zcforms.domain.plan import Plan
from zcforms.lab.proof_answers import Answer, Question


@dataclass(frozen=True, slots=True)
class Version:
    """A plan with its rules."""

    plan: Plan
    ruleset: Ruleset


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds`: for one question about one subject; `records`: of one list at most."""

    seconds: float = 10.0
    records: int = 8


class SolverMissing(Exception):
    """The solver is not installed; the message says how to get it."""


def available() -> bool:
    """Whether the solver is installed."""
    return importlib.util.find_spec("z3") is not None


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
    raise NotImplementedError
