"""The list of assignments from a spreadsheet: tried first, carried out when nothing is wrong (feature 22)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import UploadRefused
from zcforms.services import exam_candidates, exam_rosters
from zcforms.services.exam_rosters import Outcome
from zcforms.web.exam_query import candidate_query
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now

bp = Blueprint("exam_rosters", __name__, url_prefix="/desk/exams/roster")
Answered = Response | tuple[str, int] | str


@bp.get("")
def choose() -> str:
    return _choose_page()


@bp.post("")
def upload() -> Answered:
    query, file = candidate_query(request.form), request.files.get("table")
    with Refusals() as refusals:
        if file is None or not file.filename:
            raise UploadRefused("请选择填好的表格（.xlsx）。")
        data = file.stream.read()
        file_id = exam_rosters.keep(house(), actor(), query.plan, data, file.filename, now=now())
    if refusals.status:
        return _choose_page(refusals), refusals.status
    return redirect(url_for(".tried", file_id=file_id, scope=request.form.get("scope", "")), 303)


@bp.get("/<file_id>")
def tried(file_id: str) -> str:
    return _tried_page(file_id)


@bp.post("/<file_id>")
def carry_out(file_id: str) -> Answered:
    query = candidate_query(request.args)
    with Refusals() as refusals:
        made = exam_rosters.carry_out(house(), actor(), query.plan, query.form, file_id, now=now())
    if refusals.status:
        return _tried_page(file_id, refusals), refusals.status
    flash(f"已导入：新安排 {made.counts[Outcome.SEAT]} 人，移动 {made.counts[Outcome.MOVE]} 人。", "success")
    return redirect(url_for("exams.show", scope=request.args.get("scope", "")))


def _choose_page(refusals: Refusals | None = None) -> str:
    query = candidate_query({**request.args.to_dict(), **request.form.to_dict()})
    shown = exam_candidates.listing(house(), actor(), query, now())
    return render_template("web/exams/roster.html", shown=shown, refusals=refusals)


def _tried_page(file_id: str, refusals: Refusals | None = None) -> str:
    query = candidate_query(request.args)
    made = exam_rosters.try_out(house(), actor(), query.plan, query.form, file_id, now=now())
    return render_template("web/exams/tried.html", made=made, outcomes=Outcome, refusals=refusals)
