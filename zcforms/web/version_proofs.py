"""证明 of a plan that is in force: what was proved of it as a draft, or is asked now."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import WrongState
from zcforms.lab.proofs.answers import Answer
from zcforms.services import plan_proofs, plan_versions
from zcforms.services.proof_subjects import PLAN, subject_of
from zcforms.web.plan_proofs import RESULTS, STOPPED, Pages, Told, asking, found, piece, started
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import NamedFaults

bp = Blueprint("version_proofs", __name__, url_prefix="/plans/design/plans/<plan_id>/proofs")
Answered = Response | str | tuple[str, int]


@bp.get("")
def show(plan_id: str) -> str:
    return _page(plan_id)


@bp.get("/live")
def live(plan_id: str) -> Answered:
    return piece(_found(plan_id))


@bp.post("")
def start(plan_id: str) -> Answered:
    named = NamedFaults()
    with Refusals(named) as refusals:
        try:
            flash(started(subject_of(PLAN, plan_id)), "success")
        except WrongState as error:
            flash(str(error), "warning")
    if refusals.status:
        return _page(plan_id, refusals, named.by_name), refusals.status
    return redirect(url_for(".show", plan_id=plan_id, _anchor=RESULTS), 303)


@bp.post("/stop")
def stop(plan_id: str) -> Response:
    plan_proofs.stop(house(), actor(), subject_of(PLAN, plan_id), now())
    flash(STOPPED, "success")
    return redirect(url_for(".show", plan_id=plan_id, _anchor=RESULTS), 303)


def _page(plan_id: str, refusals: Refusals | None = None, faults: dict[str, str] | None = None) -> str:
    caption = plan_versions.history(house(), actor(), plan_id).caption
    back = url_for("plan_versions.show", plan_id=plan_id)
    context = _found(plan_id)
    return render_template(
        "web/designer/version_proofs.html",
        caption=caption,
        refusals=refusals,
        faults=faults or {},
        crumbs=[("方案设计", url_for("designer.listing")), (caption, back), ("证明", None)],
        back_url=back,
        **asking(context["found"]),
        **context,
    )


def _found(plan_id: str) -> dict[str, Any]:
    base = url_for(".show", plan_id=plan_id)
    return found(subject_of(PLAN, plan_id), Pages(base, f"{base}/live", f"{base}/stop"), _told)


def _told(answer: Answer) -> Told:
    return Told(answer, {})
