"""The metaschemas for editors, each complete in itself; for everybody."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from zcforms.documents import json_writing
from zcforms.documents.whole_metaschemas import names, whole

bp = Blueprint("metaschemas", __name__, url_prefix="/meta")


@bp.get("/<name>.json")
def show(name: str) -> Response:
    if name not in names():
        abort(404)
    answer = Response(json_writing.dump(whole(name)), content_type="application/schema+json")
    answer.headers["Access-Control-Allow-Origin"] = "*"  # editors in a browser read them, too
    return answer
