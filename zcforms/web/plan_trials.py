"""试填: a draft is tried as a made-up applicant: who that is, what is chosen, the check, the printed form."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import CheckFailed, WrongState
from zcforms.services import plan_trials, trial_filling
from zcforms.services.applications import Choices, choices_of
from zcforms.services.last_check import LastCheck
from zcforms.services.trial_editing import applicant_schema
from zcforms.services.trial_people import NOBODY
from zcforms.web.choosing import choice_form
from zcforms.web.forming import Placed
from zcforms.web.refusals import Refusals
from zcforms.web.sending import send_sheet
from zcforms.web.trial_pages import Answered, places, shown_trial, trial_form, trial_page
from zcforms.web.visit import actor, house, now

bp = Blueprint("plan_trials", __name__, url_prefix="/plans/design/drafts/<draft_id>/trial")


@bp.get("")
def show(draft_id: str) -> str:
    return _start(draft_id)


@bp.post("/begin")
def begin(draft_id: str) -> Answered:
    with Refusals() as refusals:
        plan_trials.begin(house(), actor(), draft_id, request.form.get("who", ""), now())
    if refusals.status:
        return _start(draft_id, refusals), refusals.status
    return redirect(url_for(".choices", draft_id=draft_id))


@bp.post("/reset")
def reset(draft_id: str) -> Response:
    plan_trials.reset(house(), actor(), draft_id, now())
    flash("试填的内容已清空，可以重新选择申报人。", "success")
    return redirect(url_for(".show", draft_id=draft_id))


@bp.route("/choices", methods=["GET", "POST"])
def choices(draft_id: str) -> Answered:
    trial = shown_trial(draft_id)
    sent = request.form if request.method == "POST" else None
    form = choice_form(trial.plan, chosen=choices_of(trial.going.application), sent=sent)
    with Refusals(Placed(form.rendered, complete=True)) as refusals:
        if sent is not None:
            refusals.hold()
            trial_filling.choose(house(), actor(), draft_id, _chosen(form.choices), now())
    if sent is not None and not refusals.status:
        return _saved(url_for(".choices", draft_id=draft_id))
    page = trial_page(
        "web/designer/trial/choices.html", trial, "choices", form=form.rendered, refusals=refusals
    )
    return (page, refusals.status) if refusals.status else page


@bp.route("/applicant", methods=["GET", "POST"])
def applicant(draft_id: str) -> Answered:
    trial = shown_trial(draft_id)
    sent = request.form if request.method == "POST" else None
    data = dict(trial.going.document["applicant"])
    form = trial_form(applicant_schema(house().catalogue), house().catalogue.codes, data=data, sent=sent)
    with Refusals(Placed(form)) as refusals:
        if sent is not None:
            refusals.hold()
            trial_filling.describe(house(), actor(), draft_id, form.answers(), now())
    if sent is not None and not refusals.status:
        return _saved(url_for(".applicant", draft_id=draft_id))
    page = trial_page("web/designer/trial/applicant.html", trial, "applicant", form=form, refusals=refusals)
    return (page, refusals.status) if refusals.status else page


@bp.get("/check")
def check(draft_id: str) -> str:
    """The page; with `run`, with a check."""
    last, failure = LastCheck(), ""
    try:
        last = plan_trials.check(house(), actor(), draft_id) if "run" in request.args else last
    except (CheckFailed, WrongState) as error:
        failure = str(error)
    return _check_page(draft_id, last, failure)


@bp.get("/sheet.pdf")
def sheet(draft_id: str) -> Response:
    made = plan_trials.sheet(house(), actor(), draft_id, now())
    return send_sheet(made.name, made.data or b"", inline=True)


def _check_page(draft_id: str, last: LastCheck, failure: str) -> str:
    trial = shown_trial(draft_id)
    return trial_page(
        "web/designer/trial/check.html",
        trial,
        "check",
        verdict=last.verdict,
        reasons=last.reasons,
        counsel=last.counsel,
        failure=failure,
        place=places(trial),
        filling={"editable": True},
    )


def _start(draft_id: str, refusals: Refusals | None = None) -> str:
    trial = shown_trial(draft_id)
    people = plan_trials.people(house(), actor(), draft_id)
    template = "web/designer/trial/start.html"
    return trial_page(template, trial, "", people=people, nobody=NOBODY, refusals=refusals)


def _saved(url: str) -> Response:
    flash("已保存（试填内容只有您自己看得到）。", "success")
    return redirect(url, 303)


def _chosen(choices: Choices) -> dict[str, str]:
    return {
        "route": choices.route,
        "standard": choices.standard,
        "specialty": choices.specialty,
        "title": choices.title,
    }
