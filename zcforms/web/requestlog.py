"""One line per request: what, how long, who (an account id, never a name or number), and the id that error pages show."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{8,}[0-9Xx]?(?![0-9A-Za-z])")
_CODE = re.compile(r"(?<=/)[0-9A-Za-z_-]{30,}")
"""What opens something to whoever knows it; ids are shorter."""
_log = structlog.get_logger("zcforms.web")


def init_request_log(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _GIVEN_ID.fullmatch(given) else uuid4().hex[:16]
        g.begun = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.request_id
        if request.endpoint != "static":
            actor = g.get("actor")
            _log.info(
                "request",
                method=request.method,
                path=masked_path(request.path),
                status=response.status_code,
                milliseconds=round((time.perf_counter() - g.begun) * 1000, 1),
                account=actor.account_id if actor else None,
            )
        return response


def masked_path(path: str) -> str:
    """The path without anything that could be an identity or phone number, or a code that is nobody else's; queries are never logged."""
    path = _CODE.sub(lambda code: f"{code[0][:6]}...", path)
    return _LONG_NUMBER.sub(lambda number: "*" * len(number[0]), path)
