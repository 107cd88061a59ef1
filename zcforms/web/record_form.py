"""The form of one record of a section (features 36 to 38), new or as it is kept, wherever it stands by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for

from zcforms.domain.errors import NotFound
from zcforms.domain.plan import Part, Plan
from zcforms.forms.builder import RenderedForm
from zcforms.services import filling
from zcforms.services.editing import Saved
from zcforms.services.filling import SectionContent
from zcforms.web import forming, outdated
from zcforms.web.conflicts import Standing
from zcforms.web.drafting import Drafting, drafting
from zcforms.web.forming import Placed
from zcforms.web.refusals import Refusals
from zcforms.web.sidebar import filling_page
from zcforms.web.visit import actor, house, now

_GONE = "您编辑的这条记录已在其他窗口或设备上删除，还没有保存。您填写的内容都还在：点击“保存”会另存为一条新记录，不需要的请点击“取消”。"


@dataclass(frozen=True, slots=True)
class RecordForm:
    """`index`: where the record stands by now, None for a new one. `gone`: it was being edited, and is not there any more."""

    application_id: str
    content: SectionContent
    index: int | None
    gone: bool
    form: RenderedForm
    standing: Standing
    drafting: Drafting

    @classmethod
    def of(cls, application_id: str, section_id: str, index: int | None) -> RecordForm:
        """As kept, or as sent by the present request: then the record is found by its id, and `index` is where it stood.

        Raises:
            NotFound: no such section or record.
        """
        content = filling.section(house(), actor(), application_id, section_id, now())
        place, gone = _place(content, index), False
        if place is None and index is not None:
            if request.method == "GET":
                raise NotFound("这条记录已不存在，可能已在别处删除。")
            gone = True
        return _made(application_id, content, place, gone=gone)

    @property
    def id(self) -> str:
        return self.content.ids[self.index] if self.index is not None else ""

    @property
    def plan(self) -> Plan:
        return filling.declared(house(), actor(), self.application_id, now()).plan

    @property
    def part(self) -> Part:
        return part_of(self.application_id, self.content.section.id)

    @property
    def action(self) -> str:
        where: dict[str, Any] = {
            "application_id": self.application_id,
            "section_id": self.content.section.id,
        }
        if self.index is None:
            return url_for("records.new", **where)
        return url_for("records.edit", index=self.index, **where)

    def marks(self) -> dict[str, str]:
        """For its hidden fields."""
        return outdated.marks(self.plan, [self.form], self.standing)

    def places(self) -> Placed:
        return Placed(self.form, complete=True)

    def save(self) -> Saved:
        """Raises `StaleWrite` where there is something to choose between (`standing`), and others as the service."""
        where = house(), actor(), self.application_id, self.content.section.id
        late = outdated.late_in_record(self.plan, self.content.section.id, self.id, self.form)
        if self.index is None:
            saved = filling.add_record(*where, self.form.answers(), now=now(), late=late)
        else:
            (content,) = self.standing.reconcile()
            saved = filling.edit_record(
                *where, self.index, content=content, now=now(), version=self.content.version, late=late
            )
        forming.keep_names(self.form)
        self.drafting.forget()
        return saved

    def page(self, refusals: Refusals | None = None) -> str:
        return render_template(
            "web/filling/record.html",
            page=self,
            refusals=refusals,
            told=_GONE if self.gone else "",
            **filling_page(self.application_id, ""),
        )


def part_of(application_id: str, section_id: str) -> Part:
    """The page on which a section stands."""
    parts = filling.filling(house(), actor(), application_id, now()).parts
    return next(part for part in parts if any(section.id == section_id for section in part.sections))


def _place(content: SectionContent, index: int | None) -> int | None:
    """Where the record that the request is about stands by now."""
    if index is None:
        return None
    wanted = request.form.get("record", "")
    if wanted:
        return content.ids.index(wanted) if wanted in content.ids else None
    return index if index < len(content.ids) else None


def _made(
    application_id: str, content: SectionContent, index: int | None, *, gone: bool = False
) -> RecordForm:
    record = content.value[index] if index is not None else None
    name = content.ids[index] if index is not None else "new"
    drafted = drafting(f"application/{application_id}/{content.section.id}/{name}")
    if gone:  # what was typed is the draft of a new record from now on
        drafted.keep_sent()
    schema, codes = content.section.schema["items"], content.codes
    draft = drafted.restored
    form = (
        forming.drawn(schema, codes, data=record, draft=draft)
        if request.method == "GET"
        else forming.received(schema, codes, data=record)
    )
    standing = Standing((form, record), draft=draft, sent=False if gone else None)
    return RecordForm(application_id, content, index, gone, form, standing, drafted)
