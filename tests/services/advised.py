"""What the solver has said to an application, without waiting for it: what surrounds it is tried with these (question 6)."""

from __future__ import annotations

from datetime import datetime

from tests.services.conftest import NOW
from zcforms.lab.proofs import record as proof_record
from zcforms.lab.proofs.answers import (
    Answer,
    Cause,
    Certificate,
    Kind,
    Least,
    Question,
    Step,
    Subject,
    Verdict,
)
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.least_changes import _fingerprint
from zcforms.storage.proof_records import Advice, ProofState
from zcforms.storage.work import work

PASSING = Answer(
    "nearest:teacher:application",
    Question.NEAREST,
    Kind.CHANGES,
    Verdict.SHOWN,
    Subject("application", "", route="regular", title="senior-teacher", standard="teacher"),
    "这份申报已经通过全部检查，不用改。",
    Certificate((), (), (), 3.2),
    least=Least(0, 0, proved=True),
)
CHANGES = Answer(
    PASSING.id,
    Question.NEAREST,
    Kind.CHANGES,
    Verdict.SHOWN,
    PASSING.subject,
    "改 3 处就能通过（已证明最少）。",
    PASSING.certificate,
    steps=(
        Step("/imports/assessments/0/verdict", "“年度考核”第 1 条的“考核结果”", "不合格", "合格"),
        Step(
            "/imports/action_report/-",
            "行动研究报告",
            "没有",
            "增加一条：题目为示例，类别为行动研究报告",
        ),
        Step("/answers/work/1", "“工作经历”第 2 条", "2001年至2003年", "去掉"),
    ),
    least=Least(3, 1, proved=True),
)
HOPELESS = Answer(
    PASSING.id,
    Question.NEAREST,
    Kind.HOPELESS,
    Verdict.PROVED,
    PASSING.subject,
    "还能改的都改，也不能通过。",
    PASSING.certificate,
    causes=(
        Cause(
            "年度考核为合格",
            "要求每一条“年度考核”的考核结果为“合格”。",
            "政策第三条",
            rule="assessments-judged",
        ),
        Cause("实际工作年限", "“实际工作年限”是 3，不能改", "", "", "/basic/work_years"),
    ),
)
OPEN = Answer(
    PASSING.id,
    Question.NEAREST,
    Kind.OPEN,
    Verdict.UNKNOWN,
    PASSING.subject,
    "在限定的时间里没有找到改法，也没有证明找不到。",
    PASSING.certificate,
)


def advised(house: House, application_id: str, answer: Answer | None, at: datetime = NOW) -> None:
    """What was worked out for the application as it is at this moment; None: it came to nothing."""
    with work(house.database) as w:
        application = w.applications.get(application_id)
        state = _fingerprint(house, house.plan_of(application), document_of(w, house, application))
        w.advice.forget(application_id)
        said = proof_record.as_json(answer) if answer else {}
        w.advice.add(Advice(application_id, state, at, at, 1, ProofState.DONE, said))
