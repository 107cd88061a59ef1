"""Which files an upload field takes, signed into the page.

So the upload endpoint needs no knowledge of forms, and a page cannot ask for more than its documents allow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, request, url_for
from itsdangerous import BadData, URLSafeSerializer

from zcforms.domain.errors import UploadRefused
from zcforms.printing.photo import MOST_PIXELS
from zcforms.services.uploads import Place

_MOST = 10
"""Files on their way to a field whose document does not say how many it takes."""


def init_slots(app: Flask) -> None:
    """What the field partials draw uploads with: without `upload_slot`, files only travel with their form."""
    app.jinja_env.globals["upload_slot"] = upload_slot
    app.jinja_env.globals["upload_most_pixels"] = MOST_PIXELS
    app.jinja_env.globals["file_url"] = file_url


def upload_slot(files: Mapping[str, Any], name: str) -> str:
    """A token for the files schema's limits and for the field called `name` of this page: the same field has the same token."""
    limits = {key: files[key] for key in ("accept", "maxBytes")}
    return _serializer().dumps([f"{request.path}#{name}", limits, files.get("maxItems", _MOST)])


def place_of(slot: str) -> Place:
    """The field behind a token of ours.

    Raises:
        UploadRefused: it is none.
    """
    try:
        place, limits, most = _serializer().loads(slot)
    except BadData:
        raise UploadRefused("页面已过期，请刷新后重新上传。") from None
    return Place(place, limits, most)


def file_url(file_id: str) -> str:
    return url_for("files.view", file_id=file_id)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="upload-slot")
