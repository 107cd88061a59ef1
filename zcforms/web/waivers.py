"""免面试: the request, its state, its paper (feature 22)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Redirect

from zcforms.forms.builder import RenderedForm
from zcforms.services import waivers
from zcforms.services.waivers import WaiverView
from zcforms.web.conflicts import Standing
from zcforms.web.drafting import Drafting, drafting
from zcforms.web.forming import Placed, drawn, keep_names, pressed, received
from zcforms.web.refusals import Refusals
from zcforms.web.sending import send_sheet
from zcforms.web.visit import actor, house, now

bp = Blueprint("waivers", __name__, url_prefix="/applications/<application_id>/waiver")
Answered = Redirect | tuple[str, int] | str


@bp.get("")
def show(application_id: str) -> str:
    shown = waivers.waiver(house(), actor(), application_id, now())
    draft = _drafting(application_id).restored
    form = drawn(shown.waiver.section.schema, shown.plan.codes, data=None, draft=draft)
    return _page(application_id, shown, form)


@bp.post("")
def ask(application_id: str) -> Answered:
    shown = waivers.waiver(house(), actor(), application_id, now())
    form = received(shown.waiver.section.schema, shown.plan.codes, data=None)
    if pressed(form):
        return _page(application_id, shown, form)
    with Refusals(Placed(form, complete=True)) as refusals:
        refusals.hold()
        waivers.ask_waiver(house(), actor(), application_id, form.answers(), now())
        keep_names(form)
        _drafting(application_id).forget()
    if refusals.status:
        return _page(application_id, shown, form, refusals), refusals.status
    flash("免面试申请已提交，请等待组建单位审核。", "success")
    return redirect(url_for(".show", application_id=application_id))


@bp.post("/withdraw")
def withdraw(application_id: str) -> Redirect:
    waivers.withdraw_waiver(house(), actor(), application_id, now())
    flash("免面试申请已撤回，可以重新申请。", "success")
    return redirect(url_for(".show", application_id=application_id))


@bp.get("/form")
def paper(application_id: str) -> Response:
    name, data = waivers.waiver_form(house(), actor(), application_id)
    return send_sheet(name, data)


def _drafting(application_id: str) -> Drafting:
    return drafting(f"waiver/{application_id}")


def _page(
    application_id: str, shown: WaiverView, form: RenderedForm, refusals: Refusals | None = None
) -> str:
    drafted = _drafting(application_id)
    return render_template(
        "web/waivers/show.html",
        application_id=application_id,
        shown=shown,
        form=form,
        refusals=refusals,
        drafting=drafted,
        standing=Standing((form, None), draft=drafted.restored),
        crumbs=[
            ("首页", url_for("home.show")),
            ("职称申报", url_for("declaration.show")),
            (shown.waiver.section.caption, None),
        ],
        back_url=url_for("declaration.show"),
    )
