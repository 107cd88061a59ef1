"""A plan's page, its downloads, and the way into a declaration: choose, then pledge (features 27 to 29, 33)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from zcforms.services import applications, filling, plans
from zcforms.services.applications import choices_of
from zcforms.web.choosing import ChoiceForm, choice_form
from zcforms.web.drafting import Drafting, drafting, saved
from zcforms.web.forming import Placed
from zcforms.web.refusals import Refusals
from zcforms.web.sending import send
from zcforms.web.visit import actor, house, now

bp = Blueprint("plans", __name__)
Answered = Redirect | tuple[str, int] | str


@bp.get("/plans/<plan_id>")
def show(plan_id: str) -> str:
    standing = applications.standing(house(), actor(), plan_id, now())
    return render_template("web/plans/show.html", plan=plans.show(house(), plan_id), standing=standing)


@bp.get("/plans/<plan_id>/downloads/<download_id>")
def download(plan_id: str, download_id: str) -> Response:
    return send(plans.download(house(), plan_id, download_id), inline=False)


@bp.get("/applications/<application_id>/downloads/<download_id>")
def download_of(application_id: str, download_id: str) -> Response:
    """Of the version that the declaration stands on."""
    return send(plans.download_of(house(), actor(), application_id, download_id), inline=False)


@bp.get("/plans/<plan_id>/choose")
def choose(plan_id: str) -> str:
    drafted = drafting(f"plan/{plan_id}/choose")
    return _page(plan_id, choice_form(plans.show(house(), plan_id), drafted=drafted), drafted)


@bp.get("/plans/<plan_id>/chosen")
def chosen(plan_id: str) -> str:
    """已选择, for the page's script."""
    return choice_form(plans.show(house(), plan_id), sent=request.args).summary


@bp.post("/plans/<plan_id>/choose")
def start(plan_id: str) -> Answered:
    form = choice_form(plans.show(house(), plan_id), sent=request.form)
    with Refusals(Placed(form.rendered)) as refusals:
        application_id = applications.start(house(), actor(), plan_id, form.confirmed(), now())
        saved()
    if refusals.status:
        return _page(plan_id, form, drafting(f"plan/{plan_id}/choose"), refusals), refusals.status
    return redirect(url_for(".pledge", application_id=application_id))


@bp.route("/applications/<application_id>/choose", methods=["GET", "POST"])
def choose_again(application_id: str) -> Answered:
    """修改专业 (feature 33)."""
    plan, drafted = applications.plan_of(house(), actor(), application_id), _again(application_id)
    present = filling.filling(house(), actor(), application_id, now()).application
    sent = None if request.method == "GET" else request.form
    form = choice_form(plan, chosen=choices_of(present), sent=sent, drafted=drafted)
    if sent is None:
        return _page(plan.id, form, drafted)
    with Refusals(Placed(form.rendered)) as refusals:
        _choose(application_id, form, present.version)
    if refusals.status:
        return _page(plan.id, form, drafted, refusals), refusals.status
    return redirect(url_for("filling.begin", application_id=application_id))


@bp.route("/applications/<application_id>/pledge", methods=["GET", "POST"])
def pledge(application_id: str) -> Answered:
    plan = applications.plan_of(house(), actor(), application_id)
    unread = request.method == "POST" and "read" not in request.form
    if request.method == "GET" or unread:
        page = render_template(
            "web/plans/pledge.html", plan=plan, application_id=application_id, unread=unread
        )
        return (page, 422) if unread else page
    applications.pledge(house(), actor(), application_id, now())
    return redirect(url_for("filling.begin", application_id=application_id))


def _again(application_id: str) -> Drafting:
    return drafting(f"application/{application_id}/choose")


def _choose(application_id: str, form: ChoiceForm, version: int) -> None:
    choices = form.confirmed()
    told = applications.choose_again(house(), actor(), application_id, choices, now(), version=version)
    saved()
    for sentence in (*told, *form.standing.told()):
        flash(sentence, "warning")


def _page(plan_id: str, form: ChoiceForm, drafted: Drafting, refusals: Refusals | None = None) -> str:
    plan = plans.show(house(), plan_id)
    return render_template("web/plans/choose.html", plan=plan, form=form, refusals=refusals, drafting=drafted)
