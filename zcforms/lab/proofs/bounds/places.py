"""Every place of a plan's forms, as rules see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zcforms.checks.unasked import groups
from zcforms.domain.plan import Plan, Schema, SectionKind
from zcforms.lab.proofs.bounds.needs import ListPath


def every_place(plan: Plan) -> Iterator[tuple[ListPath, Schema]]:
    """Paths in the facts, each with its schema; one for each form that can stand there."""
    for section in plan.sections:
        if section.kind is SectionKind.IMPORT:
            yield from _inside(section.schema, (section.id, "*"))
            for category in section.takes:
                yield from _of_category(plan, category, (section.id, "*"))
        elif section.kind is not SectionKind.ATTACHMENTS:
            yield from _inside(section.schema, (section.id,))
    for attachment in plan.attachments:  # how many are wanted is said by the rules
        limit = {} if attachment.maximum is None else {"maxItems": attachment.maximum}
        yield ("attachments", attachment.id), {"type": "array", **limit}
    for _, item in groups(plan):
        for category in item.takes:
            yield from _of_category(plan, category, ("achievements", item.id, "*"))


def _of_category(plan: Plan, category: str, path: ListPath) -> Iterator[tuple[ListPath, Schema]]:
    if category in plan.categories:
        yield from _inside(plan.categories[category].schema, path)


def _inside(schema: Any, path: ListPath) -> Iterator[tuple[ListPath, Schema]]:
    if not isinstance(schema, Mapping):
        return
    yield path, schema
    for name, inner in schema.get("properties", {}).items():
        yield from _inside(inner, (*path, name))
    yield from _inside(schema.get("items"), (*path, "*"))
