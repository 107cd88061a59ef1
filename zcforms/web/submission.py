"""开始检测 and 提交审核 (features 58 to 62)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import SubmissionBlocked
from zcforms.services import last_check, submission
from zcforms.web.sidebar import filling_page
from zcforms.web.visit import actor, house, now

bp = Blueprint("submission", __name__, url_prefix="/applications/<application_id>")


@bp.get("/check")
def check(application_id: str) -> str:
    """The page with the last check, as long as it holds; with `run`, with a new one: its address can be opened again."""
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
    if run:
        last = last_check.check(house(), actor(), application_id, now())
    else:
        last = last_check.last(house(), actor(), application_id, now())
    return render_template(
        "web/submission/check.html",
        verdict=last.verdict,
        reasons=last.reasons,
        counsel=last.counsel,
        outdated=last.outdated,
        passed=last.verdict is not None and last.verdict.passed,
        blocked=blocked,
        place=page["side"].place,
        **page,
    )
