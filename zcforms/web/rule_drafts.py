"""Drafts of rules: begun, typed, saved, given up."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import InputFault, InputRefused, StaleWrite, WrongState
from zcforms.services import rule_autosave, rule_copies, rule_drafts, rule_history, rule_vocabulary
from zcforms.services.rule_autosave import Buffer
from zcforms.services.rule_drafts import DraftShown
from zcforms.web.refusals import Refusals
from zcforms.web.rule_windows import gives_way, missed, stamp
from zcforms.web.rules import rule_page, ruleset_page
from zcforms.web.visit import actor, house, now, wants_fragment
from zcforms.web.workbench import TextRefusals, gone_on, keep_sent, shown_draft, texts, workbench

bp = Blueprint("rule_drafts", __name__, url_prefix="/rules")
Answered = Response | tuple[str, int]


@bp.post("/sets/<ruleset_id>/drafts")
def start(ruleset_id: str) -> Answered:
    """A new draft, or the own one that is open; with `number`, one that brings that version back."""
    number = request.form.get("number", type=int)
    with Refusals() as refusals:
        reason = request.form.get("reason", "")
        try:
            draft_id = rule_drafts.start(house(), actor(), ruleset_id, reason, now(), number=number)
        except WrongState as error:
            flash(str(error), "warning")
            return redirect(url_for("rules.show", ruleset_id=ruleset_id, _anchor="change"))
    if refusals.status:
        return ruleset_page(ruleset_id, refusals=refusals), refusals.status
    return redirect(url_for(".show", draft_id=draft_id))


@bp.post("/sets/<ruleset_id>/copies/<path:rule_id>")
def copy(ruleset_id: str, rule_id: str) -> Answered:
    """Into a plan of one's own, where a rule that others use as well can be changed."""
    plan_id, reason = request.form.get("plan", ""), request.form.get("reason", "")
    with Refusals() as refusals:
        draft_id = rule_copies.copy_into(
            house(), actor(), ruleset_id, rule_id, plan_id, reason=reason, now=now()
        )
    if refusals.status:
        return rule_page(ruleset_id, rule_id, refusals=refusals), refusals.status
    flash("已把这条规则复制到本单位计划的规则集里，可以在文本中改写。", "success")
    return redirect(url_for(".changes", draft_id=draft_id))


@bp.get("/drafts/<draft_id>")
def show(draft_id: str) -> Response:
    draft = shown_draft(draft_id)
    return redirect(url_for("rule_forms.show" if draft.editable else "rule_reviews.show", draft_id=draft_id))


@bp.post("/drafts/<draft_id>")
def save(draft_id: str) -> Answered:
    """Where another window has moved the draft on, both texts are shown first."""
    draft = shown_draft(draft_id)
    if gives_way(draft):
        flash("已换成另一个窗口的内容。", "info")
        return redirect(url_for(".changes", draft_id=draft_id, moved=""))
    if missed(draft):
        return _asked(draft)
    with TextRefusals() as refusals:
        rule_drafts.save(house(), actor(), draft_id, *texts(draft), version=draft.version, now=now())
    if refusals.status:
        page = _page(draft_id, refusals, moved=refusals.at)
        return page, refusals.status
    flash("已保存。", "success")
    return redirect(url_for(".changes", draft_id=draft_id, moved=""))


@bp.post("/drafts/<draft_id>/turn")
def turn(draft_id: str) -> Answered:
    """To another tool, without scripts: what was typed is kept first."""
    draft = shown_draft(draft_id)
    if missed(draft):
        return _asked(draft)
    if draft.editable:
        rule_autosave.keep(house(), actor(), draft_id, *texts(draft), now=now())
    wanted = request.form.get("to", "")
    here = url_for(".save", draft_id=draft_id)
    return redirect(wanted if wanted.startswith(f"{here}/") else here)


@bp.get("/drafts/<draft_id>/changes")
def changes(draft_id: str) -> str:
    return _page(draft_id)


@bp.post("/drafts/<draft_id>/keep")
def keep(draft_id: str) -> Response:
    """Autosave, for the page's script."""
    text, cases_text = _typed(draft_id)
    draft, at = shown_draft(draft_id), now()
    if missed(draft, request.get_json()):
        raise StaleWrite(
            "另一个窗口改过这份草稿，本页没有自动保存。请点击“保存”对照两边；您写的内容仍在本页。"
        )
    rule_autosave.keep(house(), actor(), draft_id, text, cases_text, now=at)
    same = (text, cases_text) == (draft.text, draft.cases_text)
    return jsonify(saved=True, kept="" if same else stamp(Buffer(text, cases_text, at)))


@bp.post("/drafts/<draft_id>/lint")
def lint(draft_id: str) -> Response:
    """What is wrong with the texts as they stand, for the page's script."""
    text, cases_text = _typed(draft_id)
    marks = rule_drafts.lint(house(), actor(), draft_id, text, cases_text)
    return jsonify(marks=[asdict(mark) for mark in marks])


@bp.get("/drafts/<draft_id>/vocabulary")
def vocabulary(draft_id: str) -> Response:
    draft = shown_draft(draft_id)
    return jsonify(asdict(rule_vocabulary.vocabulary(house(), actor(), draft.plan_id)))


@bp.post("/drafts/<draft_id>/forget")
def forget(draft_id: str) -> Response:
    shown_draft(draft_id)
    rule_autosave.forget(house(), actor(), draft_id)
    undo = "在编辑框里按 Ctrl+Z 还可以找回。" if wants_fragment() else ""
    flash(f"已放弃未保存的修改，回到上次保存的内容。{undo}", "info")
    return redirect(url_for(".changes", draft_id=draft_id, moved=""))


@bp.post("/drafts/<draft_id>/rebase")
def rebase(draft_id: str) -> Answered:
    draft = shown_draft(draft_id)
    if missed(draft):
        return _asked(draft)
    keep_sent(draft)
    rule_drafts.rebase(house(), actor(), draft_id, draft.version, now())
    flash("草稿现在以现行版本为基础，请核对“改动”。", "success")
    return gone_on(url_for(".changes", draft_id=draft_id))


@bp.post("/drafts/<draft_id>/discard")
def discard(draft_id: str) -> Response:
    rule_drafts.discard(house(), actor(), draft_id, now())
    flash("草稿已放弃，现行规则没有变化；需要时可以在下面恢复。", "info")
    return gone_on(url_for("rules.listing"))


@bp.post("/drafts/<draft_id>/take-up")
def take_up(draft_id: str) -> Response:
    """恢复 a draft that was given up."""
    try:
        rule_drafts.take_up(house(), actor(), draft_id, now())
    except WrongState as error:
        flash(str(error), "warning")
        return gone_on(url_for("rules.listing"))
    flash("草稿已恢复，可以继续修改。", "success")
    return gone_on(url_for(".show", draft_id=draft_id))


def _typed(draft_id: str) -> tuple[str, str]:
    content = request.get_json(silent=True)
    typed = content if isinstance(content, dict) else {}
    text, cases_text = typed.get("text"), typed.get("cases_text")
    if not isinstance(text, str) or not isinstance(cases_text, str):
        shown_draft(draft_id)  # whose it is not hears nothing else
        raise InputRefused([InputFault("", "发送的内容应含规则文本和用例文本。")])
    return text, cases_text


def _asked(draft: DraftShown) -> tuple[str, int]:
    return _page(draft.id), 409


def _page(draft_id: str, refusals: Refusals | None = None, *, moved: str | None = None) -> str:
    draft = shown_draft(draft_id)
    comparison = rule_history.compare(house(), actor(), draft.ruleset, draft.base_number, draft_id)
    return workbench(draft, "changes", refusals, moved=moved, comparison=comparison)
