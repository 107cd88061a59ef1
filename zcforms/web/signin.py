"""Signing in with the OpenID provider (features 1 to 4): authorisation code, PKCE S256, nonce, validated id_token."""

from __future__ import annotations

import os
from typing import Any, cast
from urllib.parse import urlsplit

from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Blueprint, Flask, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.identity import AccountKind
from zcforms.services import accounts
from zcforms.settings import Settings
from zcforms.web.sessions import after_sign_in, forget, remember
from zcforms.web.transport import client_for
from zcforms.web.visit import house, real_now

bp = Blueprint("signin", __name__)
CHOOSE, CALLBACK = "/signin", "/signin/callback"
_EXTENSION = "zcforms-signin"


def init_signin(app: Flask, settings: Settings, embedded: Any) -> None:
    """`embedded`: the embedded provider's WSGI application, or None where the provider is somewhere else."""
    provider = OAuth()
    kwargs: dict[str, Any] = {}
    if embedded is not None:
        kwargs["client_cls"] = client_for(embedded, settings.issuer)
        # Authlib takes plain http for loopback addresses alone; the demonstration may be shown under another name
        os.environ.setdefault("AUTHLIB_INSECURE_TRANSPORT", "1")
    provider.init_app(app)
    provider.register(
        "provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.secret("oidc_client_secret"),
        server_metadata_url=f"{settings.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile phone", "code_challenge_method": "S256", "timeout": 10},
        **kwargs,
    )
    app.extensions[_EXTENSION] = provider.create_client("provider"), settings.base_url
    app.register_blueprint(bp)


@bp.get(CHOOSE)
def choose() -> str | Response:
    """The page with 个人登录 and 法人登录. Signing in happens under the public address: the provider returns there, and the
    cookie must be there too."""
    if request.host != urlsplit(_base_url()).netloc:
        return redirect(f"{_base_url()}{request.path}")
    return render_template("web/signin/choose.html")


@bp.get("/signin/<any(person, legal):kind>")
def begin(kind: str) -> Response:
    return cast(
        Response,
        _client().authorize_redirect(_base_url() + CALLBACK, account_kind=AccountKind(kind).value),
    )


@bp.get(CALLBACK)
def callback() -> Response:
    token = _client().authorize_access_token()
    actor = accounts.sign_in(house(), dict(token["userinfo"]), real_now())
    remember(accounts.open_session(house(), actor, real_now()), actor.account_id)
    return redirect(after_sign_in())


@bp.post("/signout")
def sign_out() -> Response:
    if token := forget():
        accounts.close_session(house(), token, real_now())
    end = _client().load_server_metadata().get("end_session_endpoint")
    if not end:
        return redirect(url_for("signin.choose"))
    back = _base_url() + url_for("signin.choose")
    return redirect(
        _client().create_logout_url(post_logout_redirect_uri=back, client_id=_client().client_id)["url"]
    )


def _client() -> FlaskOAuth2App:
    return current_app.extensions[_EXTENSION][0]


def _base_url() -> str:
    return str(current_app.extensions[_EXTENSION][1])
