"""One part of 个人信息 as a page: each section drawn after its kind, all fields sections saved by one button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from zcforms.domain.errors import NotFound
from zcforms.domain.plan import Part, Plan, Section, SectionKind
from zcforms.forms.builder import RenderedForm
from zcforms.forms.display import RecordTable, record_table
from zcforms.services import filling, imports
from zcforms.services.filling import SectionContent
from zcforms.web import forming
from zcforms.web.conflicts import Standing
from zcforms.web.drafting import Drafting, Restored, drafting
from zcforms.web.forming import Placed
from zcforms.web.lists import ListView
from zcforms.web.visit import actor, house, now


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


@dataclass(frozen=True, slots=True)
class PartPage:
    application_id: str
    part: Part
    blocks: tuple[Block, ...]
    version: int
    editable: bool
    drafting: Drafting
    standing: Standing

    @classmethod
    def kept(cls, application_id: str, part_id: str) -> PartPage:
        """As stored, or with the autosaved draft where the address asks for it."""
        return _page(application_id, part_id)

    @classmethod
    def sent(cls, application_id: str, part_id: str) -> PartPage:
        return _page(application_id, part_id, received=True)

    @property
    def forms(self) -> list[RenderedForm]:
        return [block.form for block in self.blocks if block.form is not None]

    @property
    def saves(self) -> str:
        """What the button saves: 保存个人信息 over several sections, and nothing more said over attachments."""
        first = next((block.section for block in self.blocks if block.form is not None), None)
        return first.caption if first and first.kind is SectionKind.FIELDS else ""

    def pressed(self) -> bool:
        return forming.pressed(*self.forms)

    def places(self) -> list[Placed]:
        """Faults of a section come with pointers into that section alone: `save` adds the section in front."""
        return [Placed(block.form, f"/{block.section.id}") for block in self.blocks if block.form is not None]

    def save(self) -> list[str]:
        """Keep every form of the part; sentences about what the system adjusted (feature 66).

        Raises:
            StaleWrite: there is something to choose between (`standing`). InputRefused and others as the service.
        """
        contents = self.standing.reconcile()
        drawn = [block for block in self.blocks if block.form is not None]
        fields: dict[str, Any] = {}
        files: dict[str, Any] = {}
        for block, content in zip(drawn, contents, strict=True):
            if block.section.kind is SectionKind.FIELDS:
                fields[block.section.id] = content
            else:
                files[block.section.id] = _changed_files(block.kept, content)
        where = house(), actor(), self.application_id
        saved = filling.save_part(*where, fields, files, now=now(), version=self.version)
        forming.keep_names(*self.forms)
        self.drafting.forget()
        return [*saved.told, *self.standing.told()]


def _page(application_id: str, part_id: str, *, received: bool = False) -> PartPage:
    shared = filling.declared(house(), actor(), application_id, now())
    part = next((part for part in shared.parts if part.id == part_id), None)
    if part is None:
        raise NotFound
    drafted = drafting(f"application/{application_id}/{part_id}")
    draft = None if received else drafted.restored
    make = _Maker(shared.plan, application_id, received, draft)
    blocks = tuple(make.block(section) for section in part.sections)
    standing = Standing(*((each.form, each.kept) for each in blocks if each.form), draft=draft)
    version = shared.application.version
    return PartPage(application_id, part, blocks, version, shared.editable, drafted, standing)


@dataclass(frozen=True, slots=True)
class _Maker:
    plan: Plan
    application_id: str
    received: bool
    draft: Restored | None

    def block(self, section: Section) -> Block:
        return _MAKERS[section.kind](self, section)

    def fields(self, section: Section) -> Block:
        content = filling.section(house(), actor(), self.application_id, section.id, now())
        form = self._form(section.schema, section.id, forming.offered(content))
        return Block(section, form=form, content=content, kept=content.value)

    def records(self, section: Section) -> Block:
        content = filling.section(house(), actor(), self.application_id, section.id, now())
        table = record_table(section.schema, content.value or [], self.plan.codes, section.columns)
        return Block(section, table=table, content=content, kept=content.value)

    def imports(self, section: Section) -> Block:
        found = imports.import_list(house(), actor(), self.application_id, section.id, now())
        return Block(section, list=ListView.of(found, self.plan, self.application_id))

    def attachments(self, section: Section) -> Block:
        rows = filling.attachments(house(), actor(), self.application_id)
        schema = {
            "type": "object",
            "properties": {row.item.id: _item_schema(row) for row in rows},
            "required": [row.item.id for row in rows if row.item.minimum],
        }
        kept = {row.item.id: [dict(file) for file in row.files] for row in rows}
        form = self._form(schema, section.id, kept)
        templates = {
            row.item.id: url_for(
                "sheets.attachment_form", application_id=self.application_id, template_id=row.item.template
            )
            for row in rows
            if row.item.template
        }
        return Block(section, form=form, kept=kept, templates=templates)

    def _form(self, schema: Any, prefix: str, data: Mapping[str, Any] | None) -> RenderedForm:
        if self.received:
            return forming.received(schema, self.plan.codes, data=data, prefix=prefix)
        return forming.drawn(schema, self.plan.codes, data=data, prefix=prefix, draft=self.draft)


_MAKERS = {
    SectionKind.FIELDS: _Maker.fields,
    SectionKind.RECORDS: _Maker.records,
    SectionKind.IMPORT: _Maker.imports,
    SectionKind.ATTACHMENTS: _Maker.attachments,
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


def _changed_files(kept: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, list[str]]:
    """Attachment item -> file ids, of the items whose files are others than those that are kept."""
    ids = {item: forming.file_ids(content.get(item, ())) for item in kept}
    return {item: given for item, given in ids.items() if given != forming.file_ids(kept[item])}
