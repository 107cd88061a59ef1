"""Who is signed in, and what is open to whom before registration (features 4, 13).

The cookie is signed and holds one opaque token; the row behind the token can be revoked.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from zcforms.domain.identity import AccountKind
from zcforms.services import accounts
from zcforms.services.actor import Actor
from zcforms.web.replay import typed_fields
from zcforms.web.visit import house, real_now, wants_json

_KEY = "session"
NEXT = "next"
_OPEN = frozenset({"signin", "health", "api", "arrivals"})
"""Open without signing in; the API lets in by itself, and a scanned code tells a stranger nothing."""
_BEFORE_ENTRY = frozenset({"registration", "employers", "employer_registration"})
_ENTRY = {AccountKind.PERSON: "registration.form", AccountKind.LEGAL: "employer_registration.form"}


def init_sessions(app: Flask) -> None:
    @app.before_request
    def gate() -> Response | tuple[str, int] | None:
        g.actor = None
        if request.endpoint is None or request.endpoint == "static":
            return None
        token = session.get(_KEY)
        g.actor = accounts.resolve_session(house(), token, real_now()) if token else None
        if request.blueprint in _OPEN:
            return None
        return _sign_in_first() if g.actor is None else _register_first(g.actor)


def remember(token: str) -> None:
    session[_KEY] = token


def forget() -> str | None:
    """Take the token out of the cookie; the caller revokes it."""
    token: str | None = session.pop(_KEY, None)
    return token


def after_sign_in() -> str:
    """Where the person wanted to go before signing in, if that is a page of ours."""
    wanted = str(session.pop(NEXT, ""))
    return wanted if is_local(wanted) else url_for("home.show")


def is_local(address: str) -> bool:
    parts = urlsplit(address)
    return (
        address.startswith("/")
        and not address.startswith(("//", "/\\"))
        and not parts.scheme
        and not parts.netloc
    )


def _sign_in_first() -> Response | tuple[str, int]:
    if request.method in ("GET", "HEAD"):
        session[NEXT] = request.full_path.rstrip("?")
        return redirect(url_for("signin.choose"))
    if wants_json():
        return Response('{"message": "登录已过期，请重新登录。"}', 401, content_type="application/json")
    return render_template("web/errors/signed_out.html", fields=typed_fields()), 401


def _register_first(actor: Actor) -> Response | None:
    if actor.entered or request.blueprint in _BEFORE_ENTRY:
        return None
    return redirect(url_for(_ENTRY[actor.kind]))
