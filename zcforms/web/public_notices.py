"""公示 for everybody: who is shown while a notice of the approval chain is on."""

from __future__ import annotations

from flask import Blueprint, render_template

from zcforms.services import public_notices
from zcforms.web.visit import house, now, page_number

bp = Blueprint("public_notices", __name__, url_prefix="/public-notices")


@bp.get("")
def show() -> str:
    page = public_notices.listing(house(), now(), page=page_number())
    return render_template("web/public_notices/show.html", announced=page)
