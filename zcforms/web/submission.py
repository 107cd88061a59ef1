"""开始检测 and 提交审核 (features 58 to 62)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import SubmissionBlocked, WrongState
from zcforms.services import last_check, least_changes, submission
from zcforms.services.last_check import LastCheck
from zcforms.services.least_changes import LeastShown
from zcforms.web.places import Places
from zcforms.web.sidebar import filling_page
from zcforms.web.visit import actor, house, now

bp = Blueprint("submission", __name__, url_prefix="/applications/<application_id>")


@bp.get("/check")
def check(application_id: str) -> str:
    """The page with the last check, as long as it holds; with `run`, with a new one: its address can be opened again."""
    return _page(application_id, run="run" in request.args)


@bp.post("/check/least")
def ask_least(application_id: str) -> Response:
    """帮我算一算."""
    try:
        least_changes.ask(house(), actor(), application_id, now())
    except WrongState as error:
        flash(str(error), "warning")
    return redirect(url_for(".check", application_id=application_id, _anchor="least"), 303)


@bp.get("/check/least")
def least(application_id: str) -> str | tuple[str, int]:
    """How it stands, for the page that waits; nothing where that has all of it."""
    found = least_changes.shown(house(), actor(), application_id, now())
    if found is None or found.seen == request.args.get("seen"):
        return "", 204
    return render_template("web/submission/least.html", **_least(found), application_id=application_id)


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
        **_least(_least_of(application_id, last)),
        blocked=blocked,
        place=page["side"].place,
        **page,
    )


def _least_of(application_id: str, last: LastCheck) -> LeastShown | None:
    """最少要改什么 belongs to a table in which something fails."""
    if last.verdict is None or last.verdict.passed:
        return None
    return least_changes.shown(house(), actor(), application_id, now())


def _least(found: LeastShown | None) -> dict[str, object]:
    return {"least": found, "least_place": Places(found.plan, found.application) if found else None}
