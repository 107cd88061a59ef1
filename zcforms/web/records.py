"""Records that the applicant enters: the drawer's form, and the table's buttons (features 36 to 38)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.services import filling
from zcforms.web import forming
from zcforms.web.record_form import RecordForm, part_of
from zcforms.web.refusals import Refusals
from zcforms.web.seen import require_seen
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
    page = RecordForm.of(application_id, section_id, index)
    if page.gone:
        return page.page(), 409
    if request.method == "GET" or forming.pressed(page.form):
        return page.page()
    with Refusals(page.places()) as refusals:
        refusals.hold()
        for sentence in [*page.save().told, *page.standing.told()]:
            flash(sentence, "info")
    if refusals.status:
        return page.page(refusals), refusals.status
    flash("已保存。", "success")
    return _back(application_id, section_id)


def _arrange(application_id: str, section_id: str, command: TableCommand) -> None:
    content = filling.section(house(), actor(), application_id, section_id, now())
    require_seen(content.value)
    where = house(), actor(), application_id, section_id, command.index
    if command.verb == "delete":
        filling.delete_record(*where, now=now(), version=content.version)
        flash("已删除，可以点击“撤销删除”恢复。", "success")
    else:
        filling.move_record(*where, offset=command.offset, now=now(), version=content.version)


def _back(application_id: str, section_id: str) -> Response:
    part = part_of(application_id, section_id)
    url = url_for(
        "filling.part", application_id=application_id, part_id=part.id, _anchor=f"list-{section_id}"
    )
    return redirect(url, 303)
