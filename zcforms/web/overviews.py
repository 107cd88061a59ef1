"""结果一览表: attachments and everything filled in (features 56, 57)."""

from __future__ import annotations

from flask import Blueprint, render_template

from zcforms.services import approvals, overviews
from zcforms.web.sidebar import filling_page
from zcforms.web.visit import actor, house, now

bp = Blueprint("overviews", __name__, url_prefix="/applications/<application_id>")


@bp.get("/attachments-overview")
def attachments(application_id: str) -> str:
    groups = overviews.attachment_overview(house(), actor(), application_id)
    return render_template(
        "web/overviews/attachments.html",
        groups=groups,
        **filling_page(application_id, "attachments-overview"),
    )


@bp.get("/overview")
def everything(application_id: str) -> str:
    return render_template(
        "web/overviews/show.html",
        overview=overviews.overview(house(), actor(), application_id),
        flow=approvals.flow(house(), actor(), application_id, now()),
        **filling_page(application_id, "overview"),
    )
