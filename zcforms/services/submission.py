"""提交审核 and 撤回 (features 61, 62)."""

from __future__ import annotations

from datetime import datetime

from zcforms.services.actor import Actor
from zcforms.services.house import House


def submit(house: House, actor: Actor, application_id: str, now: datetime) -> str:
    """Check and hand over in one transaction; the application's number. The evaluation form is made afterwards (feature 73).

    Raises:
        SubmissionBlocked: the check found what blocks; `findings` tells. CheckFailed: it could not be made.
        PlanClosed, GateClosed, NotAllowed (a ban), WrongState, NotFound.
    """
    raise NotImplementedError


def withdraw(house: House, actor: Actor, application_id: str, now: datetime) -> None:
    """撤回, while the first step has not acted and the plan is open. Raises `WrongState`, `PlanClosed`, `NotFound`."""
    raise NotImplementedError
