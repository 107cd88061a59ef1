"""Prove what can be proved about a plan: the questions of `proof_answers`, answered one after the other as they are known."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from zcforms.checks.run import Checker
from zcforms.lab.proofs.answers import Answer, Kind, Question
from zcforms.lab.proofs.asked import Limits, Version
from zcforms.lab.proofs.captions import BROKEN, MISSING

__all__ = ["Limits", "SolverMissing", "Version", "advise", "available", "missing", "prove"]

_LOADED_IN = 30.0
"""Seconds in which the solver must be loaded: it takes less than one."""

_OF_ONE = frozenset({Question.PASSES, Question.BITES, Question.BOUNDARY})
_OF_TWO = frozenset({Question.CHANGED, Question.CONTAINED})


class SolverMissing(Exception):
    """The solver cannot be used; the message says why, and how to get it."""


def available() -> bool:
    """Whether the solver can be used."""
    return not missing()


def missing() -> str:
    """Why the solver cannot be used; "" where it can. It is looked for each time, so that whoever installs it need not start anew."""
    if importlib.util.find_spec("z3") is None:
        return MISSING
    return "" if _loads() else BROKEN


@cache
def _loads() -> bool:
    """Tried in a process of its own, once: whoever only asks does not load it."""
    if "zcforms.lab.proof" in sys.modules:
        return bool(sys.modules["zcforms.lab.proof"].installed())
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    command = [sys.executable, "-c", "import z3; z3.main_ctx()"]
    try:
        tried = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=_LOADED_IN)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


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
    _require_solver()
    if not _OF_ONE.isdisjoint(questions):
        yield from _of_one(now, questions, limits or Limits(), checker, rules)
    if before is not None and not _OF_TWO.isdisjoint(questions):
        yield from _of_two((before, now), questions, limits or Limits(), checker, rules)


def advise(
    version: Version,
    document: Mapping[str, Any],
    *,
    checker: Checker | None = None,
    limits: Limits | None = None,
) -> Iterator[Answer]:
    """The least that this application has to change so that it passes (question 6), or the proof that nothing that can still be changed helps; nothing for an
    application that has chosen no standard of the plan.

    Raises:
        SolverMissing.
    """
    _require_solver()
    from zcforms.lab.proofs.questions.nearest import nearest  # loads the solver

    yield from nearest(version, document, limits or Limits(), checker)


def _require_solver() -> None:
    if why := missing():
        raise SolverMissing(why)


def _of_one(
    now: Version,
    questions: Collection[Question],
    limits: Limits,
    checker: Checker | None,
    rules: Collection[str] | None,
) -> Iterator[Answer]:
    """One question after the other, so that whoever stops in between knows which are answered."""
    from zcforms.lab.proofs.questions.biting import bites  # the solver is large: only who proves loads it
    from zcforms.lab.proofs.questions.boundaries import boundaries  # loads the solver
    from zcforms.lab.proofs.questions.making import Bench  # loads the solver
    from zcforms.lab.proofs.questions.passing import passes  # loads the solver

    benches = [Bench(now, standard, limits, checker) for standard in now.plan.standards]
    if Question.PASSES in questions:
        for bench in benches:
            yield from passes(bench)
    if Question.BITES in questions:
        yield from _of_any_standard(now, (answer for bench in benches for answer in bites(bench, rules)))
    if Question.BOUNDARY in questions:
        for bench in benches:
            yield from boundaries(bench, rules)


def _of_any_standard(now: Version, answers: Iterator[Answer]) -> Iterator[Answer]:
    """A rule is dead when no standard has a use for it; one that is for another standard is not."""
    dead: dict[str, list[Answer]] = {}
    for answer in answers:
        if answer.kind is Kind.DEAD:
            dead.setdefault(answer.subject.id, []).append(answer)
        else:
            yield answer
    for rule, found in dead.items():
        tables = now.ruleset.tables.values()
        if len(found) == sum(1 for table in tables if any(each.id == rule for each in table.rules)):
            yield found[0]


def _of_two(
    versions: tuple[Version, Version],
    questions: Collection[Question],
    limits: Limits,
    checker: Checker | None,
    rules: Collection[str] | None,
) -> Iterator[Answer]:
    from zcforms.lab.proofs.questions.comparing import changed  # loads the solver
    from zcforms.lab.proofs.questions.containing import contained  # loads the solver
    from zcforms.lab.proofs.questions.in_common import (
        no_longer_offered,  # beside the solver's
        nobody,
        one_sided,
    )
    from zcforms.lab.proofs.questions.pairs import pairs  # loads the solver

    both = list(pairs(*versions, limits, checker))
    if Question.CHANGED in questions:
        yield from one_sided(*versions)
        for pair in both:
            yield from changed(pair, rules)
        if not both:
            yield nobody(Question.CHANGED, *versions)
    if Question.CONTAINED in questions:
        yield from no_longer_offered(*versions)
        for pair in both:
            yield from contained(pair)
        if not both:
            yield nobody(Question.CONTAINED, *versions)
