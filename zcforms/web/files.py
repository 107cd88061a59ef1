"""Evidence files: taken in one by one, shown and sent out with headers that keep their content harmless (features 39, 56, 72)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, render_template, request
from werkzeug.datastructures import FileStorage

from zcforms.domain.errors import UploadRefused
from zcforms.services import files
from zcforms.web.sending import send
from zcforms.web.slots import files_schema
from zcforms.web.visit import actor, house, now

bp = Blueprint("files", __name__, url_prefix="/files")


@bp.post("")
def upload() -> tuple[Response, int]:
    """Every part named `file`, each judged by itself: one wrong file does not cost the others."""
    schema = files_schema(request.form.get("slot", ""))
    taken = [_take(part, schema) for part in request.files.getlist("file")] or abort(400)
    return jsonify(files=taken), 200 if any("id" in entry for entry in taken) else 422


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


def _take(part: FileStorage, schema: dict[str, object]) -> dict[str, object]:
    name = part.filename or ""
    try:
        return files.upload(house(), actor(), part.stream.read(), name, schema, now=now()).as_document()
    except UploadRefused as refused:
        return {"name": name, "error": str(refused)}
