"""One part of 个人信息 as a page: each section drawn after its kind, all fields sections saved by one button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from zcforms.domain.errors import NotFound
from zcforms.domain.plan import Part, Plan, Section, SectionKind
from zcforms.forms.builder import RenderedForm
from zcforms.services import filling, imports
from zcforms.services.filling import SectionContent
from zcforms.web import forming, outdated
from zcforms.web.blocks import Block, block_of
from zcforms.web.conflicts import Standing
from zcforms.web.drafting import Drafting, Restored, drafting
from zcforms.web.forming import Placed
from zcforms.web.lists import ListView
from zcforms.web.visit import actor, house, now


@dataclass(frozen=True, slots=True)
class PartPage:
    application_id: str
    plan: Plan
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

    def marks(self) -> dict[str, str]:
        """For its hidden fields."""
        return outdated.marks(self.plan, self.forms, self.standing)

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
        late = outdated.late(self.plan, self.part.id, self.forms)
        saved = filling.save_part(*where, fields, files, now=now(), version=self.version, late=late)
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
    source = _Declaration(shared.plan, application_id, received, draft)
    blocks = tuple(block_of(source, section) for section in part.sections)
    standing = Standing(*((each.form, each.kept) for each in blocks if each.form), draft=draft)
    version = shared.application.version
    return PartPage(application_id, shared.plan, part, blocks, version, shared.editable, drafted, standing)


@dataclass(frozen=True, slots=True)
class _Declaration:
    """An own application as the source of a page. `received`: as the request has it."""

    plan: Plan
    application_id: str
    received: bool
    draft: Restored | None

    def section(self, section: Section) -> SectionContent:
        return filling.section(house(), actor(), self.application_id, section.id, now())

    def list(self, section: Section) -> ListView:
        found = imports.import_list(house(), actor(), self.application_id, section.id, now())
        return ListView.of(found, self.plan, self.application_id)

    def attachments(self) -> tuple[filling.AttachmentRow, ...]:
        return filling.attachments(house(), actor(), self.application_id)

    def blank_form(self, template_id: str) -> str:
        where: dict[str, Any] = {"application_id": self.application_id, "template_id": template_id}
        return url_for("sheets.attachment_form", **where)

    def form(self, schema: Any, prefix: str, data: Mapping[str, Any] | None) -> RenderedForm:
        if self.received:
            return forming.received(schema, self.plan.codes, data=data, prefix=prefix)
        return forming.drawn(schema, self.plan.codes, data=data, prefix=prefix, draft=self.draft)


def _changed_files(kept: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, list[str]]:
    """Attachment item -> file ids, of the items whose files are others than those that are kept."""
    ids = {item: forming.file_ids(content.get(item, ())) for item in kept}
    return {item: given for item, given in ids.items() if given != forming.file_ids(kept[item])}
