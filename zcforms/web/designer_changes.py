"""修改记录: who changed what in a draft, and when."""

from __future__ import annotations

from flask import Blueprint

from zcforms.services import plan_change_words
from zcforms.web.designer_tabs import draft_page, shown_draft
from zcforms.web.visit import actor, house

bp = Blueprint("designer_changes", __name__, url_prefix="/plans/design/drafts/<draft_id>/changes")


@bp.get("")
def show(draft_id: str) -> str:
    draft = shown_draft(draft_id)
    changes = plan_change_words.told(house(), actor(), draft_id)
    return draft_page("web/designer/changes.html", draft, "changes", changes=changes)
