"""What the API answers when it cannot do what it was asked: problem details (RFC 9457), in Chinese, with pointers into what was sent."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, g, request

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
TYPES = "https://zcforms.example/problems/"
"""What every problem's `type` begins with: a name, under which nothing lies."""
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")

_FOR_PROGRAMS = {
    400: "请核对请求的内容类型和正文。",
    404: "请核对地址，或先列出有哪些。",
    405: "请按 /api/v1/openapi.json 中写明的方法调用。",
    409: "请重新读取后再操作。",
    413: "请分几次发送。",
    422: "请按 detail 和 faults 改正后重新发送。",
}
"""Status -> what to do, where errors tell people what to do on pages."""
_PHRASES = {each.value: each.phrase for each in HTTPStatus}


def is_api() -> bool:
    """Whether the present request asks the API."""
    return request.path.startswith(PREFIX)


def type_of(name: str) -> str:
    """The problem type of an error's class, or of a status in words."""
    return TYPES + "-".join(word.lower() for word in _WORDS.split(name) if word)


def remedy_of(status: int, on_a_page: str) -> str:
    """What a program can do, where the error has advice for who sits before a page."""
    return _FOR_PROGRAMS.get(status, on_a_page)


def problem(
    status: int,
    title: str,
    detail: str,
    remedy: str = "",
    faults: Sequence[dict[str, Any]] = (),
    *,
    kind: str = "",
) -> Response:
    """`faults`: `{"pointer", "detail"}`, with `file` where files were sent, with `line` and `column` where a text was. `kind`: the error's class; left out: what HTTP calls the status."""
    named = type_of(kind or _PHRASES.get(status, "refused"))
    body: dict[str, Any] = {"type": named, "title": title, "status": status, "detail": detail}
    if remedy:
        body["remedy"] = remedy
    if faults:
        body["faults"] = list(faults)
    body["request_id"] = g.get("request_id", "")
    return Response(json.dumps(body, ensure_ascii=False), status, content_type=MEDIA_TYPE)
