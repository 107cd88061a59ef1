"""Answers of the prover as they are kept, without waiting for a solver: what surrounds it is tried with these."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tests.services.conftest import NOW
from zcforms import resources
from zcforms.lab.proofs import record as proof_record
from zcforms.lab.proofs.answers import (
    Answer,
    Bound,
    Cause,
    Certificate,
    Example,
    Kind,
    Question,
    Step,
    Subject,
    Verdict,
)
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.proof_subjects import about
from zcforms.storage.proof_records import PlanProof, ProofAnswer, ProofState
from zcforms.storage.work import work

CERTIFICATE = Certificate((Bound("work", "工作经历", 3, 3),), ("附件只看份数",), (), 1.25)
SHOWN = Certificate((), (), (), 0.02)
CAUSES = (
    Cause("专业年限", "专业年限不少于 60 年", "政策第三条", rule="tenure"),
    Cause("工作年限", "至多 50", pointer="/basic/work_years/maximum"),
)


def document() -> dict[str, Any]:
    path = resources.folder("examples") / "teacher-complete.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def possible() -> Answer:
    return Answer(
        "passes:normal:senior",
        Question.PASSES,
        Kind.POSSIBLE,
        Verdict.SHOWN,
        Subject("normal:senior", "常规申报，高级教师", route="normal", title="senior"),
        "按常规申报高级教师，有人能通过。",
        SHOWN,
        examples=(Example("王小明，高级教师", document(), (("教龄", "20 年"),), ()),),
    )


def impossible(id: str = "passes:exceptional:senior") -> Answer:
    return Answer(
        id,
        Question.PASSES,
        Kind.IMPOSSIBLE,
        Verdict.PROVED,
        Subject(id.partition(":")[2], "破格申报，高级教师", route="exceptional", title="senior"),
        "按破格申报高级教师，没有人能通过。",
        CERTIFICATE,
        causes=CAUSES,
    )


def dead() -> Answer:
    subject = Subject("photo-present", "照片")
    return Answer(
        "bites:photo-present",
        Question.BITES,
        Kind.DEAD,
        Verdict.BOUNDED,
        subject,
        "规则“照片”永远不起作用。",
        Certificate((Bound("work", "工作经历", 3, None),), (), ("申报期内的日期",), 2.0),
    )


def pair() -> Answer:
    """A photo, and none: what the rule looks at."""
    one, other = document(), document()
    other["applicant"]["photo"] = None
    subject = Subject("photo-present", "照片")
    examples = (
        Example("有照片的王小明", one, (("照片", "有"),), ()),
        Example("没有照片的王小明", other, (("照片", "没有"),), ("photo-present",)),
    )
    return Answer(
        "boundary:photo-present:0",
        Question.BOUNDARY,
        Kind.PAIR,
        Verdict.SHOWN,
        subject,
        "“照片”刚好满足与刚好不满足，只差一处。",
        SHOWN,
        examples=examples,
        steps=(Step("/person/photo", "照片", "有", "没有"),),
    )


def every() -> list[Answer]:
    return [possible(), impossible(), dead(), pair()]


def proved(
    house: House,
    actor: Actor,
    subject: str,
    answers: list[Answer],
    *,
    state: ProofState = ProofState.DONE,
    at: datetime = NOW,
    questions: tuple[Question, ...] = (Question.PASSES, Question.BITES),
) -> str:
    """A run over the subject as it is at this moment, that has said this; its id."""
    edition = house.rulebook.edition()
    with work(house.database) as w:
        matter = about(w, edition, subject)
        left = [] if state is ProofState.DONE else [each.value for each in questions[-1:]]
        asked = {
            "questions": [each.value for each in questions],
            "seconds": 10.0,
            "records": 8,
            "rules": None,
        }
        run = PlanProof(
            new_id(), subject, matter.plan.id, matter.fingerprint, actor.organisation(), actor.account_id, at, at,
            asked, left, state,
        )  # fmt: skip
        w.proofs.add(run)
        w.flush()
        w.proofs.keep(run, [_kept(run, number, each) for number, each in enumerate(answers, 1)])
        return run.id


def more(house: House, run_id: str, answers: list[Answer]) -> None:
    """What the run says besides."""
    with work(house.database) as w:
        run = w.proofs.get(run_id)
        w.proofs.keep(run, [_kept(run, number, each) for number, each in enumerate(answers, run.answers + 1)])


def _kept(run: PlanProof, number: int, answer: Answer) -> ProofAnswer:
    said = proof_record.as_json(answer)
    return ProofAnswer(new_id(), run.id, number, said["question"], said["kind"], said["verdict"], said)
