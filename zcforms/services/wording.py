"""What states and outcomes are called on the screen, each once."""

from __future__ import annotations

from zcforms.domain.achievement import AchievementState
from zcforms.domain.approval import ApplicationState, Outcome
from zcforms.domain.certificate import CertificateState
from zcforms.domain.identity import BindingState, Role
from zcforms.domain.petition import PetitionState
from zcforms.domain.replacement import ReplacementState

APPLICATION = {
    ApplicationState.DRAFT: "编辑中",
    ApplicationState.IN_APPROVAL: "审核中",
    ApplicationState.RETURNED: "已退回",
    ApplicationState.REJECTED: "审核不通过",
    ApplicationState.ENDORSED: "审核通过",
    ApplicationState.WITHDRAWN: "已撤回",
    ApplicationState.DELETED: "已删除",
}
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
    Outcome.REJECTED: "不通过",
}
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
REPLACEMENT = {
    ReplacementState.DRAFT: "未提交",
    ReplacementState.IN_APPROVAL: "审核中",
    ReplacementState.RETURNED: "已退回",
    ReplacementState.REJECTED: "审核不通过",
    ReplacementState.DONE: "已换发",
    ReplacementState.WITHDRAWN: "已撤回",
}
