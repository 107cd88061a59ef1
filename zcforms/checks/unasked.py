"""What this applicant was never asked for: as pointers into the facts, which the facts list under `unasked` (docs/rules.md).

A property whose `shownWhen` does not hold, in sections, records and inside them; sections for other routes, attachments for other routes and
specialties; achievement items and categories of other standards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zcforms.documents import conditions
from zcforms.documents.pointer import pointer
from zcforms.domain.plan import AchievementCategory, AchievementItem, Plan, Schema, Section, SectionKind

Path = tuple[str | int, ...]
Records = Mapping[str, Any]
"""The application's achievement records by id."""


def unasked(plan: Plan, application: Mapping[str, Any], standard: str | None) -> list[str]:
    """`standard`: the chosen one."""
    records = {record["id"]: record for record in application.get("achievements", ())}
    asked = plan.sections_for(str(application.get("route")))
    found = [
        *((section.id,) for section in plan.sections if section not in asked),
        *(path for section in asked for path in _of_section(plan, section, application, records)),
        *_of_attachments(plan, application),
        *_of_achievements(plan, application, standard, records),
    ]
    return [pointer(path) for path in found]


def hidden(schema: Schema, value: Any) -> Iterator[Path]:
    """Paths of what a form with this schema does not ask for when it holds the value."""
    if isinstance(value, list):
        for number, each in enumerate(value if isinstance(schema.get("items"), Mapping) else ()):
            yield from ((number, *path) for path in hidden(schema["items"], each))
        return
    given = value if isinstance(value, Mapping) else {}
    filled = {name: each for name, each in given.items() if not conditions.missing(each)}
    shown = conditions.shown(schema, filled)
    for name, inner in schema.get("properties", {}).items():
        if name not in shown:
            yield (name,)
        elif "properties" in inner or isinstance(given.get(name), list):
            yield from ((name, *path) for path in hidden(inner, given.get(name)))


def _of_section(
    plan: Plan, section: Section, application: Mapping[str, Any], records: Records
) -> Iterator[Path]:
    if section.kind is SectionKind.IMPORT:
        for number, imported in enumerate(application.get("imports", {}).get(section.id, ())):
            paths = (*_of_record(plan, imported, records), *hidden(section.schema, imported))
            yield from ((section.id, number, *path) for path in paths)
    elif section.kind is not SectionKind.ATTACHMENTS:
        answer = application.get("answers", {}).get(section.id)
        yield from ((section.id, *path) for path in hidden(section.schema, answer))


def _of_record(plan: Plan, imported: Mapping[str, Any], records: Records) -> Iterator[Path]:
    record = records.get(str(imported.get("record")), {})
    library = plan.categories.get(str(record.get("category")))
    return hidden(library.schema, record.get("data")) if library else iter(())


def _of_attachments(plan: Plan, application: Mapping[str, Any]) -> Iterator[Path]:
    route, specialty = (str(application.get(name) or "") for name in ("route", "specialty"))
    asked = {item.id for item in plan.attachments_for(route, specialty)}
    return (("attachments", item.id) for item in plan.attachments if item.id not in asked)


def _of_achievements(
    plan: Plan, application: Mapping[str, Any], standard: str | None, records: Records
) -> Iterator[Path]:
    known = list(groups(plan))
    asked = list(chosen(plan, standard))
    for kind, ids, of_them in (
        ("achievements", {item.id for _, item in known}, {item.id for _, item in asked}),
        ("categories", {group.id for group, _ in known}, {group.id for group, _ in asked}),
    ):
        yield from ((kind, each) for each in sorted(ids - of_them))
    imports = application.get("imports", {})
    in_group: dict[str, int] = {}
    position = 0
    for group, item in asked:
        for number, imported in enumerate(imports.get(item.id, ())):
            paths = list(_of_record(plan, imported, records))
            yield from (("achievements", item.id, number, *path) for path in paths)
            yield from (("categories", group.id, in_group.get(group.id, 0), *path) for path in paths)
            yield from (("imported", position, *path) for path in paths)
            in_group[group.id] = in_group.get(group.id, 0) + 1
            position += 1


def groups(plan: Plan) -> Iterable[tuple[AchievementCategory, AchievementItem]]:
    """Every item of every standard with its category."""
    return (pair for standard in plan.standards for pair in plan.items(standard.id))


def chosen(plan: Plan, standard: str | None) -> Iterable[tuple[AchievementCategory, AchievementItem]]:
    """Those of the chosen standard; all while none is chosen."""
    return plan.items(standard) if plan.standard(standard or "") and standard else groups(plan)
