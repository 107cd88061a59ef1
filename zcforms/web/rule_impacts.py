"""Whom a draft would hit: begun, watched, stopped, gone on with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.services import impacts, rule_trials
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import TextRefusals, keep_sent, shown_draft, texts, workbench

bp = Blueprint("rule_impacts", __name__, url_prefix="/rules/drafts/<draft_id>/impact")
Answered = Response | str | tuple[str, int]
SIZES = (200, 1_000, 10_000, 100_000)


@bp.get("")
def show(draft_id: str) -> str:
    return _page(draft_id, request.args.get("id", ""))


@bp.post("")
def start(draft_id: str) -> Answered:
    draft = shown_draft(draft_id)
    with TextRefusals() as refusals:
        keep_sent(draft)
        text = texts(draft)[0]
        impact_id = rule_trials.start_impact(
            house(), actor(), draft_id, text, now=now(), source=_source(draft_id)
        )
    if refusals.status:
        return _page(draft_id, "", refusals), refusals.status
    return redirect(url_for(".show", draft_id=draft_id, id=impact_id), 303)


@bp.post("/<impact_id>/stop")
def stop(draft_id: str, impact_id: str) -> Response:
    _kept(draft_id)
    impacts.stop(house(), actor(), impact_id, now())
    return redirect(url_for(".show", draft_id=draft_id, id=impact_id), 303)


@bp.post("/<impact_id>/resume")
def resume(draft_id: str, impact_id: str) -> Response:
    _kept(draft_id)
    impacts.resume(house(), actor(), impact_id, now())
    return redirect(url_for(".show", draft_id=draft_id, id=impact_id), 303)


def _kept(draft_id: str) -> None:
    """What was typed goes along, without scripts; another window's text is no reason not to stop a count."""
    with Refusals():
        keep_sent(shown_draft(draft_id))


def _source(draft_id: str) -> Mapping[str, Any]:
    if request.form.get("source") == "database":
        return {**impacts.DATABASE, "draft": draft_id}
    size = request.form.get("size", SIZES[0], type=int)
    return {"kind": "population", "size": size if size in SIZES else SIZES[0], "seed": 1, "draft": draft_id}


def _page(draft_id: str, impact_id: str, refusals: Refusals | None = None) -> str:
    impact = impacts.shown(house(), actor(), impact_id) if impact_id else None
    waiting = impact is not None and not impact.over  # asked for again and again: the list can wait
    earlier = [] if waiting else impacts.earlier(house(), actor(), draft_id)
    return workbench(shown_draft(draft_id), "impact", refusals, impact=impact, earlier=earlier, sizes=SIZES)
