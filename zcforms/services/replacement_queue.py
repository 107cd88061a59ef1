"""The requests for 补换证 that wait at a desk: filtered, counted by each filter's values, a page at a time, taken home as a spreadsheet
(features 85, 87)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from zcforms.domain.chain import Step
from zcforms.domain.identity import Organisation, Person, masked
from zcforms.domain.replacement import Replacement, ReplacementKind, step_of
from zcforms.domain.scope import overdue, until
from zcforms.services.access import reading, writing
from zcforms.services.actor import Actor
from zcforms.services.desk_facets import Facet, Filter, came_since, chosen, facets
from zcforms.services.desk_queue import PAGE_SIZE
from zcforms.services.desk_roster import Columns, note_taken, spreadsheet_of
from zcforms.services.files import OpenedFile
from zcforms.services.house import House
from zcforms.services.paging import Page, page_of
from zcforms.services.replacement_chain import kind_of, waiting_for
from zcforms.services.replacement_words import about
from zcforms.storage.work import Work

COLUMNS: Columns = (
    ("姓名", 12.0), ("证件号码", 22.0), ("工作单位", 30.0), ("申请", 14.0), ("证书编号", 22.0), ("职称名称", 16.0), ("审核环节", 16.0), ("提交时间", 18.0),
    ("到达时间", 18.0), ("办理期限", 14.0), ("是否超过办理时限", 12.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReplacementQuery:
    """Empty fields ask nothing. `since`: arrived at the step on that day or later; `text`: in the person's name or the certificate's number."""

    kind: str = ""
    step: str = ""
    employer: str = ""
    overdue: bool = False
    since: date | None = None
    text: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return self != ReplacementQuery()


@dataclass(frozen=True, slots=True)
class ReplacementWaiting:
    """One request that stands at a step of this organisation. `number`, `certificate`: of the title that it is about; `due`: the last day of the
    step's working time, `overdue` after it."""

    id: str
    name: str
    id_number: str
    employer: str
    kind: str
    number: str
    certificate: str
    step: str
    submitted_at: datetime | None
    since: datetime | None
    due: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class ReplacementQueue(Page[ReplacementWaiting]):
    """A page of what the query asks for. `waiting`: how much waits in all; `overdue`: of what the other filters leave, how much is."""

    facets: tuple[Facet, ...]
    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True)
class _Waiting:
    replacement: Replacement
    person: Person
    employer: Organisation
    kind: ReplacementKind
    step: Step
    number: str
    certificate: str
    due: date | None
    overdue: bool


_FILTERS: tuple[Filter[_Waiting], ...] = (
    Filter("kind", "申请", lambda each: each.kind.id, lambda each: each.kind.caption),
    Filter("step", "环节", lambda each: each.step.id, lambda each: each.step.caption),
    Filter("employer", "单位", lambda each: each.employer.id, lambda each: each.employer.name),
)


def queue(
    house: House, actor: Actor, query: ReplacementQuery, now: datetime, *, page: int = 1
) -> ReplacementQueue:
    """One page of what stands at a step of this organisation, the oldest first, with the counts of every filter."""
    with reading(house, actor) as w:
        waiting = _waiting_at(w, house, actor, now)
    shown = page_of(_matching(waiting, query), page, PAGE_SIZE).map(_row)
    late = [each for each in _matching(waiting, query, "overdue") if each.overdue]
    found = facets(waiting, _FILTERS, query, _matching)
    return ReplacementQueue(shown.rows, shown.number, shown.size, shown.total, found, len(waiting), len(late))


def export(house: House, actor: Actor, query: ReplacementQuery, now: datetime) -> OpenedFile:
    """What the query asks for, every page of it, as XLSX; numbers of identity documents are masked."""
    with writing(house, actor) as w:
        rows = [_row(each) for each in _matching(_waiting_at(w, house, actor, now), query)]
        note_taken(w, actor, len(rows), now)
    return spreadsheet_of("补换证待审核名单", COLUMNS, (_line(row) for row in rows), now)


def _waiting_at(w: Work, house: House, actor: Actor, now: datetime) -> list[_Waiting]:
    found, desks = waiting_for(w, house, w.organisations.get(actor.organisation()))
    people = w.people.many(each.person_id for each in found)
    old = w.certificates.many(each.certificate_id for each in found if each.certificate_id)
    waiting = []
    for each in found:
        kind = kind_of(house, each)
        if (step := step_of(kind.chain, each)) is None:
            continue
        number, certificate = about(kind, each, old.get(each.certificate_id or ""))
        waiting.append(
            _Waiting(
                each,
                people[each.person_id],
                desks.get(each.organisation_id or ""),
                kind,
                step,
                number,
                certificate,
                until(step, each.step_since),
                overdue(step, each.step_since, now.date()),
            )
        )
    return waiting


def _matching(waiting: Iterable[_Waiting], query: ReplacementQuery, aside: str = "") -> list[_Waiting]:
    """`aside`: the field that is not asked."""
    late, wanted = query.overdue and aside != "overdue", query.text.strip()
    return [
        each
        for each in chosen(waiting, _FILTERS, query, aside)
        if (each.overdue or not late)
        and came_since(each.replacement.step_since, query.since)
        and (wanted in each.person.name or wanted in each.number)
    ]


def _row(each: _Waiting) -> ReplacementWaiting:
    return ReplacementWaiting(
        each.replacement.id,
        each.person.name,
        masked(each.person.id_number),
        each.employer.name,
        each.kind.caption,
        each.number,
        each.certificate,
        each.step.caption,
        each.replacement.submitted_at,
        each.replacement.step_since,
        each.due,
        each.overdue,
    )


def _line(row: ReplacementWaiting) -> tuple[str, ...]:
    return (
        row.name,
        row.id_number,
        row.employer,
        row.kind,
        row.number or "无",
        row.certificate,
        row.step,
        f"{row.submitted_at:%Y-%m-%d %H:%M}" if row.submitted_at else "",
        f"{row.since:%Y-%m-%d %H:%M}" if row.since else "",
        f"{row.due:%Y-%m-%d}" if row.due else "",
        "是" if row.overdue else "否",
    )
