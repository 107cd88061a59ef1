"""The page and anchor that a section or list stands at."""

from __future__ import annotations

from flask import url_for

from zcforms.forms.pointer import below, id_of
from zcforms.services.filling import Filling


def list_url(shared: Filling, list_id: str, field: str = "") -> str:
    """The address of a section, attachment item, achievement item or category; the declaration page where none has this id.
    `field`: a property of the section, to go straight to it."""
    plan, application_id = shared.plan, shared.application.id
    anchor = id_of(below(list_id, field)) if field else f"list-{list_id}"
    for part in shared.parts:
        if any(section.id == list_id for section in part.sections):
            return url_for("filling.part", application_id=application_id, part_id=part.id, _anchor=anchor)
    standard = plan.standard(shared.application.standard)
    for category in standard.categories if standard else ():
        if list_id == category.id or any(item.id == list_id for item in category.items):
            return url_for(
                "imports.group", application_id=application_id, group_id=category.id, _anchor=anchor
            )
    return url_for("declaration.record", application_id=application_id)
