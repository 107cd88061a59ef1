"""Certificates at the desks of the issuing authority and the organising unit: the list, one of them with its file; for the authority 撤销, 重试, 全部重试."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from zcforms.domain.errors import NotFound
from zcforms.services import certificate_desk
from zcforms.services.certificate_bundles import MOST
from zcforms.services.certificate_room import SEALS, VIEWS, View
from zcforms.web.certificate_query import certificate_query, words_of
from zcforms.web.drafting import drafting, saved
from zcforms.web.refusals import Refusals
from zcforms.web.sending import send_sheet
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("certificate_desk", __name__, url_prefix="/desk/certificates")
Answered = Redirect | tuple[str, int] | str


@bp.get("")
def listing() -> str:
    query = certificate_query(request.args)
    shown = certificate_desk.listing(house(), actor(), query, page=page_number())
    words, tabs = words_of(query), {each: words_of(replace(query, view=each)) for each in VIEWS}
    told = {"views": VIEWS, "seals": SEALS, "tabs": tabs, "words": words, "most": MOST}
    return render_template("web/certificates/listing.html", shown=shown, query=query, **told)


@bp.post("")
def make_all_again() -> Redirect:
    count = certificate_desk.make_all_again(house(), actor(), now())
    flash(f"已重新排队生成 {count} 张证书，请稍后刷新页面查看。", "success")
    return redirect(url_for(".listing"))


@bp.get("/<certificate_id>")
def case(certificate_id: str) -> str:
    return _case_page(certificate_id)


@bp.post("/<certificate_id>")
def revoke(certificate_id: str) -> Answered:
    with Refusals() as refusals:
        given = request.form.get("reason", ""), now()
        confirmed = bool(request.form.get("confirmed"))
        certificate_desk.revoke(house(), actor(), certificate_id, *given, confirmed=confirmed)
        saved()
    if refusals.status:
        return _case_page(certificate_id, refusals), refusals.status
    flash("证书已撤销，并通知持证人。", "success")
    return redirect(url_for(".case", certificate_id=certificate_id))


@bp.post("/<certificate_id>/make-again")
def make_again(certificate_id: str) -> Redirect:
    certificate_desk.make_again(house(), actor(), certificate_id, now())
    flash("已重新排队生成。", "success")
    return redirect(url_for(".listing", view=View.FAILED))


@bp.get("/<certificate_id>/certificate.pdf")
def file(certificate_id: str) -> Response:
    found = certificate_desk.issued_file(house(), actor(), certificate_id, now())
    if found.data is None:
        raise NotFound("证书文件还没有生成，请稍后再看。")
    return send_sheet(found.name, found.data, inline="download" not in request.args)


def _case_page(certificate_id: str, refusals: Refusals | None = None) -> str:
    shown = certificate_desk.case(house(), actor(), certificate_id)
    drafted = drafting(f"desk/certificates/{certificate_id}")
    return render_template("web/certificates/case.html", case=shown, refusals=refusals, drafting=drafted)
