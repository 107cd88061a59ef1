"""The roster of a desk as a spreadsheet: what its list's filter shows, every page of it (issue 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from zcforms.printing import spreadsheet
from zcforms.services.access import note, writing
from zcforms.services.actor import Actor
from zcforms.services.desk_queue import ApplicationCase, QueueQuery, case_of, sought, waiting_at
from zcforms.services.files import OpenedFile
from zcforms.services.house import House
from zcforms.storage.work import Work

Columns = tuple[tuple[str, float], ...]
"""Caption and width of each."""
COLUMNS: Columns = (
    ("申报编号", 22.0), ("姓名", 12.0), ("证件号码", 22.0), ("工作单位", 30.0), ("评审计划", 36.0), ("申报方式", 12.0), ("申报职称", 14.0),
    ("申报专业", 18.0), ("审核环节", 16.0), ("到达时间", 18.0), ("办理期限", 14.0), ("是否超过办理时限", 12.0),
)  # fmt: skip


def export(house: House, actor: Actor, query: QueueQuery, now: datetime) -> OpenedFile:
    """As XLSX; numbers of identity documents are masked."""
    with writing(house, actor) as w:
        organisation = w.organisations.get(actor.organisation())
        found = sought(waiting_at(w, house, organisation, now), query)
        people = w.people.many(each.row.person_id for each in found)
        cases = [case_of(each, people[each.row.person_id].id_number) for each in found]
        note_taken(w, actor, len(cases), now)
    return spreadsheet_of("待审核名单", COLUMNS, (_line(case) for case in cases), now)


def note_taken(w: Work, actor: Actor, count: int, now: datetime) -> None:
    """The journal keeps who took how many home."""
    note(w, actor, "roster.export", f"organisation:{actor.organisation()}", now, count=count)


def spreadsheet_of(
    caption: str, columns: Columns, lines: Iterable[Sequence[str]], now: datetime
) -> OpenedFile:
    data = spreadsheet.write(caption, columns, lines)
    return OpenedFile(f"{caption}-{now:%Y%m%d}.xlsx", spreadsheet.MEDIA_TYPE, data)


def _line(case: ApplicationCase) -> tuple[str, ...]:
    return (
        case.number,
        case.name,
        case.id_number,
        case.employer,
        case.plan,
        case.route,
        case.title,
        case.specialty,
        case.step,
        f"{case.since:%Y-%m-%d %H:%M}" if case.since else "",
        f"{case.due:%Y-%m-%d}" if case.due else "",
        "是" if case.overdue else "否",
    )
