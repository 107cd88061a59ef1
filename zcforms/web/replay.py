"""What was typed into a form that could not be taken, so that it can be sent again instead of being lost."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

Fields = list[tuple[str, str]]
_CSRF_FIELD = "csrf_token"


def typed_fields() -> Fields:
    """Every text field of the request but the token. Only for a form of our own pages: another site must not be able to put
    its content behind a button of ours."""
    if not from_our_pages():
        return []
    return [(name, value) for name, values in request.form.lists() if name != _CSRF_FIELD for value in values]


def from_our_pages() -> bool:
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(origin).netloc == request.host
