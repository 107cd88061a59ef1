"""Lists around the requests for 补换证 of a desk: the roster to take home, what was decided, the journal of one request (features 85, 87)."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from zcforms.services import replacement_decided, replacement_desk, replacement_queue
from zcforms.services.replacement_decided import OUTCOMES, STATES, DecidedQuery
from zcforms.services.wording import DECIDED, REPLACEMENT
from zcforms.web.desk_query import day_of
from zcforms.web.replacement_query import replacement_query
from zcforms.web.sending import send
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("replacement_lists", __name__, url_prefix="/desk/replacements")


@bp.get("/roster.xlsx")
def roster() -> Response:
    query = replacement_query(request.args)
    return send(replacement_queue.export(house(), actor(), query, now()), inline=False)


@bp.get("/decided")
def decided() -> str:
    asked = ("outcome", "kind", "state", "since", "text")
    told = {name: request.args.get(name, "").strip()[:100] for name in asked}
    query = DecidedQuery(told["outcome"], told["kind"], told["state"], day_of(told["since"]), told["text"])
    return render_template(
        "web/replacements/decided.html",
        shown=replacement_decided.listing(house(), actor(), query, page=page_number()),
        query=query,
        outcomes={each.value: DECIDED[each] for each in OUTCOMES},
        states={each.value: REPLACEMENT[each] for each in STATES},
    )


@bp.get("/<replacement_id>/journal")
def journal(replacement_id: str) -> str:
    name, lines = replacement_desk.journal(house(), actor(), replacement_id, page=page_number())
    back = url_for("replacement_desk.case", replacement_id=replacement_id)
    return render_template(
        "web/desk/journal.html", about=f"{name}的补换证申请", back=back, back_caption="返回申请", lines=lines
    )
