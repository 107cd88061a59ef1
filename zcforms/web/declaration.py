"""职称申报: the page with three blocks, and what can be done with a record (features 20 to 26, 33, 62)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.services import applications, plans, submission
from zcforms.web.searching import plan_query
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("declaration", __name__)


@bp.get("/declaration")
def show() -> str:
    query = plan_query(request.args)
    return render_template(
        "web/declaration/show.html",
        records=applications.current(house(), actor(), now()),
        history=applications.history(house(), actor(), now(), page=page_number()),
        query=query,
        choices=plans.choices(house()),
        plans=plans.search(house(), query, now(), page=int(request.args.get("plans", 1, type=int))),
    )


@bp.get("/applications/<application_id>")
def record(application_id: str) -> str:
    shown = applications.record(house(), actor(), application_id, now())
    downloads = applications.plan_of(house(), actor(), application_id).downloads
    return render_template("web/declaration/record.html", record=shown, downloads=downloads)


@bp.route("/applications/<application_id>/delete", methods=["GET", "POST"])
def delete(application_id: str) -> str | Response:
    if request.method == "GET":
        shown = applications.record(house(), actor(), application_id, now())
        return render_template("web/declaration/delete.html", record=shown)
    until = applications.delete(house(), actor(), application_id, now())
    flash(f"已删除。{until:%Y年%-m月%-d日} 前可以在“我的历史记录”中恢复。", "success")
    return redirect(url_for(".show"))


@bp.post("/applications/<application_id>/restore")
def restore(application_id: str) -> Response:
    applications.restore(house(), actor(), application_id, now())
    flash("已恢复，可以继续填报。", "success")
    return redirect(url_for(".show"))


@bp.post("/applications/<application_id>/withdraw")
def withdraw(application_id: str) -> Response:
    submission.withdraw(house(), actor(), application_id, now())
    flash("已撤回，可以继续修改，改好后请重新提交审核。", "success")
    return redirect(url_for(".show"))
