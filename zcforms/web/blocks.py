"""A section of a page, drawn after its kind: a declaration's, or that of one that is only tried or looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from zcforms.domain.plan import Plan, Section, SectionKind
from zcforms.forms.builder import RenderedForm
from zcforms.forms.display import RecordTable, record_table
from zcforms.services import filling
from zcforms.services.filling import SectionContent
from zcforms.web import forming
from zcforms.web.lists import ListView

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Block:
    """A section with what its kind needs: a form (fields, attachments), a table (records) or a list (import).
    `kept`: what is kept of the form or table; `templates`: attachment item -> address of its blank form."""

    section: Section
    form: RenderedForm | None = None
    table: RecordTable | None = None
    list: ListView | None = None
    content: SectionContent | None = None
    kept: Any = None
    templates: Mapping[str, str] | None = None


class Source(Protocol):
    """Where a page's content comes from, and what its forms are made with."""

    @property
    def plan(self) -> Plan: ...

    def section(self, section: Section) -> SectionContent: ...

    def list(self, section: Section) -> ListView: ...

    def attachments(self) -> tuple[filling.AttachmentRow, ...]: ...

    def blank_form(self, template_id: str) -> str:
        """The address of an attachment's blank form."""
        ...

    def form(self, schema: Schema, prefix: str, data: Mapping[str, Any] | None) -> RenderedForm: ...


def block_of(source: Source, section: Section) -> Block:
    return _MAKERS[section.kind](source, section)


def _fields(source: Source, section: Section) -> Block:
    content = source.section(section)
    form = source.form(section.schema, section.id, forming.offered(content))
    return Block(section, form=form, content=content, kept=content.value)


def _records(source: Source, section: Section) -> Block:
    content = source.section(section)
    table = record_table(section.schema, content.value or [], source.plan.codes, section.columns)
    return Block(section, table=table, content=content, kept=content.value)


def _imports(source: Source, section: Section) -> Block:
    return Block(section, list=source.list(section))


def _attachments(source: Source, section: Section) -> Block:
    rows = source.attachments()
    schema = {
        "type": "object",
        "properties": {row.item.id: _item_schema(row) for row in rows},
        "required": [row.item.id for row in rows if row.item.minimum],
    }
    kept = {row.item.id: [dict(file) for file in row.files] for row in rows}
    templates = {row.item.id: source.blank_form(row.item.template) for row in rows if row.item.template}
    return Block(section, form=source.form(schema, section.id, kept), kept=kept, templates=templates)


_MAKERS = {
    SectionKind.FIELDS: _fields,
    SectionKind.RECORDS: _records,
    SectionKind.IMPORT: _imports,
    SectionKind.ATTACHMENTS: _attachments,
}


def _item_schema(row: filling.AttachmentRow) -> dict[str, Any]:
    files = {key: value for key, value in row.item.files.items() if key != "minItems"}
    least = (
        f"至少上传 {row.item.minimum} 个。" if row.item.minimum else ""
    )  # the field itself tells kinds, size and most
    hint = " ".join(part for part in (row.item.hint, least) if part)
    return {
        **files,
        "type": "array",
        "widget": "files",
        "wide": True,
        "caption": row.item.caption,
        "hint": hint,
    }
