"""What a list of an application takes and holds (features 41 to 54): an import section, or an achievement item. Plans and applications alone, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.documents.conditions import holds
from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.application import Application
from zcforms.domain.errors import InputFault, NotFound
from zcforms.domain.plan import (
    AchievementCategory,
    CodeList,
    CountMode,
    LibraryCategory,
    Plan,
    Section,
    SectionKind,
)
from zcforms.forms.display import text_of
from zcforms.services.texts import caption_in, rows_of, summary

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


def record_shown(
    category: LibraryCategory,
    codes: Mapping[str, CodeList],
    achievement: Achievement,
    taken: str | None = None,
) -> LibraryRecord:
    """A record of this category as shown."""
    properties = category.schema["properties"]
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


def list_shown(
    application: Application, spec: ListSpec, records: Mapping[str, LibraryRecord], *, editable: bool
) -> ImportList:
    """A list of the application. `records`: by id, those that the application imports among them."""
    entries = tuple(
        ImportedRecord(
            records[entry[RECORD]],
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


def groups_shown(
    plan: Plan, application: Application, records: Mapping[str, LibraryRecord], *, editable: bool
) -> tuple[AchievementGroup, ...]:
    """Every category that the chosen standard asks for, in order (features 47, 48)."""
    standard = plan.standard(application.standard)
    return tuple(
        AchievementGroup(
            category,
            category_tip(category),
            tuple(
                list_shown(application, spec_of(plan, application, item.id), records, editable=editable)
                for item in category.items
            ),
        )
        for category in (standard.categories if standard else ())
    )


def matching(records: Iterable[LibraryRecord], search: str) -> list[LibraryRecord]:
    """Those in which the words stand, whatever their case; all of them for none."""
    wanted = search.strip().casefold()
    return [
        each
        for each in records
        if not wanted or wanted in " ".join([each.category, *(t for _, t in each.rows)]).casefold()
    ]


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


def import_faults(
    plan: Plan, application: Application, spec: ListSpec, records: Sequence[Achievement]
) -> list[InputFault]:
    """Why which of the records cannot be imported into the list (features 50, 51, 54); pointers /0, /1 ..."""
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
            said = f"这条业绩已导入“{list_caption(plan, taken.get(record.id, spec.id))}”，不能再次导入。"
        else:
            continue
        faults.append(InputFault(f"/{position}", said))
    return faults


def list_caption(plan: Plan, list_id: str) -> str:
    """What people read for a list of the plan."""
    items = (item for standard in plan.standards for _, item in plan.items(standard.id))
    return caption_in([*plan.sections, *items], list_id)
