"""What the API answers when it cannot do what it was asked: problem details (RFC 9457), in Chinese, with pointers into what was sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Response, g, request

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"


def is_api() -> bool:
    """Whether the present request asks the API."""
    return request.path.startswith(PREFIX)


def problem(
    status: int, title: str, detail: str, remedy: str = "", errors: Sequence[dict[str, Any]] = ()
) -> Response:
    """`errors`: `{"pointer", "detail"}`, with `line` and `column` where a text was sent."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if remedy:
        body["remedy"] = remedy
    if errors:
        body["errors"] = list(errors)
    body["request_id"] = g.get("request_id", "")
    return Response(json.dumps(body, ensure_ascii=False), status, content_type=MEDIA_TYPE)
