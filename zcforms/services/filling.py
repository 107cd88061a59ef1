"""Filling in: sections, records, attachments (features 30 to 46, 66, 67)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.application import Application
from zcforms.domain.plan import AttachmentItem, Plan, Section
from zcforms.services.actor import Actor
from zcforms.services.house import House


@dataclass(frozen=True, slots=True)
class Filling:
    """What every page of the form shares: the plan, the application (read only!), and 申报情况 as (caption, text) rows
    (feature 32). `done`: ids of sections that have content; `counts`: list id -> number of imported records."""

    plan: Plan
    application: Application
    header: tuple[tuple[str, str], ...]
    done: frozenset[str]
    counts: Mapping[str, int]
    editable: bool


@dataclass(frozen=True, slots=True)
class SectionContent:
    """A section of kind fields or records. `value`: object or list as kept; `prefill`: what `prefill` pointers gave."""

    section: Section
    value: Any
    prefill: Mapping[str, Any]
    version: int
    editable: bool
    can_undo: bool


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An item to upload, what it has, and a sentence about how many are wanted."""

    item: AttachmentItem
    files: tuple[Mapping[str, Any], ...]
    limits: str


@dataclass(frozen=True, slots=True)
class Saved:
    """`told`: sentences about what the system adjusted (feature 66)."""

    version: int
    told: tuple[str, ...] = ()


def filling(house: House, actor: Actor, application_id: str) -> Filling:
    """Raises `NotFound`."""
    raise NotImplementedError


def section(house: House, actor: Actor, application_id: str, section_id: str) -> SectionContent:
    """Raises `NotFound` for an unknown section too."""
    raise NotImplementedError


def save_fields(
    house: House,
    actor: Actor,
    application_id: str,
    section_id: str,
    content: Mapping[str, Any],
    *,
    now: datetime,
    version: int | None = None,
) -> Saved:
    """Keep a fields section as a whole. Files in it are given as {"id": ...} or file documents of own files.

    What is missing may stay missing until the check; what is given must be right.

    Raises:
        InputRefused: pointers into `content`. WrongState: submitted, or the pledge is open. StaleWrite. NotFound.
    """
    raise NotImplementedError


def add_record(
    house: House,
    actor: Actor,
    application_id: str,
    section_id: str,
    content: Mapping[str, Any],
    *,
    now: datetime,
    version: int | None = None,
) -> Saved:
    """新增 (feature 36); a record is complete when it is kept. Raises as `save_fields`."""
    raise NotImplementedError


def edit_record(
    house: House,
    actor: Actor,
    application_id: str,
    section_id: str,
    index: int,
    *,
    content: Mapping[str, Any],
    now: datetime,
    version: int | None = None,
) -> Saved:
    """`index` counts from 0; `NotFound` outside."""
    raise NotImplementedError


def delete_record(
    house: House,
    actor: Actor,
    application_id: str,
    section_id: str,
    index: int,
    *,
    now: datetime,
    version: int | None = None,
) -> Saved:
    """删除; `undo_delete` brings the last deleted one back."""
    raise NotImplementedError


def undo_delete(house: House, actor: Actor, application_id: str, section_id: str, now: datetime) -> Saved:
    """Raises `WrongState` where nothing was deleted."""
    raise NotImplementedError


def move_record(
    house: House,
    actor: Actor,
    application_id: str,
    section_id: str,
    index: int,
    *,
    offset: int,
    now: datetime,
    version: int | None = None,
) -> Saved:
    """上移 (-1), 下移 (+1); at an end nothing happens."""
    raise NotImplementedError


def attachments(house: House, actor: Actor, application_id: str) -> tuple[AttachmentRow, ...]:
    """The items that this route and specialty is asked for (features 46, 70)."""
    raise NotImplementedError


def save_attachments(
    house: House, actor: Actor, application_id: str, item_id: str, file_ids: Sequence[str], *, now: datetime
) -> Saved:
    """The item's files as a whole, in order. Raises `InputRefused` with pointers /0, /1 ... or "" (too many)."""
    raise NotImplementedError
