"""Which files each upload field of a form takes, signed into the form's upload address.

So the upload endpoint needs no knowledge of forms, and a page cannot ask for more than its documents allow.
"""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, url_for
from itsdangerous import BadData, URLSafeSerializer

from zcforms.domain.errors import UploadRefused
from zcforms.forms.builder import RenderedForm
from zcforms.forms.lists import FilesInput

_KEPT = ("accept", "maxBytes")
_ROW = re.compile(r"(?<=\.)(?:[0-9]+|__row__)(?=\.)")


def upload_url(form: RenderedForm) -> str:
    """Where the files of this form's fields are sent to, one by one; "" for a form without files."""
    fields = [field for field in form.everything() if isinstance(field, FilesInput)]
    if not fields:
        return ""
    slots = {
        _any_row(field.name): {key: field.schema[key] for key in _KEPT if key in field.schema}
        for field in fields
    }
    return url_for("files.upload", slots=_serializer().dumps(slots))


def files_schema(slots: str, field: str) -> dict[str, Any]:
    """What the field takes.

    Raises:
        UploadRefused: the address is none of ours, or has no such field.
    """
    try:
        schema: dict[str, Any] = _serializer().loads(slots)[_any_row(field)]
    except (BadData, KeyError):
        raise UploadRefused("页面已过期，请刷新后重新上传。") from None
    return schema


def _any_row(name: str) -> str:
    return _ROW.sub("*", name)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="upload-slots")
