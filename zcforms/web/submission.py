"""开始检测 and 提交审核 (features 58 to 62)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import SubmissionBlocked
from zcforms.services import checking, submission
from zcforms.web.places import places
from zcforms.web.sidebar import filling_page
from zcforms.web.visit import actor, house, now

bp = Blueprint("submission", __name__, url_prefix="/applications/<application_id>")


@bp.get("/check")
def check(application_id: str) -> str:
    """The page before and, with `run`, after the check: it changes nothing, so that its address can be opened again."""
    return _page(application_id, run="run" in request.args)


@bp.post("/submit")
def submit(application_id: str) -> Response | tuple[str, int]:
    try:
        number = submission.submit(house(), actor(), application_id, now())
    except SubmissionBlocked:
        return _page(application_id, run=True, blocked=True), 422
    flash(f"已提交审核，申报编号 {number}。评审表正在生成，稍后可以导出。", "success")
    return redirect(url_for("declaration.record", application_id=application_id))


def _page(application_id: str, *, run: bool, blocked: bool = False) -> str:
    page = filling_page(application_id, "check")
    verdict = checking.check(house(), actor(), application_id) if run else None
    return render_template(
        "web/submission/check.html",
        verdict=verdict,
        passed=verdict is not None and all(row.passed for row in verdict.rows),
        blocked=blocked,
        place=places(page["filling"]),
        **page,
    )
