"""An applicant as the solver sees one: values at places, before they look like a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fresh:
    """Some text that no rule and no form names. Two with the same number are the same text, two with different numbers are not. `has` and `begins`: what it must
    contain, and begin with; `lacks`, `starts_not`: what it must not contain, and not begin with; `fits`, `misfits`: keywords of forms with their values that it must fit,
    and must not. `alone`: nothing compares it with another text, so that it may be the same as one."""

    number: int
    has: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    alone: bool = False
    starts_not: tuple[str, ...] = ()
    fits: tuple[tuple[str, Any], ...] = field(default=(), compare=False)
    misfits: tuple[tuple[str, Any], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One imported record. `record`: a number; the same number is the same record of the library. `data`: the record's own, `notes`: what the applicant says
    about it."""

    record: int
    category: str
    state: str
    data: Mapping[str, Any]
    notes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """Values are as JSON has them (dates as texts), or `Fresh`. What is not answered is absent.

    `person`: of the facts' `person`, with `employer` as an object and `photo` True or absent. `answers`: by section, objects and lists of objects; a field of several
    choices is a list of codes; a field of files is a number of files. `imports`: by list (import section or achievement item). `attachments`: the number of
    files by item. `changed`: places that were moved by a change, as pointers into the facts; for telling only.
    """

    standard: str
    route: str
    title: str
    specialty: str
    person: Mapping[str, Any]
    answers: Mapping[str, Any]
    imports: Mapping[str, tuple[Entry, ...]]
    attachments: Mapping[str, int]
