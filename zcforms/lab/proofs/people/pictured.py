"""A real application document as a picture: values at places, with the texts as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.checks.unasked import groups
from zcforms.domain.plan import Plan, Schema, SectionKind
from zcforms.lab.proofs.people.picture import Entry, Picture

PERSON = ("name", "sex", "birth_date", "id_type", "employer", "photo")
"""What the facts have of an applicant."""
_FILES, _PHOTO = "files", "photo"


def picture_of(plan: Plan, document: Mapping[str, Any]) -> Picture:
    """The values of an application document. A record that is gone from the library is an entry without a category. Two documents of the same library have the
    same numbers for their records only by chance."""
    records = {each["id"]: each for each in document.get("achievements", ())}
    numbers: dict[str, int] = {}

    def entry(imported: Mapping[str, Any], notes: Schema) -> Entry:
        known = str(imported.get("record", ""))
        record = records.get(known, {})
        category = str(record.get("category", ""))
        said = {name: value for name, value in imported.items() if name != "record"}
        return Entry(
            numbers.setdefault(known, len(numbers)),
            category,
            str(record.get("state", "")),
            values(record.get("data", {}), data_schema(plan, category)),
            values(said, notes),
        )

    return Picture(
        standard=str(document.get("standard", "")),
        route=str(document.get("route", "")),
        title=str(document.get("title", "")),
        specialty=str(document.get("specialty", "")),
        person=_person(document.get("applicant", {})),
        answers={
            name: values(given, answer_schema(plan, name))
            for name, given in document.get("answers", {}).items()
        },
        imports={
            name: tuple(entry(each, note_schema(plan, name)) for each in given)
            for name, given in document.get("imports", {}).items()
        },
        attachments={name: len(files) for name, files in document.get("attachments", {}).items()},
    )


def values(given: Any, schema: Schema) -> Any:
    """What is filled in, as pictures have it: of files their number, of a photo that there is one, of nothing nothing."""
    widget = schema.get("widget")
    if widget == _FILES and isinstance(given, list):
        return len(given)
    if widget == _PHOTO and isinstance(given, Mapping):
        return True
    if isinstance(given, Mapping):
        inner = schema.get("properties", {})
        return {name: values(each, inner.get(name, {})) for name, each in given.items() if each is not None}
    if isinstance(given, list):
        return [values(each, schema.get("items", {})) for each in given]
    return given


def answer_schema(plan: Plan, section_id: str) -> Schema:
    """Of a section that is filled in; empty for one that the plan does not have."""
    section = plan.section(section_id)
    return section.schema if section and section.kind is not SectionKind.IMPORT else {}


def note_schema(plan: Plan, list_id: str) -> Schema:
    """Of what applicants say about a record that they import; items ask for nothing."""
    section = plan.section(list_id)
    return section.schema if section and section.kind is SectionKind.IMPORT else {}


def data_schema(plan: Plan, category: str) -> Schema:
    found = plan.categories.get(category)
    return found.schema if found else {}


def lists(plan: Plan) -> dict[str, str]:
    """Every list that records are imported into with its caption, in the order of the form."""
    sections = {
        section.id: section.caption for section in plan.sections if section.kind is SectionKind.IMPORT
    }
    return {**sections, **{item.id: item.caption for _, item in groups(plan)}}


def _person(applicant: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: applicant[name] for name in PERSON if applicant.get(name) is not None}
    return {name: True if name == _PHOTO else value for name, value in found.items()}
