"""The gate of feature 13 as pages show it: over those on which somebody would enter achievements or declare."""

from __future__ import annotations

from flask import Flask, g, request

from zcforms.domain.identity import AccountKind
from zcforms.services import bindings
from zcforms.services.gate import Gate
from zcforms.web.visit import actor, house

_ROOMS = frozenset({"home", "library", "declaration", "plans"})


def init_gate(app: Flask) -> None:
    app.jinja_env.globals["closed_gate"] = closed_gate


def closed_gate() -> Gate | None:
    """None on other pages, for organisations, and for whom nothing is in the way. Asked once per request."""
    if "closed_gate" not in g:
        g.closed_gate = bindings.gate(house(), actor()) if _meets() else None
    found: Gate | None = g.closed_gate
    return found


def _meets() -> bool:
    if request.blueprint not in _ROOMS or g.get("actor") is None:
        return False
    return actor().kind is AccountKind.PERSON and actor().entered
