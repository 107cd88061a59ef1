"""An application in the hands of its approval chain: looked at, endorsed, returned, rejected (features 21, 62)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.checks.run import Verdict
from zcforms.services.actor import Actor
from zcforms.services.house import House


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One line of 审核流程 (feature 62). `state`: done, current or coming; `outcome` as shown (通过, 退回, 审核中, 待审核)."""

    step: str
    caption: str
    state: str
    outcome: str
    actor: str
    opinion: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """What the handler of the current step sees. `overview`: display texts; `actions`: of endorse, return, reject those that
    the step allows; `version` goes back with the decision."""

    application_id: str
    number: str
    step: str
    overview: Mapping[str, Any]
    verdict: Verdict
    flow: tuple[FlowLine, ...]
    actions: tuple[str, ...]
    version: int


def case(house: House, actor: Actor, application_id: str, now: datetime) -> Case:
    """The application as the current step's organisation sees it.

    Raises:
        NotFound: outside the actor's scope.
    """
    raise NotImplementedError


def endorse(
    house: House,
    actor: Actor,
    application_id: str,
    opinion: str,
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """通过: hand it to the next step, or finish the chain.

    Raises:
        NotFound, NotAllowed (the actor's own application, an action that the step does not offer), WrongState, StaleWrite.
    """
    raise NotImplementedError


def give_back(
    house: House, actor: Actor, application_id: str, reason: str, now: datetime, *, version: int | None = None
) -> None:
    """退回: the applicant corrects and submits again. Raises as `endorse`; `InputRefused` at "/reason" without a reason."""
    raise NotImplementedError


def reject(
    house: House, actor: Actor, application_id: str, reason: str, now: datetime, *, version: int | None = None
) -> None:
    """不通过: the end for this plan year. Raises as `give_back`."""
    raise NotImplementedError


def flow(house: House, actor: Actor, application_id: str) -> tuple[FlowLine, ...]:
    """Done steps with who, when and which opinion; the current one with since when; those still to come (feature 62)."""
    raise NotImplementedError
