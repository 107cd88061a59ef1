"""Which parts of an application are filled in, as far as the forms can tell: the check has the last word (feature 30)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.domain.plan import Plan, Section, SectionKind
from zcforms.forms import validation


def done_sections(plan: Plan, document: Mapping[str, Any]) -> frozenset[str]:
    """Ids of the sections that have content, lack nothing that is required and hold nothing wrong.

    `document`: the application document. An import section with a question about its records is done when the question is
    answered: a mark (boolean) on one of them, anything else on each (features 43, 45).
    """
    breaches = validation.breaches_of(plan, document)
    return frozenset(
        section.id
        for section in plan.sections_for(document["route"])
        if not breaches[section.id] and _FILLED[section.kind](plan, section, document)
    )


def _answered(_: Plan, section: Section, document: Mapping[str, Any]) -> bool:
    return bool(document["answers"].get(section.id))


def _imported(_: Plan, section: Section, document: Mapping[str, Any]) -> bool:
    entries = document["imports"].get(section.id, ())
    asked = section.schema.get("properties", {})
    return bool(entries) and all(
        any(entry.get(name) for entry in entries)
        if schema.get("type") == "boolean"
        else all(entry.get(name) not in (None, "") for entry in entries)
        for name, schema in asked.items()
    )


def _attached(plan: Plan, _: Section, document: Mapping[str, Any]) -> bool:
    given = document["attachments"]
    asked = plan.attachments_for(document["route"], document["specialty"])
    return any(given.values()) and all(len(given.get(item.id, ())) >= item.minimum for item in asked)


_FILLED = {
    SectionKind.FIELDS: _answered,
    SectionKind.RECORDS: _answered,
    SectionKind.IMPORT: _imported,
    SectionKind.ATTACHMENTS: _attached,
}
