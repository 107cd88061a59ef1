"""A page of the declaration that was drawn for an earlier version of the plan than the one that the declaration stands on by now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request

from zcforms.domain.plan import Plan, SectionKind
from zcforms.forms.builder import RenderedForm
from zcforms.services import late_typing
from zcforms.services.late_typing import NOTHING, Late
from zcforms.web import forming, origins
from zcforms.web.conflicts import Standing, shown_text
from zcforms.web.visit import house


def marks(plan: Plan, forms: Iterable[RenderedForm], standing: Standing) -> dict[str, str]:
    """What a page says of itself in hidden fields. One that is shown again, because it was refused, goes on to say what it was drawn for, with what was typed
    into fields that it does not show any more."""
    own = {origins.FIELD: standing.origins, origins.DRAWN_FOR: plan.digest}
    digest = request.form.get(origins.DRAWN_FOR, plan.digest)
    if digest == plan.digest:
        return own
    gone = set(origins.sent()) - {field.name for form in forms for field in form}
    carried = {
        name: value
        for name, value in request.form.items()
        if any(name == each or name.startswith(f"{each}.") for each in gone)
    }
    return {**carried, **own, origins.DRAWN_FOR: digest}


def late(plan: Plan, part_id: str, forms: Iterable[RenderedForm]) -> Late:
    """What a part's page brings for fields that none of its present forms has, and that was typed into it."""
    old = late_typing.earlier(house(), plan, request.form.get(origins.DRAWN_FOR, ""))
    part = next((each for each in old.parts if each.id == part_id), None) if old else None
    if old is None or part is None:
        return NOTHING
    known = {field.name for form in forms for field in form}
    typed = []
    for section in part.sections:
        if section.kind is SectionKind.FIELDS:
            for name, text in _typed(old, section.schema, section.id, known):
                typed.append((section.id, "", name, text))
    return Late(old.digest, tuple(typed))


def late_in_record(plan: Plan, section_id: str, record: str, form: RenderedForm) -> Late:
    """The same of the form of one record."""
    old = late_typing.earlier(house(), plan, request.form.get(origins.DRAWN_FOR, ""))
    section = old.section(section_id) if old else None
    if old is None or section is None or section.kind is not SectionKind.RECORDS:
        return NOTHING
    known = {field.name for field in form}
    typed = _typed(old, section.schema["items"], "", known)
    return Late(old.digest, tuple((section_id, record or "new", name, text) for name, text in typed))


def _typed(old: Plan, schema: Mapping[str, Any], prefix: str, known: set[str]) -> list[tuple[str, str]]:
    """Field and text, of what the page's fields showed otherwise than when it was drawn."""
    was = origins.sent()
    gone = {
        name: each
        for name, each in schema["properties"].items()
        if (f"{prefix}.{name}" if prefix else name) not in known
    }
    if not gone:
        return []
    form = forming.received(
        {**schema, "properties": gone, "required": []}, old.codes, data=None, prefix=prefix
    )
    return [
        (field.spec.name, text)
        for field in origins.open_fields(form)
        if (drawn := was.get(field.name)) and drawn.shown != origins.stamp_of(field)
        if (text := shown_text(form, field, field.value()).strip())
    ]
