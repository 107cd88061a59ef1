"""What states and outcomes are called on the screen, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zcforms.domain.achievement import AchievementState
from zcforms.domain.approval import ApplicationState, Decision, Outcome
from zcforms.domain.certificate import CertificateState, PaperState
from zcforms.domain.chain import StepKind
from zcforms.domain.identity import BindingState, Role
from zcforms.domain.look_up import LookUpOutcome
from zcforms.domain.petition import PetitionState
from zcforms.domain.replacement import ReplacementState

PLATFORM = "专业技术职称申报服务平台"

APPLICANT_STEP = ("applicant", "个人申报")
"""Id and caption of the flow's lines for what the applicant does."""
APPLICATION = {
    ApplicationState.DRAFT: "编辑中",
    ApplicationState.IN_APPROVAL: "审核中",
    ApplicationState.RETURNED: "已退回",
    ApplicationState.REJECTED: "审核不通过",
    ApplicationState.ENDORSED: "审核通过",
    ApplicationState.WITHDRAWN: "已撤回",
    ApplicationState.DELETED: "已删除",
}
LAPSED = "逾期未补正，视为放弃"
"""What a returned application is once its time to be handed in again is over; no state of its own, the clock tells."""
ACHIEVEMENT = {
    AchievementState.DRAFT: "未提交",
    AchievementState.SUBMITTED: "待单位审核",
    AchievementState.RETURNED: "已退回",
    AchievementState.APPROVED: "已通过",
}
BINDING = {
    BindingState.PENDING: "待单位审核",
    BindingState.APPROVED: "已绑定",
    BindingState.RETURNED: "已退回",
    BindingState.SUPERSEDED: "已变更",
    BindingState.WITHDRAWN: "已撤回",
}
PETITION = {
    PetitionState.PENDING: "审核中",
    PetitionState.GRANTED: "已同意",
    PetitionState.REFUSED: "未同意",
    PetitionState.WITHDRAWN: "已撤回",
}
OUTCOME = {
    Outcome.SUBMITTED: "提交",
    Outcome.WITHDRAWN: "撤回",
    Outcome.ENDORSED: "通过",
    Outcome.RETURNED: "退回",
    Outcome.SENT_BACK: "退回",
    Outcome.REJECTED: "不通过",
    Outcome.GIVEN_UP: "放弃申请",
}
DECIDED = {
    **OUTCOME,
    Outcome.RETURNED: "退回申报人",
    Outcome.SENT_BACK: "退回前面的环节",
}
"""The same where an organisation looks for what it decided."""
_OUTCOME_AT = {
    (Outcome.ENDORSED, StepKind.NOTICE): "公示无异议",
    (Outcome.ENDORSED, StepKind.RESULT): "评审通过",
    (Outcome.REJECTED, StepKind.RESULT): "评审未通过",
    (Outcome.REJECTED, StepKind.NOTICE): "公示未通过",
    (Outcome.ENDORSED, StepKind.GRANT): "已核准",
    (Outcome.REJECTED, StepKind.GRANT): "未予核准",
}
REJECTED = {
    StepKind.REVIEW: "审核不通过",
    StepKind.NOTICE: "公示未通过",
    StepKind.RESULT: "评审未通过",
    StepKind.GRANT: "未予核准",
}
"""What an applicant reads whose declaration ended at a step without a title."""
_ENDED_AT = {
    **{(ApplicationState.REJECTED, kind): caption for kind, caption in REJECTED.items()},
    (ApplicationState.ENDORSED, StepKind.GRANT): "已取得职称",
}
UNDER_WAY = {
    StepKind.REVIEW: "审核中",
    StepKind.NOTICE: "公示中",
    StepKind.RESULT: "评审中",
    StepKind.GRANT: "核准中",
}
"""A step at which an application stands."""
AHEAD = {
    StepKind.REVIEW: "待审核",
    StepKind.NOTICE: "待公示",
    StepKind.RESULT: "待评审",
    StepKind.GRANT: "待核准",
}
"""A step that is still to come."""
ROLE = {
    Role.EMPLOYER: "用人单位",
    Role.AUTHORITY: "业务主管部门",
    Role.HUMAN_RESOURCES: "人社部门",
    Role.ORGANISING_UNIT: "评委会组建单位",
    Role.COMMITTEE: "评委会",
    Role.ISSUER: "发证机关",
}
CERTIFICATE = {
    CertificateState.VALID: "有效",
    CertificateState.REPLACED: "已换发",
    CertificateState.REVOKED: "已撤销",
}
PAPER = {
    PaperState.WANTS_PHOTO: "待上传照片",
    PaperState.QUEUED: "生成中",
}
"""What is said instead while a certificate's file is not there yet."""
LOOK_UP = {
    LookUpOutcome.VALID: "查验证书：有效",
    LookUpOutcome.REPLACED: "查验证书：已换发",
    LookUpOutcome.REVOKED: "查验证书：已撤销",
    LookUpOutcome.UNKNOWN: "查验码不存在",
    LookUpOutcome.FILE_ISSUED: "比对文件：与发放的文件一致",
    LookUpOutcome.FILE_SEALED: "比对文件：电子签章有效，不是本证书的现行文件",
    LookUpOutcome.FILE_CHANGED: "比对文件：签章后被改动",
    LookUpOutcome.FILE_FOREIGN: "比对文件：不是发证机关的电子签章",
    LookUpOutcome.FILE_UNSIGNED: "比对文件：不是发放的文件，没有电子签章",
    LookUpOutcome.FILE_UNREADABLE: "比对文件：不是能读取的 PDF 文件",
}
ACT = {
    "application.sheet": "生成评审表",
    "application.choose": "修改申报专业",
    "application.pledge": "确认诚信承诺书",
    "application.delete": "删除申报",
    "application.restore": "恢复申报",
    "application.advise": "计算最少要改什么",
    "waiver.ask": "申请免面试",
    "waiver.withdraw": "撤回免面试申请",
    "waiver.grant": "同意免面试",
    "waiver.refuse": "不同意免面试",
    "ticket.assign": "安排面试或考试",
    "ticket.move": "调整面试或考试安排",
    "ticket.release": "取消面试或考试安排",
    "ticket.arrive": "登记报到",
    "ticket.arrive.undo": "撤销报到登记",
    "rules.try_real": "试用规则草稿检测",
    "look.refused": "无权查看，已拒绝",
}
"""Acts of the journal about an application, beside its outcomes (`OUTCOME`)."""


def outcome_at(outcome: Outcome, detail: Mapping[str, Any]) -> str:
    """What somebody decided, as the step calls it; `detail`: the decision's."""
    return _OUTCOME_AT.get((outcome, StepKind(detail.get("kind", StepKind.REVIEW))), OUTCOME[outcome])


def application_caption(
    state: ApplicationState, decisions: Sequence[Decision], *, lapsed: bool = False
) -> str:
    """How an application stands; an ended one as its last step calls it. `lapsed`: returned, and not handed in again in time."""
    if lapsed:
        return LAPSED
    ended = (state, kind_of(decisions[-1])) if decisions else None
    return _ENDED_AT.get(ended, APPLICATION[state]) if ended else APPLICATION[state]


def kind_of(decision: Decision) -> StepKind:
    """The kind of the step at which it was made."""
    return StepKind(decision.detail.get("kind", StepKind.REVIEW))


REPLACEMENT = {
    ReplacementState.DRAFT: "未提交",
    ReplacementState.IN_APPROVAL: "审核中",
    ReplacementState.RETURNED: "已退回",
    ReplacementState.REJECTED: "审核不通过",
    ReplacementState.DONE: "已换发",
    ReplacementState.WITHDRAWN: "已放弃",
}
