"""Files that a plan's author uploads for applicants to download: put on the draft's list, and looked at."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.forms.downloads import MOST_BYTES
from zcforms.services import plan_design, plan_downloads
from zcforms.web.designer_page import NodePage
from zcforms.web.refusals import Refusals
from zcforms.web.sending import send
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import NamedFaults

bp = Blueprint("designer_downloads", __name__, url_prefix="/plans/design/drafts/<draft_id>/downloads")
AT = "texts"
"""The thing whose form has the list."""


@bp.post("")
def offer(draft_id: str) -> Redirect | tuple[str, int]:
    named = NamedFaults({"file": "offer_file", "caption": "offer_caption"})
    with Refusals(named) as refusals:
        caption = _offered(draft_id)
    if refusals.status:
        page = NodePage.of(draft_id, AT, AT)
        return page.page(refusals, faults=named.by_name), refusals.status
    flash(f"已上传“{caption}”，在“申报前可以下载的文件”里可以改名称、调整顺序或移除。", "success")
    return redirect(url_for("designer_nodes.show", draft_id=draft_id, tab=AT))


@bp.get("/<download_id>")
def show(draft_id: str, download_id: str) -> Response:
    return send(plan_downloads.of_draft(house(), actor(), draft_id, download_id), inline=False)


def _offered(draft_id: str) -> str:
    """Raises `InputRefused`."""
    file = request.files.get("offer_file")
    if file is None or not file.filename:
        raise InputRefused([InputFault("/file", "请选择要上传的文件。")])
    data = file.stream.read(MOST_BYTES + 1)
    form = request.form
    return plan_design.offer(
        house(),
        actor(),
        draft_id,
        (data, file.filename),
        form.get("offer_caption", ""),
        instead=form.get("offer_instead", ""),
        now=now(),
    )
