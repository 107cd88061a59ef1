"""Filling in: sections, records, attachments (features 30 to 46, 66, 67)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.documents.pointer import pointer, steps
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import InputFault, InputRefused, NotFound, WrongState
from zcforms.domain.plan import AttachmentItem, CodeList, Part, Plan, Section, SectionKind
from zcforms.forms import overview as overviews
from zcforms.forms.display import text_of
from zcforms.forms.validation import breaches_of
from zcforms.services import last_check
from zcforms.services.access import own_application, reading
from zcforms.services.actor import Actor
from zcforms.services.deadlines import Deadline, deadline, deadline_of, open_to_change
from zcforms.services.editing import Edit, Saved, editing, moved, section_of
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.judgement import adjustments, document_with
from zcforms.services.keys import new_id
from zcforms.services.last_check import Checked
from zcforms.services.late_typing import NOTHING, Late, set_aside
from zcforms.services.prefilling import prefilled, sources
from zcforms.services.progress import Progress, progress
from zcforms.services.returned_modules import Module, place_of, returned_of
from zcforms.storage.work import Work

_WRITTEN = (SectionKind.FIELDS, SectionKind.RECORDS)


@dataclass(frozen=True, slots=True)
class Declared:
    """An own application (read only!) with its plan. `due`: of one that is not submitted."""

    plan: Plan
    application: Application
    due: Deadline | None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The pages that this application is asked to fill in (features 31, 55)."""
        return self.plan.parts_for(self.application.route)

    @property
    def editable(self) -> bool:
        return self.application.editable and self.application.pledged_at is not None and not self.lapsed

    @property
    def lapsed(self) -> bool:
        """Returned, and not handed in again in time."""
        return self.due is not None and self.due.lapsed


@dataclass(frozen=True, slots=True)
class Filling(Declared):
    """What every page of the form shares: 申报情况 as (caption, text) rows (feature 32), how far it is filled in, when the applicant last
    changed something, what the last check said, and what was returned by name. `aside`: how many answers found no
    place in a new version of the plan and were not dealt with."""

    header: tuple[tuple[str, str], ...]
    progress: Progress
    saved_at: datetime | None
    checked: Checked | None
    returned: tuple[Module, ...]
    aside: int = 0

    def returned_on(self, page: str) -> tuple[Module, ...]:
        """What was returned by name on a page: a part of 个人信息, or a category of achievements."""
        part = next((each for each in self.parts if each.id == page), None)
        places = [place_of(section) for section in part.sections] if part else [pointer(("imports", page))]
        return tuple(module for module in self.returned if module.pointer in places)


@dataclass(frozen=True, slots=True)
class SectionContent:
    """A section of kind fields or records. `value`: object or list as kept; `prefill`: what `prefill` pointers gave; `ids`: of records, what tells
    them apart when they are moved; `codes`: the plan's."""

    section: Section
    value: Any
    prefill: Mapping[str, Any]
    version: int
    editable: bool
    can_undo: bool
    codes: Mapping[str, CodeList]
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An item to upload, what it has, and a sentence about how many are wanted."""

    item: AttachmentItem
    files: tuple[Mapping[str, Any], ...]
    limits: str


def declared(house: House, actor: Actor, application_id: str, now: datetime) -> Declared:
    """Raises `NotFound`."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        plan = house.plan_of(application)
        due = deadline_of(w, plan, application, now) if application.editable else None
    return Declared(plan, application, due)


def filling(house: House, actor: Actor, application_id: str, now: datetime) -> Filling:
    """Raises `NotFound`."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        plan = house.plan_of(application)
        document = document_of(w, house, application)
        breaches = breaches_of(plan, document)
        saved_at = w.journal.last_by(actor.account_id, f"application:{application.id}")
        checked = last_check.checked(w, house, actor, application, document=document, breaches=breaches)
        back = application.state is ApplicationState.RETURNED
        decisions = w.decisions.of(application.id) if back else ()
        aside = w.set_aside.counts([application.id]) if application.editable else {}
    heading = overviews.overview(plan, document)["heading"]
    return Filling(
        plan,
        application,
        deadline(plan, application, now, decisions) if application.editable else None,
        tuple((str(each["caption"]), str(each["text"])) for each in heading),
        progress(plan, document, breaches),
        saved_at,
        checked,
        returned_of(application, decisions),
        aside.get(application.id, 0),
    )


def section(
    house: House, actor: Actor, application_id: str, section_id: str, now: datetime
) -> SectionContent:
    """Raises `NotFound` for an unknown section too."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        plan = house.plan_of(application)
        wanted = section_of(plan, application.route, section_id, *_WRITTEN)
        empty: Any = {} if wanted.kind is SectionKind.FIELDS else []
        return SectionContent(
            wanted,
            application.answers.get(section_id, empty),
            _prefill(w, house, plan, application, wanted),
            application.version,
            application.pledged_at is not None and open_to_change(w, plan, application, now),
            w.drafts.find(actor.account_id, _removed_key(application, section_id)) is not None,
            plan.codes,
            () if isinstance(empty, dict) else tuple(id_ for id_, _ in application.records(section_id)),
        )


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
    with editing(house, actor, application_id, version, now) as edit:
        return _keep_fields(edit, section_id, content, now)


def save_part(
    house: House,
    actor: Actor,
    application_id: str,
    fields: Mapping[str, Mapping[str, Any]],
    files: Mapping[str, Mapping[str, Sequence[str]]],
    *,
    now: datetime,
    version: int | None = None,
    late: Late = NOTHING,
) -> Saved:
    """Everything that a page keeps by one button, all of it or nothing.

    `fields`: section id -> content, as `save_fields`; `files`: section id -> attachment item -> file ids, as `save_attachments`; `late`: what has no
    place any more. Raises as these two; pointers begin with the section's id.
    """
    with editing(house, actor, application_id, version, now) as edit:
        told = list(set_aside(edit, late, now))
        for section_id, content in fields.items():
            with _under(f"/{section_id}"):
                told += _keep_fields(edit, section_id, content, now).told
        for section_id, items in files.items():
            for item_id, file_ids in items.items():
                with _under(f"/{section_id}/{item_id}"):
                    _attach(edit, item_id, file_ids, now)
        return Saved(edit.application.version, tuple(told))


def add_record(
    house: House,
    actor: Actor,
    application_id: str,
    section_id: str,
    content: Mapping[str, Any],
    *,
    now: datetime,
    version: int | None = None,
    late: Late = NOTHING,
) -> Saved:
    """新增 (feature 36); a record is complete when it is kept. `late` as in `save_part`. Raises as `save_fields`."""
    with editing(house, actor, application_id, version, now) as edit:
        wanted, records = edit.records(section_id)
        most = wanted.schema.get("maxItems")
        if most is not None and len(records) >= most:
            raise InputRefused([InputFault("", f"最多可以录入 {most} 条。")])
        made = edit.admit(wanted.schema["items"], content, {}, complete=True)
        told = set_aside(edit, late, now)
        return edit.keep_records(wanted, [*records, (new_id(), made)], "record.add", now, told)


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
    late: Late = NOTHING,
) -> Saved:
    """`index` counts from 0; `NotFound` outside. `late` as in `save_part`."""
    with editing(house, actor, application_id, version, now) as edit:
        wanted, records = edit.records(section_id, index)
        id_, kept = records[index]
        records[index] = id_, edit.admit(wanted.schema["items"], content, kept, complete=True)
        return edit.keep_records(wanted, records, "record.edit", now, set_aside(edit, late, now))


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
    with editing(house, actor, application_id, version, now) as edit:
        wanted, records = edit.records(section_id, index)
        id_, record = records.pop(index)
        removed = {"index": index, "record": record, "id": id_}
        edit.w.drafts.save(actor.account_id, _removed_key(edit.application, section_id), removed, now)
        return edit.keep_records(wanted, records, "record.delete", now)


def undo_delete(house: House, actor: Actor, application_id: str, section_id: str, now: datetime) -> Saved:
    """Raises `WrongState` where nothing was deleted."""
    with editing(house, actor, application_id, None, now) as edit:
        wanted, records = edit.records(section_id)
        key = _removed_key(edit.application, section_id)
        removed = edit.w.drafts.find(actor.account_id, key)
        if removed is None:
            raise WrongState("没有可以恢复的记录。")
        back = removed.content
        records.insert(back["index"], (back.get("id", new_id()), back["record"]))
        edit.w.drafts.discard(actor.account_id, key)
        return edit.keep_records(wanted, records, "record.undo_delete", now)


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
    with editing(house, actor, application_id, version, now) as edit:
        wanted, records = edit.records(section_id, index)
        return edit.keep_records(wanted, moved(records, index, offset), "record.move", now)


def attachments(house: House, actor: Actor, application_id: str) -> tuple[AttachmentRow, ...]:
    """The items that this route and specialty is asked for (features 46, 70)."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
    plan = house.plan_of(application)
    return tuple(
        AttachmentRow(item, tuple(application.attachments.get(item.id, ())), file_limits(item))
        for item in plan.attachments_for(application.route, application.specialty)
    )


def save_attachments(
    house: House,
    actor: Actor,
    application_id: str,
    item_id: str,
    file_ids: Sequence[str],
    *,
    now: datetime,
) -> Saved:
    """The item's files as a whole, in order. Raises `InputRefused` with pointers /0, /1 ... or "" (too many)."""
    with editing(house, actor, application_id, None, now) as edit:
        return _attach(edit, item_id, file_ids, now)


def file_limits(item: AttachmentItem) -> str:
    """How many files of which kinds and size, as a sentence."""
    files = item.files
    kinds = "、".join(files.get("accept", ()))
    size = f"每个不超过 {files['maxBytes'] // 1024 // 1024} MB" if "maxBytes" in files else ""
    least = f"至少上传 {item.minimum} 个" if item.minimum else ""
    most = f"最多上传 {files['maxItems']} 个" if "maxItems" in files else ""
    return "，".join(part for part in (least, most, f"支持 {kinds} 格式" if kinds else "", size) if part)


def _keep_fields(edit: Edit, section_id: str, content: Mapping[str, Any], now: datetime) -> Saved:
    wanted = edit.section(section_id, SectionKind.FIELDS)
    kept = edit.application.answers.get(section_id, {})
    answer, told = _adjusted(edit, wanted, edit.admit(wanted.schema, content, kept, complete=False))
    return edit.keep(wanted, answer, "save", now, told)


def _attach(edit: Edit, item_id: str, file_ids: Sequence[str], now: datetime) -> Saved:
    application, plan = edit.application, edit.plan
    offered = {item.id: item for item in plan.attachments_for(application.route, application.specialty)}
    if item_id not in offered:
        raise NotFound
    wanted = offered[item_id]
    schema = {"type": "array", "widget": "files", **wanted.files, "caption": wanted.caption}
    application.attach(item_id, edit.admit_files(schema, file_ids))
    return edit.done("attach", now, item=item_id)


@contextmanager
def _under(root: str) -> Iterator[None]:
    """Faults of a part of what was given get their full pointers."""
    try:
        yield
    except InputRefused as refused:
        raise InputRefused(
            [InputFault(root + fault.pointer, fault.message) for fault in refused.faults]
        ) from refused


def _adjusted(edit: Edit, wanted: Section, answer: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The answer as the plan's adjusting rules make it, and a sentence for each change (feature 66)."""
    document = document_of(edit.w, edit.house, edit.application)
    changes = adjustments(
        edit.house.rules_of(edit.plan), edit.plan, document_with(document, wanted.id, answer)
    )
    told = []
    for place, value in changes.items():
        section_id, *path = steps(place)
        if section_id == wanted.id and len(path) == 1:
            schema = wanted.schema["properties"][path[0]]
            answer = {**answer, path[0]: value}
            told.append(f"“{schema['caption']}”已自动调整为 {text_of(schema, value, edit.plan.codes)}。")
    return answer, told


def _prefill(w: Work, house: House, plan: Plan, application: Application, wanted: Section) -> dict[str, Any]:
    if wanted.kind is not SectionKind.FIELDS:
        return {}
    person = w.people.get(application.person_id)
    employer = w.organisations.get(application.organisation_id)
    return prefilled(wanted.schema, sources(house, w, plan, application, person=person, employer=employer))


def _removed_key(application: Application, section_id: str) -> str:
    return f"removed/{application.id}/{section_id}"
