"""Evidence on its way in, for the page's script: begin, part after part, finish (features 39, 71). Forms without a script carry their files."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, abort, jsonify, request

from zcforms.services import uploads
from zcforms.services.uploads import MOST_PART, Progress, Wanted
from zcforms.web.slots import place_of
from zcforms.web.visit import actor, house, now

bp = Blueprint("uploads", __name__, url_prefix="/uploads")


@bp.post("")
def begin() -> Response:
    """Where to go on with a file of this name, size and digest in the field behind `slot`."""
    form = request.form
    size = form.get("size", -1, type=int)
    wanted = Wanted(form.get("name", ""), max(size, 0), form.get("digest", ""))
    return _told(uploads.begin(house(), actor(), wanted, place_of(form.get("slot", "")), now()))


@bp.post("/<upload_id>/parts/<int:offset>")
def take(upload_id: str, offset: int) -> Response:
    if (request.content_length or 0) > MOST_PART:
        abort(413)
    content = request.get_data(cache=False)
    return _told(uploads.take(house(), actor(), upload_id, offset, content, now=now()))


@bp.post("/<upload_id>/finish")
def finish(upload_id: str) -> Response:
    return _told(uploads.finish(house(), actor(), upload_id, now()))


@bp.post("/<upload_id>/give-up")
def give_up(upload_id: str) -> Response:
    uploads.give_up(house(), actor(), upload_id)
    return jsonify(given_up=True)


def _told(progress: Progress) -> Response:
    return jsonify({**asdict(progress), "file": progress.file and progress.file.as_document()})
