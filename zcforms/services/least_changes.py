"""最少要改什么 for applicants: the fewest changes with which a whole declaration passes, worked out by the solver in the background (question 6 of docs/proofs.md).

What is said of single rows at once is `services.counsel`. The solver works in a child of the worker, one declaration at a time in each worker, so that a crowd
before the deadline waits for one another and not the other jobs for them. What was worked out is kept for the content that it is true of, without any made-up applicant,
until the declaration is handed in or deleted; only its applicant is shown it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from zcforms.documents.reading import digest
from zcforms.domain.application import Application
from zcforms.domain.errors import DocumentsInvalid, WrongState
from zcforms.domain.plan import Plan
from zcforms.lab.proofs import proving
from zcforms.lab.proofs import record as proof_record
from zcforms.lab.proofs.answers import (
    AS_IT_IS,
    GONE,
    UNFILLED,
    Answer,
    Cause,
    Kind,
    Only,
    Question,
    Step,
    Verdict,
)
from zcforms.lab.proofs.captions import ONLY
from zcforms.lab.proofs.child import Side, Task
from zcforms.lab.proofs.proving import Limits, SolverMissing
from zcforms.lab.proofs.run import Prover
from zcforms.services.access import note, own_application, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.deadlines import open_to_change, require_kept_up
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.storage.proof_records import Advice, ProofState
from zcforms.storage.work import Work, work

_log = logging.getLogger(__name__)

JOB = "advise-application"
"""Kind of the job; its payload is {"application_id", "number", "turn"}."""
SECONDS = 20.0
"""What the solver may take for one declaration, of the processor's time."""
_SILENCE = 180.0
"""Seconds after which its process is ended, whatever it does."""
_PAUSE = 5.0
"""Seconds after which a declaration asks again whether it is its turn."""
_GIVEN_UP = timedelta(minutes=10)
"""Nothing was heard of a job for so long: it can be asked for again."""
_MISSING = "这里没有安装计算“最少要改什么”所需的程序。请按检测结果中每一项的提示完善。"
_turn = threading.Lock()


class Outcome(StrEnum):
    """What became of the question. `unknown`: nothing was found out in time."""

    UNASKED = "unasked"
    WAITING = "waiting"
    CHANGES = "changes"
    HOPELESS = "hopeless"
    PASSES = "passes"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to change, or one reason why nothing helps, and where it stands: `pointer` into the application document, or the `row` of the check table; both "" where
    there is no place."""

    text: str
    pointer: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class LeastShown:
    """How the question stands for the declaration as it is now. `number` of `changes`, `given` of which are filled in already, and `claimed` of which tell a past that was not told; `proved`: that less is not enough,
    or that nothing helps; `seen` changes whenever there is something else to show. `plan` and `application`: for the places."""

    plan: Plan
    application: Application
    outcome: Outcome
    seen: str = ""
    told: tuple[Told, ...] = ()
    number: int = 0
    given: int = 0
    claimed: int = 0
    proved: bool = False

    @property
    def over(self) -> bool:
        """Whether there is nothing to wait for."""
        return self.outcome is not Outcome.WAITING

    @property
    def imports(self) -> bool:
        """Whether something new is to be imported."""
        return any(each.pointer.startswith("/imports/") and each.pointer.endswith("/-") for each in self.told)


def ask(house: House, actor: Actor, application_id: str, now: datetime) -> None:
    """帮我算一算. Nothing happens where it is being worked out for this content, or was found out.

    Raises:
        WrongState: there is no solver here, or the declaration cannot be changed any more. Lapsed, NotFound; CheckFailed: the plan's rules cannot be used.
    """
    if not proving.available():
        raise WrongState(_MISSING)
    with writing(house, actor) as w:
        application = own_application(w, actor, application_id)
        plan = house.plan_of(application)
        application.require_editable()
        require_kept_up(w, plan, application, now)
        state = _fingerprint(house, plan, document_of(w, house, application))
        found = w.advice.find(application_id)
        if found and found.fingerprint == state and _stands(found, now):
            return
        asked = _renewed(w, found, Advice(application_id, state, now, now))
        _enqueue(w, asked)
        note(w, actor, "application.advise", f"application:{application_id}", now)


def shown(house: House, actor: Actor, application_id: str, now: datetime) -> LeastShown | None:
    """None where it cannot be asked: without the solver, or when the declaration cannot be changed any more. Raises `NotFound`, `NotAllowed`, `CheckFailed`."""
    if not proving.available():
        return None
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        plan = house.plan_of(application)
        if not open_to_change(w, plan, application, now):
            return None
        found = w.advice.find(application_id)
        document = document_of(w, house, application) if found else {}
    nothing = LeastShown(plan, application, Outcome.UNASKED)
    if found is None or found.fingerprint != _fingerprint(house, plan, document):
        return nothing
    said = replace(nothing, seen=f"{found.number}-{found.state}")
    if not found.state.over:
        return replace(said, outcome=Outcome.WAITING if _stands(found, now) else Outcome.UNKNOWN)
    rows = {rule.id: rule.row for table in house.rules_of(plan).tables.values() for rule in table.rules}
    return _told(said, proof_record.of_json(found.answer) if found.answer else None, rows)


def run(house: House, application_id: str, number: int, turn: int, now: datetime) -> None:
    """Work it out and keep it; where another declaration is being worked out, ask for another turn. `number`: of the asking, `turn`: how often it had to wait."""
    with work(house.database, write=False) as w:
        found, application = w.advice.find(application_id), w.applications.find(application_id)
        if found is None or application is None or found.number != number or found.state.over:
            return
        document = document_of(w, house, application)
    plan = house.plan_of(application)
    if _fingerprint(house, plan, document) != found.fingerprint:
        _keep(house, found, now, ProofState.SUPERSEDED, None)
        return
    if not _turn.acquire(blocking=False):
        _wait(house, found, turn, now)
        return
    try:
        answer = _asked(house, plan, document)
    finally:
        _turn.release()
    _keep(house, found, now, ProofState.DONE if answer else ProofState.FAILED, answer)


def _asked(house: House, plan: Plan, document: Mapping[str, Any]) -> Answer | None:
    """What the solver says; None where it was lost, or is mistaken."""
    side = Side.of(plan, house.rulebook.shelf_of(plan))
    task = Task(side, (Question.NEAREST,), limits=Limits(SECONDS), application=document)
    try:
        with Prover(task, silence=_SILENCE) as prover:
            answer = next(prover.answers(), None)
            lost = [each.reason for each in prover.lost]
    except (SolverMissing, DocumentsInvalid):
        _log.exception("an application under %s could not be advised", plan.id)
        return None
    if lost or (answer and answer.verdict is Verdict.DEFECT):
        _log.error(
            "an application under %s was not advised: %s", plan.id, lost or (answer and answer.sentence)
        )
        return None
    return answer


def _keep(house: House, asked: Advice, now: datetime, state: ProofState, answer: Answer | None) -> None:
    """Without the made-up applicant that was tried, and without the name: what is told needs neither."""
    with work(house.database) as w:
        found = _same(w, asked)
        if found is None:
            return
        found.state, found.changed_at = state, now
        if answer is not None:
            kept = replace(answer, examples=(), subject=replace(answer.subject, caption=""))
            found.answer = proof_record.as_json(kept)


def _wait(house: House, asked: Advice, turn: int, now: datetime) -> None:
    with work(house.database) as w:
        found = _same(w, asked)
        if found is not None:
            found.changed_at = now
            _enqueue(w, found, turn + 1)


def _same(w: Work, asked: Advice) -> Advice | None:
    """The asking, unless another one has taken its place or the declaration is gone."""
    found = w.advice.find(asked.application_id)
    return found if found and found.number == asked.number and not found.state.over else None


def _renewed(w: Work, found: Advice | None, asked: Advice) -> Advice:
    if found is None:
        w.advice.add(asked)
        w.flush()
        return asked
    found.number += 1
    found.fingerprint, found.asked_at, found.changed_at = asked.fingerprint, asked.asked_at, asked.changed_at
    found.state, found.answer = ProofState.WAITING, {}
    return found


def _enqueue(w: Work, asked: Advice, turn: int = 0) -> None:
    id, number = asked.application_id, asked.number
    payload = {"application_id": id, "number": number, "turn": turn}
    w.enqueue(JOB, f"{id}:{number}:{turn}", payload, delay=_PAUSE if turn else 0.0)


def _stands(found: Advice, now: datetime) -> bool:
    """Whether there is no use in asking again: it is being worked out, or something was found out."""
    if not found.state.over:
        return now - found.changed_at < _GIVEN_UP
    return bool(found.answer) and found.answer["kind"] != Kind.OPEN


def _fingerprint(house: House, plan: Plan, document: Mapping[str, Any]) -> str:
    return digest([plan.digest, house.rules_of(plan).digest, document])


# ------------------------------------------------------------------------------------------------- what is told


def _told(said: LeastShown, answer: Answer | None, rows: Mapping[str, str]) -> LeastShown:
    """`rows`: rule -> the row of the check table that it reports in."""
    if answer is None or answer.kind not in (Kind.CHANGES, Kind.HOPELESS):
        return replace(said, outcome=Outcome.UNKNOWN)
    if answer.kind is Kind.HOPELESS:
        reasons = tuple(_reason(each, rows) for each in answer.causes)
        return replace(said, outcome=Outcome.HOPELESS, told=reasons, proved=answer.verdict is Verdict.PROVED)
    least = answer.least
    if least is None or not least.number:
        return replace(said, outcome=Outcome.PASSES)
    changes = tuple(_change(each) for each in answer.steps)
    return replace(
        said,
        outcome=Outcome.CHANGES,
        told=changes,
        number=least.number,
        given=least.given,
        claimed=least.claimed,
        proved=least.proved,
    )


def _change(step: Step) -> Told:
    """What stands there, and what would. What a new record says is made up: it is an example."""
    only = f"（{ONLY[Only(step.only)]}）" if step.only else ""
    if step.pointer.endswith("/-"):
        what = step.after.replace("：", "，例如", 1)
    elif step.after == GONE:
        what = f"{GONE}“{step.before}”"
    else:
        filled = step.before != UNFILLED
        now = f"现在是“{step.before or '没有'}”" if filled else f"现在{UNFILLED}"
        made_up = step.after.startswith(AS_IT_IS)
        what = f"{now}，请{step.after}" if made_up else f"{now}，须为“{step.after or '没有'}”"
    return Told(f"{step.caption}：{what}{only}", step.pointer)


def _reason(cause: Cause, rows: Mapping[str, str]) -> Told:
    """A rule has its place in the check table; what a form asks, and what cannot be changed, is told without one."""
    source = f"（{cause.source}）" if cause.source else ""
    return Told(f"{cause.caption}：{cause.sentence}{source}", row=rows.get(cause.rule, ""))
