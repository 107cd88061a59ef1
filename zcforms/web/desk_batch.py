"""Several applications of a desk endorsed at once: what was ticked is looked at on a page of its own before anything happens."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services import desk_batch, opinion_templates
from zcforms.web.case_answers import grant_given
from zcforms.web.desk import opinion_filled
from zcforms.web.desk_query import queue_query, versions_of, words_of
from zcforms.web.drafting import drafting, saved
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now

bp = Blueprint("desk_batch", __name__, url_prefix="/desk/applications/batch")
Answered = Response | tuple[str, int]


@bp.get("")
def show() -> str | Response:
    chosen = request.args.getlist("id")
    if not chosen:
        flash("请先勾选要通过的申报。", "warning")
        return redirect(_list())
    return _page(chosen)


@bp.post("")
def endorse() -> Answered:
    if request.form.get("act") == "fill":
        return _page(request.form.getlist("chosen"), opinion=opinion_filled()), 200
    with Refusals() as refusals:
        told = _endorse()
        saved()
    if refusals.status:
        return _page(request.form.getlist("chosen"), refusals), refusals.status
    flash(told, "success")
    return redirect(_list())


def _endorse() -> str:
    """What to say afterwards. `chosen` is what was ticked, `id` what of it is endorsed: the rest is left out only by somebody who has agreed."""
    ids = request.form.getlist("id")
    if set(request.form.getlist("chosen")) - set(ids) and not request.form.get("agreed"):
        raise InputRefused([InputFault("/agreed", "请先确认：不能一起通过的申报不在本次通过之列。")])
    grant = grant_given() if request.form.get("act") == "confer" else None
    count = desk_batch.endorse_all(
        house(), actor(), versions_of(ids), request.form.get("opinion", ""), now(), grant=grant
    )
    return f"已核准 {count} 份申报，并通知申报人。" if grant else f"已通过 {count} 份申报。"


def _page(chosen: list[str], refusals: Refusals | None = None, opinion: str = "") -> str:
    batch = desk_batch.look(house(), actor(), versions_of(chosen), now())
    words = words_of(queue_query(request.args))
    return render_template(
        "web/desk/batch.html",
        batch=batch,
        chosen=chosen,
        words=words,
        back=_list(),
        templates=opinion_templates.listing(house(), actor()),
        opinion=opinion,
        refusals=refusals,
        drafting=drafting("desk/batch"),
    )


def _list() -> str:
    """The list that the choice was made from."""
    return url_for("desk.applications", **words_of(queue_query(request.args)))
