"""试填: the pages of 个人信息 and their records."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import NotFound
from zcforms.domain.plan import Part, Section, SectionKind
from zcforms.forms.builder import RenderedForm
from zcforms.services import trial_filling
from zcforms.services.editing import section_of
from zcforms.services.plan_trials import Trial
from zcforms.web import forming
from zcforms.web.blocks import Block
from zcforms.web.forming import Placed
from zcforms.web.refusals import Refusals
from zcforms.web.table_commands import command_of
from zcforms.web.trial_pages import Answered, blocks_of, part_of, shown_trial, trial_form, trial_page
from zcforms.web.visit import actor, house, now

bp = Blueprint("trial_filling", __name__, url_prefix="/plans/design/drafts/<draft_id>/trial")
_SECTION = "/sections/<section_id>/records"


@bp.get("/parts/<part_id>")
def part(draft_id: str, part_id: str) -> str:
    trial = shown_trial(draft_id)
    shown = part_of(trial, part_id)
    return _page(trial, shown, blocks_of(trial, shown))


@bp.post("/parts/<part_id>")
def save(draft_id: str, part_id: str) -> Answered:
    trial = shown_trial(draft_id)
    shown = part_of(trial, part_id)
    blocks = blocks_of(trial, shown, request.form)
    if forming.pressed(*_forms(blocks)):
        return _page(trial, shown, blocks)
    with Refusals(*(Placed(each.form, _root(each)) for each in blocks if each.form)) as refusals:
        refusals.hold()
        trial_filling.save_part(house(), actor(), draft_id, *_contents(blocks), now=now())
    if refusals.status:
        return _page(trial, shown, blocks, refusals), refusals.status
    flash("已保存（试填内容只有您自己看得到）。", "success")
    return redirect(url_for(".part", draft_id=draft_id, part_id=part_id), 303)


@bp.route(f"{_SECTION}/new", methods=["GET", "POST"])
def new(draft_id: str, section_id: str) -> Answered:
    return _record(draft_id, section_id, None)


@bp.route(f"{_SECTION}/<int:index>", methods=["GET", "POST"])
def record(draft_id: str, section_id: str, index: int) -> Answered:
    return _record(draft_id, section_id, index)


@bp.post(_SECTION)
def arrange(draft_id: str, section_id: str) -> Response:
    command = command_of(request.form)
    offset = None if command.verb == "delete" else command.offset
    where = house(), actor(), draft_id, section_id, command.index
    trial_filling.arrange_record(*where, offset=offset, now=now())
    return _back(draft_id, section_id)


def _record(draft_id: str, section_id: str, index: int | None) -> Answered:
    trial = shown_trial(draft_id)
    section = section_of(trial.plan, trial.going.application.route, section_id, SectionKind.RECORDS)
    form = _record_form(trial, section, index)
    if request.method == "GET" or forming.pressed(form):
        return _record_page(trial, section, index, form)
    with Refusals(Placed(form, complete=True)) as refusals:
        refusals.hold()
        where = house(), actor(), draft_id, section_id, index
        trial_filling.save_record(*where, content=form.answers(), now=now())
    if refusals.status:
        return _record_page(trial, section, index, form, refusals), refusals.status
    flash("已保存（试填内容只有您自己看得到）。", "success")
    return _back(draft_id, section_id)


def _record_form(trial: Trial, section: Section, index: int | None) -> RenderedForm:
    records = trial.going.value(section)
    if index is not None and index >= len(records):
        raise NotFound("这条记录已不存在，可能已在别处删除。")
    data = None if index is None else records[index]
    sent = request.form if request.method == "POST" else None
    return trial_form(section.schema["items"], trial.plan.codes, data=data, sent=sent)


def _record_page(
    trial: Trial, section: Section, index: int | None, form: RenderedForm, refusals: Refusals | None = None
) -> str:
    part = _part_with(trial, section.id)
    return trial_page(
        "web/designer/trial/record.html",
        trial,
        part.id,
        heading=("新增" if index is None else "编辑") + section.caption,
        form=form,
        refusals=refusals,
        back=url_for("trial_filling.part", draft_id=trial.draft_id, part_id=part.id),
    )


def _page(trial: Trial, part: Part, blocks: tuple[Block, ...], refusals: Refusals | None = None) -> str:
    forms = _forms(blocks)
    return trial_page(
        "web/designer/trial/part.html",
        trial,
        part.id,
        part=part,
        blocks=blocks,
        forms=forms,
        refusals=refusals,
    )


def _forms(blocks: tuple[Block, ...]) -> list[RenderedForm]:
    return [block.form for block in blocks if block.form is not None]


def _root(block: Block) -> str:
    attached = block.section.kind is SectionKind.ATTACHMENTS
    return "/attachments" if attached else f"/{block.section.id}"


def _contents(blocks: tuple[Block, ...]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Contents of the fields sections, and names of files by attachment item, where the page asks for attachments."""
    fields: dict[str, Any] = {}
    attachments: dict[str, Any] | None = None
    for block in blocks:
        if block.form is None:
            continue
        if block.section.kind is SectionKind.ATTACHMENTS:
            given = block.form.answers()
            attachments = {name: str(given.get(name, "")) for name in block.kept}
        else:
            fields[block.section.id] = block.form.answers()
    return fields, attachments


def _back(draft_id: str, section_id: str) -> Response:
    part = _part_with(shown_trial(draft_id), section_id)
    url = url_for(".part", draft_id=draft_id, part_id=part.id, _anchor=f"list-{section_id}")
    return redirect(url, 303)


def _part_with(trial: Trial, section_id: str) -> Part:
    parts = trial.plan.parts_for(trial.going.application.route)
    return next(part for part in parts if any(section.id == section_id for section in part.sections))
