"""Proofs of a plan in the background: asked for, shown while they are found, stopped.

Each slice of some seconds is a job of its own, which writes the answers that it was told and asks for the next one in the same unit of work: a worker may die at any moment,
and other jobs come between. The solver lives in a child of the worker from slice to slice; where the next slice comes to another worker it begins anew, and what was told already
is not told again.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zcforms.domain.errors import DocumentsInvalid, InputFault, InputRefused, NotFound, WrongState
from zcforms.lab.proofs import captions as proof_captions
from zcforms.lab.proofs import proving
from zcforms.lab.proofs import record as proof_record
from zcforms.lab.proofs.answers import Answer, Question, Verdict
from zcforms.lab.proofs.proving import Limits, SolverMissing
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.editions import Edition
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.proof_pool import pool
from zcforms.services.proof_subjects import Matter, about, require_seen
from zcforms.services.rule_authors import author
from zcforms.storage.proof_records import LIVE, PlanProof, ProofAnswer, ProofState
from zcforms.storage.work import Work, work

_log = logging.getLogger(__name__)

JOB = "prove-plan"
"""Kind of the job that tells one slice; its payload is {"proof_id", "slice"}."""
SLICE_SECONDS = 2.0
MOST_LIVE = 3
"""Runs of one organisation at the same time."""
KEPT = timedelta(days=180)
QUESTIONS = (Question.PASSES, Question.BITES, Question.CHANGED, Question.CONTAINED)
"""What is asked where nobody says what to ask."""
_SECONDS, _RECORDS = (1.0, 120.0), (1, 40)


@dataclass(frozen=True, slots=True)
class OtherRun:
    """A run beside the one that is shown. `answers`: how many it has given."""

    id: str
    asked_at: datetime
    answers: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ProofShown:
    """A run about something with what it has said. `id` is "" where there was none; `outdated`: the plan is another one since; `missing`: how to get the solver, "" where it is
    there; `comparable`: whether there is a version to compare with; `left`: questions that are still to be answered, or never will be; `asked` and `seconds`: what was asked, and
    for how long each (none and 0 where nothing was); `others`: other runs about the same state."""

    id: str
    state: ProofState
    asked_at: datetime | None
    answers: tuple[Answer, ...]
    outdated: bool
    missing: str
    comparable: bool
    left: tuple[Question, ...]
    fault: str
    asked: tuple[Question, ...] = ()
    seconds: float = 0.0
    others: tuple[OtherRun, ...] = ()

    @property
    def over(self) -> bool:
        """Whether there is nothing to wait for."""
        return self.state.over

    @property
    def alarming(self) -> tuple[Answer, ...]:
        return tuple(each for each in self.answers if each.alarming)

    @property
    def unknown(self) -> tuple[Answer, ...]:
        return tuple(each for each in self.answers if each.verdict in (Verdict.UNKNOWN, Verdict.BOUNDED))


def start(
    house: House,
    actor: Actor,
    subject: str,
    now: datetime,
    *,
    questions: Collection[Question] = QUESTIONS,
    limits: Limits | None = None,
    rules: Collection[str] | None = None,
) -> str:
    """Ask the questions about a subject (`proof_subjects.about`); the run's id. What runs about it is given up.

    Raises:
        WrongState: there is no solver here, the plan cannot be built, or too many are under way. InputRefused: no question, or limits out of range. NotFound, NotAllowed.
    """
    if why := proving.missing():
        raise WrongState(why)
    limits = limits or Limits()
    _require_sensible(questions, limits)
    edition = house.rulebook.edition()
    with writing(house, actor) as w:
        who = author(w, house, actor)
        require_seen(w, who, edition, subject)
        matter = about(w, edition, subject)
        asked = [each for each in Question if each in questions and (matter.before or not _compares(each))]
        if not asked:
            raise InputRefused([InputFault("/questions", "没有可以比较的上一版，请至少再选一个问题。")])
        w.proofs.clear(now - KEPT)
        _give_up(w.proofs.of(subject), now)
        w.flush()
        if len(w.proofs.live(who.organisation_id)) >= MOST_LIVE:
            raise WrongState(f"本单位已有 {MOST_LIVE} 项证明正在进行，请等待完成或先停止一项。")
        made = PlanProof(
            id=new_id(),
            subject=subject,
            plan_id=matter.plan.id,
            fingerprint=matter.fingerprint,
            organisation_id=who.organisation_id,
            account_id=actor.account_id,
            asked_at=now,
            changed_at=now,
            asked={
                "questions": [each.value for each in asked],
                "seconds": limits.seconds,
                "records": limits.records,
                "rules": list((matter.rules if rules is None else rules) or ()) or None,
            },
            left=[each.value for each in asked],
        )
        w.proofs.add(made)
        w.flush()
        _ask(w, made)
        note(w, actor, "plans.prove", subject, now, proof=made.id, questions=made.left)
        return made.id


def shown(house: House, actor: Actor, subject: str, run: str = "") -> ProofShown:
    """What was said about the subject, and whether it is still true of it: by the run `run`; "" for the one that is under way, the newest about the state that it is in now, or the
    newest of all. Raises `NotFound`, also for a run about something else; `NotAllowed`."""
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        who = author(w, house, actor)
        require_seen(w, who, edition, subject)
        matter = _matter(w, edition, subject)
        same = _of_same_state(w, matter, subject)
        found = _chosen(w, subject, same, run)
        answers = w.proofs.answers(found.id) if found else []
    comparable = matter is not None and matter.before is not None
    missing = proving.missing()
    if found is None:
        return ProofShown("", ProofState.DONE, None, (), False, missing, comparable, (), "")
    return ProofShown(
        id=found.id,
        state=found.state,
        asked_at=found.asked_at,
        answers=tuple(proof_record.of_json(each.data) for each in answers),
        outdated=matter is None or matter.fingerprint != found.fingerprint,
        missing=missing,
        comparable=comparable,
        left=tuple(Question(each) for each in found.left),
        fault=found.fault,
        asked=tuple(Question(each) for each in found.asked["questions"]),
        seconds=found.asked["seconds"],
        others=tuple(_other(each) for each in same if each.id != found.id and each.answers),
    )


def _chosen(w: Work, subject: str, same: Sequence[PlanProof], run: str) -> PlanProof | None:
    if run:
        found = w.proofs.find(run)
        if found is None or (found.subject != subject and found.id not in {each.id for each in same}):
            raise NotFound("没有找到这一次证明，可能已经过了保存期。")
        return found
    newest = next(iter(w.proofs.of(subject, 1)), None)
    if newest is not None and not newest.state.over:
        return newest
    return next(iter(same), newest)


def _other(run: PlanProof) -> OtherRun:
    return OtherRun(run.id, run.asked_at, run.answers, run.asked["seconds"])


def stop(house: House, actor: Actor, subject: str, now: datetime) -> None:
    """End what runs about the subject; what was said stays. Raises `NotFound`, `NotAllowed`."""
    edition = house.rulebook.edition()
    with writing(house, actor) as w:
        who = author(w, house, actor)
        require_seen(w, who, edition, subject)
        _give_up(w.proofs.of(subject), now, ProofState.STOPPED)


def run_slice(
    house: House, proof_id: str, number: int, now: datetime, *, seconds: float = SLICE_SECONDS
) -> None:
    """Tell some answers, keep them, and ask for the next slice. Slice `number` runs when so many have written."""
    edition = house.rulebook.edition()
    with work(house.database, write=False) as w:
        found = w.proofs.find(proof_id)
        if found is None or found.slices != number or found.state.over:
            pool.drop(proof_id)
            return
        known = {str(each.data["id"]) for each in w.proofs.answers(proof_id)}
        matter = _matter(w, edition, found.subject)
    if matter is None or matter.fingerprint != found.fingerprint:
        made = _Slice(state=ProofState.SUPERSEDED)
    else:
        made = _slice(found, matter, known, seconds)
    _write(house, found, now, made)


@dataclass(frozen=True, slots=True)
class _Slice:
    """What a slice has come to. `state`: what becomes of the run; `fault` "": nothing new to tell."""

    state: ProofState
    answers: tuple[Answer, ...] = ()
    left: tuple[Question, ...] | None = None
    lost: tuple[Question, ...] = ()
    fault: str = ""


def _slice(run: PlanProof, matter: Matter, known: Collection[str], seconds: float) -> _Slice:
    limits = Limits(run.asked["seconds"], run.asked["records"])
    task = matter.task([Question(each) for each in run.left], limits, run.asked["rules"])
    try:
        with pool.prover(run.id, task, known) as prover:
            told = prover.tell(seconds)
            lost = tuple(each.question for each in prover.lost)
    except (SolverMissing, DocumentsInvalid) as error:
        return _Slice(ProofState.FAILED, fault=_said(error))
    except (
        Exception
    ) as error:  # whatever it is, the author waits for an answer: it is told and kept in the log
        _log.exception("proof %s failed", run.id)
        why = f"证明未能完成（{type(error).__name__}），请稍后再试；如仍出现请联系平台。"
        return _Slice(ProofState.FAILED, fault=why)
    state = ProofState.DONE if told.finished else ProofState.RUNNING
    return _Slice(state, told.answers, tuple(prover.left), lost, _lost(lost))


def _write(house: House, run: PlanProof, now: datetime, made: _Slice) -> None:
    with work(house.database) as w:
        found = w.proofs.find(run.id)
        if found is None or found.slices != run.slices or found.state.over:
            pool.drop(run.id)
            return
        found.changed_at, found.slices = now, run.slices + 1
        numbered = enumerate(made.answers, found.answers + 1)
        w.proofs.keep(found, [_kept(found, number, each) for number, each in numbered])
        found.state, found.fault = made.state, made.fault or found.fault
        if made.lost:
            found.asked = {**found.asked, "lost": sorted({*found.asked.get("lost", ()), *made.lost})}
        if made.left is not None:
            found.left = [each.value for each in made.left]
        if not found.state.over:
            w.flush()
            _ask(w, found)
    if found.state.over:
        pool.drop(run.id)


def _kept(run: PlanProof, sequence: int, answer: Answer) -> ProofAnswer:
    said = proof_record.as_json(answer)
    return ProofAnswer(new_id(), run.id, sequence, said["question"], said["kind"], said["verdict"], said)


def _lost(lost: Iterable[Question]) -> str:
    captions = "、".join(f"“{proof_captions.QUESTIONS[each]}”" for each in lost)
    return f"求解器在{captions}上中断，这部分没有结果；其余的照常进行。" if captions else ""


def _ask(w: Work, found: PlanProof) -> None:
    w.enqueue(JOB, f"{found.id}:{found.slices}", {"proof_id": found.id, "slice": found.slices})


def _give_up(runs: Iterable[PlanProof], now: datetime, state: ProofState = ProofState.SUPERSEDED) -> None:
    for each in runs:
        if each.state in LIVE:
            each.state, each.changed_at = state, now


def _matter(w: Work, edition: Edition, subject: str) -> Matter | None:
    """None where it cannot be built at this moment, or is not there any more: what was said of it is of another state."""
    try:
        return about(w, edition, subject)
    except (WrongState, NotFound):
        return None


def _of_same_state(w: Work, matter: Matter | None, subject: str) -> list[PlanProof]:
    """Of the same plan in the same state, the subject's own first, then the newest: a draft that was published is proved by what was proved of the draft. What others asked of
    some rules alone says nothing of the whole."""
    if matter is None:
        return []
    found = [each for each in w.proofs.of_state(matter.fingerprint) if each.plan_id == matter.plan.id]
    whole = [each for each in found if each.subject == subject or not each.asked["rules"]]
    return sorted(whole, key=lambda each: each.subject != subject)


def _compares(question: Question) -> bool:
    return question in (Question.CHANGED, Question.CONTAINED)


def _require_sensible(questions: Collection[Question], limits: Limits) -> None:
    if not questions:
        raise InputRefused([InputFault("/questions", "请至少选一个问题。")])
    if not _SECONDS[0] <= limits.seconds <= _SECONDS[1]:
        raise InputRefused([InputFault("/seconds", "每个问题的时间请填 1 至 120 秒。")])
    if not _RECORDS[0] <= limits.records <= _RECORDS[1]:
        raise InputRefused([InputFault("/records", "每个列表的记录请填 1 至 40 条。")])


def _said(error: SolverMissing | DocumentsInvalid) -> str:
    if isinstance(error, DocumentsInvalid):
        return "；".join(str(fault) for fault in error.faults)
    return str(error)
