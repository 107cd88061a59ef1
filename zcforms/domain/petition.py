"""What an applicant asks for beside a declaration: 免面试 (feature 22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused, WrongState


class PetitionState(StrEnum):
    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(eq=False)
class Petition:
    """One request of one declaration. `form`: id of the section document that was filled in, `answers` what it was filled in with.
    A pending one can be taken back; an answered one stays as it is, and a refused one may be followed by another."""

    id: str
    application_id: str
    form: str
    answers: Mapping[str, Any]
    asked_at: datetime
    state: PetitionState = PetitionState.PENDING
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str = ""
    version: int = 1

    def grant(self, by: str, at: datetime, remark: str = "") -> None:
        self._decide(PetitionState.GRANTED, by, at, remark.strip())

    def refuse(self, by: str, at: datetime, reason: str) -> None:
        """Raises `InputRefused` at "/reason" without a reason, `WrongState` when it was answered or taken back."""
        if not reason.strip():
            raise InputRefused([InputFault("/reason", "请写明不同意的理由，让申请人知道原因。")])
        self._decide(PetitionState.REFUSED, by, at, reason.strip())

    def withdraw(self, at: datetime) -> None:
        self._decide(PetitionState.WITHDRAWN, None, at, "")

    def _decide(self, state: PetitionState, by: str | None, at: datetime, reason: str) -> None:
        if self.state is not PetitionState.PENDING:
            raise WrongState("申请已经处理或撤回，请刷新页面查看最新情况。")
        self.state, self.decided_by, self.decided_at, self.reason = state, by, at, reason
