"""Importing approved library records into an application (features 41 to 45, 47 to 54)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from zcforms.documents.conditions import holds
from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.application import Application
from zcforms.domain.errors import InputFault, InputRefused, NotFound
from zcforms.domain.plan import Plan
from zcforms.services.access import own_achievement, own_application, reading
from zcforms.services.actor import Actor
from zcforms.services.deadlines import open_to_change
from zcforms.services.editing import Edit, Saved, editing, moved
from zcforms.services.house import House
from zcforms.services.import_lists import (
    RECORD,
    AchievementGroup,
    ImportList,
    LibraryRecord,
    groups_shown,
    import_faults,
    list_caption,
    list_shown,
    matching,
    record_shown,
    spec_of,
)
from zcforms.services.paging import Page, page_of
from zcforms.storage.work import Work


def import_list(house: House, actor: Actor, application_id: str, list_id: str, now: datetime) -> ImportList:
    """`list_id`: an import section's or achievement item's id. Raises `NotFound`."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        plan = house.plan_of(application)
        spec = spec_of(plan, application, list_id)
        records = w.achievements.many(application.imported())
        editable = _editable(w, plan, application, now)
        return list_shown(application, spec, _shown(house, records), editable=editable)


def achievement_groups(
    house: House, actor: Actor, application_id: str, now: datetime
) -> tuple[AchievementGroup, ...]:
    """Every category that the chosen standard asks for, in order (features 47, 48)."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        records = w.achievements.many(application.imported())
        plan = house.plan_of(application)
        editable = _editable(w, plan, application, now)
    return groups_shown(plan, application, _shown(house, records), editable=editable)


def candidates(
    house: House, actor: Actor, application_id: str, list_id: str, *, search: str = "", page: int = 1
) -> Page[LibraryRecord]:
    """Own approved records that the list takes, with those that are taken already marked (features 41, 50, 51)."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        plan = house.plan_of(application)
        spec = spec_of(plan, application, list_id)
        approved = w.achievements.of(application.person_id, spec.takes, [AchievementState.APPROVED])
    taken = {record: list_caption(plan, at) for record, at in application.imported().items()}
    fitting = [
        library_record(house, each, taken.get(each.id))
        for each in reversed(approved)
        if holds(spec.where, each.data)
    ]
    return page_of(matching(fitting, search), page)


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
            already (51); or "" where none is given or the maximum would be passed.
        WrongState, NotFound (also for another person's record).
    """
    with editing(house, actor, application_id, None, now) as edit:
        application = edit.application
        spec = spec_of(edit.plan, application, list_id)
        entries = list(application.imports.get(list_id, ()))
        records = [own_achievement(edit.w, actor, each) for each in achievement_ids]
        faults = import_faults(edit.plan, application, spec, records)
        if not records:
            faults.append(InputFault("", "请至少选择一条业绩。"))
        if spec.maximum is not None and len(entries) + len(records) > spec.maximum:
            faults.append(
                InputFault("", f"“{spec.caption}”最多导入 {spec.maximum} 条，已导入 {len(entries)} 条。")
            )
        if faults:
            raise InputRefused(faults)
        application.arrange_imports(list_id, [*entries, *({"record": record.id} for record in records)])
        return edit.done("import", now, list=list_id, records=[record.id for record in records])


def remove_import(
    house: House, actor: Actor, application_id: str, list_id: str, achievement_id: str, *, now: datetime
) -> Saved:
    """移除: the library keeps the record (features 42, 52)."""
    with editing(house, actor, application_id, None, now) as edit:
        entries, index = _entry(edit, list_id, achievement_id)
        del entries[index]
        edit.application.arrange_imports(list_id, entries)
        return edit.done("import.remove", now, list=list_id, record=achievement_id)


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
    with editing(house, actor, application_id, None, now) as edit:
        entries, index = _entry(edit, list_id, achievement_id)
        edit.application.arrange_imports(list_id, moved(entries, index, offset))
        return edit.done("import.move", now, list=list_id)


def place_import(
    house: House,
    actor: Actor,
    application_id: str,
    list_id: str,
    achievement_id: str,
    *,
    position: int,
    now: datetime,
) -> Saved:
    """Put the record at the place `position`, from 0; beyond the end it becomes the last (features 42, 52)."""
    with editing(house, actor, application_id, None, now) as edit:
        entries, index = _entry(edit, list_id, achievement_id)
        edit.application.arrange_imports(list_id, moved(entries, index, position - index))
        return edit.done("import.move", now, list=list_id)


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
    with editing(house, actor, application_id, None, now) as edit:
        entries, index = _entry(edit, list_id, achievement_id)
        section = edit.plan.section(list_id)
        kept = {name: value for name, value in entries[index].items() if name != RECORD}
        schema = section.schema if section else {"type": "object", "properties": {}}
        said = edit.admit(schema, annotations, kept, complete=False)
        entries[index] = {**said, RECORD: achievement_id}
        edit.application.arrange_imports(list_id, entries)
        return edit.done("import.annotate", now, list=list_id, record=achievement_id)


def library_record(house: House, achievement: Achievement, taken: str | None = None) -> LibraryRecord:
    """The record as shown."""
    category = house.catalogue.categories[achievement.category]
    return record_shown(category, house.catalogue.codes, achievement, taken)


def _shown(house: House, records: Mapping[str, Achievement]) -> dict[str, LibraryRecord]:
    return {id_: library_record(house, record) for id_, record in records.items()}


def _editable(w: Work, plan: Plan, application: Application, now: datetime) -> bool:
    return application.pledged_at is not None and open_to_change(w, plan, application, now)


def _entry(edit: Edit, list_id: str, achievement_id: str) -> tuple[list[Any], int]:
    """The list's entries and the place of the record. Raises `NotFound`."""
    entries = list(edit.application.imports.get(list_id, ()))
    index = next((i for i, entry in enumerate(entries) if entry[RECORD] == achievement_id), None)
    if index is None:
        raise NotFound("这条导入记录已不存在，请刷新页面查看最新内容。")
    return entries, index
