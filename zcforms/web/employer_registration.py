"""单位注册: a legal account's first login (feature 11)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from zcforms.forms.builder import RenderedForm
from zcforms.services import employers
from zcforms.services.employers import EmployerForm
from zcforms.web.conflicts import Standing
from zcforms.web.drafting import drafting, saved
from zcforms.web.employer_form import employer_form
from zcforms.web.forming import Placed
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now

bp = Blueprint("employer_registration", __name__)
_DRAFT = "employer-registration"


@bp.get("/employer-registration")
def form() -> str:
    offered = employers.employer_registration(house(), actor())
    return _page(offered, employer_form(offered, draft=drafting(_DRAFT).restored))


@bp.post("/employer-registration")
def register() -> Response | tuple[str, int]:
    offered = employers.employer_registration(house(), actor())
    filled = employer_form(offered, sent=True)
    with Refusals(Placed(filled, complete=True)) as refusals:
        refusals.hold()
        employers.register_employer(house(), actor(), filled.answers(), now())
        saved()
    if refusals.status:
        return _page(offered, filled, refusals), refusals.status
    flash("单位注册成功，职工现在可以选择本单位了。", "success")
    return redirect(url_for("desk.show"))


def _page(offered: EmployerForm, filled: RenderedForm, refusals: Refusals | None = None) -> str:
    drafted = drafting(_DRAFT)
    return render_template(
        "web/registration/employer.html",
        offered=offered,
        form=filled,
        refusals=refusals,
        drafting=drafted,
        standing=Standing((filled, {}), draft=drafted.restored),
    )
