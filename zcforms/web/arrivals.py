"""At the door: where the code on a ticket leads. Whoever is not of the organising unit learns nothing there (feature 22)."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import InputFault, InputRefused, WrongState
from zcforms.services import exam_arrivals
from zcforms.web.refusals import Refusals
from zcforms.web.sessions import NEXT
from zcforms.web.visit import actor, house, now

bp = Blueprint("arrivals", __name__, url_prefix="/check-in/<code>")


@bp.get("")
def show(code: str) -> str:
    return _page(code)


@bp.post("")
def mark(code: str) -> Response | tuple[str, int]:
    """Arrived, or not after all."""
    with Refusals() as refusals:
        told = _mark(code)
    if refusals.status:
        return _page(code, refusals), refusals.status
    if told:
        flash(told, "success")
    return redirect(url_for(".show", code=code), 303)


def _mark(code: str) -> str:
    """What to tell; nothing to a stranger."""
    found, arrived = exam_arrivals.arrival(house(), g.actor, code, now()), request.form.get("act") == "arrive"
    if found is None:
        return ""
    try:
        exam_arrivals.mark(house(), actor(), [found.ticket_id], now(), arrived=arrived)
    except WrongState as refused:
        raise InputRefused([InputFault("", str(refused))]) from refused
    return f"已登记{found.name}报到。" if arrived else f"已撤销{found.name}的报到登记。"


def _page(code: str, refusals: Refusals | None = None) -> str:
    found = exam_arrivals.arrival(house(), g.actor, code, now())
    if found is None:
        session[NEXT] = request.path
        return render_template("web/exams/stranger.html")
    return render_template("web/exams/arrival.html", arrival=found, refusals=refusals)
