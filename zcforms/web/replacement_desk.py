"""补换证 at the desks of employers, authorities and the issuing authority (features 85, 87)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services import opinion_templates, replacement_desk, replacement_papers, replacement_queue
from zcforms.web.desk import opinion_filled
from zcforms.web.drafting import drafting, saved
from zcforms.web.refusals import Refusals
from zcforms.web.replacement_query import replacement_query, words_of
from zcforms.web.sending import send_sheet
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("replacement_desk", __name__, url_prefix="/desk/replacements")
Answered = Redirect | tuple[str, int]


@bp.get("")
def listing() -> str:
    query = replacement_query(request.args)
    found = replacement_queue.queue(house(), actor(), query, now(), page=page_number())
    words = words_of(query)
    return render_template("web/replacements/listing.html", queue=found, query=query, words=words)


@bp.get("/<replacement_id>")
def case(replacement_id: str) -> str:
    return _case_page(replacement_id)


@bp.post("/<replacement_id>")
def answer(replacement_id: str) -> Answered:
    if request.form.get("act") == "fill":
        return _case_page(replacement_id, opinion=opinion_filled()), 200
    chosen = replacement_desk.ACTS.get(request.form.get("act", ""))
    with Refusals() as refusals:
        if chosen is None:
            raise InputRefused([InputFault("/act", "请选择审核结果。")])
        version = request.form.get("version", type=int)
        chosen(house(), actor(), replacement_id, request.form.get("opinion", ""), now(), version=version)
        saved()
    if refusals.status:
        return _case_page(replacement_id, refusals), refusals.status
    flash("审核结果已保存，并通知申请人。", "success")
    return redirect(_list())


@bp.get("/<replacement_id>/form")
def paper(replacement_id: str) -> Response:
    name, data = replacement_papers.handled_form(house(), actor(), replacement_id)
    return send_sheet(name, data)


def _case_page(replacement_id: str, refusals: Refusals | None = None, opinion: str = "") -> str:
    """`opinion`: what stands in the field instead of what was typed or kept."""
    shown = replacement_desk.case(house(), actor(), replacement_id, now())
    drafted = drafting(f"desk/replacements/{replacement_id}")
    return render_template(
        "web/replacements/case.html",
        case=shown,
        templates=opinion_templates.listing(house(), actor()),
        opinion=opinion,
        back=_list(),
        refusals=refusals,
        drafting=drafted,
    )


def _list() -> str:
    """The list as it was when the case was opened from it."""
    return url_for(".listing", **words_of(replacement_query(request.args)))
