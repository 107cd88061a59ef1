"""From a finding's pointer to the page and anchor where it can be mended (feature 61)."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for

from zcforms.documents.pointer import steps
from zcforms.domain.plan import SectionKind
from zcforms.forms.pointer import below, id_of
from zcforms.services.filling import Filling
from zcforms.web.list_place import list_url


def places(shared: Filling) -> Callable[[str], str | None]:
    """A function from a JSON Pointer into the application document to an address; None where nothing can be opened."""

    def place(pointer: str) -> str | None:
        kind, name, field = (*steps(pointer), "", "", "")[:3] if pointer else ("", "", "")
        if kind == "applicant":
            return url_for("centre.photo") if name == "photo" else url_for("centre.show")
        if kind == "attachments":
            return _attachment_url(shared, str(name))
        if kind in ("answers", "imports", "achievements") and name:
            return list_url(shared, str(name), str(field) if _is_field(shared, str(name), str(field)) else "")
        return None

    return place


def _is_field(shared: Filling, section_id: str, name: str) -> bool:
    section = shared.plan.section(section_id)
    return (
        section is not None
        and section.kind is SectionKind.FIELDS
        and name in section.schema.get("properties", {})
    )


def _attachment_url(shared: Filling, item_id: str) -> str | None:
    for part in shared.parts:
        for section in part.sections:
            if section.kind is SectionKind.ATTACHMENTS:
                anchor = id_of(below(section.id, item_id)) if item_id else f"list-{section.id}"
                return url_for(
                    "filling.part", application_id=shared.application.id, part_id=part.id, _anchor=anchor
                )
    return None
