"""Lists around the applications of a desk: the roster to take home, what was decided, the journal of one application."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from zcforms.services import case_journal, desk_decided, desk_roster
from zcforms.services.desk_decided import OUTCOMES, DecidedQuery
from zcforms.services.wording import DECIDED
from zcforms.web.desk_query import day_of, queue_query
from zcforms.web.sending import send
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("desk_lists", __name__, url_prefix="/desk/applications")


@bp.get("/roster.xlsx")
def roster() -> Response:
    return send(desk_roster.export(house(), actor(), queue_query(request.args), now()), inline=False)


@bp.get("/decided")
def decided() -> str:
    told = {name: request.args.get(name, "").strip()[:100] for name in ("outcome", "plan", "since", "text")}
    query = DecidedQuery(told["outcome"], told["plan"], day_of(told["since"]), told["text"])
    shown = desk_decided.listing(house(), actor(), query, now(), page=page_number())
    captions = {each.value: DECIDED[each] for each in OUTCOMES}
    return render_template("web/desk/decided.html", shown=shown, query=query, outcomes=captions)


@bp.get("/<application_id>/journal")
def journal(application_id: str) -> str:
    number, lines = case_journal.listing(house(), actor(), application_id, page=page_number())
    back = url_for("desk.application", application_id=application_id)
    return render_template(
        "web/desk/journal.html", about=f"申报编号：{number}", back=back, back_caption="返回申报", lines=lines
    )
