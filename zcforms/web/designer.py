"""方案设计: the drafts of plans, and what they are begun from."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from zcforms.services import plan_drafts
from zcforms.web.designer_tabs import shown_draft
from zcforms.web.visit import actor, house, now

bp = Blueprint("designer", __name__, url_prefix="/plans/design")


@bp.get("")
def listing() -> str:
    return render_template("web/designer/listing.html", drafts=plan_drafts.drafts(house(), actor()))


@bp.get("/drafts/<draft_id>")
def show(draft_id: str) -> Response:
    """Where one goes on."""
    draft = shown_draft(draft_id)
    return redirect(f"{url_for('.show', draft_id=draft.id)}/facts")


@bp.post("/drafts/<draft_id>/discard")
def discard(draft_id: str) -> Response:
    plan_drafts.discard(house(), actor(), draft_id, now())
    flash("草稿已放弃，现行计划没有变化。", "info")
    return redirect(url_for(".listing"))
