"""Whether this node can serve: for load balancers and supervisors."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from zcforms.web.visit import house

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    house().database.ping()
    return jsonify(status="ok", plans=len(house().catalogue.plans))
