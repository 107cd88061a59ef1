"""The desk of an employer or authority: what waits for an answer, and the answers to bindings and achievements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.paging import Page


@dataclass(frozen=True, slots=True)
class BindingCase:
    """Somebody who wants to belong to this organisation; `id_number` is masked."""

    id: str
    name: str
    id_number: str
    phone: str
    freelancer: bool
    note: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class AchievementCase:
    """A record that waits for approval. `rows`: (caption, text) of its data; `evidence`: file documents."""

    id: str
    name: str
    id_number: str
    category: str
    summary: str
    rows: tuple[tuple[str, str], ...]
    evidence: tuple[Mapping[str, Any], ...]
    submitted_at: datetime | None
    duplicates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApplicationCase:
    """An application that stands at a step of this organisation; `overdue` by the step's working time."""

    id: str
    number: str
    name: str
    id_number: str
    employer: str
    plan: str
    title: str
    specialty: str
    route: str
    step: str
    since: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """How much waits, and the oldest of each kind first."""

    organisation: str
    role: str
    bindings: Page[BindingCase]
    achievements: Page[AchievementCase]
    applications: Page[ApplicationCase]


def inbox(house: House, actor: Actor, now: datetime) -> Inbox:
    """The first page of everything that waits; an application never for the person who made it."""
    raise NotImplementedError


def pending_bindings(house: House, actor: Actor, page: int = 1) -> Page[BindingCase]:
    raise NotImplementedError


def pending_achievements(
    house: House, actor: Actor, *, search: str = "", page: int = 1
) -> Page[AchievementCase]:
    raise NotImplementedError


def pending_applications(
    house: House, actor: Actor, now: datetime, *, search: str = "", page: int = 1
) -> Page[ApplicationCase]:
    raise NotImplementedError


def achievement_case(house: House, actor: Actor, achievement_id: str, now: datetime) -> AchievementCase:
    """One waiting record with its evidence. Raises `NotFound` outside the actor's scope."""
    raise NotImplementedError


def approve_bindings(house: House, actor: Actor, binding_ids: Sequence[str], now: datetime) -> int:
    """Approve all of them or none; how many. The person's former employer is superseded.

    Raises:
        NotFound: one is not asked of this organisation.
        WrongState: one was answered already.
    """
    raise NotImplementedError


def return_bindings(
    house: House, actor: Actor, binding_ids: Sequence[str], reason: str, now: datetime
) -> int:
    """Return all of them or none. Raises `InputRefused` at "/reason" without a reason, otherwise as `approve_bindings`."""
    raise NotImplementedError


def approve_achievements(house: House, actor: Actor, achievement_ids: Sequence[str], now: datetime) -> int:
    """Approve all of them or none (feature 19); errors as for bindings."""
    raise NotImplementedError


def return_achievements(
    house: House, actor: Actor, achievement_ids: Sequence[str], reason: str, now: datetime
) -> int:
    """Return all of them or none with a reason that the applicant reads; errors as for bindings."""
    raise NotImplementedError
