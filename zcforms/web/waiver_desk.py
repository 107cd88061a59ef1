"""免面试 at the organising unit's desk: listed, looked at, granted or refused one by one or many at once (feature 22)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.petition import PetitionState
from zcforms.services import waiver_desk
from zcforms.services.waiver_desk import STATES, WaiverQuery
from zcforms.services.wording import PETITION
from zcforms.web.drafting import drafting, saved
from zcforms.web.exam_query import same_list
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("waiver_desk", __name__, url_prefix="/desk/waivers")
Answered = Response | tuple[str, int]


@bp.get("")
def listing() -> str:
    return _listing_page()


@bp.post("")
def answer_many() -> Answered:
    with Refusals() as refusals:
        count = _answer(request.form.getlist("id"))
        saved()
    if refusals.status:
        return _listing_page(refusals), refusals.status
    flash(f"已答复 {count} 份免面试申请，并通知申请人。", "success")
    return redirect(same_list(".listing"))


@bp.get("/<petition_id>")
def case(petition_id: str) -> str:
    return _case_page(petition_id)


@bp.post("/<petition_id>")
def answer(petition_id: str) -> Answered:
    with Refusals() as refusals:
        _answer([petition_id], request.form.get("version", type=int))
        saved()
    if refusals.status:
        return _case_page(petition_id, refusals), refusals.status
    flash("已答复，并通知申请人。", "success")
    return redirect(url_for(".listing"))


def _answer(ids: list[str], version: int | None = None) -> int:
    if not ids:
        raise InputRefused([InputFault("/id", "请先勾选要答复的申请。")])
    grant, reason = request.form.get("act") == "approve", request.form.get("reason", "")
    return waiver_desk.answer(house(), actor(), ids, grant=grant, reason=reason, now=now(), version=version)


def _query() -> WaiverQuery:
    states = {state.value: state for state in STATES}
    return WaiverQuery(
        request.args.get("plan", ""),
        states.get(request.args.get("state", ""), PetitionState.PENDING),
        request.args.get("text", "").strip()[:100],
    )


def _listing_page(refusals: Refusals | None = None) -> str:
    query = _query()
    shown = waiver_desk.listing(house(), actor(), query, page=page_number())
    return render_template(
        "web/waivers/listing.html",
        shown=shown,
        query=query,
        captions=PETITION,
        refusals=refusals,
        drafting=drafting("desk/waivers"),
    )


def _case_page(petition_id: str, refusals: Refusals | None = None) -> str:
    shown = waiver_desk.case(house(), actor(), petition_id)
    drafted = drafting(f"desk/waivers/{petition_id}")
    return render_template("web/waivers/case.html", case=shown, refusals=refusals, drafting=drafted)
