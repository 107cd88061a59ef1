"""From a pointer into the application document to the page, and the element on it, where it is filled in or mended (features 17, 61)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from zcforms.documents.pointer import steps
from zcforms.domain.application import Application
from zcforms.domain.plan import AttachmentItem, Part, Plan, Schema, Section, SectionKind
from zcforms.forms.pointer import below, id_of

_CHOICES = ("route", "standard", "specialty", "title")
_DECIDES = "standard"
"""What belongs to no list of the plan goes when the choices are made again; this one decides about the lists."""
_IDENTITY = ("name", "id_type", "id_number", "phone")
Path = Sequence[str]


@dataclass(frozen=True, slots=True)
class Place:
    """`url`: page and element; it needs no script. `drawer`: of a field that stands in a record's form, the page on which the form opens beside
    its table, with the field as the fragment; "" for everything else."""

    url: str
    drawer: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything of one application stands. What cannot be changed any more is shown in 申报一览表; `lapsed`: not even what was returned
    can be, because the time for that is over."""

    plan: Plan
    application: Application
    lapsed: bool = False

    @property
    def _editable(self) -> bool:
        return self.application.editable and not self.lapsed

    def __call__(self, pointer: str) -> Place:
        """The element of a pointer into the application document, or the nearest one around it."""
        kind, *path = steps(pointer) or ("",)
        if kind in ("answers", "imports") and path:
            return self._listed(path[0], path[1:])
        if kind == "attachments":
            return self._attachment(path)
        if not self._editable:
            return self._overview("heading")
        return self._applicant(path) if kind == "applicant" else self._choice(kind)

    def list(self, list_id: str) -> Place:
        """A section, an achievement item or an achievement category."""
        return self._listed(list_id, ())

    def _listed(self, list_id: str, path: Path) -> Place:
        for part in self.plan.parts_for(self.application.route):
            for section in part.sections:
                if section.id == list_id:
                    if not self._editable:
                        return self._overview(section.id)
                    return _BY_KIND[section.kind](self, part, section, path)
        return self._achievements(list_id, path)

    # ----------------------------------------------------------------------------------------- 个人信息

    def _fields(self, part: Part, section: Section, path: Path) -> Place:
        if path and (source := _fixed(section.schema.get("properties", {}).get(path[0], {}))):
            return self(source)
        name = _walked(section.id, section.schema, path)
        return self._part(part, _whole(section.id) if name == section.id else id_of(name))

    def _records(self, part: Part, section: Section, path: Path) -> Place:
        if not _stands(self.application.answers, section.id, path):
            return self._part(part, _whole(section.id))
        position, *inner = path
        name = _walked("", section.schema["items"], inner)
        if not name:
            return self._part(part, row_id(section.id, position))
        url = self._url("records.edit", id_of(name), section_id=section.id, index=int(position))
        field = _walked(below(section.id, position), section.schema["items"], inner)
        return Place(url, self._part(part, id_of(field)).url)

    def _imports(self, part: Part, section: Section, path: Path) -> Place:
        return self._part(part, self._row(section.id, path, section.schema.get("properties", {})))

    def _files(self, part: Part, section: Section, path: Path) -> Place:
        return self._part(part, _whole(section.id))

    def _attachment(self, path: Path) -> Place:
        for part in self.plan.parts_for(self.application.route):
            for section in part.sections:
                if section.kind is SectionKind.ATTACHMENTS:
                    if not self._editable:
                        return self._overview(section.id)
                    asked = path and path[0] in (each.id for each in self._asked_for())
                    return self._part(
                        part, id_of(below(section.id, path[0])) if asked else _whole(section.id)
                    )
        return self._overview("heading")  # a plan without such a section is refused when it is loaded

    # ----------------------------------------------------------------------------------------- 申报业绩

    def _achievements(self, list_id: str, path: Path) -> Place:
        standard = self.plan.standard(self.application.standard)
        for category in standard.categories if standard else ():
            if list_id == category.id or any(item.id == list_id for item in category.items):
                if not self._editable:
                    return self._overview(category.id)
                anchor = self._row(list_id, path, {})
                return Place(self._url("imports.group", anchor, group_id=category.id))
        return self._choice(_DECIDES) if self._editable else self._overview("heading")

    def _row(self, list_id: str, path: Path, asked: Schema) -> str:
        """The anchor of an imported record: of what the applicant says about it, of its row, or of the list that it is not in."""
        if not _stands(self.application.imports, list_id, path):
            return _whole(list_id)
        position, *inner = path
        if inner and inner[0] in asked:
            record = self.application.imports[list_id][int(position)]["record"]
            return id_of(below(annotations_of(record), inner[0]))
        return row_id(list_id, position)

    # -------------------------------------------------------------------------------------------- pages

    def _applicant(self, path: Path) -> Place:
        return _of_person(path)

    def _asked_for(self) -> Sequence[AttachmentItem]:
        return self.plan.attachments_for(self.application.route, self.application.specialty)

    def _part(self, part: Part, anchor: str) -> Place:
        return Place(self._url("filling.part", anchor, part_id=part.id))

    def _overview(self, group: str) -> Place:
        return Place(self._url("overviews.everything", f"group-{group}"))

    def _choice(self, name: str) -> Place:
        return Place(self._url("plans.choose_again", id_of(name if name in _CHOICES else _DECIDES)))

    def _url(self, endpoint: str, anchor: str, **values: Any) -> str:
        return url_for(endpoint, application_id=self.application.id, _anchor=anchor, **values)


_BY_KIND: Mapping[SectionKind, Callable[[Places, Part, Section, Path], Place]] = {
    SectionKind.FIELDS: Places._fields,
    SectionKind.RECORDS: Places._records,
    SectionKind.IMPORT: Places._imports,
    SectionKind.ATTACHMENTS: Places._files,
}


def row_id(list_id: str, position: int | str) -> str:
    """The id of a row of a list, by its position from 0."""
    return id_of(below(list_id, position))


def annotations_of(record_id: str) -> str:
    """The name in front of what the applicant says about an imported record."""
    return f"record-{record_id}"


def _whole(list_id: str) -> str:
    return f"list-{list_id}"


def _of_person(path: Path) -> Place:
    """What the person's own pages keep: the photo, the employer, the profile."""
    name = path[0] if path else ""
    if name == "photo":
        return Place(url_for("centre.photo", _anchor="photo"))
    if name == "employer":
        return Place(url_for("centre.employer", _anchor="employer-text"))
    if not name or name in _IDENTITY:
        return Place(url_for("centre.show", _anchor="main"))
    return Place(url_for("centre.profile", _anchor=id_of(name)))


_SOURCES = {"person": "applicant", "profile": "applicant", "employer": "applicant/employer"}


def _fixed(schema: Schema) -> str:
    """Where a read-only field is filled from, as a pointer into the application document; "" where it can be filled in."""
    root, *rest = steps(schema.get("prefill", "")) if schema.get("readOnly") else ("",)
    return "/".join(("", _SOURCES[root], *rest)) if root in _SOURCES else ""


def _stands(kept: Mapping[str, Sequence[object]], list_id: str, path: Path) -> bool:
    """Whether a list has a record at the position that the path begins with."""
    return bool(path) and path[0].isdecimal() and int(path[0]) < len(kept.get(list_id) or ())


def _walked(name: str, schema: Schema, path: Path) -> str:
    """The field name at the end of a path, as far as the schema has fields: a file or a plain choice is part of its field."""
    for step in path:
        if step in schema.get("properties", {}):
            schema = schema["properties"][step]
        elif step.isdecimal() and "properties" in schema.get("items", {}):
            schema = schema["items"]
        else:
            break
        name = below(name, step)
    return name
