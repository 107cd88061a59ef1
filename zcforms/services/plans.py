"""Plans to look at (features 18, 26, 27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zcforms.domain.plan import Choice, Plan
from zcforms.services.house import House
from zcforms.services.paging import Page


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan in a list; `levels` are captions, `kind` is a code of plan-kinds."""

    id: str
    year: int
    caption: str
    committee: str
    levels: tuple[str, ...]
    opens: date
    closes: date
    kind: str
    open: bool


@dataclass(frozen=True, slots=True)
class PlanQuery:
    """The search of feature 26; an empty field asks nothing."""

    text: str = ""
    year: int | None = None
    level: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PlanChoices:
    """What the search offers: the years, levels and kinds that published plans have."""

    years: tuple[int, ...]
    levels: tuple[Choice, ...]
    kinds: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class DownloadFile:
    """A blank sheet as PDF."""

    name: str
    data: bytes


def search(house: House, query: PlanQuery, now: datetime, *, page: int = 1, size: int = 10) -> Page[PlanRow]:
    """Newest first."""
    raise NotImplementedError


def choices(house: House) -> PlanChoices:
    raise NotImplementedError


def show(house: House, plan_id: str) -> Plan:
    """The plan with everything that it ties together. Raises `NotFound`."""
    raise NotImplementedError


def download(house: House, plan_id: str, download_id: str) -> DownloadFile:
    """One of the plan's downloads, or its pledge under the pledge's id, printed blank. Raises `NotFound`, `PrintingFailed`."""
    raise NotImplementedError
