"""Saved views of a desk's list: the present filter under a name, and gone again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.services import saved_views
from zcforms.web.desk_query import queue_query, words_of
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now

bp = Blueprint("desk_views", __name__, url_prefix="/desk/views")


@bp.post("")
def save() -> Response:
    caption, words = request.form.get("caption", ""), words_of(queue_query(request.form))
    with Refusals() as refusals:
        saved_views.save(house(), actor(), caption, words, now())
    for message in refusals.messages:
        flash(message, "warning")
    if not refusals.status:
        flash(f"已保存视图“{caption.strip()}”。", "success")
    return redirect(url_for("desk.applications", **words))


@bp.post("/<view_id>/remove")
def remove(view_id: str) -> Response:
    saved_views.remove(house(), actor(), view_id)
    flash("视图已删除。", "success")
    return redirect(url_for("desk.applications", **words_of(queue_query(request.form))))
