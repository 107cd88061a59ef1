"""The desk of an employer or authority: what waits, looked at side by side, answered one by one or many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services import approvals, desk, exam_candidates, opinion_templates, saved_views
from zcforms.web import case_answers
from zcforms.web.desk_query import queue_query, versions_of, words_of
from zcforms.web.drafting import drafting, saved
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("desk", __name__, url_prefix="/desk")
Answered = Response | tuple[str, int]


@bp.get("")
def show() -> str:
    waiting = exam_candidates.waiting(house(), actor())
    return render_template("web/desk/show.html", inbox=desk.inbox(house(), actor(), now()), waiting=waiting)


@bp.get("/bindings")
def bindings() -> str:
    return _bindings_page()


@bp.post("/bindings")
def answer_bindings() -> Answered:
    with Refusals() as refusals:
        count = _answer(_approve_bindings, _return_bindings)
        saved()
    if refusals.status:
        return _bindings_page(refusals), refusals.status
    flash(f"已处理 {count} 条单位绑定申请。", "success")
    return redirect(url_for(".bindings"))


@bp.get("/achievements")
def achievements() -> str:
    return _achievements_page()


@bp.post("/achievements")
def answer_achievements() -> Answered:
    with Refusals() as refusals:
        count = _answer(_approve_achievements, _return_achievements)
        saved()
    if refusals.status:
        return _achievements_page(refusals), refusals.status
    flash(f"已处理 {count} 条业绩。", "success")
    return redirect(url_for(".achievements"))


@bp.get("/achievements/<achievement_id>")
def achievement(achievement_id: str) -> str:
    case = desk.achievement_case(house(), actor(), achievement_id, now())
    drafted = drafting(f"desk/achievements/{achievement_id}")
    return render_template("web/desk/achievement.html", case=case, drafting=drafted)


@bp.get("/applications")
def applications() -> str:
    query = queue_query(request.args)
    queue = desk.pending_applications(house(), actor(), now(), query, page=page_number())
    views = saved_views.listing(house(), actor())
    return render_template(
        "web/desk/applications.html", queue=queue, query=query, words=words_of(query), views=views
    )


@bp.get("/applications/<application_id>")
def application(application_id: str) -> str:
    return _case_page(application_id)


@bp.post("/applications/<application_id>")
def answer_application(application_id: str) -> Answered:
    if request.form.get("act") == "fill":
        return _case_page(application_id, opinion=opinion_filled()), 200
    with Refusals() as refusals:
        told = case_answers.answer(application_id)
        saved()
    if refusals.status:
        return _case_page(application_id, refusals), refusals.status
    flash(told, "success")
    return redirect(_list())


def _answer(approve: Callable[[Sequence[str]], int], give_back: Callable[[Sequence[str], str], int]) -> int:
    ids = request.form.getlist("id")
    if not ids:
        raise InputRefused([InputFault("/id", "请先勾选要处理的记录。")])
    if request.form.get("act") == "approve":
        return approve(ids)
    return give_back(ids, request.form.get("reason", ""))


def _approve_bindings(ids: Sequence[str]) -> int:
    return desk.approve_bindings(house(), actor(), ids, now())


def _return_bindings(ids: Sequence[str], reason: str) -> int:
    return desk.return_bindings(house(), actor(), ids, reason, now())


def _approve_achievements(ids: Sequence[str]) -> int:
    return desk.approve_achievements(
        house(), actor(), ids, now(), seen=versions_of(request.form.getlist("seen"))
    )


def _return_achievements(ids: Sequence[str], reason: str) -> int:
    return desk.return_achievements(
        house(), actor(), ids, reason, now(), seen=versions_of(request.form.getlist("seen"))
    )


def _bindings_page(refusals: Refusals | None = None) -> str:
    cases = desk.pending_bindings(house(), actor(), page=page_number())
    return render_template(
        "web/desk/bindings.html", cases=cases, refusals=refusals, drafting=drafting("desk/bindings")
    )


def _achievements_page(refusals: Refusals | None = None) -> str:
    search = _search()
    cases = desk.pending_achievements(house(), actor(), search=search, page=page_number())
    return render_template(
        "web/desk/achievements.html",
        cases=cases,
        search=search,
        refusals=refusals,
        drafting=drafting("desk/achievements"),
    )


def _case_page(application_id: str, refusals: Refusals | None = None, opinion: str = "") -> str:
    """`opinion`: what stands in the field instead of what was typed or kept."""
    case = approvals.case(house(), actor(), application_id, now())
    return render_template(
        "web/desk/application.html",
        case=case,
        templates=opinion_templates.listing(house(), actor()),
        opinion=opinion,
        back=_list(),
        refusals=refusals,
        drafting=drafting(f"desk/applications/{application_id}"),
        **case_answers.shown(case),
    )


def _list() -> str:
    """The list as it was when the case was opened from it."""
    return url_for(".applications", **words_of(queue_query(request.args)))


def opinion_filled() -> str:
    """What was typed, with the chosen template behind it."""
    typed, template = request.form.get("opinion", ""), request.form.get("template", "")
    return opinion_templates.opinion_with(house(), actor(), template, typed) if template else typed


def _search() -> str:
    return request.args.get("search", "").strip()[:100]
