"""比较: a draft against what it was begun from and against what is in force; versions against each other."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from zcforms.services import plan_comparison, plan_versions
from zcforms.web.designer_tabs import draft_page, shown_draft
from zcforms.web.visit import actor, house

bp = Blueprint("plan_compare", __name__, url_prefix="/plans/design")


@bp.get("/drafts/<draft_id>/compare")
def show(draft_id: str) -> str:
    found = plan_comparison.compare(house(), actor(), draft_id)
    in_force = request.args.get("against") == "in-force" and found.in_force is not None
    return draft_page(
        "web/designer/compare.html",
        shown_draft(draft_id),
        "compare",
        comparison=found.in_force if in_force else found.begun,
        against="in-force" if in_force else "",
        newer=found.in_force is not None,
    )


@bp.get("/plans/<plan_id>/compare")
def versions(plan_id: str) -> str:
    """`before` and `after`: numbers of versions; the lower one is the earlier."""
    history = plan_versions.history(house(), actor(), plan_id)
    newest = history.in_force.number
    before, after = sorted(request.args.get(name, newest, type=int) for name in ("before", "after"))
    return render_template(
        "web/designer/compare_versions.html",
        history=history,
        comparison=plan_comparison.compare_versions(house(), actor(), plan_id, before, after),
        crumbs=[
            ("方案设计", url_for("designer.listing")),
            (history.caption, url_for("plan_versions.show", plan_id=plan_id)),
            ("比较", None),
        ],
        back_url=url_for("plan_versions.show", plan_id=plan_id),
    )
