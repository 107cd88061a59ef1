"""打印准考证 (feature 22)."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from zcforms.services import exam_tickets
from zcforms.web.sending import sheet_or_none
from zcforms.web.visit import actor, house, now

bp = Blueprint("tickets", __name__, url_prefix="/applications/<application_id>/tickets")


@bp.get("/<ticket_id>")
def show(application_id: str, ticket_id: str) -> Response:
    sheet = exam_tickets.ticket(house(), actor(), application_id, ticket_id, now())
    return sheet_or_none(sheet, inline=True) or abort(404)
