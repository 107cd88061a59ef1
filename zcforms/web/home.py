"""首页 (features 14 to 18)."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from zcforms.domain.identity import AccountKind
from zcforms.services import home
from zcforms.web.visit import actor, house, now

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> str | Response:
    if actor().kind is AccountKind.LEGAL:
        return redirect(url_for("desk.show"))
    return render_template("web/home/show.html", home=home.home(house(), actor(), now()))
