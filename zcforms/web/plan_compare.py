"""比较: a draft against what it was begun from and against what is in force; versions against each other."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

bp = Blueprint("plan_compare", __name__, url_prefix="/plans/design")


@bp.get("/drafts/<draft_id>/compare")
def show(draft_id: str) -> Response:
    return redirect(url_for("plan_reviews.show", draft_id=draft_id))


@bp.get("/plans/<plan_id>/compare")
def versions(plan_id: str) -> Response:
    return redirect(url_for("plan_versions.show", plan_id=plan_id))
