"""A draft's cases: run, with what they reach and what they would notice; suggested cases taken over, survivors explained."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.services import case_text, rule_autosave, rule_reviews, rule_trials
from zcforms.services.rule_drafts import DraftShown
from zcforms.web.refusals import Refusals
from zcforms.web.rule_windows import require_seen
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import keep_sent, refused, shown_draft, texts, workbench

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
    """采用建议用例: behind the other cases, not saved yet. `adopt`: the number of one of those that were `suggested`, or `all`."""
    draft = shown_draft(draft_id)
    wanted = request.form.get("adopt", "")
    suggested = request.form.getlist("suggested")
    chosen = suggested if wanted == "all" else suggested[int(wanted) :][:1] if wanted.isdecimal() else []
    with Refusals() as refusals:
        line = _add(draft, chosen)
    if refusals.status:
        return _page(draft, run=True, refusals=refusals), refusals.status
    flash("建议的用例已写入用例文本，还没有保存。请核对应当得出的结果是否符合政策，再保存。", "success")
    return redirect(url_for(".show", draft_id=draft_id, run=1, moved=f"cases_text-{line}"))


@bp.post("/accept")
def accept(draft_id: str) -> Answered:
    """说明为何可以接受: every explanation that was written, whichever button was pressed."""
    draft = shown_draft(draft_id)
    with Refusals() as refusals:
        keep_sent(draft)
        rule_reviews.accept(house(), actor(), draft_id, _told(), version=draft.version, now=now())
    moved = None if refusals.status else ""
    page = _page(shown_draft(draft_id), run=True, refusals=refusals, moved=moved)
    return (page, refusals.status) if refusals.status else page


def _told() -> dict[str, str]:
    """Survivor -> why it may live, as it stands in the page's fields."""
    survivors, reasons = request.form.getlist("survivor"), request.form.getlist("told")
    return {survivor: reason.strip() for survivor, reason in zip(survivors, reasons, strict=False)}


def _add(draft: DraftShown, written: list[str]) -> int:
    """The line in which the first of them stands."""
    require_seen(draft)
    if not written:
        raise refused("adopt", "请选择要采用的用例。")
    text, cases_text = texts(draft)
    note = "由系统建议：补上没有试到的条件，或发现写错的规则"
    changed = cases_text
    for each in dict.fromkeys(written):
        changed = case_text.add(changed, draft.plan_id, case_text.written(each), note)
    rule_autosave.keep(house(), actor(), draft.id, text, changed, now=now())
    return case_text.line_of_new(cases_text, changed)


def _page(draft: DraftShown, *, run: bool, refusals: Refusals | None = None, moved: str | None = None) -> str:
    text, cases_text = texts(draft)
    proof = rule_trials.run_cases(house(), actor(), draft.id, text, cases_text) if run else None
    return workbench(draft, "cases", refusals, moved=moved, proof=proof, typed=_told())
