"""Records that the applicant enters: the drawer's form, and the table's buttons (features 36 to 38)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import NotFound
from zcforms.forms.builder import RenderedForm
from zcforms.services import filling
from zcforms.services.editing import Saved
from zcforms.services.filling import SectionContent
from zcforms.web import forming
from zcforms.web.conflicts import differences, settled
from zcforms.web.drafting import Drafting, drafting
from zcforms.web.forming import Placed
from zcforms.web.refusals import Refusals
from zcforms.web.seen import require_seen, seen
from zcforms.web.sidebar import filling_page
from zcforms.web.table_commands import TableCommand, command_of
from zcforms.web.visit import actor, house, now

bp = Blueprint("records", __name__, url_prefix="/applications/<application_id>/sections/<section_id>")
Answered = Response | tuple[str, int] | str


@bp.route("/records/new", methods=["GET", "POST"])
def new(application_id: str, section_id: str) -> Answered:
    return _form_view(application_id, section_id, None)


@bp.route("/records/<int:index>", methods=["GET", "POST"])
def edit(application_id: str, section_id: str, index: int) -> Answered:
    return _form_view(application_id, section_id, index)


@bp.post("/records")
def arrange(application_id: str, section_id: str) -> Response:
    """删除, 上移, 下移, and dragged to another place (feature 36)."""
    _arrange(application_id, section_id, command_of(request.form))
    return _back(application_id, section_id)


@bp.post("/undo")
def undo(application_id: str, section_id: str) -> Response:
    filling.undo_delete(house(), actor(), application_id, section_id, now())
    flash("已恢复刚才删除的记录。", "success")
    return _back(application_id, section_id)


def _form_view(application_id: str, section_id: str, index: int | None) -> Answered:
    content = filling.section(house(), actor(), application_id, section_id)
    form = _form(application_id, content, index)
    if request.method == "GET" or forming.pressed(form):
        return _page(application_id, content, form, index)
    with Refusals(Placed(form, complete=True)) as refusals:
        refusals.hold()
        _save(application_id, content, index, form)
    if refusals.status:
        return _page(application_id, content, form, index, refusals), refusals.status
    flash("已保存。", "success")
    return _back(application_id, section_id)


def _form(application_id: str, content: SectionContent, index: int | None) -> RenderedForm:
    records: list[Any] = content.value or []
    if index is not None and index >= len(records):
        raise NotFound
    data = records[index] if index is not None else None
    schema, codes = content.section.schema["items"], house().catalogue.codes
    if request.method != "GET":
        return forming.received(schema, codes, data=data)
    return forming.drawn(schema, codes, data=data, draft=_drafting(application_id, content, index).restored)


def _drafting(application_id: str, content: SectionContent, index: int | None) -> Drafting:
    """The draft of one record: what it was drawn from is in its name, for another record may stand at its place by now."""
    place = "new" if index is None else seen(content.value[index])
    return drafting(f"application/{application_id}/{content.section.id}/{place}")


def _save(application_id: str, content: SectionContent, index: int | None, form: RenderedForm) -> Saved:
    where = house(), actor(), application_id, content.section.id
    if index is None:
        saved = filling.add_record(*where, form.answers(), now=now())
    else:
        require_seen(content.value[index])
        saved = filling.edit_record(
            *where, index, content=settled(form, content.value[index]), now=now(), version=content.version
        )
    forming.keep_names(form)
    _drafting(application_id, content, index).forget()
    return saved


def _arrange(application_id: str, section_id: str, command: TableCommand) -> None:
    content = filling.section(house(), actor(), application_id, section_id)
    require_seen(content.value)
    where = house(), actor(), application_id, section_id, command.index
    if command.verb == "delete":
        filling.delete_record(*where, now=now(), version=content.version)
        flash("已删除，可以点击“撤销删除”恢复。", "success")
    else:
        filling.move_record(*where, offset=command.offset, now=now(), version=content.version)


def _page(
    application_id: str,
    content: SectionContent,
    form: RenderedForm,
    index: int | None,
    refusals: Refusals | None = None,
) -> str:
    here = filling_page(application_id, "")
    part = next(part for part in here["filling"].parts if content.section in part.sections)
    return render_template(
        "web/filling/record.html",
        content=content,
        form=form,
        index=index,
        part=part,
        refusals=refusals,
        version=seen(content.value[index]) if index is not None else "",
        found=differences(form, content.value[index])
        if index is not None and refusals and refusals.stale
        else [],
        drafting=_drafting(application_id, content, index),
        **here,
    )


def _back(application_id: str, section_id: str) -> Response:
    parts = filling.declared(house(), actor(), application_id).parts
    part = next(part for part in parts if any(section.id == section_id for section in part.sections))
    url = url_for(
        "filling.part", application_id=application_id, part_id=part.id, _anchor=f"list-{section_id}"
    )
    return redirect(url, 303)
