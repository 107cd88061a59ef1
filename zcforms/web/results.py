"""The committee's results: who waits for one, and the table of a whole plan, tried first and entered when nothing is wrong."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from zcforms.domain.errors import UploadRefused
from zcforms.services import result_rosters
from zcforms.services.result_rosters import Outcome
from zcforms.web.refusals import Refusals
from zcforms.web.sending import send
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("results", __name__, url_prefix="/desk/results")
Answered = Redirect | tuple[str, int] | str


@bp.get("")
def show() -> str:
    return _page()


@bp.get("/results.xlsx")
def export() -> Response:
    return send(result_rosters.export(house(), actor(), _plan(), now()), inline=False)


@bp.post("")
def upload() -> Answered:
    plan, file = request.form.get("plan", ""), request.files.get("table")
    with Refusals() as refusals:
        if file is None or not file.filename:
            raise UploadRefused("请选择填好的表格（.xlsx）。")
        data = file.stream.read()
        file_id = result_rosters.keep(house(), actor(), plan, data, file.filename, now=now())
    if refusals.status:
        return _page(refusals), refusals.status
    return redirect(url_for(".tried", file_id=file_id, plan=plan), 303)


@bp.get("/<file_id>")
def tried(file_id: str) -> str:
    return _tried_page(file_id)


@bp.post("/<file_id>")
def carry_out(file_id: str) -> Answered:
    with Refusals() as refusals:
        made = result_rosters.carry_out(house(), actor(), _plan(), file_id, now=now())
    if refusals.status:
        return _tried_page(file_id, refusals), refusals.status
    passed, failed = made.counts[Outcome.PASSED], made.counts[Outcome.FAILED]
    flash(f"已录入评审结果：通过 {passed} 人，未通过 {failed} 人，并已通知申报人。", "success")
    return redirect(url_for(".show", plan=made.plan.id))


def _plan() -> str:
    return request.args.get("plan", "")


def _page(refusals: Refusals | None = None) -> str:
    plan = request.form.get("plan") or _plan()
    shown = result_rosters.listing(house(), actor(), plan, page=page_number())
    return render_template("web/results/show.html", shown=shown, refusals=refusals)


def _tried_page(file_id: str, refusals: Refusals | None = None) -> str:
    made = result_rosters.try_out(house(), actor(), _plan(), file_id)
    return render_template("web/results/tried.html", made=made, outcomes=Outcome, refusals=refusals)
