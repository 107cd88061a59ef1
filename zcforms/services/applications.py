"""An application's life outside its forms: started, pledged, chosen again, deleted, listed (features 20 to 29, 33, 63, 64)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zcforms.domain.approval import ApplicationState
from zcforms.domain.plan import Plan
from zcforms.services.actor import Actor
from zcforms.services.approvals import FlowLine
from zcforms.services.house import House
from zcforms.services.paging import Page


@dataclass(frozen=True, slots=True)
class Choices:
    """What the applicant chooses before the forms (feature 28); ids of the plan's lists."""

    route: str
    standard: str
    specialty: str
    title: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the actor may start under a plan now; `reason` is the sentence for the one who may not."""

    allowed: bool
    reason: str = ""
    application_id: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A declaration as the 当前申报记录 and 我的历史记录 show it (features 21, 25); texts as read.

    `actions`: of pledge, fill, view, delete, withdraw, sheet, restore those that are open now. `purge_at`: until when a deleted
    one can be restored. `reason`: why it was returned or rejected.
    """

    id: str
    plan_id: str
    plan: str
    year: int
    specialty: str
    title: str
    level: str
    route: str
    interview: str
    opens: date
    closes: date
    declared_on: date
    state: ApplicationState
    caption: str
    number: str | None
    reason: str
    actions: tuple[str, ...]
    flow: tuple[FlowLine, ...]
    purge_at: datetime | None = None


def standing(house: House, actor: Actor, plan_id: str, now: datetime) -> Standing:
    """What 马上申报 will do: go ahead, or say why not (features 13, 27, 63, 64)."""
    raise NotImplementedError


def start(house: House, actor: Actor, plan_id: str, choices: Choices, now: datetime) -> str:
    """Begin a declaration; its id (feature 28). A double click gives the one that exists for the same plan and choices.

    Raises:
        InputRefused: a choice that the plan does not offer; pointers /route, /standard, /specialty, /title.
        PlanClosed, GateClosed (feature 13), NotAllowed (a ban, 64), WrongState (one per plan year, 63), NotFound.
    """
    raise NotImplementedError


def pledge(house: House, actor: Actor, application_id: str, now: datetime) -> None:
    """同意并继续: keeps the digest of the text that was read and the time (feature 29)."""
    raise NotImplementedError


def plan_of(house: House, actor: Actor, application_id: str) -> Plan:
    """The plan of an own application."""
    raise NotImplementedError


def current(house: House, actor: Actor, now: datetime) -> tuple[Record, ...]:
    """当前申报记录: whatever is not finished or whose plan is still open, newest first (features 20, 21)."""
    raise NotImplementedError


def history(house: House, actor: Actor, now: datetime, *, page: int = 1) -> Page[Record]:
    """我的历史记录 (feature 25), and what was deleted and can still be restored."""
    raise NotImplementedError


def record(house: House, actor: Actor, application_id: str, now: datetime) -> Record:
    raise NotImplementedError


def choose_again(
    house: House, actor: Actor, application_id: str, choices: Choices, now: datetime
) -> tuple[str, ...]:
    """修改专业 within the same plan (feature 33); sentences about what no longer fits and was put aside. Raises as `start`."""
    raise NotImplementedError


def delete(house: House, actor: Actor, application_id: str, now: datetime) -> datetime:
    """删除 (feature 24); until when it can be restored. Raises `WrongState` once submitted."""
    raise NotImplementedError


def restore(house: House, actor: Actor, application_id: str, now: datetime) -> None:
    """Undo the deletion. Raises `WrongState` after the time, or where another of the same year was begun (63)."""
    raise NotImplementedError
