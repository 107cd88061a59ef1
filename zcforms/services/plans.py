"""Plans to look at (features 18, 26, 27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zcforms.domain.errors import NotFound
from zcforms.domain.plan import Choice, Plan
from zcforms.printing.evidence import MEDIA_TYPES
from zcforms.services import applications, plan_downloads
from zcforms.services.actor import Actor
from zcforms.services.files import OpenedFile
from zcforms.services.house import House
from zcforms.services.judgement import blank_page
from zcforms.services.paging import Page, page_of


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan in a list; `levels` are captions, `kind` is a code of plan-kinds; `closed`: nobody begins with it any more."""

    id: str
    year: int
    caption: str
    committee: str
    levels: tuple[str, ...]
    opens: date
    closes: date
    kind: str
    open: bool
    closed: bool = False


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


def search(house: House, query: PlanQuery, now: datetime, *, page: int = 1, size: int = 10) -> Page[PlanRow]:
    """Newest first."""
    found = [plan for plan in _newest(house) if _fits(plan, query)]
    return page_of(found, page, size).map(lambda plan: row(house, plan, now))


def choices(house: House) -> PlanChoices:
    """The years, levels and kinds of the published plans."""
    plans = _newest(house)
    years = sorted({plan.year for plan in plans}, reverse=True)
    levels = {level.id: level for plan in plans for level in plan.levels}
    kinds = {kind.id: kind for kind in house.codes("plan_kinds").codes}
    return PlanChoices(tuple(years), tuple(levels.values()), tuple(kinds.values()))


def show(house: House, plan_id: str) -> Plan:
    """The plan with everything that it ties together. Raises `NotFound`."""
    return house.plan(plan_id)


def download(house: House, plan_id: str, download_id: str) -> OpenedFile:
    """One of the downloads of the plan in force: a file as it was uploaded, a sheet printed blank; so are its pledge under the pledge's id, and the sheet that an
    attachment is made from under the sheet's id. Raises `NotFound`, `PrintingFailed`, `FileUnreadable`."""
    return _download(house, house.plan(plan_id), download_id)


def download_of(house: House, actor: Actor, application_id: str, download_id: str) -> OpenedFile:
    """The same of the version that the actor's own declaration stands on. Raises as `download`."""
    return _download(house, applications.plan_of(house, actor, application_id), download_id)


def _download(house: House, plan: Plan, download_id: str) -> OpenedFile:
    file = next((each.file for each in plan.downloads if each.id == download_id), None)
    if file is not None:
        return plan_downloads.opened(house, file)
    offered = {item.template: (item.caption, item.template) for item in plan.attachments if item.template}
    offered[plan.pledge.id] = (plan.pledge.caption, plan.pledge.sheet)
    offered |= {each.id: (each.caption, each.sheet) for each in plan.downloads if each.sheet}
    if download_id not in offered:
        raise NotFound
    caption, sheet = offered[download_id]
    data = house.press.pdf(blank_page(house.sheets_of(plan)[sheet], plan))
    return OpenedFile(f"{caption}.pdf", MEDIA_TYPES["pdf"], data)


def row(house: House, plan: Plan, now: datetime) -> PlanRow:
    """The plan as a line of a list."""
    closed = house.closed(plan.id) is not None
    return PlanRow(
        plan.id,
        plan.year,
        plan.caption,
        plan.committee,
        tuple(level.caption for level in plan.levels),
        plan.opens,
        plan.closes,
        plan.kind,
        plan.open_at(now) and not closed,
        closed,
    )


def by_kind(house: House, now: datetime, most: int) -> tuple[tuple[str, tuple[PlanRow, ...]], ...]:
    """Caption of the kind -> its plans, for every kind that there is (feature 18): those that can be applied for first, then the newest."""
    plans = sorted(
        _newest(house), key=lambda plan: not plan.open_at(now) or house.closed(plan.id) is not None
    )
    return tuple(
        (kind.caption, tuple(row(house, plan, now) for plan in plans if plan.kind == kind.id)[:most])
        for kind in house.codes("plan_kinds").codes
    )


def _newest(house: House) -> list[Plan]:
    return sorted(
        house.catalogue.plans.values(), key=lambda plan: (plan.year, plan.opens, plan.id), reverse=True
    )


def _fits(plan: Plan, query: PlanQuery) -> bool:
    return (
        query.text.strip() in plan.caption
        and query.year in (None, plan.year)
        and query.kind in ("", plan.kind)
        and (not query.level or query.level in {level.id for level in plan.levels})
    )
