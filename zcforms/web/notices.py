"""Messages to the account."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from zcforms.services import notices
from zcforms.web.navigation import target_url
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("notices", __name__, url_prefix="/notices")


@bp.get("")
def show() -> str:
    return render_template(
        "web/notices/show.html", notices=notices.listing(house(), actor(), page=page_number())
    )


@bp.get("/<notice_id>")
def follow(notice_id: str) -> Response:
    """A letter leads here, and on to what it is about."""
    return redirect(target_url(notices.target(house(), actor(), notice_id)))


@bp.post("/read")
@bp.post("/<notice_id>/read")
def read(notice_id: str | None = None) -> Response:
    notices.mark_read(house(), actor(), now(), notice_id)
    return redirect(url_for(".show"))
