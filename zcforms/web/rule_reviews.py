"""Handing a draft to a second person, who publishes or returns it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.rule_draft import DraftState, held_reason
from zcforms.services import rule_history, rule_reviews
from zcforms.services.rule_drafts import DraftShown
from zcforms.services.rule_reviews import Missing, NotReady
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import shown_draft, workbench

bp = Blueprint("rule_reviews", __name__, url_prefix="/rules/drafts/<draft_id>/review")
Answered = Response | str | tuple[str, int]


@bp.get("")
def show(draft_id: str) -> str:
    """With `check`, and for whoever reviews, with everything that is still missing."""
    return _page(shown_draft(draft_id), check="check" in request.args)


@bp.post("")
def submit(draft_id: str) -> Answered:
    def act() -> None:
        rule_reviews.submit(house(), actor(), draft_id, request.form.get("reason", ""), now())

    return _acted(draft_id, act, "已送复核。请通知同事用另一账号复核发布。")


@bp.post("/explain")
def explain(draft_id: str) -> Answered:
    """写明理由: why cases may prove less than those in force."""
    reason, version = request.form.get("reason", ""), request.form.get("version", 0, type=int)
    with Refusals() as refusals:
        reasons = dict.fromkeys(request.form.getlist("item"), held_reason(reason, "/reason"))
        rule_reviews.accept(house(), actor(), draft_id, reasons, version=version, now=now())
    page = _page(shown_draft(draft_id), check=True, refusals=refusals)
    return (page, refusals.status) if refusals.status else page


@bp.post("/return")
def give_back(draft_id: str) -> Answered:
    """退回 by the reviewer; 撤回 by the author."""

    def act() -> None:
        rule_reviews.give_back(house(), actor(), draft_id, request.form.get("opinion", ""), now())

    return _acted(draft_id, act, "草稿已退回，编写人可以继续修改。")


@bp.post("/publish")
def publish(draft_id: str) -> Answered:
    version, opinion = request.form.get("version", 0, type=int), request.form.get("opinion", "")

    def act() -> None:
        rule_reviews.publish(house(), actor(), draft_id, opinion=opinion, version=version, now=now())

    return _acted(draft_id, act, "已发布，立即生效：此后的每一次检测都按新规则进行。")


def _acted(draft_id: str, act: Callable[[], None], told: str) -> Answered:
    """What stands in the way is told on the page, with everything that was written there."""
    missing: Sequence[Missing] = ()
    with Refusals() as refusals:
        try:
            act()
        except NotReady as error:
            missing = error.missing
    if missing or refusals.status:
        return _page(shown_draft(draft_id), check=bool(missing), refusals=refusals, stopped=True), 422
    flash(told, "success")
    return redirect(url_for(".show", draft_id=draft_id))


def _page(draft: DraftShown, *, check: bool, refusals: Refusals | None = None, stopped: bool = False) -> str:
    waiting = draft.state is DraftState.IN_REVIEW
    found = rule_reviews.gate(house(), actor(), draft.id) if check or waiting else None
    comparison = None
    if not draft.editable:
        other = draft.number if draft.number is not None else draft.id
        comparison = rule_history.compare(house(), actor(), draft.ruleset, draft.base_number, other)
    return workbench(
        draft, "review", refusals, gate=found, comparison=comparison, waiting=waiting, stopped=stopped
    )
