"""Whether somebody can pass, as far as it was proved of just this state of a plan: what a publication asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zcforms.checks.ruleset import Ruleset
from zcforms.documents.reading import digest
from zcforms.domain.plan import Plan
from zcforms.lab.proofs import record as proof_record
from zcforms.lab.proofs.answers import Answer, Kind, Question, Verdict
from zcforms.storage.proof_records import PlanProof
from zcforms.storage.work import Work

_SURE = (Verdict.PROVED,)
_UNSURE = (Verdict.UNKNOWN, Verdict.BOUNDED, Verdict.DEFECT)
"""What was only seen among so many records is not known."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`asked`: it was asked to the end whether somebody can pass; `impossible`: who cannot; `unknown`: of whom it is not known; `running`: it is being asked."""

    asked: bool
    impossible: tuple[Answer, ...]
    unknown: tuple[Answer, ...]
    running: bool


def fingerprint(plan: Plan, ruleset: Ruleset) -> str:
    """Names the state of a plan with its rules; the same for a draft and for the version that is made of it."""
    return digest([plan.id, plan.digest, ruleset.digest])


def standing(w: Work, plan: Plan, ruleset: Ruleset) -> Standing:
    """By the newest run that came to the end of the question; where none did, by what others have said so far."""
    runs = [each for each in w.proofs.of_state(fingerprint(plan, ruleset)) if _asks(each)]
    whole = next((each for each in runs if _answered(each)), None)
    found = {each.id: each for run in ([whole] if whole else runs) for each in _answers(w, run)}
    impossible = tuple(
        each for each in found.values() if each.kind is Kind.IMPOSSIBLE and each.verdict in _SURE
    )
    unknown = tuple(each for each in found.values() if each.verdict in _UNSURE)
    running = any(not each.state.over for each in runs)
    return Standing(whole is not None, impossible, unknown, running)


def _asks(run: PlanProof) -> bool:
    return Question.PASSES.value in run.asked["questions"]


def _answered(run: PlanProof) -> bool:
    """Behind the question, and it was not lost on the way."""
    return Question.PASSES.value not in (*run.left, *run.asked.get("lost", ()))


def _answers(w: Work, run: PlanProof) -> Iterator[Answer]:
    for each in w.proofs.answers(run.id, [Question.PASSES.value]):
        yield proof_record.of_json(each.data)
