"""检查规则 of a draft: the plan's rules in sentences, and what can be done to them."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.services import plan_rules
from zcforms.services.plan_rules import RulesShown
from zcforms.services.rule_forms import Given
from zcforms.web.designer_tabs import draft_page
from zcforms.web.forming import Placed, drawn, received
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import NamedFaults

bp = Blueprint("designer_rules", __name__, url_prefix="/plans/design/drafts/<draft_id>/rules")
Answered = Response | str | tuple[str, int]


@bp.get("")
def show(draft_id: str) -> str:
    return draft_rules("list", _shown(draft_id))


@bp.post("")
def act(draft_id: str) -> Response:
    """`do`: remove a rule of the plan's own, switch an inherited one off or on."""
    rule_id, do = request.form.get("rule", ""), request.form.get("do", "")
    if do == "remove":
        plan_rules.remove(house(), actor(), draft_id, rule_id, now())
        flash("已删除这条规则，可以点击“撤销”恢复。", "success")
    else:
        plan_rules.switch(house(), actor(), draft_id, rule_id, on=do == "on", now=now())
        flash("已恢复这条规则。" if do == "on" else "已在本计划停用这条规则，其他计划不受影响。", "success")
    return redirect(url_for(".show", draft_id=draft_id))


@bp.get("/form")
def form(draft_id: str) -> str:
    return _form(draft_id, request.args.to_dict(flat=False), opened=request.args.get("rule", ""))


@bp.post("/form")
def write(draft_id: str) -> Answered:
    """`do`: refresh (what depends on a choice), or save."""
    given, opened = request.form.to_dict(flat=False), request.form.get("opened", "")
    if request.form.get("do") != "save":
        return _form(draft_id, given, opened=opened)
    named = NamedFaults()
    with Refusals(named) as refusals:
        plan_rules.write(house(), actor(), draft_id, given, opened=opened, now=now())
    if refusals.status:
        page = _form(draft_id, given, opened=opened, refusals=refusals, faults=named.by_name)
        return page, refusals.status
    flash("规则已保存。", "success")
    return redirect(url_for(".show", draft_id=draft_id))


@bp.get("/sources")
def sources(draft_id: str) -> str:
    return draft_rules("sources", _shown(draft_id))


@bp.post("/sources")
def take(draft_id: str) -> Response:
    misfits = plan_rules.take(house(), actor(), draft_id, request.form.getlist("source"), now())
    flash("已保存规则的来源。", "success")
    for each in misfits:
        flash(f"{each.fault}。{each.reason}可以在“问题”里一步改正。", "warning")
    return redirect(url_for(".show", draft_id=draft_id))


@bp.get("/parameters")
def parameters(draft_id: str) -> str:
    shown = _shown(draft_id)
    return draft_rules("parameters", shown, form=drawn(shown.parameters, shown.codes, data=shown.values))


@bp.post("/parameters")
def set_parameters(draft_id: str) -> Answered:
    shown = _shown(draft_id)
    form_ = received(shown.parameters, shown.codes, data=shown.values)
    with Refusals(Placed(form_, complete=True)) as refusals:
        refusals.hold()
        plan_rules.set_parameters(house(), actor(), draft_id, form_.answers(), now())
    if refusals.status:
        return draft_rules("parameters", shown, form=form_, refusals=refusals), refusals.status
    flash("参数已保存。", "success")
    return redirect(url_for(".parameters", draft_id=draft_id))


@bp.get("/text")
def text(draft_id: str) -> str:
    shown = _shown(draft_id)
    return draft_rules("text", shown, text=shown.text)


@bp.post("/text")
def put_text(draft_id: str) -> Answered:
    typed, seen = request.form.get("text", "").replace("\r\n", "\n"), request.form.get("seen", "")
    with Refusals() as refusals:
        plan_rules.put_text(house(), actor(), draft_id, typed, seen=seen, now=now())
    if refusals.status:
        shown = _shown(draft_id)
        page = draft_rules("text", shown, text=typed, refusals=refusals, standing_text=shown.text)
        return page, refusals.status
    flash("规则文本已保存。", "success")
    return redirect(url_for(".text", draft_id=draft_id))


VIEWS = {
    "list": "现有规则",
    "form": "添加规则",
    "sources": "规则来源",
    "parameters": "参数",
    "text": "规则文本",
}


def draft_rules(view: str, shown: RulesShown, **context: object) -> str:
    return draft_page(
        "web/designer/rules.html", shown.draft, "rules", view=view, views=VIEWS, shown=shown, **context
    )


def _shown(draft_id: str) -> RulesShown:
    return plan_rules.shown(house(), actor(), draft_id)


def _form(
    draft_id: str,
    given: Given,
    *,
    opened: str = "",
    refusals: Refusals | None = None,
    faults: Mapping[str, str] | None = None,
) -> str:
    fresh = {} if request.method == "GET" else given
    shown = plan_rules.form(house(), actor(), draft_id, fresh, opened=opened)
    return draft_page(
        "web/designer/rules.html",
        shown.draft,
        "rules",
        view="form",
        views=VIEWS,
        form=shown,
        refusals=refusals,
        faults=faults or {},
        shown=shown,
    )
