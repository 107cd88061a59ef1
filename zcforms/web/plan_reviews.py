"""送审发布: a draft is handed to a second person, who publishes or returns it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import InputFault, InputRefused, NotAllowed
from zcforms.domain.plan_draft import DraftState
from zcforms.services import plan_change_words, plan_reviews, plan_versions
from zcforms.services.plan_drafts import PlanDraftShown
from zcforms.services.plan_reviews import Missing, NotReady
from zcforms.web.designer_tabs import draft_page, shown_draft
from zcforms.web.plan_places import link
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import NamedFaults

bp = Blueprint("plan_reviews", __name__, url_prefix="/plans/design/drafts/<draft_id>/review")
Answered = Response | str | tuple[str, int]
_LATEST = 30


@bp.get("")
def show(draft_id: str) -> str:
    return _page(shown_draft(draft_id))


@bp.post("/explain")
def explain(draft_id: str) -> Answered:
    """写明理由: why what stands against publishing may be so."""
    told = {
        name.removeprefix("accept:"): text
        for name, text in request.form.items()
        if name.startswith("accept:")
    }
    version = request.form.get("version", 0, type=int)
    told |= _again(draft_id, request.form.getlist("again"))

    def act() -> None:
        if not any(text.strip() for text in told.values()) and not shown_draft(draft_id).accepted:
            raise InputRefused([InputFault("/accept", "请至少写明一条理由。")])
        plan_reviews.accept(house(), actor(), draft_id, told, version=version, now=now())

    return _acted(draft_id, act, "accept", "理由已保存，复核人会看到。")


def _again(draft_id: str, names: Sequence[str]) -> dict[str, str]:
    """仍然适用: what was written when something else was found, for what is found now."""
    missing = plan_reviews.gate(house(), actor(), draft_id).missing if names else ()
    return {each.accept: each.former.reason for each in missing if each.accept in names and each.former}


@bp.post("")
def submit(draft_id: str) -> Answered:
    def act() -> None:
        plan_reviews.submit(house(), actor(), draft_id, _told("reason"), now())

    return _acted(draft_id, act, "reason", "已送复核。请通知同事用另一账号复核发布。")


@bp.post("/return")
def give_back(draft_id: str) -> Answered:
    """退回 by the reviewer; 撤回 by who handed it over."""
    said = (
        "已撤回，可以继续修改。" if shown_draft(draft_id).submitted_by_me else "已退回，编写人可以继续修改。"
    )

    def act() -> None:
        plan_reviews.give_back(house(), actor(), draft_id, _told("opinion"), now())

    return _acted(draft_id, act, "opinion", said)


@bp.post("/publish")
def publish(draft_id: str) -> Answered:
    version = request.form.get("version", 0, type=int)

    def act() -> None:
        opinion = _told("opinion")
        if "checked" not in request.form:
            raise InputRefused([InputFault("/checked", "请勾选“已核对修改内容、问题、证明和试填结果”。")])
        plan_reviews.publish(house(), actor(), draft_id, opinion=opinion, version=version, now=now())

    return _acted(draft_id, act, "opinion", "已发布，立即生效。")


def _acted(draft_id: str, act: Callable[[], None], reason: str, said: str) -> Answered:
    """What stands in the way is told on the page, with everything that was written there. `reason`: the field of the reason that the act wants."""
    missing: Sequence[Missing] = ()
    named = NamedFaults({"reason": reason, "accept": "accept", "checked": "checked"})
    with Refusals(named) as refusals:
        try:
            act()
        except NotReady as error:
            missing = error.missing
        except NotAllowed as error:
            refusals.messages.append(str(error))
            refusals.status = 403
    if missing or refusals.status:
        page = _page(shown_draft(draft_id), refusals, stopped=bool(missing), faults=named.by_name)
        return page, refusals.status or 422
    flash(said, "success")
    return redirect(url_for(".show", draft_id=draft_id), 303)


def _page(
    draft: PlanDraftShown,
    refusals: Refusals | None = None,
    *,
    stopped: bool = False,
    faults: dict[str, str] | None = None,
) -> str:
    waiting = draft.state is DraftState.IN_REVIEW
    looked = draft.editable or waiting
    published = draft.state is DraftState.PUBLISHED
    history = plan_versions.history(house(), actor(), draft.plan_id) if published else None
    version = (
        next((each for each in history.versions if each.number == draft.number), None) if history else None
    )
    return draft_page(
        "web/designer/review.html",
        draft,
        "review",
        refusals=refusals,
        faults=faults or {},
        stopped=stopped,
        waiting=waiting,
        place=lambda problem: link(draft.id, problem, draft.documents),
        gate=plan_reviews.gate(house(), actor(), draft.id) if looked else None,
        steps=plan_change_words.told(house(), actor(), draft.id, _LATEST),
        history=history,
        version_reasons=version.reasons if version else (),
    )


def _told(name: str) -> str:
    return request.form.get(name, "").strip()
