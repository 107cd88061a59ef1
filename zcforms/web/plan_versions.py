"""版本: the versions of a plan, its closing, and its documents as a package."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from zcforms.services import plan_reviews, plan_versions
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import NamedFaults

bp = Blueprint("plan_versions", __name__, url_prefix="/plans/design/plans/<plan_id>")
Answered = Response | str | tuple[str, int]


@bp.get("")
def show(plan_id: str) -> str:
    return _page(plan_id)


@bp.post("/close")
def close(plan_id: str) -> Answered:
    """停止受理."""
    reason = request.form.get("close_reason", "")
    return _acted(
        plan_id,
        lambda: plan_reviews.close(house(), actor(), plan_id, reason, now()),
        "计划已关闭，不再受理新的申报；已经开始的申报照常进行。",
    )


@bp.post("/reopen")
def reopen(plan_id: str) -> Answered:
    return _acted(plan_id, lambda: plan_reviews.reopen(house(), actor(), plan_id, now()), "计划已重新开放。")


@bp.get("/versions/<int(signed=True):number>/package.zip")
def package(plan_id: str, number: int) -> Response:
    name, data = plan_versions.package(house(), actor(), plan_id, number)
    return send_file(BytesIO(data), mimetype="application/zip", as_attachment=True, download_name=name)


def _acted(plan_id: str, act: Callable[[], None], said: str) -> Answered:
    named = NamedFaults({"reason": "close_reason"})
    with Refusals(named) as refusals:
        act()
    if refusals.status:
        return _page(plan_id, refusals, named.by_name), refusals.status
    flash(said, "success")
    return redirect(url_for(".show", plan_id=plan_id), 303)


def _page(plan_id: str, refusals: Refusals | None = None, faults: dict[str, str] | None = None) -> str:
    found = plan_versions.history(house(), actor(), plan_id)
    return render_template(
        "web/designer/versions.html",
        history=found,
        refusals=refusals,
        faults=faults or {},
        crumbs=[("方案设计", url_for("designer.listing")), (found.caption, None)],
        back_url=url_for("designer.listing"),
    )
