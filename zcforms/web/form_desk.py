"""Evaluation forms that could not be made, at the organising unit's desk: the list, 重新生成."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from zcforms.services import form_desk
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("form_desk", __name__, url_prefix="/desk/forms")


@bp.get("")
def listing() -> str:
    shown = form_desk.listing(house(), actor(), page=page_number())
    return render_template("web/desk/forms.html", shown=shown)


@bp.post("")
def make_again() -> Redirect:
    """Without a field `application_id`: all that are listed."""
    count = form_desk.make_again(house(), actor(), request.form.get("application_id"), now())
    flash(f"已重新排队生成 {count} 份评审表，请稍后刷新页面查看。", "success")
    return redirect(url_for(".listing"))
