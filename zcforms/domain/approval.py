"""States of an application and the one table of transitions between them (features 21, 62)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from zcforms.domain.errors import WrongState


class ApplicationState(StrEnum):
    DRAFT = "draft"
    IN_APPROVAL = "in_approval"
    RETURNED = "returned"
    REJECTED = "rejected"
    ENDORSED = "endorsed"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


class Act(StrEnum):
    """What can be done to an application's state."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ENDORSE = "endorse"
    FINISH = "finish"
    RETURN = "return"
    SEND_BACK = "send_back"
    REJECT = "reject"
    DELETE = "delete"
    RESTORE = "restore"
    GIVE_UP = "give_up"


S = ApplicationState
TRANSITIONS: dict[tuple[ApplicationState, Act], ApplicationState] = {
    (S.DRAFT, Act.SUBMIT): S.IN_APPROVAL,
    (S.RETURNED, Act.SUBMIT): S.IN_APPROVAL,
    (S.IN_APPROVAL, Act.WITHDRAW): S.DRAFT,
    (S.IN_APPROVAL, Act.ENDORSE): S.IN_APPROVAL,
    (S.IN_APPROVAL, Act.FINISH): S.ENDORSED,
    (S.IN_APPROVAL, Act.RETURN): S.RETURNED,
    (S.IN_APPROVAL, Act.SEND_BACK): S.IN_APPROVAL,
    (S.IN_APPROVAL, Act.REJECT): S.REJECTED,
    (S.DRAFT, Act.DELETE): S.DELETED,
    (S.DELETED, Act.RESTORE): S.DRAFT,
}
"""(state, act) -> next state; whatever is not here cannot be done. FINISH is the endorsement of the chain's last step;
SEND_BACK hands it to an earlier step."""


def follow(state: ApplicationState, act: Act) -> ApplicationState:
    """The state after the act.

    Raises:
        WrongState: the table has no such transition.
    """
    try:
        return TRANSITIONS[state, act]
    except KeyError:
        raise WrongState("当前状态下不能进行这项操作，请刷新页面查看最新状态。") from None


class Outcome(StrEnum):
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    ENDORSED = "endorsed"
    RETURNED = "returned"
    SENT_BACK = "sent_back"
    REJECTED = "rejected"
    GIVEN_UP = "given_up"


@dataclass(eq=False)
class Decision:
    """One line of the approval flow (审核流程): who did what at which step, when, and with which opinion. `detail`: what the outcome says
    beyond that: `kind` of the step, where it is no review; `to`, the step that it was sent back to; `modules`, what of the form was returned
    and why; `votes`; `approval` and `obtained_on` of a title; `file`, the table that it came from."""

    id: str
    application_id: str
    step: str
    caption: str
    actor_name: str
    account_id: str
    outcome: Outcome
    opinion: str
    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)


def returned_at(state: ApplicationState, decisions: Sequence[Decision]) -> datetime | None:
    """When it was given back to its applicant, of one that is; `decisions`: its own, in their order."""
    if state is not ApplicationState.RETURNED:
        return None
    return next((each.at for each in reversed(decisions) if each.outcome is Outcome.RETURNED), None)


class Made(Protocol):
    """A line of whatever flow."""

    @property
    def outcome(self) -> Outcome: ...


def acted_on(decisions: Sequence[Made]) -> bool:
    """Whether an organisation has decided anything since it was last handed in; `decisions`: its own, in their order. What an authority sent
    back to the first step was acted on, though it stands there again."""
    return bool(decisions) and decisions[-1].outcome is not Outcome.SUBMITTED
