"""What a rule's form offers: the plan's data by their captions, the rows of its check table, its routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zcforms.checks.core import Type
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.shape import Shape
from zcforms.domain.plan import Plan, SectionKind

_MOST_OPTIONS = 200
_INTERNAL = ("breaches", "imported", "unasked")
"""Lists that the forms of the plan do not have: rules on them are written as text."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen: `value` stands in the rule, `caption` is read. `group`: what it belongs to."""

    value: str
    caption: str
    group: str = ""
    type: Type | None = None
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        return f"{self.group}：{self.caption}" if self.group else self.caption


@dataclass(frozen=True, slots=True)
class Choices:
    """`fields` of the document, `lists` of records, `inside` a list its records' fields by the list's name."""

    fields: tuple[Choice, ...]
    lists: tuple[Choice, ...]
    inside: Mapping[str, tuple[Choice, ...]]
    attachments: tuple[Choice, ...]
    rows: tuple[Choice, ...]
    routes: tuple[Choice, ...]
    pointers: Mapping[str, str]

    @property
    def numbers(self) -> tuple[Choice, ...]:
        return tuple(each for each in self.fields if each.type and each.type.numeric)

    @property
    def ordered(self) -> tuple[Choice, ...]:
        return tuple(each for each in self.fields if each.type and each.type.ordered)

    @property
    def dates(self) -> tuple[Choice, ...]:
        """Dates of the document, and of the records of lists as `list.field`."""
        inside = (
            Choice(f"{found.value}.{each.value}", each.caption, found.caption, each.type)
            for found in self.lists
            for each in self.inside[found.value]
            if each.type is Type.DATE
        )
        return (*(each for each in self.fields if each.type is Type.DATE), *inside)

    @property
    def answerable(self) -> tuple[Choice, ...]:
        """What can be required: a field, or at least one record."""
        return (*self.fields, *(Choice(each.value, each.caption, "记录", None) for each in self.lists))

    def field(self, name: str) -> Choice | None:
        return next((each for each in self.fields if each.value == name), None)

    def list(self, name: str) -> Choice | None:
        return next((each for each in (*self.lists, *self.attachments) if each.value == name), None)

    def within(self, name: str, field: str) -> Choice | None:
        return next((each for each in self.inside.get(name, ()) if each.value == field), None)


def choices(plan: Plan, ruleset: Ruleset, rows: Mapping[str, str]) -> Choices:
    """`rows`: id -> caption, of the ruleset that the rule is written for."""
    fields = tuple(_fields(ruleset.shape, (), ""))
    lists = tuple(_lists(ruleset.shape))
    return Choices(
        fields=fields,
        lists=lists,
        inside={each.value: tuple(_inside(ruleset.shape, each.value)) for each in lists},
        attachments=tuple(Choice(f"attachments.{each.id}", each.caption) for each in plan.attachments),
        rows=tuple(Choice(id_, caption) for id_, caption in rows.items()),
        routes=tuple(Choice(each.id, each.caption) for each in plan.routes),
        pointers=_pointers(plan, (*fields, *lists)),
    )


def _fields(shape: Shape, path: tuple[str, ...], group: str) -> Iterator[Choice]:
    for name in shape.names:
        child = shape.child(name)
        if child is None or (not path and name in _INTERNAL) or name == "photo":
            continue
        if child.type is not None:
            yield _choice(".".join((*path, name)), child, group)
        elif child.records is None and name not in ("attachments", "achievements", "categories"):
            yield from _fields(child, (*path, name), child.caption or group)


def _choice(name: str, shape: Shape, group: str) -> Choice:
    options = tuple((str(each), shape.caption_of(each)) for each in shape.options[:_MOST_OPTIONS])
    if shape.type is Type.BOOLEAN:
        options = (("true", "是"), ("false", "否"))
    unit = str(shape.schema.get("unit", ""))
    return Choice(name, shape.caption or name, group, shape.type, unit, options)


def _lists(root: Shape) -> Iterator[Choice]:
    for name in root.names:
        child = root.child(name)
        if child is None or name in (*_INTERNAL, "attachments"):
            continue
        if child.records is not None:
            yield Choice(name, child.caption or name)
        elif name in ("achievements", "categories"):
            group = child.caption or {"achievements": "业绩小项", "categories": "业绩大项"}[name]
            for inner in child.names:
                found = child.child(inner)
                yield Choice(f"{name}.{inner}", (found.caption if found else "") or inner, group)


def _inside(root: Shape, name: str) -> Iterator[Choice]:
    found = root.at(name.split("."))
    record = found.records if found else None
    for field in record.names if record else ():
        child = record.child(field) if record else None
        if child is not None and child.type is not None:
            yield _choice(field, child, "")


def _pointers(plan: Plan, named: tuple[Choice, ...]) -> dict[str, str]:
    """Name -> where an applicant can mend it, as a pointer into the application document."""
    imports = {section.id for section in plan.sections if section.kind is SectionKind.IMPORT}
    return {each.value: _pointer(each.value.split("."), imports) for each in named}


def _pointer(parts: list[str], imports: set[str]) -> str:
    first, *rest = parts
    match first:
        case "person":
            return "/applicant"
        case "application":
            return ""
        case "achievements" | "categories":
            return f"/imports/{rest[0]}" if first == "achievements" else ""
    return f"/imports/{first}" if first in imports else "/" + "/".join(["answers", *parts])
