"""The form view of a draft: the common kinds of rules, written into the text."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.services import rule_autosave, rule_forming, rule_text
from zcforms.services.rule_forming import Written
from zcforms.services.rule_forms import Given
from zcforms.web.refusals import Refusals
from zcforms.web.rule_windows import require_seen
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import NamedFaults, shown_draft, texts, workbench

bp = Blueprint("rule_forms", __name__, url_prefix="/rules/drafts/<draft_id>/form")
Answered = Response | str | tuple[str, int]


@bp.get("")
def show(draft_id: str) -> Answered:
    """What can be written no more, there is no form for."""
    if not shown_draft(draft_id).editable:
        return redirect(url_for("rule_reviews.show", draft_id=draft_id))
    return _page(draft_id, request.args.to_dict(flat=False), rule_id=request.args.get("rule", ""))


@bp.post("")
def fill(draft_id: str) -> Answered:
    """`do`: open a rule of the text, refresh (what depends on a choice), preview, or insert."""
    given = request.form.to_dict(flat=False)
    act = request.form.get("do", "refresh")
    if act == "open":
        return _page(draft_id, {}, rule_id=request.form.get("rule", ""))
    if act == "refresh":
        return _page(draft_id, given)
    named = NamedFaults()
    with Refusals(named) as refusals:
        written = _written(draft_id, given, seen=act == "insert")
    if refusals.status:
        return _page(draft_id, given, refusals=refusals, faults=named.by_name), refusals.status
    return _insert(draft_id, written) if act == "insert" else _page(draft_id, given, written=written)


@bp.post("/remove")
def remove(draft_id: str) -> Answered:
    """Take a rule out of the text."""
    draft = shown_draft(draft_id)
    with Refusals() as refusals:
        require_seen(draft)
    if refusals.status:
        return _page(draft_id, {}, refusals=refusals), refusals.status
    text, cases_text = texts(draft)
    changed = rule_text.remove(text, request.form.get("opened", ""))
    rule_autosave.keep(house(), actor(), draft_id, changed, cases_text, now=now())
    flash("已从文本中删去这条规则，还没有保存；放弃未保存的修改可以恢复。", "info")
    return redirect(url_for(".show", draft_id=draft_id, moved=""))


def _insert(draft_id: str, written: Written) -> Response:
    cases_text = texts(shown_draft(draft_id))[1]
    rule_autosave.keep(house(), actor(), draft_id, written.text, cases_text, now=now())
    flash("已写入规则文本，还没有保存。可以先试算，确认无误后点击“保存”。", "success")
    return redirect(url_for("rule_trials.show", draft_id=draft_id, moved=f"text-{written.line}"))


def _page(
    draft_id: str,
    given: Given,
    *,
    rule_id: str = "",
    refusals: Refusals | None = None,
    faults: dict[str, str] | None = None,
    written: Written | None = None,
) -> str:
    draft = shown_draft(draft_id)
    form = rule_forming.form(house(), actor(), draft_id, texts(draft)[0], given, rule_id=rule_id)
    opened = rule_id or (given.get("opened") or [""])[0]
    unwritten = bool(given) and request.method == "POST"
    return workbench(
        draft,
        "form",
        refusals,
        form=form,
        opened=opened,
        faults=faults or {},
        written=written,
        unwritten=unwritten,
    )


def _written(draft_id: str, given: Given, *, seen: bool) -> Written:
    """What the text becomes. `seen`: another window's text has to be looked at first; raises `InputRefused`."""
    draft = shown_draft(draft_id)
    if seen:
        require_seen(draft)
    return rule_forming.written(house(), actor(), draft_id, texts(draft)[0], given)
