"""面试与考试: who is due, and who gets which place (feature 22)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services import exam_arrivals, exam_candidates, exam_rosters, exam_seating
from zcforms.web.drafting import drafting, saved
from zcforms.web.exam_query import candidate_query, same_list
from zcforms.web.refusals import Refusals
from zcforms.web.sending import send
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("exams", __name__, url_prefix="/desk/exams")
Answered = Redirect | tuple[str, int]


@bp.get("")
def show() -> str:
    return _page()


@bp.post("")
def give() -> Answered:
    """Places for those who were ticked, or for the next ones of the list."""
    with Refusals() as refusals:
        told = _fill() if request.form.get("act") == "fill" else _assign()
        saved()
    if refusals.status:
        return _page(refusals), refusals.status
    flash(told, "success")
    return redirect(same_list(".show"))


@bp.get("/roster.xlsx")
def export() -> Response:
    made = exam_rosters.export(house(), actor(), candidate_query(request.args), now())
    return send(made, inline=False)


@bp.get("/tickets/<ticket_id>/photo.jpg")
def portrait(ticket_id: str) -> Response:
    data = exam_arrivals.portrait(house(), actor(), ticket_id)
    return Response(data, mimetype="image/jpeg", headers={"Cache-Control": "private, no-store"})


def _assign() -> str:
    ids = request.form.getlist("id")
    count = exam_seating.assign(house(), actor(), _sitting(), ids, now())
    return f"已安排 {count} 人。" if count else "所选人员已经在这一场，没有改动。"


def _fill() -> str:
    query, most = candidate_query(request.args), request.form.get("most", type=int)
    done = exam_seating.fill(house(), actor(), _sitting(), query, now(), most=most)
    skipped = f"另有 {done.skipped} 人因同一时间已有其他场次而跳过。" if done.skipped else ""
    return f"已按顺序安排 {done.seated} 人。{skipped}"


def _sitting() -> str:
    chosen = request.form.get("sitting", "")
    if not chosen:
        raise InputRefused([InputFault("/sitting", "请先选择场次。")])
    return chosen


def _page(refusals: Refusals | None = None) -> str:
    query = candidate_query(request.args)
    shown = exam_candidates.listing(house(), actor(), query, now(), page=page_number())
    drafted = drafting(f"desk/exams/{shown.plan.id}/{shown.form.id}")
    return render_template(
        "web/exams/show.html", shown=shown, query=query, refusals=refusals, drafting=drafted
    )
