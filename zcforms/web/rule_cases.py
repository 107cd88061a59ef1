"""A draft's cases: run, with what they reach and what they would notice; suggested cases taken over, survivors explained."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.services import case_text, rule_autosave, rule_reviews, rule_trials
from zcforms.services.rule_drafts import DraftShown
from zcforms.web.refusals import Refusals
from zcforms.web.rule_windows import require_seen
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import shown_draft, texts, workbench

bp = Blueprint("rule_cases", __name__, url_prefix="/rules/drafts/<draft_id>/cases")
Answered = Response | str | tuple[str, int]


@bp.get("")
def show(draft_id: str) -> str:
    """With `run`, the cases are run at once: its address can be opened again."""
    return _page(shown_draft(draft_id), run="run" in request.args)


@bp.post("")
def run(draft_id: str) -> str:
    return _page(shown_draft(draft_id), run=True)


@bp.post("/adopt")
def adopt(draft_id: str) -> Answered:
    """采用建议用例: behind the other cases, not saved yet."""
    draft = shown_draft(draft_id)
    with Refusals() as refusals:
        _add(draft, request.form.get("case", ""))
    if refusals.status:
        return _page(draft, run=True, refusals=refusals), refusals.status
    flash("建议的用例已写入用例文本，还没有保存。请核对应当得出的结果是否符合政策，再保存。", "success")
    return redirect(url_for(".show", draft_id=draft_id, run=1))


@bp.post("/accept")
def accept(draft_id: str) -> Answered:
    """说明为何可以接受."""
    draft = shown_draft(draft_id)
    survivors = {request.form.get("survivor", ""): request.form.get("reason", "").strip()}
    version = request.form.get("version", draft.version, type=int)
    with Refusals() as refusals:
        rule_reviews.accept(house(), actor(), draft_id, survivors, version=version, now=now())
    page = _page(shown_draft(draft_id), run=True, refusals=refusals, renewed=not refusals.status)
    return (page, refusals.status) if refusals.status else page


def _add(draft: DraftShown, written: str) -> None:
    require_seen(draft)
    text, cases_text = texts(draft)
    note = "由系统根据没有被发现的错误写法建议"
    changed = case_text.add(cases_text, draft.plan_id, case_text.written(written), note)
    rule_autosave.keep(house(), actor(), draft.id, text, changed, now=now())


def _page(draft: DraftShown, *, run: bool, refusals: Refusals | None = None, renewed: bool = False) -> str:
    text, cases_text = texts(draft)
    proof = rule_trials.run_cases(house(), actor(), draft.id, text, cases_text) if run else None
    return workbench(draft, "cases", refusals, proof=proof, renewed=renewed)
