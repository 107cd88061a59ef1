"""Files of others put in: an exported package as a new draft, another system's JSON Schema as a section of one."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import DocumentFault, DocumentsInvalid, NotAllowed, UploadRefused
from zcforms.services import plan_foreign, plan_imports, plan_library
from zcforms.services.plan_archives import MOST_BYTES, unzipped
from zcforms.services.plan_nodes import steps_of
from zcforms.web.designer_tabs import draft_page, shown_draft
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import NamedFaults

bp = Blueprint("plan_imports", __name__, url_prefix="/plans/design")
Answered = Response | str | tuple[str, int]


@bp.get("/import")
def package() -> str:
    return _package()


@bp.post("/import")
def take_package() -> Answered:
    named, faults = NamedFaults({"reason": "reason"}), list[DocumentFault]()
    with Refusals(named) as refusals:
        try:
            data, name = _sent("package", "请选择导出的方案（ZIP 压缩包）。")
            files, reason = unzipped(data, name), request.form.get("reason", "").strip()
            made = plan_imports.take(house(), actor(), files, reason, now())
        except DocumentsInvalid as error:
            faults.extend(error.faults)
        except NotAllowed as error:
            raise UploadRefused(str(error)) from error
    if faults or refusals.status:
        return _package(refusals, faults, named.by_name), refusals.status or 422
    flash(f"已导入 {len(made.documents)} 个文档，请逐个标签核对。", "success")
    return redirect(url_for("designer.show", draft_id=made.draft_id), 303)


@bp.get("/drafts/<draft_id>/section")
def section(draft_id: str) -> str:
    return _section(draft_id)


@bp.post("/drafts/<draft_id>/section")
def take_section(draft_id: str) -> Answered:
    faults: list[DocumentFault] = []
    with Refusals() as refusals:
        try:
            data, name = _sent("schema", "请选择 JSON Schema 文件（.json）。")
            into = steps_of(request.form.get("into", ""))
            made = plan_foreign.take(house(), actor(), draft_id, into, _text(data), file=name, now=now())
        except DocumentsInvalid as error:
            faults.extend(error.faults)
    if faults or refusals.status:
        return _section(draft_id, refusals, faults), refusals.status or 422
    flash(f"已导入分区“{made.caption}”，请核对每个字段；可以撤销。", "success")
    for note in made.notes:
        flash(note, "info")
    return redirect(url_for("designer_nodes.show", draft_id=draft_id, tab="forms", at=made.at), 303)


def _sent(field: str, missing: str) -> tuple[bytes, str]:
    """Content and name of the file. Raises `UploadRefused`."""
    file = request.files.get(field)
    if file is None or not file.filename:
        raise UploadRefused(missing)
    return file.stream.read(MOST_BYTES + 1), file.filename


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UploadRefused("这个文件不是 UTF-8 编码的文本，请另存为 UTF-8 后再上传。") from None


def _package(
    refusals: Refusals | None = None,
    wrong: Sequence[DocumentFault] = (),
    faults: dict[str, str] | None = None,
) -> str:
    plan_imports.require_author(house(), actor())
    return render_template(
        "web/designer/import.html",
        refusals=refusals,
        wrong=wrong,
        faults=faults or {},
        crumbs=[("方案设计", url_for("designer.listing")), ("导入方案", None)],
        back_url=url_for("designer.listing"),
    )


def _section(draft_id: str, refusals: Refusals | None = None, wrong: Sequence[DocumentFault] = ()) -> str:
    return draft_page(
        "web/designer/import_section.html",
        shown_draft(draft_id),
        "forms",
        refusals=refusals,
        wrong=wrong,
        pages=plan_library.shown(house(), actor(), draft_id).pages,
        into=request.values.get("into", ""),
    )
