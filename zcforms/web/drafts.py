"""Autosave: the page's script sends what is typed in a form; the next visit offers it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.form_draft import Values
from zcforms.services import drafts, once
from zcforms.services.drafts import Given
from zcforms.web.drafting import revision_of
from zcforms.web.sessions import is_local
from zcforms.web.visit import actor, house, now

bp = Blueprint("drafts", __name__, url_prefix="/drafts")
_LONGEST_MARK = 64


@bp.post("/<path:key>")
def keep(key: str) -> Response:
    """`fields`: what was typed since the last time, {field: {"values": {name: [text]}, "was": what the field was drawn from}}, or null for a field that
    is as it was drawn. `by`: the drawn form. `submitted`: this is what was sent when the form was, and the answer got lost."""
    sent = _sent()
    by, given = str(sent.get("by", ""))[:_LONGEST_MARK], _given(sent.get("fields"))
    if sent.get("submitted") and by and once.used(house(), actor(), by):
        return jsonify(saved=True, done=True, shared=[])
    seen = revision_of(request.args.get("seen", ""))
    shared = drafts.keep(house(), actor(), key, given, now(), by=by, seen=seen)
    return jsonify(saved=True, done=False, shared=shared)


@bp.post("/<path:key>/forget")
def forget(key: str) -> Response:
    drafts.forget(house(), actor(), key)
    back = request.form.get("back", "")
    return redirect(back if is_local(back) else url_for("home.show"))


def _sent() -> Mapping[str, Any]:
    content = request.get_json(silent=True)
    if not isinstance(content, dict):
        raise InputRefused([InputFault("", "自动保存的内容应为一个对象。")])
    return content


def _given(fields: Any) -> Given:
    if not isinstance(fields, dict):
        raise InputRefused([InputFault("/fields", "自动保存的内容应按填写项发送。")])
    return {name: _typed(name, typed) for name, typed in fields.items()}


def _typed(name: str, typed: Any) -> tuple[Values, str] | None:
    if typed is None:
        return None
    values = typed.get("values") if isinstance(typed, dict) else None
    if not isinstance(values, dict) or not all(_texts(each) for each in values.values()):
        raise InputRefused([InputFault(f"/fields/{name}", "自动保存的内容有误，请刷新页面后继续填写。")])
    return values, str(typed.get("was", ""))[:_LONGEST_MARK]


def _texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(each, str) for each in values)
