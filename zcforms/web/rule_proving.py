"""证明 beside the text of a draft of rules: whether what it changes can be what stops somebody, who stands on the edges, what changes against the rules in force."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import WrongState
from zcforms.lab.proofs import captions as proof_captions
from zcforms.lab.proofs.answers import Question
from zcforms.services import case_text, plan_proofs, proof_examples, rule_autosave
from zcforms.services.proof_subjects import RULE_DRAFT, subject_of
from zcforms.web.plan_proofs import chosen
from zcforms.web.refusals import Refusals
from zcforms.web.rule_windows import require_seen
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import TextRefusals, keep_sent, save_sent, shown_draft, texts, workbench

bp = Blueprint("rule_proving", __name__, url_prefix="/rules/drafts/<draft_id>/proofs")
Answered = Response | str | tuple[str, int]
ASKED = (Question.BITES, Question.BOUNDARY, Question.CHANGED)


@bp.get("")
def show(draft_id: str) -> str:
    return _page(draft_id)


@bp.post("")
def start(draft_id: str) -> Answered:
    """Of the text as it stands: it is saved first."""
    with TextRefusals() as refusals:
        save_sent(shown_draft(draft_id))
        try:
            plan_proofs.start(house(), actor(), _subject(draft_id), now(), questions=ASKED)
        except WrongState as error:
            flash(str(error), "warning")
    if refusals.status:
        return _page(draft_id, refusals), refusals.status
    return redirect(url_for(".show", draft_id=draft_id, moved=refusals.at), 303)


@bp.post("/stop")
def stop(draft_id: str) -> Response:
    with Refusals():
        keep_sent(shown_draft(draft_id))
    plan_proofs.stop(house(), actor(), _subject(draft_id), now())
    return redirect(url_for(".show", draft_id=draft_id), 303)


@bp.get("/example")
def example(draft_id: str) -> str:
    """A made-up applicant, as an application with its check."""
    answer_id, number = chosen(request.args)
    run = request.args.get("run", "")
    shown = proof_examples.example_of_rules(house(), actor(), draft_id, answer_id, number, run=run)
    draft, back = shown_draft(draft_id), url_for(".show", draft_id=draft_id)
    return render_template(
        "web/rules/proof_example.html",
        draft=draft,
        shown=shown,
        crumbs=[("规则工作台", url_for("rules.listing")), (draft.caption, back), ("证明", None)],
        back_url=back,
    )


@bp.post("/keep")
def keep(draft_id: str) -> Answered:
    """存为用例: behind the other cases, not saved yet. `keep`: the answer's id."""
    draft = shown_draft(draft_id)
    with Refusals() as refusals:
        require_seen(draft)
        text, cases_text = texts(draft)
        kept = proof_examples.cases_of_rules(house(), actor(), draft_id, request.form.get("keep", ""))
        changed, added = case_text.with_people(cases_text, draft.plan_id, kept.applicants, kept.cases)
        rule_autosave.keep(house(), actor(), draft.id, text, changed, now=now())
    if refusals.status:
        return _page(draft_id, refusals), refusals.status
    flash(f"已把 {added} 个用例写入用例文本，还没有保存。" if added else "这些用例已经有了。", "success")
    return redirect(url_for(".show", draft_id=draft_id, moved=""), 303)


def _page(draft_id: str, refusals: Refusals | None = None) -> str:
    found = plan_proofs.shown(house(), actor(), _subject(draft_id))
    draft = shown_draft(draft_id)
    return workbench(
        draft,
        "prove",
        refusals,
        found=found,
        words=proof_captions,
        asked=ASKED,
        example_at=partial(_example_url, draft_id),
    )


def _example_url(draft_id: str, run: str, answer_id: str, number: int) -> str:
    return url_for(".example", draft_id=draft_id, run=run, answer=answer_id, number=number)


def _subject(draft_id: str) -> str:
    return subject_of(RULE_DRAFT, draft_id)
