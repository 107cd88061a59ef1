"""The achievement library (个人业绩库, feature 19): records with evidence that the employer approves before use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused, WrongState


@dataclass(frozen=True, slots=True)
class FileRef:
    """A stored file as records and answers refer to it; the bytes are found by `digest` (SHA-256 hex)."""

    id: str
    name: str
    digest: str
    size: int
    media_type: str

    def as_document(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "digest": self.digest,
            "size": self.size,
            "media_type": self.media_type,
        }


class AchievementState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


_EDITABLE = frozenset({AchievementState.DRAFT, AchievementState.RETURNED})


@dataclass(eq=False)
class Achievement:
    """One record. `data` follows the category's schema; `evidence` is a sequence of file documents (`FileRef.as_document`).
    An approved record never changes again (feature 54): it is copied to make a new one."""

    id: str
    person_id: str
    category: str
    data: Mapping[str, Any]
    evidence: Sequence[Mapping[str, Any]]
    created_at: datetime
    state: AchievementState = AchievementState.DRAFT
    organisation_id: str | None = None
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str = ""
    version: int = field(default=1)

    @property
    def editable(self) -> bool:
        return self.state in _EDITABLE

    def revise(self, data: Mapping[str, Any], evidence: Sequence[Mapping[str, Any]]) -> None:
        self.require_editable()
        self.data, self.evidence = dict(data), [dict(file) for file in evidence]

    def require_editable(self) -> None:
        if not self.editable:
            raise WrongState("这条业绩已提交或已通过审核，不能修改；如需更正，请复制为新记录。")

    def submit(self, organisation_id: str, at: datetime) -> None:
        self.require_editable()
        self.state, self.organisation_id, self.submitted_at, self.reason = (
            AchievementState.SUBMITTED,
            organisation_id,
            at,
            "",
        )

    def withdraw(self) -> None:
        self._require_submitted()
        self.state = AchievementState.DRAFT

    def approve(self, by: str, at: datetime) -> None:
        self._require_submitted()
        self.state, self.decided_by, self.decided_at, self.reason = AchievementState.APPROVED, by, at, ""

    def give_back(self, by: str, at: datetime, reason: str) -> None:
        self._require_submitted()
        if not reason.strip():
            raise InputRefused([InputFault("/reason", "请写明退回原因，让申报人知道要改什么。")])
        self.state, self.decided_by, self.decided_at, self.reason = (
            AchievementState.RETURNED,
            by,
            at,
            reason.strip(),
        )

    def _require_submitted(self) -> None:
        if self.state is not AchievementState.SUBMITTED:
            raise WrongState("这条业绩不在待审核状态，请刷新页面查看最新状态。")
