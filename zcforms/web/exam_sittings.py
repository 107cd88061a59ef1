"""考核场次: planned, changed, announced; who is in them, moved, taken out, arrived (feature 22)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import InputFault, InputRefused, WrongState
from zcforms.services import exam_arrivals, exam_candidates, exam_schedule, exam_seating
from zcforms.web.drafting import drafting, saved
from zcforms.web.exam_query import moment_sent
from zcforms.web.forming import Placed
from zcforms.web.refusals import Refusals
from zcforms.web.sitting_form import SittingPage
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("exam_sittings", __name__, url_prefix="/desk/exams/sittings")
Answered = Response | tuple[str, int] | str


@bp.get("")
def listing() -> str:
    return _listing_page(request.args.get("plan", ""))


@bp.post("")
def publish() -> Answered:
    """发布准考证 of those that were ticked, or take them back."""
    plan_id = request.form.get("plan", "")
    with Refusals() as refusals:
        told = _take_back(plan_id) if request.form.get("act") == "take-back" else _announce(plan_id)
        saved()
    if refusals.status:
        return _listing_page(plan_id, refusals), refusals.status
    flash(told, "success")
    return redirect(url_for(".listing", plan=plan_id))


@bp.get("/new/<plan_id>")
def new(plan_id: str) -> str:
    return _new(plan_id).page()


@bp.post("/new/<plan_id>")
def create(plan_id: str) -> Answered:
    page = _new(plan_id)
    with Refusals(Placed(page.form, complete=True)) as refusals:
        refusals.hold()
        sitting_id = exam_schedule.plan_sitting(house(), actor(), plan_id, page.content(), now())
        page.drafting.forget()
    if refusals.status:
        return page.page(refusals), refusals.status
    flash("场次已建立，可以安排人员。", "success")
    return redirect(url_for(".show", sitting_id=sitting_id))


@bp.get("/<sitting_id>")
def show(sitting_id: str) -> str:
    return _people_page(sitting_id)


@bp.post("/<sitting_id>")
def change(sitting_id: str) -> Answered:
    """Move, take out or mark those who were ticked."""
    acts = {"move": _move, "release": _release, "arrive": _arrive, "undo": _undo}
    act = acts.get(request.form.get("act", ""), _unknown)
    with Refusals() as refusals:
        told = _told_in_the_page(act, sitting_id)
        saved()
    if refusals.status:
        return _people_page(sitting_id, refusals), refusals.status
    flash(told, "success")
    return redirect(url_for(".show", sitting_id=sitting_id))


@bp.get("/<sitting_id>/edit")
def edit(sitting_id: str) -> str:
    return _kept(sitting_id).page()


@bp.post("/<sitting_id>/edit")
def revise(sitting_id: str) -> Answered:
    page = _kept(sitting_id)
    with Refusals(Placed(page.form, complete=True)) as refusals:
        refusals.hold()
        told = _revise(sitting_id, page)
    if refusals.status:
        return page.page(refusals), refusals.status
    for sentence in page.standing.told():
        flash(sentence, "info")
    flash("场次已修改。" + (f"已通知本场 {told} 人。" if told else ""), "success")
    return redirect(url_for(".show", sitting_id=sitting_id))


@bp.post("/<sitting_id>/remove")
def remove(sitting_id: str) -> Response:
    plan_id = exam_schedule.remove_sitting(house(), actor(), sitting_id, now())
    flash("场次已删除。", "success")
    return redirect(url_for(".listing", plan=plan_id))


def _announce(plan_id: str) -> str:
    opens = moment_sent(request.form, "opens", now())
    ids = request.form.getlist("id")
    told = exam_schedule.announce(house(), actor(), plan_id, ids, opens, now=now())
    return f"准考证已发布，已通知 {told} 人。"


def _take_back(plan_id: str) -> str:
    ids, reason = request.form.getlist("id"), request.form.get("reason", "")
    told = exam_schedule.take_back(house(), actor(), plan_id, ids, reason, now=now())
    return f"准考证已收回，已通知 {told} 人。"


def _told_in_the_page(act: Callable[[str], str], sitting_id: str) -> str:
    """What the state of things refuses is told where the people are still ticked."""
    try:
        return act(sitting_id)
    except WrongState as refused:
        raise InputRefused([InputFault("/id", str(refused))]) from refused


def _move(sitting_id: str) -> str:
    target = request.form.get("sitting", "")
    if not target:
        raise InputRefused([InputFault("/sitting", "请选择要移到的场次。")])
    count = exam_seating.assign(house(), actor(), target, request.form.getlist("id"), now())
    return f"已移动 {count} 人。"


def _release(sitting_id: str) -> str:
    ids, reason = request.form.getlist("id"), request.form.get("reason", "")
    count = exam_seating.release(house(), actor(), sitting_id, ids, reason, now=now())
    return f"已取消 {count} 人的安排。"


def _arrive(sitting_id: str) -> str:
    return f"已登记 {_marked(sitting_id, arrived=True)} 人报到。"


def _undo(sitting_id: str) -> str:
    return f"已撤销 {_marked(sitting_id, arrived=False)} 人的报到登记。"


def _marked(sitting_id: str, *, arrived: bool) -> int:
    ids = request.form.getlist("id")
    return len(exam_arrivals.mark_in(house(), actor(), sitting_id, ids, now(), arrived=arrived))


def _unknown(sitting_id: str) -> str:
    raise InputRefused([InputFault("/act", "请选择要办理的事项。")])


def _new(plan_id: str) -> SittingPage:
    return SittingPage.of(exam_schedule.sitting_form(house(), actor(), plan_id, now()))


def _kept(sitting_id: str) -> SittingPage:
    return SittingPage.of(exam_schedule.kept_form(house(), actor(), sitting_id, now()))


def _revise(sitting_id: str, page: SittingPage) -> int:
    content, version = page.content(), page.version
    told = exam_schedule.revise_sitting(house(), actor(), sitting_id, content, now(), version=version)
    page.drafting.forget()
    return told


def _listing_page(plan_id: str, refusals: Refusals | None = None) -> str:
    shown = exam_schedule.sittings(house(), actor(), plan_id, now())
    kept = drafting(f"desk/sittings/{shown.plan.id}")
    return render_template("web/exams/sittings.html", shown=shown, refusals=refusals, drafting=kept)


def _people_page(sitting_id: str, refusals: Refusals | None = None) -> str:
    shown = exam_candidates.in_sitting(house(), actor(), sitting_id, now(), page=page_number())
    kept = drafting(f"desk/sittings/{shown.plan.id}/{sitting_id}")
    return render_template("web/exams/sitting.html", shown=shown, refusals=refusals, drafting=kept)
