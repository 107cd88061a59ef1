"""Every field that a plan asks, wherever it stands: in a section, in the rows of a table, beside an imported record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zcforms.domain.plan import Plan, Schema, Section, SectionKind
from zcforms.lab.migrate_values import kind_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A field. `pointer`: its place in the application document without rows; `required`: of everybody who sees it; `beside`: the fields among which it stands;
    `in_rows`: it is asked once for each record; `routes`: id -> caption, of the plan."""

    pointer: str
    caption: str
    schema: Schema
    required: bool
    section: Section
    beside: Mapping[str, Schema]
    in_rows: bool
    routes: Mapping[str, str]


def asked_fields(plan: Plan) -> Iterator[Asked]:
    """From the first page to the last."""
    routes = {each.id: each.caption for each in plan.routes}
    for section in plan.sections:
        rows = section.kind is not SectionKind.FIELDS
        schema = section.schema["items"] if section.kind is SectionKind.RECORDS else section.schema
        root = "imports" if section.kind is SectionKind.IMPORT else "answers"
        above = Asked(f"/{root}/{section.id}", section.caption, schema, False, section, {}, rows, routes)
        yield from _inside(above)


def _inside(above: Asked) -> Iterator[Asked]:
    properties: Mapping[str, Schema] = above.schema.get("properties") or {}
    for name, prop in properties.items():
        found = Asked(
            f"{above.pointer}/{name}",
            f"{above.caption} · {prop.get('caption', name)}",
            prop,
            name in above.schema.get("required", ()),
            above.section,
            properties,
            above.in_rows,
            above.routes,
        )
        yield found
        kind = kind_of(prop)
        if kind in ("rows", "object"):
            inner = prop["items"] if kind == "rows" else prop
            yield from _inside(
                Asked(
                    found.pointer,
                    found.caption,
                    inner,
                    False,
                    found.section,
                    {},
                    above.in_rows or kind == "rows",
                    above.routes,
                )
            )
