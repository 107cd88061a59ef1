"""One thing of a draft with its form, beside the tree of everything that the plan consists of."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import InputFault, InputRefused, StaleWrite, WrongState
from zcforms.services import plan_design, plan_drafts
from zcforms.services.plan_nodes import steps_of, tab_of
from zcforms.web.designer_page import NodePage
from zcforms.web.designer_tabs import EDITED
from zcforms.web.forming import Placed, pressed
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import NamedFaults

bp = Blueprint("designer_nodes", __name__, url_prefix="/plans/design/drafts/<draft_id>")
Answered = Response | str | tuple[str, int]
_TABS = f"<any({','.join(EDITED)}):tab>"


@bp.get(f"/{_TABS}")
def show(draft_id: str, tab: str) -> str:
    at = request.args.get("at", "")
    page = NodePage.of(draft_id, tab, at)
    page.tell_gone(at)
    return page.page()


@bp.post(f"/{_TABS}")
def fill(draft_id: str, tab: str) -> Answered:
    """Save the form. What a colleague changed meanwhile is shown beside what was typed, to choose."""
    at = request.args.get("at", "")
    page = NodePage.of(draft_id, tab, at, sent=True)
    if at and page.shown.at != at:
        raise WrongState(plan_design.GONE)
    if pressed(page.form):
        return page.page()
    with Refusals(Placed(page.form, complete=True)) as refusals:
        refusals.hold()
        at = _filled(draft_id, page)
    if refusals.status:
        return page.page(refusals), refusals.status
    _tell_saved(page)
    return redirect(url_for(".show", draft_id=draft_id, tab=tab, at=at))


@bp.post("/add")
def add(draft_id: str) -> Answered:
    """A new thing in a list of the thing that is looked at."""
    holder, what = request.form.get("holder", ""), request.form.get("what", "")
    caption = request.form.get("caption", "")
    named = NamedFaults()
    with Refusals(named) as refusals:
        at = plan_design.add(house(), actor(), draft_id, holder, caption, what=what, now=now())
    if refusals.status:
        page = NodePage.of(draft_id, "", request.form.get("at", ""))
        return page.page(refusals, adding=(holder, caption, what), faults=named.by_name), refusals.status
    flash(f"已添加“{caption.strip()}”，请在右侧填写它的内容。", "success")
    return _to(draft_id, at)


@bp.post("/use")
def use(draft_id: str) -> Response:
    """A section of the library, as it is or as a copy."""
    holder, name, copy = (
        request.form.get("holder", ""),
        request.form.get("section", ""),
        "copy" in request.form,
    )
    try:
        at = plan_design.use_section(house(), actor(), draft_id, holder, name, copy=copy, now=now())
    except WrongState as error:
        flash(str(error), "warning")
        return _to(draft_id, request.form.get("at", ""))
    flash("已加入部件。", "success")
    return _to(draft_id, at)


@bp.post("/act")
def act(draft_id: str) -> Response:
    """`do`: up, down, duplicate, remove, retype (a field), or place (into a list at a position)."""
    at, do = request.form.get("at", ""), request.form.get("do", "")
    try:
        told, went = _ACTS.get(do, _unknown)(draft_id, at)
    except (WrongState, StaleWrite) as error:
        flash(str(error), "warning")
        return _to(draft_id, request.form.get("shown", "") or at)
    flash(told, "success")
    return _to(draft_id, request.form.get("shown", "") or went)


@bp.post("/undo")
def undo(draft_id: str) -> Response:
    return _stepped(draft_id, back=True)


@bp.post("/redo")
def redo(draft_id: str) -> Response:
    return _stepped(draft_id, back=False)


def _filled(draft_id: str, page: NodePage) -> str:
    (answers,) = page.standing.reconcile()
    shown = page.shown
    return plan_design.fill(house(), actor(), draft_id, shown.at, answers, seen=shown.seen, now=now())


def _tell_saved(page: NodePage) -> None:
    for sentence in page.standing.told():
        flash(sentence, "info")
    flash("已保存。", "success")


def _up(draft_id: str, at: str) -> tuple[str, str]:
    return "已上移。", plan_design.step(house(), actor(), draft_id, at, -1, now=now())


def _down(draft_id: str, at: str) -> tuple[str, str]:
    return "已下移。", plan_design.step(house(), actor(), draft_id, at, 1, now=now())


def _duplicate(draft_id: str, at: str) -> tuple[str, str]:
    return "已复制，现在显示的是副本。", plan_design.duplicate(house(), actor(), draft_id, at, now())


def _remove(draft_id: str, at: str) -> tuple[str, str]:
    seen = request.form.get("seen", "")
    return "已删除，可以点击“撤销”恢复。", plan_design.remove(
        house(), actor(), draft_id, at, seen=seen, now=now()
    )


def _place(draft_id: str, at: str) -> tuple[str, str]:
    into, position = request.form.get("into", ""), request.form.get("position", 10_000, type=int)
    return "已移动。", plan_design.place(house(), actor(), draft_id, at, into=into, at=position, now=now())


def _retype(draft_id: str, at: str) -> tuple[str, str]:
    what = request.form.get("what", "")
    return "已更换种类，请核对下面的内容。", plan_design.retype(
        house(), actor(), draft_id, at, what, now=now()
    )


def _unknown(draft_id: str, at: str) -> tuple[str, str]:
    plan_drafts.draft(house(), actor(), draft_id)  # to strangers there is no such draft
    raise InputRefused([InputFault("/do", "请选择要办理的事项。")])


_ACTS = {
    "up": _up,
    "down": _down,
    "duplicate": _duplicate,
    "remove": _remove,
    "place": _place,
    "retype": _retype,
}


def _stepped(draft_id: str, *, back: bool) -> Response:
    shown = request.form.get("shown", "")
    before = plan_drafts.draft(house(), actor(), draft_id)
    act, seen = plan_drafts.undo if back else plan_drafts.redo, request.form.get("version", type=int)
    try:
        act(house(), actor(), draft_id, now(), version=seen)
    except (WrongState, StaleWrite) as error:
        flash(str(error), "warning")
        return _to(draft_id, shown)
    flash(f"已撤销：{before.undo}" if back else f"已重做：{before.redo}", "success")
    there = request.form.get("back", "")
    here = url_for("designer.show", draft_id=draft_id)
    return redirect(there) if there.startswith(f"{here}/") else _to(draft_id, shown)


def _to(draft_id: str, at: str) -> Response:
    return redirect(url_for(".show", draft_id=draft_id, tab=tab_of(steps_of(at)), at=at or None))
