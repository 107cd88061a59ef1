"""个人信息, part by part (features 30 to 35, 46, 66, 67)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import NotFound
from zcforms.services import filling, overviews
from zcforms.web.parts import PartPage
from zcforms.web.refusals import Refusals
from zcforms.web.seen import seen
from zcforms.web.sidebar import filling_page
from zcforms.web.visit import actor, house, now

bp = Blueprint("filling", __name__, url_prefix="/applications/<application_id>")


@bp.get("/fill")
def begin(application_id: str) -> Response:
    parts = filling.declared(house(), actor(), application_id, now()).parts
    if not parts:
        raise NotFound
    return redirect(url_for(".part", application_id=application_id, part_id=parts[0].id))


@bp.get("/parts/<part_id>")
def part(application_id: str, part_id: str) -> str:
    return _page(PartPage.kept(application_id, part_id))


@bp.post("/parts/<part_id>")
def save(application_id: str, part_id: str) -> Response | tuple[str, int] | str:
    page = PartPage.sent(application_id, part_id)
    if page.pressed():
        return _page(page)
    with Refusals(*page.places()) as refusals:
        refusals.hold()
        for sentence in page.save():
            flash(sentence, "info")
    if refusals.status:
        return _page(page, refusals), refusals.status
    flash("已保存。", "success")
    return redirect(url_for(".part", application_id=application_id, part_id=part_id))


def _page(page: PartPage, refusals: Refusals | None = None) -> str:
    return render_template(
        "web/filling/part.html",
        page=page,
        seen=seen,
        refusals=refusals,
        shown=[] if page.editable else _groups(page),
        **filling_page(page.application_id, page.part.id),
    )


def _groups(page: PartPage) -> list[dict[str, Any]]:
    """The part as text, once it can only be read: its groups of the overview (feature 57)."""
    sections = {section.id for section in page.part.sections}
    shown = overviews.overview(house(), actor(), page.application_id)
    return [group for group in shown["groups"] if group["id"] in sections]
