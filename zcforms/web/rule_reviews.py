"""Handing a draft to a second person, who publishes or returns it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.rule_draft import DraftState
from zcforms.services import impacts, rule_history, rule_reviews
from zcforms.services.rule_drafts import DraftShown
from zcforms.services.rule_reviews import Missing, NotReady
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import (
    NamedFaults,
    TextRefusals,
    gone_on,
    refused,
    save_sent,
    shown_draft,
    told,
    workbench,
)

bp = Blueprint("rule_reviews", __name__, url_prefix="/rules/drafts/<draft_id>/review")
Answered = Response | str | tuple[str, int]
_FIELDS = {"weaker_reason": "weaker_reason", "accept": "weaker_reason"}


@bp.get("")
def show(draft_id: str) -> str:
    """With `check`, and for whoever reviews, with everything that is still missing."""
    return _page(shown_draft(draft_id), check="check" in request.args)


@bp.post("/check")
def check(draft_id: str) -> Answered:
    """What is still missing of the text as it stands: it is saved first."""
    with TextRefusals() as refusals:
        _take_along(draft_id)
    page = _page(shown_draft(draft_id), check=not refusals.status, refusals=refusals, moved=refusals.at)
    return (page, refusals.status) if refusals.status else page


@bp.post("")
def submit(draft_id: str) -> Answered:
    """The text as it stands is handed over: it is saved first, and what was written in explanation is kept."""

    def act() -> None:
        _take_along(draft_id)
        rule_reviews.submit(house(), actor(), draft_id, told("history_reason"), now())

    return _acted(draft_id, act, "history_reason", "已送复核。请通知同事用另一账号复核发布。")


@bp.post("/explain")
def explain(draft_id: str) -> Answered:
    """写明理由: why cases may prove less than those in force."""
    named = NamedFaults(_FIELDS)
    with TextRefusals(named) as refusals:
        if not (told("weaker_reason") and request.form.getlist("item")):
            raise refused("weaker_reason", "请写明理由，并勾选它是为哪些用例写的。")
        _take_along(draft_id)
    draft, checked = shown_draft(draft_id), not refusals.marks
    page = _page(draft, check=checked, refusals=refusals, moved=refusals.at, faults=named.by_name)
    return (page, refusals.status) if refusals.status else page


@bp.post("/return")
def give_back(draft_id: str) -> Answered:
    """退回 by the reviewer; 撤回 by the author."""

    def act() -> None:
        rule_reviews.give_back(house(), actor(), draft_id, told("opinion"), now())

    return _acted(draft_id, act, "opinion", "草稿已退回，编写人可以继续修改。")


@bp.post("/publish")
def publish(draft_id: str) -> Answered:
    version = request.form.get("version", 0, type=int)

    def act() -> None:
        rule_reviews.publish(house(), actor(), draft_id, opinion=told("opinion"), version=version, now=now())

    return _acted(draft_id, act, "opinion", "已发布，立即生效：此后的每一次检测都按新规则进行。")


def _take_along(draft_id: str) -> None:
    """What stands in the editor, and the explanation that is written beside it."""
    save_sent(shown_draft(draft_id))
    items, reason = request.form.getlist("item"), told("weaker_reason")
    if items and reason:
        version = shown_draft(draft_id).version
        reasons = dict.fromkeys(items, reason)
        rule_reviews.accept(house(), actor(), draft_id, reasons, version=version, now=now())


def _acted(draft_id: str, act: Callable[[], None], reason: str, said: str) -> Answered:
    """What stands in the way is told on the page, with everything that was written there. `reason`: the field of the reason that the act wants."""
    missing: Sequence[Missing] = ()
    named = NamedFaults({**_FIELDS, "reason": reason})
    with TextRefusals(named) as refusals:
        try:
            act()
        except NotReady as error:
            missing = error.missing
    if missing or refusals.status:
        draft = shown_draft(draft_id)
        moved = refusals.at if draft.editable else None
        page = _page(
            draft,
            check=bool(missing),
            refusals=refusals,
            stopped=bool(missing),
            moved=moved,
            faults=named.by_name,
        )
        return page, 422
    flash(said, "success")
    return gone_on(url_for(".show", draft_id=draft_id))


def _page(
    draft: DraftShown,
    *,
    check: bool,
    refusals: Refusals | None = None,
    stopped: bool = False,
    moved: str | None = None,
    faults: Mapping[str, str] | None = None,
) -> str:
    waiting = draft.state is DraftState.IN_REVIEW
    found = rule_reviews.gate(house(), actor(), draft.id) if check or waiting else None
    comparison = None
    if not draft.editable:
        other = draft.number if draft.number is not None else draft.id
        comparison = rule_history.compare(house(), actor(), draft.ruleset, draft.base_number, other)
    return workbench(
        draft,
        "review",
        refusals,
        moved=moved,
        faults=faults or {},
        gate=found,
        counted=[each for each in impacts.earlier(house(), actor(), draft.id) if each.fits],
        comparison=comparison,
        waiting=waiting,
        stopped=stopped,
    )
