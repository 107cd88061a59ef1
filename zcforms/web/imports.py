"""Importing approved library records (features 41 to 45, 47 to 54)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from zcforms.domain.errors import InputFault, InputRefused, NotFound
from zcforms.services import filling, imports
from zcforms.services.editing import Saved
from zcforms.web import drafting
from zcforms.web.lists import ListView, changed_annotations
from zcforms.web.places import Places
from zcforms.web.refusals import Refusals
from zcforms.web.sidebar import filling_page
from zcforms.web.table_commands import place_of
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("imports", __name__, url_prefix="/applications/<application_id>")
_LIST = "/lists/<list_id>"
_RECORD = f"{_LIST}/records/<achievement_id>"


@bp.get("/achievements/<group_id>")
def group(application_id: str, group_id: str) -> str:
    groups = imports.achievement_groups(house(), actor(), application_id, now())
    shown = next((each for each in groups if each.category.id == group_id), None)
    if shown is None:
        raise NotFound
    here = filling_page(application_id, group_id)
    lists = [ListView.of(found, here["filling"].plan, application_id) for found in shown.lists]
    return render_template("web/filling/group.html", group=shown, lists_shown=lists, **here)


@bp.get(f"{_LIST}/import")
def choose(application_id: str, list_id: str) -> str:
    return _dialog(application_id, list_id)


@bp.post(f"{_LIST}/import")
def take(application_id: str, list_id: str) -> Response | tuple[str, int]:
    chosen = request.form.getlist("record")
    with Refusals() as refusals:
        if not chosen:
            raise InputRefused([InputFault("", "请先勾选要导入的记录。")])
        saved = imports.import_records(house(), actor(), application_id, list_id, chosen, now=now())
    if refusals.status:
        return _dialog(application_id, list_id, refusals), refusals.status
    _tell(saved)
    flash(f"已导入 {len(chosen)} 条。", "success")
    return _back(application_id, list_id)


@bp.post(f"{_RECORD}/remove")
def remove(application_id: str, list_id: str, achievement_id: str) -> Response:
    _annotate(application_id, list_id)
    _tell(imports.remove_import(house(), actor(), application_id, list_id, achievement_id, now=now()))
    flash("已移除，个人业绩库中的记录没有变化。", "success")
    return _back(application_id, list_id)


@bp.post(f"{_RECORD}/<any(up, down):direction>")
def move(application_id: str, list_id: str, achievement_id: str, direction: str) -> Response:
    _annotate(application_id, list_id)
    offset = -1 if direction == "up" else 1
    _tell(
        imports.move_import(
            house(), actor(), application_id, list_id, achievement_id, offset=offset, now=now()
        )
    )
    return _back(application_id, list_id)


@bp.post(f"{_RECORD}/place")
def place(application_id: str, list_id: str, achievement_id: str) -> Response:
    """Dragged to the place `position`, from 0 (features 42, 52)."""
    _annotate(application_id, list_id)
    position = place_of(request.form)
    _tell(
        imports.place_import(
            house(), actor(), application_id, list_id, achievement_id, position=position, now=now()
        )
    )
    return _back(application_id, list_id)


@bp.post(f"{_LIST}/annotations")
def annotate(application_id: str, list_id: str) -> Response:
    """What the applicant adds to the records of a list, all at once (features 43, 45)."""
    _annotate(application_id, list_id)
    flash("已保存。", "success")
    return _back(application_id, list_id)


def _annotate(application_id: str, list_id: str) -> None:
    """Keep what was ticked in the table's form; its other buttons send it too. A request without the form says nothing."""
    if "asked" not in request.form:
        return
    found = imports.import_list(house(), actor(), application_id, list_id, now())
    plan = filling.declared(house(), actor(), application_id, now()).plan
    where = house(), actor(), application_id, list_id
    for achievement_id, said in changed_annotations(found, plan, request.form).items():
        _tell(imports.annotate(*where, achievement_id, annotations=said, now=now()))
    drafting.saved()


def _dialog(application_id: str, list_id: str, refusals: Refusals | None = None) -> str:
    search = request.args.get("search", "").strip()[:100]
    return render_template(
        "web/filling/import.html",
        list=imports.import_list(house(), actor(), application_id, list_id, now()),
        candidates=imports.candidates(
            house(), actor(), application_id, list_id, search=search, page=page_number()
        ),
        search=search,
        back=_list_url(application_id, list_id),
        refusals=refusals,
        **filling_page(application_id, ""),
    )


def _tell(saved: Saved) -> None:
    for sentence in saved.told:
        flash(sentence, "info")


def _back(application_id: str, list_id: str) -> Response:
    return redirect(_list_url(application_id, list_id), 303)


def _list_url(application_id: str, list_id: str) -> str:
    shared = filling.declared(house(), actor(), application_id, now())
    return Places(shared.plan, shared.application, shared.lapsed).list(list_id).url
