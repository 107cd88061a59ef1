"""Plans, their parts and drafts as the JSON of the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zcforms.domain.chain import Chain
from zcforms.domain.plan import AchievementCategory, AttachmentItem, CodeList, Download, LibraryCategory, Plan
from zcforms.domain.problem import Problem
from zcforms.services.plan_drafts import PlanDraftLine, PlanDraftShown
from zcforms.services.plan_imports import Imported
from zcforms.services.published_plans import Form, VersionLine, category_schema
from zcforms.web.api_documents import named


def plan(found: Plan) -> dict[str, Any]:
    return {
        "id": found.id,
        "caption": found.caption,
        "year": found.year,
        "series": {"id": found.series.id, "caption": found.series.caption},
        "committee": found.committee,
        "organising_unit": found.organising_unit,
        "opens": found.opens.isoformat(),
        "closes": found.closes.isoformat(),
        "cutoffs": {name: day.isoformat() for name, day in found.cutoffs.items()},
        "interview": found.interview,
        "scope": found.scope,
        "content": found.content,
        "digest": found.digest,
        "ruleset": found.ruleset,
        "routes": named(found.routes),
        "levels": named(found.levels),
        "titles": [
            {
                "id": each.id,
                "caption": each.caption,
                "level": each.level,
                "standards": list(each.standards),
                "specialties": list(each.specialties),
            }
            for each in found.titles
        ],
        "specialties": named(found.specialties),
        "standards": [
            {"id": each.id, "caption": each.caption, "categories": [_asked(one) for one in each.categories]}
            for each in found.standards
        ],
        "parts": [
            {"id": part.id, "caption": part.caption, "sections": [each.id for each in part.sections]}
            for part in found.parts
        ],
    }


def download(offered: Download, href: str) -> dict[str, Any]:
    file = offered.file
    told = (
        {"name": file.name, "kind": file.kind, "bytes": file.size, "sha256": file.digest, "href": href}
        if file
        else None
    )
    return {"id": offered.id, "caption": offered.caption, "sheet": offered.sheet or None, "file": told}


def _asked(category: AchievementCategory) -> dict[str, Any]:
    items = [
        {
            "id": each.id,
            "caption": each.caption,
            "hint": each.hint,
            "takes": list(each.takes),
            "minimum": each.minimum,
            "maximum": each.maximum,
            "where": each.where,
        }
        for each in category.items
    ]
    return {
        "id": category.id,
        "caption": category.caption,
        "hint": category.hint,
        "minimum": category.minimum,
        "maximum": category.maximum,
        "count": category.count.value,
        "items": items,
    }


def form(found: Form) -> dict[str, Any]:
    section = found.section
    return {
        "id": section.id,
        "caption": section.caption,
        "part": found.part,
        "kind": section.kind.value,
        "hint": section.hint,
        "routes": list(section.routes),
        "takes": list(section.takes),
        "columns": list(section.columns),
        "schema": found.schema,
    }


def category(found: LibraryCategory, codes: Mapping[str, CodeList]) -> dict[str, Any]:
    return {
        "id": found.id,
        "caption": found.caption,
        "hint": found.hint,
        "columns": list(found.columns),
        "key": list(found.key),
        "schema": category_schema(found, codes),
        "evidence": found.evidence,
    }


def code_list(found: CodeList) -> dict[str, Any]:
    codes = [
        {"id": each.id, "caption": each.caption, **({"parent": each.parent} if each.parent else {})}
        for each in found.codes
    ]
    return {"id": found.id, "caption": found.caption, "source": found.source, "codes": codes}


def attachment(item: AttachmentItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "caption": item.caption,
        "hint": item.hint,
        "minimum": item.minimum,
        "maximum": item.maximum,
        "accept": list(item.files.get("accept", ())),
        "max_bytes": item.files.get("maxBytes"),
        "routes": list(item.routes),
        "specialties": list(item.specialties),
        "template": item.template,
    }


def chain(found: Chain) -> dict[str, Any]:
    steps = [
        {
            "id": each.id,
            "caption": each.caption,
            "kind": each.kind.value,
            "actor": each.actor,
            "actions": [str(action) for action in each.actions],
            "returns": list(each.returns),
            "days": each.days,
        }
        for each in found.steps
    ]
    return {"id": found.id, "caption": found.caption, "steps": steps}


def version(line: VersionLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "digest": line.digest,
        "state": line.state,
        "reason": line.reason,
        "at": line.at.isoformat() if line.at else None,
    }


def draft_line(line: PlanDraftLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "plan": line.plan_id,
        "caption": line.caption,
        "state": line.state.value,
        "author": line.author,
        "reason": line.reason,
        "changed_at": line.changed_at.isoformat(),
    }


def draft(shown: PlanDraftShown) -> dict[str, Any]:
    return {
        "id": shown.id,
        "plan": shown.plan_id,
        "caption": shown.caption,
        "state": shown.state.value,
        "version": shown.version,
        "author": shown.author,
        "reason": shown.reason,
        "changed_at": shown.changed_at.isoformat(),
        "documents": shown.documents,
        "moves": shown.content["moves"],
    }


def imported(made: Imported) -> dict[str, Any]:
    return {
        "id": made.draft_id,
        "plan": made.plan_id,
        "version": made.version,
        "documents": list(made.documents),
        "left": list(made.left),
    }


def problems(found: Sequence[Problem]) -> dict[str, Any]:
    """What the author's lint tells: errors as faults, the rest as warnings."""
    return {
        "valid": not any(each.is_error for each in found),
        "faults": [_problem(each) for each in found if each.is_error],
        "warnings": [
            {**_problem(each), "needs_reason": each.needs_reason} for each in found if not each.is_error
        ],
    }


def _problem(found: Problem) -> dict[str, Any]:
    told: dict[str, Any] = {
        "file": found.document,
        "pointer": found.inside,
        "where": found.where,
        "fault": found.fault,
        "remedy": found.reason,
    }
    if found.fix:
        told |= {"fix": found.fix_caption, "patch": list(found.fix)}
    others = [{"fix": each.caption, "patch": list(each.patch)} for each in found.others]
    return told | ({"others": others} if others else {})
