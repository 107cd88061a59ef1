"""补换证 at the desks of employers, authorities and the issuing authority (features 85, 87)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services import replacement_desk, replacement_papers
from zcforms.web.drafting import drafting, saved
from zcforms.web.refusals import Refusals
from zcforms.web.sending import send_sheet
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("replacement_desk", __name__, url_prefix="/desk/replacements")
Answered = Redirect | tuple[str, int]


@bp.get("")
def listing() -> str:
    search = request.args.get("search", "").strip()[:100]
    cases = replacement_desk.waiting(house(), actor(), now(), search=search, page=page_number())
    return render_template("web/replacements/listing.html", cases=cases, search=search)


@bp.get("/<replacement_id>")
def case(replacement_id: str) -> str:
    return _case_page(replacement_id)


@bp.post("/<replacement_id>")
def answer(replacement_id: str) -> Answered:
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
    return redirect(url_for(".listing"))


@bp.get("/<replacement_id>/form")
def paper(replacement_id: str) -> Response:
    name, data = replacement_papers.handled_form(house(), actor(), replacement_id)
    return send_sheet(name, data)


def _case_page(replacement_id: str, refusals: Refusals | None = None) -> str:
    shown = replacement_desk.case(house(), actor(), replacement_id)
    drafted = drafting(f"desk/replacements/{replacement_id}")
    return render_template("web/replacements/case.html", case=shown, refusals=refusals, drafting=drafted)
