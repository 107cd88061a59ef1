"""The achievement library (feature 19): entered any time, usable after the employer's approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.achievement import AchievementState
from zcforms.domain.plan import LibraryCategory
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.paging import Page


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """A category and how many own records it has, by state."""

    category: LibraryCategory
    total: int
    by_state: Mapping[AchievementState, int]


@dataclass(frozen=True, slots=True)
class AchievementRow:
    """One record in the list (columns of feature 53). `used_in`: caption of the plan whose application imported it."""

    id: str
    category_id: str
    category: str
    date: str
    content: str
    rank: str
    state: AchievementState
    caption: str
    reason: str
    evidence: int
    editable: bool
    used_in: str | None


@dataclass(frozen=True, slots=True)
class AchievementView:
    """One record. `rows`: (caption, text) of its data; `duplicates`: sentences about records with the same key."""

    id: str
    category: LibraryCategory
    data: Mapping[str, Any]
    rows: tuple[tuple[str, str], ...]
    evidence: tuple[Mapping[str, Any], ...]
    state: AchievementState
    caption: str
    reason: str
    editable: bool
    deletable: bool
    withdrawable: bool
    used_in: str | None
    duplicates: tuple[str, ...]
    version: int


def categories(house: House, actor: Actor) -> tuple[CategoryCount, ...]:
    """Every category of the catalogue, in its order."""
    raise NotImplementedError


def category(house: House, category_id: str) -> LibraryCategory:
    """Raises `NotFound`."""
    raise NotImplementedError


def listing(
    house: House,
    actor: Actor,
    *,
    category_id: str | None = None,
    state: AchievementState | None = None,
    search: str = "",
    page: int = 1,
) -> Page[AchievementRow]:
    """Own records, newest first; `search` looks into every text of a record."""
    raise NotImplementedError


def get(house: House, actor: Actor, achievement_id: str) -> AchievementView:
    """Raises `NotFound`, also for another person's record, which is journalled."""
    raise NotImplementedError


def save(
    house: House,
    actor: Actor,
    category_id: str,
    data: Mapping[str, Any],
    evidence: Sequence[str],
    *,
    now: datetime,
    achievement_id: str | None = None,
    version: int | None = None,
) -> AchievementView:
    """Keep a draft, new where no id is given. `evidence`: ids of own uploaded files, in order.

    A draft may be incomplete, but what it has must be of the right type.

    Raises:
        InputRefused: pointers into {"data": ..., "evidence": [...]}.
        WrongState: submitted or approved already. StaleWrite: changed elsewhere since `version`. NotFound.
    """
    raise NotImplementedError


def submit(house: House, actor: Actor, achievement_id: str, now: datetime) -> AchievementView:
    """Send it to the employer for approval.

    Raises:
        GateClosed: no approved employer (feature 13).
        InputRefused: incomplete; pointers as in `save`. WrongState, NotFound.
    """
    raise NotImplementedError


def withdraw(house: House, actor: Actor, achievement_id: str, now: datetime) -> AchievementView:
    """Take it back while the employer has not answered."""
    raise NotImplementedError


def delete(house: House, actor: Actor, achievement_id: str, now: datetime) -> None:
    """Remove a draft or a returned record for good. Raises `WrongState` for others and for what an application imported."""
    raise NotImplementedError


def copy(house: House, actor: Actor, achievement_id: str, now: datetime) -> AchievementView:
    """A new draft with the same data and evidence: how an approved record is corrected (feature 54)."""
    raise NotImplementedError
