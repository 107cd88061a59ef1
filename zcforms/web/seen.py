"""What a form was drawn from, as a short digest that travels with it.

An application has one version number, and a drawer, an import or another part moves it on. A form must only be refused as
stale when what stands in that very form was changed elsewhere (feature 23: saved part by part, perhaps in two windows).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import request

from zcforms.domain.errors import StaleWrite


def seen(*content: Any) -> str:
    """The digest of JSON values; it says nothing about them to who reads it."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def require_seen(*content: Any, name: str = "version") -> None:
    """Hold the request's digest to what is kept now. A form without one asks for no protection.

    Raises:
        StaleWrite: the content is another one by now.
    """
    sent = request.form.get(name)
    if sent and sent != seen(*content):
        raise StaleWrite
