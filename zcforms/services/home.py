"""The five modules of a person's home page (features 15 to 18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.achievement import AchievementState
from zcforms.services.actor import Actor
from zcforms.services.applications import Record
from zcforms.services.house import House
from zcforms.services.plans import PlanRow


@dataclass(frozen=True, slots=True)
class Target:
    """Where something leads, without knowing a route. `kind`: profile, binding, achievement, application, plan, desk."""

    kind: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One line of 待处理: a sentence, and where to go."""

    text: str
    target: Target
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """业绩统计: one category's records by state."""

    category_id: str
    caption: str
    total: int
    by_state: tuple[tuple[AchievementState, int], ...]


@dataclass(frozen=True, slots=True)
class Home:
    """`plans`: kind of plan (caption) -> its newest plans. `photo`: digest or None."""

    name: str
    phone: str
    photo: str | None
    employer: str | None
    declarations: tuple[Record, ...]
    tasks: tuple[Task, ...]
    tallies: tuple[Tally, ...]
    plans: tuple[tuple[str, tuple[PlanRow, ...]], ...]
    unread: int


def home(house: House, actor: Actor, now: datetime) -> Home:
    raise NotImplementedError
