"""Filling in a trial, page by page, as the applicant will: every act is held to the draft's own forms and lists (services.plan_trials)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused, NotFound
from zcforms.domain.plan import SectionKind
from zcforms.services.actor import Actor
from zcforms.services.editing import moved as reordered
from zcforms.services.editing import section_of
from zcforms.services.house import House
from zcforms.services.import_lists import RECORD, import_faults, spec_of
from zcforms.services.keys import new_id
from zcforms.services.texts import Captioned
from zcforms.services.trial_document import CHOICES
from zcforms.services.trial_editing import (
    EVIDENCE,
    TrialEdit,
    applicant_schema,
    editing_trial,
    library_schema,
)

_MOST_RECORDS = 200


def choose(house: House, actor: Actor, draft_id: str, choices: Mapping[str, str], now: datetime) -> None:
    """申报形式, 评审标准, 申报专业, 申报职称. Raises `InputRefused`, `NotFound`."""
    with editing_trial(house, actor, draft_id, now) as it:
        offers: dict[str, Sequence[Captioned]] = {
            "route": it.plan.routes,
            "standard": it.plan.standards,
            "specialty": it.plan.specialties,
            "title": it.plan.titles,
        }
        faults = [
            InputFault(f"/{name}", "请从列表中选择。")
            for name in CHOICES
            if choices.get(name) not in [each.id for each in offers[name]]
        ]
        if faults:
            raise InputRefused(faults)
        it.kept.update({name: choices[name] for name in CHOICES})


def describe(house: House, actor: Actor, draft_id: str, applicant: Mapping[str, Any], now: datetime) -> None:
    """What the made-up person is: fields of the registration form. Raises `InputRefused`, `NotFound`."""
    with editing_trial(house, actor, draft_id, now) as it:
        schema = applicant_schema(house.catalogue)
        told = it.admitted(schema, applicant, {}, complete=False, codes=house.catalogue.codes)
        others = {
            name: each for name, each in it.kept["applicant"].items() if name not in schema["properties"]
        }
        it.kept["applicant"] = {**others, **told}


def save_part(
    house: House,
    actor: Actor,
    draft_id: str,
    fields: Mapping[str, Mapping[str, Any]],
    attachments: Mapping[str, str] | None,
    *,
    now: datetime,
) -> None:
    """Everything that a page keeps by one button. `fields`: section id -> content with names for files; `attachments`: item -> names.

    Raises:
        InputRefused: pointers begin with the section's id, or `attachments`. NotFound.
    """
    with editing_trial(house, actor, draft_id, now) as it:
        faults: list[InputFault] = []
        for section_id, content in fields.items():
            wanted = section_of(it.plan, it.kept["route"], section_id, SectionKind.FIELDS)
            kept = it.kept["answers"].get(section_id, {})
            try:
                fixed = {**it.trying.offered(wanted), **it.trying.value(wanted)}
                told = it.admitted(wanted.schema, content, fixed, complete=False)
            except InputRefused as refused:
                faults += [
                    InputFault(f"/{section_id}{each.pointer}", each.message) for each in refused.faults
                ]
                continue
            known = wanted.schema["properties"]
            elsewhere = {name: value for name, value in kept.items() if name not in known}
            it.kept["answers"][section_id] = {**elsewhere, **told}
        faults += _attach(it, attachments or {})
        if faults:
            raise InputRefused(faults)


def save_record(
    house: House,
    actor: Actor,
    draft_id: str,
    section_id: str,
    index: int | None,
    *,
    content: Mapping[str, Any],
    now: datetime,
) -> None:
    """新增 (None) or 编辑. Raises `InputRefused`, `NotFound`."""
    with editing_trial(house, actor, draft_id, now) as it:
        wanted, records = it.records(section_id, index)
        most = min(wanted.schema.get("maxItems", _MOST_RECORDS), _MOST_RECORDS)
        if index is None and len(records) >= most:
            raise InputRefused([InputFault("", f"最多可以录入 {most} 条。")])
        told = it.admitted(wanted.schema["items"], content, {}, complete=True)
        if index is None:
            records.append(told)
        else:
            records[index] = told
        it.kept["answers"][section_id] = records


def arrange_record(
    house: House,
    actor: Actor,
    draft_id: str,
    section_id: str,
    index: int,
    *,
    offset: int | None,
    now: datetime,
) -> None:
    """上移, 下移; `offset` None: 删除. Raises `NotFound`."""
    with editing_trial(house, actor, draft_id, now) as it:
        _, records = it.records(section_id, index)
        it.kept["answers"][section_id] = _arranged(records, index, offset)


def keep_achievement(
    house: House,
    actor: Actor,
    draft_id: str,
    category_id: str,
    record_id: str | None,
    *,
    content: Mapping[str, Any],
    now: datetime,
) -> None:
    """A record of the made-up library, new or changed. `content`: of `library_schema`, with names for files.

    Raises:
        InputRefused, NotFound.
    """
    with editing_trial(house, actor, draft_id, now) as it:
        category = it.plan.categories.get(category_id)
        if category is None or (record_id is not None and record_id not in it.trying.records):
            raise NotFound
        told = it.admitted(library_schema(category), content, {}, complete=True)
        evidence = told.pop(EVIDENCE, [])
        made = {
            "id": record_id or new_id(),
            "category": category.id,
            "state": "approved",
            "data": told,
            "evidence": evidence,
        }
        others = it.kept["achievements"]
        if record_id is None and len(others) >= _MOST_RECORDS:
            raise InputRefused([InputFault("", f"最多可以录入 {_MOST_RECORDS} 条。")])
        it.kept["achievements"] = (
            [*others, made]
            if record_id is None
            else [made if each["id"] == record_id else each for each in others]
        )


def drop_achievement(house: House, actor: Actor, draft_id: str, record_id: str, now: datetime) -> None:
    """Take a record out of the made-up library, and out of the list that has it. Raises `NotFound`."""
    with editing_trial(house, actor, draft_id, now) as it:
        if record_id not in it.trying.records:
            raise NotFound
        it.kept["achievements"] = [each for each in it.kept["achievements"] if each["id"] != record_id]
        it.kept["imports"] = {
            name: [entry for entry in entries if entry[RECORD] != record_id]
            for name, entries in it.kept["imports"].items()
        }


def import_records(
    house: House, actor: Actor, draft_id: str, list_id: str, record_ids: Sequence[str], *, now: datetime
) -> None:
    """Import all of them or none, held to what the list takes. Raises `InputRefused`, `NotFound`."""
    with editing_trial(house, actor, draft_id, now) as it:
        spec = spec_of(it.plan, it.trying.application, list_id)
        if any(each not in it.trying.records for each in record_ids):
            raise NotFound
        records = [it.trying.records[each] for each in record_ids]
        entries = list(it.trying.document["imports"].get(list_id, ()))
        faults = import_faults(it.plan, it.trying.application, spec, records)
        if not records:
            faults.append(InputFault("", "请先勾选要导入的记录。"))
        if spec.maximum is not None and len(entries) + len(records) > spec.maximum:
            said = f"“{spec.caption}”最多导入 {spec.maximum} 条，已导入 {len(entries)} 条。"
            faults.append(InputFault("", said))
        if faults:
            raise InputRefused(faults)
        it.kept["imports"][list_id] = [*entries, *({RECORD: each} for each in record_ids)]


def arrange_import(
    house: House,
    actor: Actor,
    draft_id: str,
    list_id: str,
    record_id: str,
    *,
    offset: int | None,
    now: datetime,
) -> None:
    """上移, 下移; `offset` None: 移除. Raises `NotFound`."""
    with editing_trial(house, actor, draft_id, now) as it:
        entries, index = it.entries(list_id, record_id)
        it.kept["imports"][list_id] = _arranged(entries, index, offset)


def annotate(
    house: House,
    actor: Actor,
    draft_id: str,
    list_id: str,
    said: Mapping[str, Mapping[str, Any]],
    *,
    now: datetime,
) -> None:
    """What the applicant adds to records of a list: record id -> object. Raises `InputRefused`, `NotFound`."""
    with editing_trial(house, actor, draft_id, now) as it:
        section = it.plan.section(list_id)
        schema = section.schema if section else {"type": "object", "properties": {}}
        entries = it.trying.document["imports"].get(list_id, ())
        for record_id, annotations in said.items():
            entries, index = it.entries(list_id, record_id)
            told = it.admitted(schema, annotations, {}, complete=False)
            entries[index] = {**told, RECORD: record_id}
            it.kept["imports"][list_id] = entries
            it.renew()


def _attach(it: TrialEdit, given: Mapping[str, str]) -> list[InputFault]:
    faults: list[InputFault] = []
    items = {each.id: each for each in it.plan.attachments_for(it.kept["route"], it.kept["specialty"])}
    for item_id, names in given.items():
        if item_id not in items:
            raise NotFound
        limits = {key: value for key, value in items[item_id].files.items() if key != "minItems"}
        schema = {**limits, "type": "array", "widget": "files", "caption": items[item_id].caption}
        try:
            told = it.admitted(
                {"type": "object", "properties": {item_id: schema}}, {item_id: names}, {}, complete=False
            )
        except InputRefused as refused:
            faults += [InputFault(f"/attachments{each.pointer}", each.message) for each in refused.faults]
            continue
        it.kept["attachments"][item_id] = told.get(item_id, [])
    return faults


def _arranged(rows: list[Any], index: int, offset: int | None) -> list[Any]:
    """With one of them moved; without it for None."""
    return rows[:index] + rows[index + 1 :] if offset is None else reordered(rows, index, offset)
