"""Importing approved library records into an application (features 41 to 45, 47 to 54)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.documents.conditions import holds
from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.application import Application
from zcforms.domain.errors import InputFault, InputRefused, NotFound
from zcforms.domain.plan import AchievementCategory, CountMode, Plan, Section, SectionKind
from zcforms.forms.display import text_of
from zcforms.services.access import own_achievement, own_application, reading
from zcforms.services.actor import Actor
from zcforms.services.deadlines import open_to_change
from zcforms.services.editing import Edit, Saved, editing, moved
from zcforms.services.house import House
from zcforms.services.paging import Page, page_of
from zcforms.services.texts import caption_in, rows_of, summary
from zcforms.storage.work import Work

RECORD = "record"
"""Key of the achievement's id in an import's entry; its other keys are annotations."""


@dataclass(frozen=True, slots=True)
class ListSpec:
    """What a list takes: `takes` library categories, `where` a condition on the record, so many at most."""

    id: str
    caption: str
    hint: str
    minimum: int
    maximum: int | None
    takes: tuple[str, ...]
    where: Mapping[str, Any]
    section: Section | None


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


def import_list(house: House, actor: Actor, application_id: str, list_id: str, now: datetime) -> ImportList:
    """`list_id`: an import section's or achievement item's id. Raises `NotFound`."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        plan = house.plan_of(application)
        spec = spec_of(plan, application, list_id)
        records = w.achievements.many(application.imported())
        return _list(house, application, spec, records, editable=_editable(w, plan, application, now))


def achievement_groups(
    house: House, actor: Actor, application_id: str, now: datetime
) -> tuple[AchievementGroup, ...]:
    """Every category that the chosen standard asks for, in order (features 47, 48)."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        records = w.achievements.many(application.imported())
        plan = house.plan_of(application)
        editable = _editable(w, plan, application, now)
    standard = plan.standard(application.standard)
    return tuple(
        AchievementGroup(
            category,
            category_tip(category),
            tuple(
                _list(house, application, spec_of(plan, application, item.id), records, editable=editable)
                for item in category.items
            ),
        )
        for category in (standard.categories if standard else ())
    )


def candidates(
    house: House, actor: Actor, application_id: str, list_id: str, *, search: str = "", page: int = 1
) -> Page[LibraryRecord]:
    """Own approved records that the list takes, with those that are taken already marked (features 41, 50, 51)."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        plan = house.plan_of(application)
        spec = spec_of(plan, application, list_id)
        approved = w.achievements.of(application.person_id, spec.takes, [AchievementState.APPROVED])
    taken = {record: _caption(plan, at) for record, at in application.imported().items()}
    fitting = [
        library_record(house, each, taken.get(each.id))
        for each in reversed(approved)
        if holds(spec.where, each.data)
    ]
    wanted = search.strip().casefold()
    found = [
        each
        for each in fitting
        if not wanted or wanted in " ".join([each.category, *(t for _, t in each.rows)]).casefold()
    ]
    return page_of(found, page)


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
        faults = _import_faults(edit.plan, application, spec, records)
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
    codes, properties = house.catalogue.codes, category.schema["properties"]
    told = summary(category, achievement.data, codes)
    return LibraryRecord(
        id=achievement.id,
        category_id=category.id,
        category=category.caption,
        date=told.date,
        content=told.content,
        rank=told.rank,
        participants=told.participants,
        cells={name: text_of(properties[name], achievement.data.get(name), codes) for name in properties},
        rows=rows_of(category.schema, achievement.data, codes),
        evidence=tuple(achievement.evidence),
        taken=taken,
    )


def category_tip(category: AchievementCategory) -> str:
    """温馨提示 (feature 49): the document's own sentence, or one made from its numbers."""
    if category.hint:
        return category.hint
    unit = "条记录" if category.count is CountMode.RECORDS else "个项目"
    least = f"至少导入 {category.minimum} {unit}" if category.minimum else ""
    most = f"最多导入 {category.maximum} {unit}" if category.maximum else ""
    return f"本类共 {len(category.items)} 项，{'，'.join(part for part in (least, most) if part) or '导入数量不限'}。"


def limits(minimum: int, maximum: int | None) -> str:
    """导入数量不限, or how few and many (feature 49)."""
    least = f"至少导入 {minimum} 条" if minimum else ""
    most = f"最多导入 {maximum} 条" if maximum is not None else ""
    return "，".join(part for part in (least, most) if part) or "导入数量不限"


def spec_of(plan: Plan, application: Application, list_id: str) -> ListSpec:
    """What a list takes, be it an import section of the application's route or an achievement item of its standard. Raises `NotFound`."""
    asked = plan.sections_for(application.route)
    section = next((each for each in asked if each.id == list_id), None)
    if section is not None and section.kind is SectionKind.IMPORT:
        return ListSpec(section.id, section.caption, section.hint, 0, None, section.takes, {}, section)
    for _, item in plan.items(application.standard):
        if item.id == list_id:
            return ListSpec(
                item.id,
                item.caption,
                item.hint,
                item.minimum,
                item.maximum,
                item.takes,
                item.where or {},
                None,
            )
    raise NotFound


def _editable(w: Work, plan: Plan, application: Application, now: datetime) -> bool:
    return application.pledged_at is not None and open_to_change(w, plan, application, now)


def _list(
    house: House,
    application: Application,
    spec: ListSpec,
    records: Mapping[str, Achievement],
    *,
    editable: bool,
) -> ImportList:
    entries = tuple(
        ImportedRecord(
            library_record(house, records[entry[RECORD]]),
            {name: value for name, value in entry.items() if name != RECORD},
        )
        for entry in application.imports.get(spec.id, ())
        if entry[RECORD] in records
    )
    return ImportList(
        id=spec.id,
        caption=spec.caption,
        hint=spec.hint,
        minimum=spec.minimum,
        maximum=spec.maximum,
        limits=limits(spec.minimum, spec.maximum),
        takes=spec.takes,
        entries=entries,
        version=application.version,
        editable=editable,
        section=spec.section,
    )


def _import_faults(
    plan: Plan, application: Application, spec: ListSpec, records: Sequence[Achievement]
) -> list[InputFault]:
    taken = application.imported()
    faults = []
    for position, record in enumerate(records):
        again = record.id in {other.id for other in records[:position]}
        if record.state is not AchievementState.APPROVED:
            said = "这条业绩尚未通过单位审核，不能导入。"
        elif record.category not in spec.takes:
            said = f"这条业绩的类别不能导入“{spec.caption}”。"
        elif not holds(spec.where, record.data):
            said = f"这条业绩不符合“{spec.caption}”的要求，不能导入。"
        elif record.id in taken or again:
            said = f"这条业绩已导入“{_caption(plan, taken.get(record.id, spec.id))}”，不能再次导入。"
        else:
            continue
        faults.append(InputFault(f"/{position}", said))
    return faults


def _entry(edit: Edit, list_id: str, achievement_id: str) -> tuple[list[Any], int]:
    """The list's entries and the place of the record. Raises `NotFound`."""
    entries = list(edit.application.imports.get(list_id, ()))
    index = next((i for i, entry in enumerate(entries) if entry[RECORD] == achievement_id), None)
    if index is None:
        raise NotFound("这条导入记录已不存在，请刷新页面查看最新内容。")
    return entries, index


def _caption(plan: Plan, list_id: str) -> str:
    items = (item for standard in plan.standards for _, item in plan.items(standard.id))
    return caption_in([*plan.sections, *items], list_id)
