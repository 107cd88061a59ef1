"""What a proof is asked of, and how long; without the solver, so that whoever only asks does not load it."""

from __future__ import annotations

from dataclasses import dataclass

from zcforms.checks.ruleset import Ruleset
from zcforms.domain.plan import Plan


@dataclass(frozen=True, slots=True)
class Version:
    """A plan with its rules."""

    plan: Plan
    ruleset: Ruleset


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds`: for one question about one subject; `records`: of one list at most."""

    seconds: float = 10.0
    records: int = 12
