"""意见模板 of an organisation: the list with its order, and one of them in a form."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.services import opinion_templates
from zcforms.web.drafting import drafting, saved
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now

bp = Blueprint("desk_templates", __name__, url_prefix="/desk/opinions")
Answered = Response | tuple[str, int]


@bp.get("")
def listing() -> str:
    return _list_page()


@bp.post("")
def add() -> Answered:
    with Refusals() as refusals:
        opinion_templates.add(house(), actor(), *_sent(), now())
        saved()
    if refusals.status:
        return _list_page(refusals), refusals.status
    flash("已添加意见模板。", "success")
    return redirect(url_for(".listing"))


@bp.get("/<template_id>")
def show(template_id: str) -> str:
    return _page(template_id)


@bp.post("/<template_id>")
def rewrite(template_id: str) -> Answered:
    version = request.form.get("version", type=int)
    with Refusals() as refusals:
        opinion_templates.rewrite(house(), actor(), template_id, *_sent(), version=version, now=now())
        saved()
    if refusals.status:
        return _page(template_id, refusals), refusals.status
    flash("已保存意见模板。", "success")
    return redirect(url_for(".listing"))


@bp.post("/<template_id>/move")
def move(template_id: str) -> Response:
    offset = -1 if request.form.get("by") == "up" else 1
    opinion_templates.move(house(), actor(), template_id, offset, now())
    return redirect(url_for(".listing", _anchor=f"template-{template_id}"))


@bp.post("/<template_id>/remove")
def remove(template_id: str) -> Response:
    opinion_templates.remove(house(), actor(), template_id, now())
    flash("已删除意见模板。", "success")
    return redirect(url_for(".listing"))


def _sent() -> tuple[str, str]:
    return request.form.get("caption", ""), request.form.get("text", "").replace("\r\n", "\n")


def _list_page(refusals: Refusals | None = None) -> str:
    return render_template(
        "web/desk/templates.html",
        templates=opinion_templates.listing(house(), actor()),
        refusals=refusals,
        drafting=drafting("desk/opinions"),
    )


def _page(template_id: str, refusals: Refusals | None = None) -> str:
    return render_template(
        "web/desk/template.html",
        template=opinion_templates.get(house(), actor(), template_id),
        refusals=refusals,
        drafting=drafting(f"desk/opinions/{template_id}"),
    )
