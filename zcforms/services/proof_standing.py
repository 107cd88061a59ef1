"""Whether somebody can pass, as far as it was proved of just this state of a plan: what a publication asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
_STRENGTH = (Verdict.SHOWN, Verdict.PROVED, Verdict.BOUNDED, Verdict.UNKNOWN, Verdict.DEFECT)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer and the run that gave it."""

    answer: Answer
    run: str


@dataclass(frozen=True, slots=True)
class Standing:
    """`state`: the plan's `fingerprint`; `asked`: it was asked to the end whether somebody can pass; `impossible`: who cannot; `unknown`: of whom it is not known; `running`: it is being asked; `earlier`: it
    was asked to the end of another state of the same draft."""

    state: str
    asked: bool
    impossible: tuple[Said, ...]
    unknown: tuple[Said, ...]
    running: bool
    earlier: bool = False


def fingerprint(plan: Plan, ruleset: Ruleset) -> str:
    """Names the state of a plan with its rules; the same for a draft and for the version that is made of it."""
    return digest([plan.id, plan.digest, ruleset.digest])


def standing(w: Work, plan: Plan, ruleset: Ruleset, subject: str = "") -> Standing:
    """By the strongest answer that any run about this state has given, however long it looked: what was proved is not unsaid by asking again with less time.
    `subject`: whose earlier states are asked about (`proof_subjects`), "" for none."""
    state = fingerprint(plan, ruleset)
    runs = [each for each in w.proofs.of_state(state) if _asks(each)]
    found = _strongest(said for run in runs for said in _answers(w, run))
    impossible = tuple(
        each for each in found if each.answer.kind is Kind.IMPOSSIBLE and each.answer.verdict in _SURE
    )
    unknown = tuple(each for each in found if each.answer.verdict in _UNSURE)
    running = any(not each.state.over for each in runs)
    before = [each for each in w.proofs.of(subject) if each.fingerprint != state] if subject else []
    earlier = any(_asks(each) and _answered(each) for each in before)
    return Standing(state, any(_answered(each) for each in runs), impossible, unknown, running, earlier)


def _strongest(every: Iterable[Said]) -> list[Said]:
    """Of each answer the strongest, of equally strong ones the first. An example that was run refutes whatever was said against it."""
    found: dict[str, Said] = {}
    for each in every:
        held = found.setdefault(each.answer.id, each)
        if _STRENGTH.index(each.answer.verdict) < _STRENGTH.index(held.answer.verdict):
            found[each.answer.id] = each
    return list(found.values())


def _asks(run: PlanProof) -> bool:
    return Question.PASSES.value in run.asked["questions"]


def _answered(run: PlanProof) -> bool:
    """Behind the question, and it was not lost on the way."""
    return Question.PASSES.value not in (*run.left, *run.asked.get("lost", ()))


def _answers(w: Work, run: PlanProof) -> Iterator[Said]:
    for each in w.proofs.answers(run.id, [Question.PASSES.value]):
        yield Said(proof_record.of_json(each.data), run.id)
