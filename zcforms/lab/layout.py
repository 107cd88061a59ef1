"""What an application document of a plan can hold, as one schema: so that a misspelt path is told with the name that was meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.domain.plan import Plan, SectionKind

FILE: Mapping[str, Any] = {
    "type": "object",
    "file": True,
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "digest": {"type": "string"},
        "size": {"type": "integer"},
        "media_type": {"type": "string"},
    },
}
FILES: Mapping[str, Any] = {"type": "array", "items": FILE}
_TEXT: Mapping[str, Any] = {"type": "string"}


_latest: tuple[Plan, Mapping[str, Any]] | None = None


def layout(plan: Plan) -> Mapping[str, Any]:
    """`type`, `properties` and `items` of every place; `open`: other names may stand there; `file`: a file document;
    `by_category`: the data of a record, by the record's achievement category. That of the last plan is remembered: cases are many, of one plan."""
    global _latest  # noqa: PLW0603 - one tuple, set at once: threads at worst make it twice
    known = _latest
    if known is None or known[0] is not plan:
        _latest = known = (plan, _layout(plan))
    return known[1]


def _layout(plan: Plan) -> Mapping[str, Any]:
    return _object(
        {
            "plan": _TEXT,
            "route": _TEXT,
            "standard": _TEXT,
            "specialty": _TEXT,
            "title": _TEXT,
            "applicant": _applicant(),
            "answers": _object(
                {
                    section.id: section.schema
                    for section in plan.sections
                    if section.kind in (SectionKind.FIELDS, SectionKind.RECORDS)
                }
            ),
            "achievements": {"type": "array", "items": _achievement(plan)},
            "imports": _object(_imports(plan)),
            "attachments": _object({item.id: FILES for item in plan.attachments}),
        }
    )


def takes(plan: Plan, import_list: str) -> tuple[str, ...]:
    """The achievement categories that records of a list (import section or achievement item) come from; () for no list."""
    for section in plan.sections:
        if section.id == import_list and section.kind is SectionKind.IMPORT:
            return section.takes
    for standard in plan.standards:
        for _, item in plan.items(standard.id):
            if item.id == import_list:
                return item.takes
    return ()


def _object(properties: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **more}


def _applicant() -> dict[str, Any]:
    """The registration form is the platform's, not the plan's: names of its own may stand here."""
    employer = _object({"name": _TEXT, "nature": _TEXT, "credit_code": _TEXT})
    names = ("name", "sex", "birth_date", "id_type", "id_number", "phone")
    return _object({**dict.fromkeys(names, _TEXT), "employer": employer, "photo": FILE}, open=True)


def _achievement(plan: Plan) -> dict[str, Any]:
    data = {category.id: category.schema for category in plan.categories.values()}
    known = {"id": _TEXT, "category": _TEXT, "state": _TEXT, "data": {"type": "object"}, "evidence": FILES}
    return _object(known, by_category=data)


def _imports(plan: Plan) -> dict[str, Any]:
    entry = {"record": _TEXT}
    sections = {
        section.id: {
            "type": "array",
            "items": _object({**entry, **section.schema.get("properties", {})}),
        }
        for section in plan.sections
        if section.kind is SectionKind.IMPORT
    }
    items = {
        item.id: {"type": "array", "items": _object(entry)}
        for standard in plan.standards
        for _, item in plan.items(standard.id)
    }
    return {**sections, **items}
