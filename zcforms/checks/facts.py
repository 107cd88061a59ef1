"""Plan and application -> facts: one document that rules see, and the schema that says what it can hold.

    application   route, level, title, specialty, standard, year
    person        the applicant, without what identifies numbers and addresses
    <section>     answers; of import sections the records, merged with what the applicant said about each, with `category` and `approval`
    attachments   files by attachment item
    achievements  records by achievement item, with `category` and `approval`
    categories    the records of all items of an achievement category, with `item`
    imported      the records of all items of the chosen standard, with `item`, `group` (the achievement category) and `record` (its id)
    breaches      what the form's own validation found: `section` (or achievement item), `kind` (of the section; item; unknown),
                  `missing` (to be given, as against wrong), pointer, caption, message

    unasked       no data of the applicant's, and not for rules to name: pointers to what the applicant was never asked for

A list of plain choices stands as a list of `{value: …}`, so that there is one kind of list. What was not answered is absent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from zcforms.checks.facts_schema import ITEM, UNKNOWN, schema
from zcforms.checks.unasked import chosen as chosen_items
from zcforms.checks.unasked import groups, unasked
from zcforms.domain.plan import Plan, SectionKind

__all__ = ["Breach", "facts", "schema"]


class Breach(Protocol):
    """What the form's validation says about one place of the application document."""

    @property
    def pointer(self) -> str: ...
    @property
    def caption(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def missing(self) -> bool: ...


def facts(
    plan: Plan, application: Mapping[str, Any], breaches: Mapping[str, Sequence[Breach]]
) -> dict[str, Any]:
    """The facts of an application document (schemas/meta/application.json); `breaches` by section or achievement item.

    A plan's only standard needs not be named.
    """
    records = {record["id"]: record for record in application.get("achievements", ())}
    imports = application.get("imports", {})
    answers = application.get("answers", {})
    items = {
        item.id: [_record(each, records) for each in imports.get(item.id, ())] for _, item in groups(plan)
    }
    attachments = application.get("attachments", {})
    chosen = _application(plan, application)
    return {
        "application": chosen,
        "person": _person(application.get("applicant", {})),
        **{
            section.id: [_record(each, records) for each in imports.get(section.id, ())]
            if section.kind is SectionKind.IMPORT
            else _plain(answers[section.id])
            for section in plan.sections_for(str(application.get("route")))
            if section.kind is SectionKind.IMPORT or section.id in answers
        },
        "attachments": {item.id: attachments[item.id] for item in plan.attachments if item.id in attachments},
        "achievements": items,
        "categories": {
            category.id: [{**record, "item": item.id} for item in category.items for record in items[item.id]]
            for standard in plan.standards
            for category in standard.categories
        },
        "imported": _imported(plan, imports, items, chosen.get("standard")),
        "breaches": _breaches(plan, items, breaches),
        "unasked": unasked(plan, application, chosen.get("standard")),
    }


# ------------------------------------------------------------------------------------------------ values


def _application(plan: Plan, application: Mapping[str, Any]) -> dict[str, Any]:
    title = plan.title(str(application.get("title", "")))
    only = plan.standards[0].id if len(plan.standards) == 1 else None
    found = {
        "route": application.get("route"),
        "level": title.level if title else None,
        "title": application.get("title"),
        "specialty": application.get("specialty"),
        "standard": application.get("standard", only),
        "year": plan.year,
    }
    return {name: value for name, value in found.items() if value is not None}


def _person(applicant: Mapping[str, Any]) -> dict[str, Any]:
    names = ("name", "sex", "birth_date", "id_type", "employer", "photo")
    return {name: _plain(applicant[name]) for name in names if applicant.get(name) is not None}


def _record(imported: Mapping[str, Any], records: Mapping[str, Any]) -> dict[str, Any]:
    """The record's data with the applicant's annotations; a record that is gone leaves the annotations."""
    record = records.get(str(imported.get("record")), {})
    notes = {name: value for name, value in imported.items() if name != "record"}
    known = {"category": record.get("category"), "approval": record.get("state")}
    return {
        **_plain(record.get("data", {})),
        **_plain(notes),
        **{k: v for k, v in known.items() if v is not None},
    }


def _imported(
    plan: Plan, imports: Mapping[str, Any], items: Mapping[str, Any], standard: str | None
) -> list[dict[str, Any]]:
    return [
        {**facts_of_it, "item": item.id, "group": group.id, "record": str(imported.get("record", ""))}
        for group, item in chosen_items(plan, standard)
        for facts_of_it, imported in zip(items[item.id], imports.get(item.id, ()), strict=True)
    ]


def _breaches(
    plan: Plan, items: Mapping[str, Any], breaches: Mapping[str, Sequence[Breach]]
) -> list[dict[str, Any]]:
    kinds = {section.id: section.kind.value for section in plan.sections}
    return [
        {
            "section": place,
            "kind": kinds.get(place, ITEM if place in items else UNKNOWN),
            "missing": breach.missing,
            "pointer": breach.pointer,
            "caption": breach.caption,
            "message": breach.message,
        }
        for place, found in breaches.items()
        for breach in found
    ]


def _plain(value: Any) -> Any:
    """The same value; lists of plain values become lists of records."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) if isinstance(each, Mapping) else {"value": each} for each in value]
    return value
