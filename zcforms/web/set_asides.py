"""另存的内容: what found no place in the new version of a plan, and 已处理."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from zcforms.services import set_asides
from zcforms.web.visit import actor, house, now

bp = Blueprint("set_asides", __name__, url_prefix="/applications/<application_id>/set-aside")


@bp.get("")
def show(application_id: str) -> str:
    return render_template(
        "web/declaration/set_aside.html", page=set_asides.listing(house(), actor(), application_id)
    )


@bp.post("/<aside_id>/settle")
def settle(application_id: str, aside_id: str) -> Response:
    set_asides.settle(house(), actor(), application_id, aside_id, now())
    flash("已标记为“已处理”，内容仍为您保存，可随时查看。", "success")
    return redirect(url_for(".show", application_id=application_id))


@bp.post("/<aside_id>/reopen")
def reopen(application_id: str, aside_id: str) -> Response:
    set_asides.reopen(house(), actor(), application_id, aside_id, now())
    flash("已移回“待核对”。", "success")
    return redirect(url_for(".show", application_id=application_id))
