"""Autosave: the page's script sends what stands in a form; the next visit offers it back."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services import drafts
from zcforms.web.sessions import is_local
from zcforms.web.visit import actor, house, now

bp = Blueprint("drafts", __name__, url_prefix="/drafts")


@bp.post("/<path:key>")
def keep(key: str) -> Response:
    content = request.get_json(silent=True)
    if not isinstance(content, dict):
        raise InputRefused([InputFault("", "自动保存的内容应为一个对象。")])
    drafts.keep(house(), actor(), key, content, now())
    return jsonify(saved=True)


@bp.post("/<path:key>/forget")
def forget(key: str) -> Response:
    drafts.forget(house(), actor(), key)
    back = request.form.get("back", "")
    return redirect(back if is_local(back) else url_for("home.show"))
