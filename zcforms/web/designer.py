"""方案设计: the drafts of plans, and what they are begun from."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import WrongState
from zcforms.forms.builder import RenderedForm
from zcforms.services import plan_drafts, plan_starting
from zcforms.web.designer_tabs import shown_draft
from zcforms.web.forming import Placed, drawn, received
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import NamedFaults

bp = Blueprint("designer", __name__, url_prefix="/plans/design")
Answered = Response | str | tuple[str, int]


@bp.get("")
def listing() -> str:
    return _listing()


@bp.get("/new")
def new() -> str:
    shown = plan_starting.form(house(), actor(), now())
    return _new(drawn(shown.schema, shown.codes, data=shown.suggested))


@bp.post("/new")
def create() -> Answered:
    shown = plan_starting.form(house(), actor(), now())
    form = received(shown.schema, shown.codes, data=None)
    with Refusals(Placed(form, complete=True)) as refusals:
        refusals.hold()
        draft_id = plan_starting.begin_new(house(), actor(), form.answers(), now())
    if refusals.status:
        return _new(form, refusals), refusals.status
    flash("方案已建立。请逐个标签完善，随时可以在“预览”中看申报人将看到的样子。", "success")
    return redirect(url_for(".show", draft_id=draft_id))


@bp.post("/plans/<plan_id>/next-year")
def next_year(plan_id: str) -> Response:
    draft_id = plan_starting.begin_next_year(house(), actor(), plan_id, now())
    flash(
        "已复制到下一年，名称、日期（包括业绩条件里的日期）和文字中的年份已顺延一年，规则用例中的经历也推后一年，送审前会逐个运行；请在“比较”里逐项核对。",
        "success",
    )
    return redirect(url_for(".show", draft_id=draft_id))


@bp.post("/plans/<plan_id>/correction")
def correct(plan_id: str) -> Answered:
    named = NamedFaults()
    with Refusals(named) as refusals:
        try:
            draft_id = plan_starting.begin_correction(
                house(), actor(), plan_id, request.form.get("reason", ""), now()
            )
        except WrongState as error:
            flash(str(error), "warning")
            return redirect(url_for(".listing"))
    if refusals.status:
        return _listing(plan_id, named.by_name), refusals.status
    flash("已开始修订。发布之前，现行计划不受影响。", "success")
    return redirect(url_for(".show", draft_id=draft_id))


@bp.get("/drafts/<draft_id>")
def show(draft_id: str) -> Response:
    """Where one goes on."""
    draft = shown_draft(draft_id)
    return redirect(f"{url_for('.show', draft_id=draft.id)}/facts")


@bp.post("/drafts/<draft_id>/discard")
def discard(draft_id: str) -> Response:
    plan_drafts.discard(house(), actor(), draft_id, now())
    flash("方案草稿已放弃，现行计划没有变化；需要时可以在“最近放弃的方案”中恢复。", "info")
    return redirect(url_for(".listing"))


@bp.post("/drafts/<draft_id>/take-up")
def take_up(draft_id: str) -> Response:
    try:
        plan_drafts.take_up(house(), actor(), draft_id, now())
    except WrongState as error:
        flash(str(error), "warning")
        return redirect(url_for(".listing"))
    flash("方案已恢复，可以继续编写。", "success")
    return redirect(url_for(".show", draft_id=draft_id))


def _listing(correcting: str = "", faults: dict[str, str] | None = None) -> str:
    """`correcting`: the plan whose reason was refused."""
    return render_template(
        "web/designer/listing.html",
        drafts=plan_drafts.drafts(house(), actor()),
        given_up=plan_drafts.given_up(house(), actor()),
        plans=plan_starting.plans(house(), actor()),
        correcting=correcting,
        faults=faults or {},
        typed=request.form.get("reason", ""),
    )


def _new(form: RenderedForm, refusals: Refusals | None = None) -> str:
    return render_template("web/designer/new.html", form=form, refusals=refusals)
