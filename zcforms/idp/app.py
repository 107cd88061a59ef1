"""The provider's pages and endpoints: discovery, keys, authorize, register, token, userinfo, end of session."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector, current_token
from authlib.oauth2 import OAuth2Error
from flask import Flask, Response, abort, jsonify, redirect, render_template, request, url_for
from joserfc.jwk import KeySet, RSAKey
from werkzeug.wrappers import Response as BaseResponse

from zcforms.idp.grants import TOKEN_SECONDS, Bearer, Client, IdToken, RequirePkce, Token, Vault, code_grant
from zcforms.idp.keys import signing_key
from zcforms.idp.people import LEGAL, PERSON, Directory
from zcforms.idp.registration import read_registration


def create_idp(
    *,
    issuer: str,
    client_id: str,
    client_secret: str,
    redirect_uris: tuple[str, ...],
    directory: Directory,
    key_path: Path,
) -> Flask:
    """The provider as a WSGI application whose root is `issuer`.

    `redirect_uris` are all the addresses that a code may be sent to, or that a sign-out may return to.
    """
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    key, vault = signing_key(key_path), Vault()
    client = Client(client_id, client_secret, redirect_uris)
    server = _server(app, client, vault, key, issuer)
    _metadata(app, issuer, key)
    _endpoints(app, server, vault)
    _pages(app, server, client, directory)
    _harden(app, client)
    return app


def _server(app: Flask, client: Client, vault: Vault, key: RSAKey, issuer: str) -> AuthorizationServer:
    def save_token(token: dict[str, Any], asked: Any) -> None:
        kept = Token(asked.user, token.get("scope", ""), time.time() + TOKEN_SECONDS)
        vault.keep_token(token["access_token"], kept)

    app.config["OAUTH2_TOKEN_EXPIRES_IN"] = {"authorization_code": TOKEN_SECONDS}
    server = AuthorizationServer(
        app,
        query_client=lambda client_id: client if client_id == client.client_id else None,
        save_token=save_token,
    )
    server.register_grant(code_grant(vault), [IdToken(key, issuer), RequirePkce(required=True)])
    return server


def _metadata(app: Flask, issuer: str, key: RSAKey) -> None:
    @app.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        return jsonify(
            issuer=issuer,
            authorization_endpoint=f"{issuer}/authorize",
            token_endpoint=f"{issuer}/token",
            jwks_uri=f"{issuer}/jwks",
            userinfo_endpoint=f"{issuer}/userinfo",
            end_session_endpoint=f"{issuer}/logout",
            response_types_supported=["code"],
            grant_types_supported=["authorization_code"],
            subject_types_supported=["public"],
            scopes_supported=["openid", "profile", "phone"],
            id_token_signing_alg_values_supported=["RS256"],
            token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
            code_challenge_methods_supported=["S256"],
        )

    @app.get("/jwks")
    def jwks() -> Response:
        return jsonify(KeySet([key]).as_dict(private=False))


def _endpoints(app: Flask, server: AuthorizationServer, vault: Vault) -> None:
    protect = ResourceProtector()
    protect.register_token_validator(Bearer(vault))

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    @app.get("/userinfo")
    @protect("openid")  # type: ignore[untyped-decorator]
    def userinfo() -> Response:
        return jsonify(current_token.identity.claims)

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")


def _pages(app: Flask, server: AuthorizationServer, client: Client, directory: Directory) -> None:
    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Any:
        grant = server.get_consent_grant(end_user=None)
        if request.method == "POST":
            identity = directory.get(request.form.get("sub", ""))
            if identity is None:
                abort(400, "这个演示账号已不存在，请返回重新选择。")
            return server.create_authorization_response(grant_user=identity, grant=grant)
        legal = request.args.get("account_kind") == LEGAL
        return render_template(
            "authorize.html",
            legal=legal,
            people=directory.all(LEGAL if legal else PERSON),
            tabs=_tabs(),
            register=_here("register"),
        )

    @app.route("/register", methods=["GET", "POST"])
    def register() -> str | BaseResponse:
        given = read_registration(request.form) if request.method == "POST" else None
        if given is None or given.faults:
            return render_template("register.html", given=given, back=_here("authorize"))
        directory.register(given.name, birth=given.birth, sex_digit=given.sex_digit, phone=given.phone)
        return redirect(_here("authorize"))

    @app.get("/logout")
    def logout() -> BaseResponse | str:
        target = request.args.get("post_logout_redirect_uri", "")
        return redirect(target) if target in client.redirect_uris else render_template("logout.html")


def _tabs() -> dict[str, str]:
    """Addresses of the two tabs: the same request, asking for the other kind of account."""
    return {kind: _here("authorize", account_kind=kind) for kind in (PERSON, LEGAL)}


def _here(endpoint: str, **changed: str) -> str:
    arguments: dict[str, Any] = {**request.args.to_dict(), **changed}
    return url_for(endpoint, **arguments)


def _harden(app: Flask, client: Client) -> None:
    origins = sorted({"{0.scheme}://{0.netloc}".format(urlsplit(uri)) for uri in client.redirect_uris})
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {' '.join(origins)}"
    )

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @app.errorhandler(OAuth2Error)
    def refused(error: OAuth2Error) -> Any:
        if error.redirect_uri:
            return app.make_response(_as_redirect(error))
        return render_template("refused.html", error=error), 400

    @app.errorhandler(400)
    @app.errorhandler(404)
    @app.errorhandler(405)
    def unknown(error: Any) -> tuple[str, int]:
        return render_template("refused.html", error=error), error.code


def _as_redirect(error: OAuth2Error) -> tuple[str, int, list[tuple[str, str]]]:
    status, body, headers = error()
    return body if isinstance(body, str) else json.dumps(body), status, headers
