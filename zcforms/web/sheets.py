"""Paper to take home: the evaluation form, its preview, the pledge to sign (features 29, 69, 73)."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from zcforms.services import sheets
from zcforms.web.sending import sheet_or_none
from zcforms.web.visit import actor, house, now

bp = Blueprint("sheets", __name__, url_prefix="/applications/<application_id>")
_SECONDS = "3"


@bp.get("/sheet")
def evaluation_form(application_id: str) -> Response:
    sheet = sheets.evaluation_form(house(), actor(), application_id, now())
    return sheet_or_none(sheet) or _being_made(application_id)


@bp.get("/sheet/preview")
def preview(application_id: str) -> Response:
    sheet = sheets.preview(house(), actor(), application_id, now())
    return sheet_or_none(sheet, inline=True) or _being_made(application_id)


@bp.get("/sheets/<sheet_id>")
def route_form(application_id: str, sheet_id: str) -> Response:
    sheet = sheets.route_form(house(), actor(), application_id, sheet_id, now())
    return sheet_or_none(sheet) or _being_made(application_id)


@bp.get("/sheets/templates/<template_id>")
def attachment_form(application_id: str, template_id: str) -> Response:
    sheet = sheets.attachment_form(house(), actor(), application_id, template_id)
    return sheet_or_none(sheet) or _being_made(application_id)


@bp.get("/pledge-form")
def pledge_form(application_id: str) -> Response:
    sheet = sheets.pledge_form(house(), actor(), application_id)
    return sheet_or_none(sheet) or _being_made(application_id)


def _being_made(application_id: str) -> Response:
    """A page that asks again by itself, without a script."""
    response = make_response(render_template("web/sheets/waiting.html", application_id=application_id), 202)
    response.headers["Refresh"] = _SECONDS
    return response
