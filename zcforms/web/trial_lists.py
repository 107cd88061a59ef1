"""试填: the made-up library, and importing from it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.documents.conditions import holds
from zcforms.domain.errors import NotFound
from zcforms.domain.plan import LibraryCategory
from zcforms.forms.builder import RenderedForm
from zcforms.services import trial_filling
from zcforms.services.import_lists import (
    groups_shown,
    matching,
    spec_of,
)
from zcforms.services.plan_trials import Trial
from zcforms.services.trial_editing import EVIDENCE, library_schema
from zcforms.web import forming
from zcforms.web.forming import Placed
from zcforms.web.lists import ListView, changed_annotations
from zcforms.web.refusals import Refusals
from zcforms.web.trial_pages import (
    Answered,
    TrialLists,
    import_list,
    places,
    shown_trial,
    trial_form,
    trial_page,
)
from zcforms.web.visit import actor, house, now

bp = Blueprint("trial_lists", __name__, url_prefix="/plans/design/drafts/<draft_id>/trial")
_LIST = "/lists/<list_id>"
_OFFSETS = {"up": -1, "down": 1, "remove": None}


@bp.get("/library")
def library(draft_id: str) -> str:
    trial = shown_trial(draft_id)
    records = list(trial.records().values())
    categories = sorted(trial.plan.categories.values(), key=lambda each: each.caption)
    template = "web/designer/trial/library.html"
    return trial_page(template, trial, "library", records=records, categories=categories)


@bp.route("/library/<category_id>/new", methods=["GET", "POST"])
def new(draft_id: str, category_id: str) -> Answered:
    trial = shown_trial(draft_id)
    if category_id not in trial.plan.categories:
        raise NotFound
    return _record(trial, trial.plan.categories[category_id], None)


@bp.route("/library/records/<record_id>", methods=["GET", "POST"])
def record(draft_id: str, record_id: str) -> Answered:
    trial = shown_trial(draft_id)
    if record_id not in trial.going.records:
        raise NotFound
    return _record(trial, trial.plan.categories[trial.going.records[record_id].category], record_id)


@bp.post("/library/records/<record_id>/drop")
def drop(draft_id: str, record_id: str) -> Response:
    trial_filling.drop_achievement(house(), actor(), draft_id, record_id, now())
    flash("已删除。", "success")
    return redirect(url_for(".library", draft_id=draft_id), 303)


@bp.get("/achievements/<group_id>")
def group(draft_id: str, group_id: str) -> str:
    trial = shown_trial(draft_id)
    groups = groups_shown(trial.plan, trial.going.application, trial.records(), editable=True)
    shown = next((each for each in groups if each.category.id == group_id), None)
    if shown is None:
        raise NotFound
    views = [ListView.made(each, trial.plan, TrialLists(draft_id, each.id)) for each in shown.lists]
    return trial_page("web/designer/trial/group.html", trial, group_id, group=shown, lists_shown=views)


@bp.get(f"{_LIST}/import")
def choose(draft_id: str, list_id: str) -> str:
    return _dialog(shown_trial(draft_id), list_id)


@bp.post(f"{_LIST}/import")
def take(draft_id: str, list_id: str) -> Answered:
    chosen = request.form.getlist("record")
    with Refusals() as refusals:
        trial_filling.import_records(house(), actor(), draft_id, list_id, chosen, now=now())
    if refusals.status:
        return _dialog(shown_trial(draft_id), list_id, refusals), refusals.status
    flash(f"已导入 {len(chosen)} 条。", "success")
    return _back(draft_id, list_id)


@bp.post(f"{_LIST}/annotations")
def annotate(draft_id: str, list_id: str) -> Response:
    _annotate(draft_id, list_id)
    flash("已保存（试填内容只有您自己看得到）。", "success")
    return _back(draft_id, list_id)


@bp.post(f"{_LIST}/<record_id>/<any(up, down, remove, place):act>")
def arrange(draft_id: str, list_id: str, record_id: str, act: str) -> Response:
    _annotate(draft_id, list_id)
    offset = _dragged(draft_id, list_id, record_id) if act == "place" else _OFFSETS[act]
    where = house(), actor(), draft_id, list_id, record_id
    trial_filling.arrange_import(*where, offset=offset, now=now())
    return _back(draft_id, list_id)


def _dragged(draft_id: str, list_id: str, record_id: str) -> int:
    found = import_list(shown_trial(draft_id), list_id)
    ids = [entry.record.id for entry in found.entries]
    return request.form.get("position", 0, type=int) - (ids.index(record_id) if record_id in ids else 0)


def _annotate(draft_id: str, list_id: str) -> None:
    """What was ticked in the table travels with its other buttons too."""
    if "asked" not in request.form:
        return
    trial = shown_trial(draft_id)
    said = changed_annotations(import_list(trial, list_id), trial.plan, request.form)
    if said:
        trial_filling.annotate(house(), actor(), draft_id, list_id, said, now=now())


def _dialog(trial: Trial, list_id: str, refusals: Refusals | None = None) -> str:
    search = request.args.get("search", "").strip()[:100]
    spec = spec_of(trial.plan, trial.going.application, list_id)
    offered = [
        each
        for each in trial.records().values()
        if each.category_id in spec.takes and holds(spec.where, trial.going.records[each.id].data)
    ]
    return trial_page(
        "web/designer/trial/import.html",
        trial,
        list_id,
        list=import_list(trial, list_id),
        candidates=matching(offered, search),
        takes=[trial.plan.categories[each] for each in spec.takes],
        search=search,
        back=places(trial).list(list_id).url,
        refusals=refusals,
    )


def _record(trial: Trial, category: LibraryCategory, record_id: str | None) -> Answered:
    sent = request.form if request.method == "POST" else None
    form = trial_form(library_schema(category), trial.plan.codes, data=_kept(trial, record_id), sent=sent)
    if sent is None or forming.pressed(form):
        return _record_page(trial, category, record_id, form)
    with Refusals(Placed(form, complete=True)) as refusals:
        refusals.hold()
        where = house(), actor(), trial.draft_id, category.id, record_id
        trial_filling.keep_achievement(*where, content=form.answers(), now=now())
    if refusals.status:
        return _record_page(trial, category, record_id, form, refusals), refusals.status
    flash("已保存。试填时不用单位审核，可以直接导入。", "success")
    return redirect(url_for(".library", draft_id=trial.draft_id), 303)


def _record_page(
    trial: Trial,
    category: LibraryCategory,
    record_id: str | None,
    form: RenderedForm,
    refusals: Refusals | None = None,
) -> str:
    return trial_page(
        "web/designer/trial/record.html",
        trial,
        "library",
        heading=("新增" if record_id is None else "编辑") + category.caption,
        form=form,
        refusals=refusals,
        back=url_for("trial_lists.library", draft_id=trial.draft_id),
    )


def _kept(trial: Trial, record_id: str | None) -> dict[str, Any] | None:
    if record_id is None:
        return None
    found = trial.going.records[record_id]
    return {**found.data, EVIDENCE: list(found.evidence)}


def _back(draft_id: str, list_id: str) -> Response:
    return redirect(places(shown_trial(draft_id)).list(list_id).url, 303)
