"""A draft's category tree, attachments, specialties and titles by spreadsheet: taken home, tried, put in."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from zcforms.domain.errors import UploadRefused
from zcforms.services import plan_drafts, plan_sheets
from zcforms.web.refusals import Refusals
from zcforms.web.sending import send
from zcforms.web.visit import actor, house, now

bp = Blueprint("plan_sheets", __name__, url_prefix="/plans/design/drafts/<draft_id>/excel")
Answered = Redirect | tuple[str, int] | str


@bp.get("")
def show(draft_id: str) -> str:
    return _page(draft_id)


@bp.get("/plan.xlsx")
def export(draft_id: str) -> Response:
    return send(plan_sheets.export(house(), actor(), draft_id), inline=False)


@bp.post("")
def upload(draft_id: str) -> Answered:
    file = request.files.get("table")
    with Refusals() as refusals:
        if file is None or not file.filename:
            raise UploadRefused("请选择填好的表格（.xlsx）。")
        data = file.stream.read()
        file_id = plan_sheets.keep(house(), actor(), draft_id, data, file.filename, now=now())
    if refusals.status:
        return _page(draft_id, refusals), refusals.status
    return redirect(url_for(".tried", draft_id=draft_id, file_id=file_id), 303)


@bp.get("/<file_id>")
def tried(draft_id: str, file_id: str) -> str:
    return _tried_page(draft_id, file_id)


@bp.post("/<file_id>")
def carry_out(draft_id: str, file_id: str) -> Answered:
    with Refusals() as refusals:
        made = plan_sheets.carry_out(house(), actor(), draft_id, file_id, now=now())
    if refusals.status:
        return _tried_page(draft_id, file_id, refusals), refusals.status
    flash(f"已按表格修改 {len(made.changes)} 处；不合适时可以在“修改记录”里撤销。", "success")
    return redirect(url_for(".show", draft_id=draft_id), 303)


def _page(draft_id: str, refusals: Refusals | None = None) -> str:
    draft = plan_drafts.draft(house(), actor(), draft_id)
    return render_template("web/designer/excel.html", draft=draft, made=None, refusals=refusals)


def _tried_page(draft_id: str, file_id: str, refusals: Refusals | None = None) -> str:
    made = plan_sheets.try_out(house(), actor(), draft_id, file_id)
    return render_template("web/designer/excel.html", draft=made.draft, made=made, refusals=refusals)
