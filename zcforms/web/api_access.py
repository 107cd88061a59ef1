"""Who asks the API: a program with a token (Authorization: Bearer), or, to read only, somebody who is signed in here."""

from __future__ import annotations

from typing import Any

from flask import g, request

from zcforms.documents import reading
from zcforms.domain.errors import DocumentsInvalid, InputFault, InputRefused, TooOften
from zcforms.domain.token_role import CAPTIONS, TokenRole
from zcforms.services import tokens, visiting
from zcforms.services.actor import Actor
from zcforms.web.api_problems import problem
from zcforms.web.api_table import BY_ID, OPERATIONS
from zcforms.web.visit import house, real_now

LARGEST = 2_000_000
"""Bytes of a request."""
OPEN = frozenset(f"api.{each.id}" for each in OPERATIONS if each.public)
"""What is answered without a token: the forms of published plans, and what the API is."""
_SCHEME = "bearer "
_READING = frozenset({"GET", "HEAD"})


def let_in() -> Any:
    """Before every request: the token's account, or the one that is signed in; None lets the request through."""
    request.max_content_length = LARGEST
    given = request.headers.get("Authorization", "")
    has_token = given.lower().startswith(_SCHEME)
    if has_token:
        bearer = tokens.resolve(house(), given[len(_SCHEME) :].strip(), real_now())
        g.actor = bearer.actor if bearer else None
        if bearer:
            return _beyond(bearer.role)
    signed_in: Actor | None = g.get("actor")
    if signed_in is not None and request.method in _READING:
        return None
    if request.endpoint in OPEN:
        return _counted()
    if has_token:
        return _refused("访问令牌无效、已停用或已过期。")
    return _refused("请用访问令牌访问：Authorization: Bearer 令牌。")


def _beyond(role: TokenRole) -> Any:
    """None, or what to tell a token that is for less than is asked of it."""
    asked = BY_ID.get(str(request.endpoint).removeprefix("api."))
    if asked is None or role.covers(asked.role):
        return None
    detail = f"这个访问令牌只能用于“{CAPTIONS[role]}”，不能{asked.summary}。"
    remedy = f"请在规则工作台的“访问令牌”中另行生成“{CAPTIONS[asked.role]}”的令牌。"
    return problem(403, "令牌的权限不够", detail, remedy)


def _counted() -> Any:
    """None, or what to tell an address that reads too often without saying who it is."""
    try:
        visiting.count_reader(house(), request.remote_addr or "", real_now())
    except TooOften as error:
        detail = f"短时间内读取的次数过多，请在 {error.seconds} 秒后再试。"
        answer = problem(
            429, "读取过于频繁", detail, "需要经常读取的，请用访问令牌。", kind=type(error).__name__
        )
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    return None


def _refused(detail: str) -> Any:
    answer = problem(401, "需要访问令牌", detail, "请由规则作者在规则工作台的“访问令牌”中生成。")
    answer.headers["WWW-Authenticate"] = 'Bearer realm="zcforms"'
    return answer


def sent_json() -> Any:
    """The request's body, read with the same suspicion as a document.

    Raises:
        InputRefused: it is no JSON, too deep, or too much.
    """
    try:
        return reading.parse(request.get_data().decode("utf-8-sig"), "")
    except UnicodeDecodeError:
        raise InputRefused([InputFault("", "请求内容不是 UTF-8 编码。")]) from None
    except DocumentsInvalid as error:
        raise InputRefused(
            [InputFault(each.pointer, f"{each.fault}。{each.remedy}") for each in error.faults]
        ) from error


def sent_object(**kinds: type) -> dict[str, Any]:
    """The body as an object with these members and no others; those that are not sent are None.

    Raises:
        InputRefused: with every fault.
    """
    body = sent_json()
    if not isinstance(body, dict):
        raise InputRefused([InputFault("", "请求内容应为一个 JSON 对象。")])
    faults = [InputFault(f"/{name}", "没有这一项参数。") for name in body if name not in kinds]
    faults += [
        InputFault(f"/{name}", "类型不对；应为文本。" if kind is str else "类型不对。")
        for name, kind in kinds.items()
        if body.get(name) is not None and not isinstance(body[name], kind)
    ]
    if faults:
        raise InputRefused(faults)
    return {name: body.get(name) for name in kinds}
