"""Importing approved library records into an application (features 41 to 45, 47 to 54)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.plan import AchievementCategory, Section
from zcforms.services.actor import Actor
from zcforms.services.filling import Saved
from zcforms.services.house import House
from zcforms.services.paging import Page


@dataclass(frozen=True, slots=True)
class LibraryRecord:
    """A library record as shown (feature 53). `cells`: display texts of its category's columns by property name;
    `rows`: (caption, text) of all its data; `taken`: caption of the list of this application that already has it (51)."""

    id: str
    category_id: str
    category: str
    date: str
    content: str
    rank: str
    participants: str
    cells: Mapping[str, str]
    rows: tuple[tuple[str, str], ...]
    evidence: tuple[Mapping[str, Any], ...]
    taken: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """An imported record with what the applicant adds to it (合格学历, 合格/不合格)."""

    record: LibraryRecord
    annotations: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ImportList:
    """An import section or an achievement item. `section`: for an import section its document (annotation schema, columns);
    `limits`: 导入数量不限, or how few and many (feature 49)."""

    id: str
    caption: str
    hint: str
    minimum: int
    maximum: int | None
    limits: str
    takes: tuple[str, ...]
    entries: tuple[ImportedRecord, ...]
    version: int
    editable: bool
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class AchievementGroup:
    """A category (大类) with its items; `tip` is the 温馨提示 (feature 49)."""

    category: AchievementCategory
    tip: str
    lists: tuple[ImportList, ...]


def import_list(house: House, actor: Actor, application_id: str, list_id: str) -> ImportList:
    """`list_id`: an import section's or achievement item's id. Raises `NotFound`."""
    raise NotImplementedError


def achievement_groups(house: House, actor: Actor, application_id: str) -> tuple[AchievementGroup, ...]:
    """Every category that the chosen standard asks for, in order (features 47, 48)."""
    raise NotImplementedError


def candidates(
    house: House, actor: Actor, application_id: str, list_id: str, *, search: str = "", page: int = 1
) -> Page[LibraryRecord]:
    """Own approved records that the list takes, with those that are taken already marked (features 41, 50, 51)."""
    raise NotImplementedError


def import_records(
    house: House,
    actor: Actor,
    application_id: str,
    list_id: str,
    achievement_ids: Sequence[str],
    *,
    now: datetime,
) -> Saved:
    """Import all of them or none.

    Raises:
        InputRefused: pointers /0, /1 ...: not approved, of another category, not fulfilling the item's condition, taken
            already (51); or "" where the maximum would be passed.
        WrongState, NotFound (also for another person's record).
    """
    raise NotImplementedError


def remove_import(
    house: House, actor: Actor, application_id: str, list_id: str, achievement_id: str, *, now: datetime
) -> Saved:
    """移除: the library keeps the record (features 42, 52)."""
    raise NotImplementedError


def move_import(
    house: House,
    actor: Actor,
    application_id: str,
    list_id: str,
    achievement_id: str,
    *,
    offset: int,
    now: datetime,
) -> Saved:
    """上移 (-1), 下移 (+1); at an end nothing happens."""
    raise NotImplementedError


def annotate(
    house: House,
    actor: Actor,
    application_id: str,
    list_id: str,
    achievement_id: str,
    *,
    annotations: Mapping[str, Any],
    now: datetime,
) -> Saved:
    """Set what the applicant adds to one imported record (features 43, 45). Raises `InputRefused` with pointers."""
    raise NotImplementedError
