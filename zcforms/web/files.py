"""Evidence files: shown and sent out with headers that keep their content harmless, renamed, removed (features 39, 56, 72)."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request

from zcforms.services import files
from zcforms.web.sending import send
from zcforms.web.visit import actor, house, now

bp = Blueprint("files", __name__, url_prefix="/files")


@bp.get("/<file_id>")
def show(file_id: str) -> Response:
    return send(files.open_file(house(), actor(), file_id, now()), inline="download" not in request.args)


@bp.get("/<file_id>/view")
def view(file_id: str) -> str:
    opened = files.open_file(house(), actor(), file_id, now())
    return render_template("web/files/view.html", file=opened, file_id=file_id)


@bp.post("/<file_id>/name")
def rename(file_id: str) -> Response:
    named = files.rename(house(), actor(), file_id, request.form.get("name", ""), now())
    return jsonify(named.as_document())


@bp.post("/<file_id>/remove")
def remove(file_id: str) -> Response:
    files.remove(house(), actor(), file_id, now())
    return jsonify(removed=True)
