"""One run of the prover over a plan that somebody asked for, and what it has said so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class ProofState(StrEnum):
    """superseded: the plan was changed, or another run was asked for, before this one had come to its end."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    SUPERSEDED = "superseded"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        return self not in LIVE


LIVE = (ProofState.WAITING, ProofState.RUNNING)


@dataclass(eq=False)
class PlanProof:
    """`subject` is "kind:id" of what was asked about (a plan's draft, a plan in force, a draft of rules); `fingerprint` names the state of the plan that the answers are
    true of. `asked`: {"questions", "seconds", "records", "rules", "lost"}, of which `lost` are questions that the solver did not survive; `left`: the questions that are still to be put; `slices`: jobs that have written;
    `answers`: how many there are; `fault`: why it failed, or what it could not do."""

    id: str
    subject: str
    plan_id: str
    fingerprint: str
    organisation_id: str
    account_id: str
    asked_at: datetime
    changed_at: datetime
    asked: Mapping[str, Any]
    left: list[str]
    state: ProofState = ProofState.WAITING
    slices: int = 0
    answers: int = 0
    fault: str = ""


@dataclass(eq=False)
class Advice:
    """What the solver said to an application (question 6), one for each; it goes with the application. `fingerprint` names the content, the plan and the rules that it is
    true of; `number` counts how often it was asked for; `answer`: `lab.proofs.answers.Answer` as JSON, empty until it is known and where none is."""

    application_id: str
    fingerprint: str
    asked_at: datetime
    changed_at: datetime
    number: int = 1
    state: ProofState = ProofState.WAITING
    answer: Mapping[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class ProofAnswer:
    """One answer (`lab.proofs.answers.Answer` as JSON in `data`); `sequence` counts from 1 within its run."""

    id: str
    proof_id: str
    sequence: int
    question: str
    kind: str
    verdict: str
    data: Mapping[str, Any]
