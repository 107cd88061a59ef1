"""What a plan asks for at a place of the application document: whether there is such a place, who is asked, what it is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.domain.plan import Choice, Plan, Schema, Section, SectionKind, Standard, TitleChoice
from zcforms.forms.display import Codes
from zcforms.lab.migrate_paths import Path, Row
from zcforms.lab.migrate_values import Field, kind_of

CHOICES: Mapping[str, str] = {
    "route": "申报形式",
    "standard": "评审标准",
    "specialty": "申报专业",
    "title": "申报职称",
}
"""What an applicant chooses before the forms, by its name in the application document."""
_OBJECT: Schema = {"type": "object", "properties": {}}
_ANSWERED = {SectionKind.FIELDS: "object", SectionKind.RECORDS: "array"}
_JOIN = " · "


@dataclass(frozen=True, slots=True)
class Place:
    """`schema`: of the value that stands there; `caption`: its own; `asked`: whether this applicant is asked for it; `takes`: of a list of imports."""

    schema: Schema
    caption: str
    asked: bool
    takes: tuple[str, ...] = ()

    def field(self, codes: Codes) -> Field:
        return Field(self.schema, codes)


class Places:
    """The places of a plan, for somebody who chose this."""

    def __init__(self, plan: Plan, chosen: Mapping[str, Any]) -> None:
        self.plan = plan
        self.chosen = {name: str(chosen.get(name, "")) for name in CHOICES}
        self.open = unoffered(plan, self.chosen)
        self._sections = {each.id: each for each in plan.sections}
        self._lists = dict(self._import_lists())
        self._items = {each.id: each for each in plan.attachments}

    def find(self, path: Path) -> Place | None:
        """None where the plan knows no such place, or another sort of thing stands there: a row where none belongs, a name where a row does."""
        root, *rest = path
        if not rest or isinstance(rest[0], Row):
            return None
        place = {"answers": self._section, "imports": self._list, "attachments": self._item}.get(root)
        head = place(rest[0]) if place else None
        return self._below(head, tuple(rest[1:])) if head else None

    def _below(self, place: Place, rest: Path) -> Place | None:
        for step in rest:
            inner = _inner(place.schema, step)
            if inner is None:
                return None
            place = Place(inner, str(inner.get("caption", step)), place.asked, place.takes)
        return place

    def caption(self, path: Path, numbers: Mapping[Path, int]) -> str:
        """From the section down to the place. `numbers`: how many rows stand before a row."""
        told = []
        for end in range(2, len(path) + 1):
            here = path[:end]
            if isinstance(here[-1], Row):
                told.append(f"第 {numbers.get(here, 0) + 1} 条")
            else:
                found = self.find(here)
                told.append(found.caption if found else here[-1])
        return _JOIN.join(told)

    def read(self, tokens: Sequence[str]) -> Path | None:
        """The path that a pointer's steps mean; None where nobody knows which of them are rows."""
        path: Path = tuple(tokens[:2])
        place = self.find(path) if len(tokens) > 1 else None
        if place is None:
            return None
        for token in tokens[2:]:
            row = place is not None and kind_of(place.schema) == "rows"
            path = (*path, Row(token) if row else token)
            place = self.find(path)
        return path

    def _section(self, name: str) -> Place | None:
        section = self._sections.get(name)
        if section is None or section.kind not in _ANSWERED:
            return None
        return Place(section.schema, section.caption, self._asked_section(section))

    def _list(self, name: str) -> Place | None:
        return self._lists.get(name)

    def _item(self, name: str) -> Place | None:
        item = self._items.get(name)
        if item is None:
            return None
        asked = "route" in self.open or "specialty" in self.open
        asked = asked or item in self.plan.attachments_for(self.chosen["route"], self.chosen["specialty"])
        return Place({"type": "array", "items": _OBJECT}, item.caption, asked)

    def _import_lists(self) -> Iterator[tuple[str, Place]]:
        for standard in self.plan.standards:
            for category, item in self.plan.items(standard.id):
                asked = "standard" in self.open or standard.id == self.chosen["standard"]
                caption = f"{category.caption}{_JOIN}{item.caption}"
                yield item.id, Place(_list_schema({}), caption, asked, item.takes)
        for category, item in self.plan.items(self.chosen["standard"]):  # of two standards its own counts
            caption = f"{category.caption}{_JOIN}{item.caption}"
            yield item.id, Place(_list_schema({}), caption, True, item.takes)
        for section in self.plan.sections:
            if section.kind is SectionKind.IMPORT:
                schema = _list_schema(section.schema.get("properties", {}))
                asked = self._asked_section(section)
                yield section.id, Place(schema, section.caption, asked, section.takes)

    def _asked_section(self, section: Section) -> bool:
        return "route" in self.open or not section.routes or self.chosen["route"] in section.routes


def unoffered(plan: Plan, chosen: Mapping[str, str]) -> frozenset[str]:
    """Which of the four choices the plan does not offer, or not together with the chosen title."""
    title = plan.title(chosen["title"])
    standards, specialties = (title.standards, title.specialties) if title else ((), ())
    right = {
        "route": chosen["route"] in {each.id for each in plan.routes},
        "standard": plan.standard(chosen["standard"]) is not None
        and (not standards or chosen["standard"] in standards),
        "specialty": chosen["specialty"] in {each.id for each in plan.specialties}
        and (not specialties or chosen["specialty"] in specialties),
        "title": title is not None,
    }
    return frozenset(name for name, fits in right.items() if not fits)


def choice_caption(plan: Plan, name: str, value: str) -> str:
    """How a choice is called; its id where the plan does not have it."""
    listed: Mapping[str, Sequence[Choice | Standard | TitleChoice]] = {
        "route": plan.routes,
        "standard": plan.standards,
        "specialty": plan.specialties,
        "title": plan.titles,
    }
    return next((each.caption for each in listed[name] if each.id == value), value)


def _list_schema(annotations: Mapping[str, Any]) -> Schema:
    return {"type": "array", "items": {"type": "object", "properties": annotations}}


def _inner(schema: Schema, step: str) -> Schema | None:
    if isinstance(step, Row):
        items: Schema = schema.get("items") or {}
        return items if schema.get("type") == "array" and items.get("type") == "object" else None
    if kind_of(schema) != "object":
        return None
    found: Schema | None = (schema.get("properties") or {}).get(step)
    return found
