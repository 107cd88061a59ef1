"""首页 (features 14 to 18)."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.identity import AccountKind
from zcforms.services import home
from zcforms.services.wording import ACHIEVEMENT
from zcforms.web.chart import BAR, TOP, chart
from zcforms.web.places import Places
from zcforms.web.visit import actor, house, now

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> str | Response:
    if actor().kind is AccountKind.LEGAL:
        return redirect(url_for("desk.show"))
    shown = home.home(house(), actor(), now())
    return render_template(
        "web/home/show.html",
        home=shown,
        places={
            id_: Places(each.plan, each.application, each.lapsed) for id_, each in shown.declared.items()
        },
        tab=_tab(len(shown.plans)),
        chart=chart(shown.tallies, ACHIEVEMENT),
        top=TOP,
        thick=BAR,
    )


def _tab(kinds: int) -> int:
    """The kind of plan that is shown (feature 18): a place in the list of kinds, the first where the address says nonsense."""
    asked = request.args.get("plans", 0, type=int)
    return asked if 0 <= asked < kinds else 0
