"""个人业绩库 (feature 19): records of every category, drawn from the category's document."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import GateClosed, NotFound
from zcforms.services import achievements
from zcforms.web.forming import keep_names
from zcforms.web.library_form import LibraryForm
from zcforms.web.library_query import library_query
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("library", __name__, url_prefix="/library")
Answered = Response | tuple[str, int] | str
_GONE = "您编辑的这条业绩已不存在，可能已在其他窗口或设备上删除，还没有保存。您填写的内容都还在：点击“保存”会另存为一条新业绩，不需要的请点击“取消”。"


@bp.get("")
def show() -> str:
    return _listing(None)


@bp.get("/<category_id>")
def listing(category_id: str) -> str:
    return _listing(category_id)


@bp.route("/<category_id>/new", methods=["GET", "POST"])
def new(category_id: str) -> Answered:
    form = LibraryForm.of(achievements.category(house(), category_id))
    return form.page() if request.method == "GET" else _save(form)


@bp.get("/records/<achievement_id>")
def record(achievement_id: str) -> str:
    shown = achievements.get(house(), actor(), achievement_id)
    return render_template("web/library/record.html", record=shown)


@bp.route("/records/<achievement_id>/edit", methods=["GET", "POST"])
def edit(achievement_id: str) -> Answered:
    try:
        shown = achievements.get(house(), actor(), achievement_id)
    except NotFound:
        if not request.form.get("category"):
            raise
        return _gone(request.form["category"])
    if request.method == "GET" and not shown.editable:
        return redirect(url_for(".record", achievement_id=achievement_id))
    form = LibraryForm.of(shown.category, shown)
    return form.page() if request.method == "GET" else _save(form)


@bp.post("/records/<achievement_id>/submit")
def submit(achievement_id: str) -> Answered:
    shown = achievements.get(house(), actor(), achievement_id)
    form = LibraryForm.of(shown.category, shown, kept=True)
    try:
        with Refusals(*form.places()) as refusals:
            achievements.submit(house(), actor(), achievement_id, now())
    except GateClosed as closed:  # feature 13: what was entered is kept all the same
        flash(f"记录已保存。{closed}", "warning")
        return record(achievement_id), 409
    if refusals.status:
        return form.page(refusals), refusals.status
    flash("已提交单位审核。", "success")
    return redirect(url_for(".listing", category_id=shown.category.id))


@bp.post("/records/<achievement_id>/withdraw")
def withdraw(achievement_id: str) -> Response:
    achievements.withdraw(house(), actor(), achievement_id, now())
    flash("已撤回，可以继续修改。", "success")
    return redirect(url_for(".record", achievement_id=achievement_id))


@bp.post("/records/<achievement_id>/delete")
def delete(achievement_id: str) -> Response:
    category = achievements.get(house(), actor(), achievement_id).category
    achievements.delete(house(), actor(), achievement_id, now())
    flash("已删除。", "success")
    return redirect(url_for(".listing", category_id=category.id))


@bp.post("/records/<achievement_id>/copy")
def copy(achievement_id: str) -> Response:
    made = achievements.copy(house(), actor(), achievement_id, now())
    flash("已复制为新记录，修改后请重新提交审核。", "success")
    return redirect(url_for(".edit", achievement_id=made.id))


def _save(form: LibraryForm) -> Answered:
    if form.pressed():
        return form.page()
    with Refusals(*form.places()) as refusals:
        refusals.hold()
        saved = form.save()
        keep_names(*form.parts)
    if refusals.status:
        return form.page(refusals), refusals.status
    for sentence in form.standing.told():
        flash(sentence, "info")
    if request.form.get("act") == "submit":
        return submit(saved.id)
    flash("已保存，尚未提交审核。", "success")
    return redirect(url_for(".record", achievement_id=saved.id))


def _gone(category_id: str) -> Answered:
    """What was typed into a record that was deleted meanwhile becomes a new one's, if the person wants."""
    form = LibraryForm.of(achievements.category(house(), category_id), gone=True)
    return form.page(told=_GONE), 409


def _listing(category_id: str | None) -> str:
    query = library_query(request.args)
    return render_template(
        "web/library/show.html",
        counts=achievements.categories(house(), actor()),
        records=achievements.listing(
            house(),
            actor(),
            category_id=category_id,
            state=query.state,
            search=query.search,
            order=query.order,
            page=page_number(),
        ),
        category=achievements.category(house(), category_id) if category_id else None,
        query=query,
    )
