"""What an applicant asks for beside a declaration: 免面试 (feature 22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from zcforms.domain.errors import WrongState


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

    def withdraw(self, at: datetime) -> None:
        if self.state is not PetitionState.PENDING:
            raise WrongState("申请已经处理或撤回，不能再撤回，请刷新页面查看最新情况。")
        self.state, self.decided_at = PetitionState.WITHDRAWN, at
