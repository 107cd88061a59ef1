"""Everything that may be written in a plan's rules: what an editor completes and explains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from zcforms.checks.core import Type
from zcforms.checks.keywords import KEYWORDS, Keyword
from zcforms.checks.shape import Shape
from zcforms.domain.errors import CheckFailed
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.rule_authors import author

MOST_OPTIONS = 300
"""Options of one name that are told; lists as long as the country's regions are not completed to the end."""


@dataclass(frozen=True, slots=True)
class Option:
    value: Any
    caption: str


@dataclass(frozen=True, slots=True)
class Name:
    """Something that rules see. `name` is dotted; inside the records of a list (`of`: its name) it stands as it is written there. `type`: None for lists
    and groups; `records`: it is a list of records; `several`: a field of several choices. `unit`: 年, 学时."""

    name: str
    of: str
    caption: str
    type: Type | None
    unit: str
    options: tuple[Option, ...]
    records: bool
    several: bool


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter or a date of the plan, with its value."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`rows` of the check tables and ids of the plan's rules complete references; `routes` and the like complete scopes."""

    plan_id: str
    names: tuple[Name, ...]
    keywords: tuple[Keyword, ...]
    parameters: tuple[Given, ...]
    dates: tuple[Given, ...]
    rows: tuple[Option, ...]
    rules: tuple[Option, ...]
    routes: tuple[Option, ...]
    levels: tuple[Option, ...]
    specialties: tuple[Option, ...]
    standards: tuple[Option, ...]


def vocabulary(house: House, actor: Actor, plan_id: str) -> Vocabulary:
    """Raises `NotFound` for an unknown plan, `NotAllowed` for an actor who is no rule author, `CheckFailed` while its rules do not compile."""
    with reading(house, actor) as w:
        author(w, house, actor)
    plan = house.plan(plan_id)
    edition = house.rulebook.edition()
    made = edition.rulesets.get(plan_id)
    if made is None:
        raise CheckFailed("该评审计划的规则有误，暂时不能提供名称补全；请先改正标出的错误。")
    merged = edition.shelf.merged(plan.ruleset)
    tables = list(made.tables.values())
    dates: dict[str, date | int] = {
        **plan.cutoffs,
        "opens": plan.opens,
        "closes": plan.closes,
        "year": plan.year,
    }
    return Vocabulary(
        plan_id,
        tuple(_names(made.shape, (), "")),
        KEYWORDS,
        tuple(Given(name, value) for name, value in {**merged.parameters, **(plan.parameters or {})}.items()),
        tuple(Given(name, value) for name, value in dates.items()),
        _options({row.id: row.caption for table in tables for row in table.rows}),
        _options({rule.id: rule.caption for table in tables for rule in table.rules}),
        _options({each.id: each.caption for each in plan.routes}),
        _options({each.id: each.caption for each in plan.levels}),
        _options({each.id: each.caption for each in plan.specialties}),
        _options({each.id: each.caption for each in plan.standards}),
    )


def _names(shape: Shape, path: tuple[str, ...], of: str) -> Iterator[Name]:
    """The names below the shape; those inside records after their list."""
    for each in shape.names:
        child = shape.child(each)
        if child is None:
            continue
        here = (*path, each)
        name = ".".join(here)
        record = child.records if child.several is None else None
        one = child.several or child
        yield Name(
            name,
            of,
            child.caption,
            child.type,
            str(child.schema.get("unit", "")),
            tuple(Option(value, one.caption_of(value)) for value in one.options[:MOST_OPTIONS]),
            record is not None,
            child.several is not None,
        )
        if record is not None:
            yield from _names(record, (), f"{of}.{name}" if of else name)
        elif child.type is None and child.several is None:
            yield from _names(child, here, of)


def _options(captions: dict[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value, caption) for value, caption in captions.items())
