"""Who is signed in, and what is open to whom before registration (features 4, 13).

The cookie is signed and holds one opaque token; the row behind the token can be revoked.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Flask, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from zcforms.domain.identity import AccountKind
from zcforms.services import accounts
from zcforms.services.actor import Actor
from zcforms.web.marks import OWNER, owner, owner_of
from zcforms.web.replay import typed_fields
from zcforms.web.visit import house, real_now, wants_json

_KEY = "session"
NEXT = "next"
_OPEN = frozenset({"signin", "health", "api", "arrivals", "metaschemas", "verification", "public_notices"})
"""Open without signing in; the API lets in by itself, a ticket's code tells a stranger nothing, and a certificate's is for strangers."""
_BEFORE_ENTRY = frozenset({"registration", "employers", "employer_registration", "drafts"})
"""The forms of the first login, and what they ask for while they are filled in."""
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
        if g.actor is None:
            return _sign_in_first()
        return _another_account() if _owner_of_the_page() not in ("", owner()) else _register_first(g.actor)


def remember(token: str, account_id: str) -> None:
    """Sign in. The token of forms stays the same for the same account alone: a page that another one has opened is told apart."""
    if session.get(OWNER) != owner_of(account_id):
        session.pop("csrf_token", None)
    session[_KEY], session[OWNER] = token, owner_of(account_id)


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


def _owner_of_the_page() -> str:
    """Whose page the form or the autosave comes from; "" where it does not say."""
    if request.method != "POST":
        return ""
    sent = request.get_json(silent=True) if request.is_json else request.form
    return str(sent.get(OWNER, "")) if isinstance(sent, Mapping) else ""


def _another_account() -> Response | tuple[str, int]:
    """Another window has signed out and in as somebody else: nothing is kept under the wrong name."""
    if wants_json():
        said = '{"reason": "account", "message": "现在登录的是另一个账号，没有保存。"}'
        return Response(said, 409, content_type="application/json")
    return render_template("web/errors/other_account.html", fields=typed_fields()), 409


def _register_first(actor: Actor) -> Response | None:
    if actor.entered or request.blueprint in _BEFORE_ENTRY:
        return None
    if wants_json():
        return Response('{"message": "请先完成注册。"}', 403, content_type="application/json")
    return redirect(url_for(_ENTRY[actor.kind]))
