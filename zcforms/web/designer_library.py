"""部件库: what plans are made of, with who uses it; put into a draft from here."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import WrongState
from zcforms.services import plan_library
from zcforms.web.visit import actor, house, now

bp = Blueprint("designer_library", __name__, url_prefix="/plans/design/library")


@bp.get("")
def show() -> str:
    shown = plan_library.shown(house(), actor(), request.args.get("draft", ""))
    kind = request.args.get("kind", "section")
    return render_template(
        "web/designer/library.html",
        shown=shown,
        kinds=plan_library.KINDS,
        kind=kind if kind in plan_library.KINDS else "section",
        crumbs=[("方案设计", url_for("designer.listing")), ("部件库", None)],
        back_url=url_for("designer.listing"),
    )


@bp.post("")
def insert() -> Response:
    draft_id, kind, name = (request.form.get(key, "") for key in ("draft", "kind", "name"))
    into, copy = request.form.get("into", ""), "copy" in request.form
    try:
        plan_library.insert(house(), actor(), draft_id, kind, name, into=into, copy=copy, now=now())
    except WrongState as error:
        flash(str(error), "warning")
    else:
        flash("已加入方案。", "success")
    return redirect(url_for(".show", draft=draft_id, kind=kind))
