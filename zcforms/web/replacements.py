"""补换证 in 我的职称: asked for, followed, printed, taken back, given up (features 85 to 87 and 89)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from zcforms.services import replacement_papers, replacements
from zcforms.services.replacements import Wanted
from zcforms.web.forming import pressed
from zcforms.web.refusals import Refusals
from zcforms.web.replacement_form import ReplacementPage
from zcforms.web.sending import send_sheet
from zcforms.web.visit import actor, house, now

bp = Blueprint("replacements", __name__, url_prefix="/centre")
Answered = Redirect | tuple[str, int] | str


@bp.route("/replacements/new/<kind_id>", methods=["GET", "POST"])
def new(kind_id: str) -> Answered:
    return _edit(ReplacementPage.of(replacements.form(house(), actor(), Wanted(kind_id))))


@bp.route("/titles/<certificate_id>/replacements/<kind_id>", methods=["GET", "POST"])
def replace(certificate_id: str, kind_id: str) -> Answered:
    return _edit(ReplacementPage.of(replacements.form(house(), actor(), Wanted(kind_id, certificate_id))))


@bp.get("/replacements/<replacement_id>")
def show(replacement_id: str) -> str:
    shown = replacements.view(house(), actor(), replacement_id, now())
    return render_template("web/replacements/show.html", shown=shown)


@bp.route("/replacements/<replacement_id>/edit", methods=["GET", "POST"])
def edit(replacement_id: str) -> Answered:
    return _edit(ReplacementPage.of(replacements.kept_form(house(), actor(), replacement_id)))


@bp.post("/replacements/<replacement_id>/withdraw")
def withdraw(replacement_id: str) -> Redirect:
    replacements.withdraw(house(), actor(), replacement_id, now())
    flash("已撤回，可以继续修改，改好后请重新提交审核。", "success")
    return redirect(url_for(".show", replacement_id=replacement_id))


@bp.post("/replacements/<replacement_id>/give-up")
def give_up(replacement_id: str) -> Redirect:
    replacements.give_up(house(), actor(), replacement_id, now())
    flash("已放弃这份补换证申请。", "success")
    return redirect(url_for("centre.titles"))


@bp.post("/replacements/<replacement_id>/delete")
def delete(replacement_id: str) -> Redirect:
    replacements.delete(house(), actor(), replacement_id, now())
    flash("补换证申请已删除。", "success")
    return redirect(url_for("centre.titles"))


@bp.get("/replacements/<replacement_id>/form")
def paper(replacement_id: str) -> Response:
    name, data = replacement_papers.own_form(house(), actor(), replacement_id)
    return send_sheet(name, data)


def _edit(page: ReplacementPage) -> Answered:
    if request.method == "GET" or pressed(page.form):
        return page.page()
    with Refusals(page.places()) as refusals:
        refusals.hold()
        saved = page.save()
    if refusals.status:
        return page.page(refusals), refusals.status
    for sentence in page.standing.told():
        flash(sentence, "info")
    flash("补换证申请已提交，请等待审核。" if page.hands_in else "已保存，尚未提交。", "success")
    return redirect(url_for(".show", replacement_id=saved))
