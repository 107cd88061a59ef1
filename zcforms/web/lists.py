"""An import list as a table (features 41 to 45, 49 to 54): its columns, cells and annotation fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask import url_for

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.plan import Plan
from zcforms.forms import builder
from zcforms.forms.builder import RenderedForm
from zcforms.forms.display import text_of
from zcforms.services.import_lists import ImportedRecord, ImportList, LibraryRecord
from zcforms.web import forming
from zcforms.web.drafting import Drafting, Restored, drafting
from zcforms.web.places import annotations_of

Column = tuple[str, str]
_GENERAL: tuple[Column, ...] = (
    ("category", "类别"),
    ("date", "时间"),
    ("content", "业绩内容"),
    ("rank", "排名"),
)
"""Columns of feature 53, which every record can fill whatever its category."""


class ListAddresses(Protocol):
    """Where the acts of a list lead. `act`: up, down, remove, or place (dragged)."""

    @property
    def choose(self) -> str: ...

    @property
    def annotate(self) -> str: ...

    def row(self, record_id: str, act: str) -> str: ...


@dataclass(frozen=True, slots=True)
class DeclarationLists:
    """Those of an application."""

    application_id: str
    list_id: str

    @property
    def choose(self) -> str:
        return self._url("choose")

    @property
    def annotate(self) -> str:
        return self._url("annotate")

    def row(self, record_id: str, act: str) -> str:
        if act in ("up", "down"):
            return self._url("move", achievement_id=record_id, direction=act)
        return self._url(act, achievement_id=record_id)

    def _url(self, view: str, **values: Any) -> str:
        return url_for(f"imports.{view}", application_id=self.application_id, list_id=self.list_id, **values)


@dataclass(frozen=True, slots=True)
class ListRow:
    """`form`: what the applicant adds to the record; `said`: the same as texts, in the order of `ListView.asked`."""

    entry: ImportedRecord
    cells: tuple[str, ...]
    form: RenderedForm | None
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """`asked`: captions of what the applicant adds to each record (合格学历, 考核结果); `drafting`: of that, where it can be changed."""

    list: ImportList
    columns: tuple[Column, ...]
    asked: tuple[str, ...]
    rows: tuple[ListRow, ...]
    drafting: Drafting | None
    at: ListAddresses

    @property
    def forms(self) -> tuple[RenderedForm, ...]:
        return tuple(row.form for row in self.rows if row.form is not None)

    @classmethod
    def of(cls, found: ImportList, plan: Plan, application_id: str) -> ListView:
        """A list of an application."""
        at = DeclarationLists(application_id, found.id)
        asked = bool(_asked(found)) and found.editable
        kept = drafting(f"application/{application_id}/lists/{found.id}") if asked else None
        return cls.made(found, plan, at, kept)

    @classmethod
    def made(
        cls, found: ImportList, plan: Plan, at: ListAddresses, drafted: Drafting | None = None
    ) -> ListView:
        columns, asked = columns_of(found, plan), _asked(found)
        draft = drafted.restored if drafted else None
        rows = tuple(
            ListRow(
                entry,
                cells_of(entry.record, columns),
                annotation_form(found, entry, plan, draft=draft),
                tuple(
                    text_of(schema, entry.annotations.get(name), plan.codes) for name, schema in asked.items()
                ),
            )
            for entry in found.entries
        )
        return cls(
            found,
            columns,
            tuple(str(schema.get("caption", name)) for name, schema in asked.items()),
            rows,
            drafted,
            at,
        )


def columns_of(found: ImportList, plan: Plan) -> tuple[Column, ...]:
    """An import section names its own columns, of the one category that it takes."""
    if found.section is None or not found.section.columns or len(found.takes) != 1:
        return _GENERAL
    properties: Mapping[str, Any] = plan.categories[found.takes[0]].schema["properties"]
    return tuple((name, str(properties[name].get("caption", name))) for name in found.section.columns)


def cells_of(record: LibraryRecord, columns: tuple[Column, ...]) -> tuple[str, ...]:
    if columns is _GENERAL:
        return tuple(str(getattr(record, name)) for name, _ in columns)
    return tuple(record.cells.get(name, "") for name, _ in columns)


def annotation_form(
    found: ImportList,
    entry: ImportedRecord,
    plan: Plan,
    formdata: Any = None,
    *,
    draft: Restored | None = None,
) -> RenderedForm | None:
    """What the applicant adds to the record (合格学历, 考核结果); None where the section asks for nothing."""
    if found.section is None or not _asked(found):
        return None
    schema, prefix = found.section.schema, annotations_of(entry.record.id)
    if draft is not None:
        return forming.drawn(schema, plan.codes, data=entry.annotations, prefix=prefix, draft=draft)
    return builder.build(schema, plan.codes, data=entry.annotations, formdata=formdata, prefix=prefix)


def changed_annotations(found: ImportList, plan: Plan, sent: Any) -> dict[str, dict[str, Any]]:
    """Achievement id -> what was sent about it, of the records about which something else is kept.

    Raises:
        InputRefused: something sent is no answer; then nothing of the list is taken.
    """
    forms = {entry.record.id: annotation_form(found, entry, plan, sent) for entry in found.entries}
    faults = [breach for form in forms.values() if form for breach in builder.check(form, complete=False)]
    if faults:
        raise InputRefused([InputFault(breach.pointer, breach.message) for breach in faults])
    kept = {entry.record.id: dict(entry.annotations) for entry in found.entries}
    return {id_: form.answers() for id_, form in forms.items() if form and form.answers() != kept[id_]}


def _asked(found: ImportList) -> Mapping[str, Any]:
    properties: Mapping[str, Any] = found.section.schema.get("properties", {}) if found.section else {}
    return properties
