"""Headers that every answer carries, and the token that every change must bring."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, g
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from zcforms.settings import Settings

csrf = CSRFProtect()
POLICY = "Content-Security-Policy"


def init_security(app: Flask, settings: Settings) -> None:
    """CSRF tokens live as long as the session: a form may stay open for a whole working day. Of what proxies say, the visitor's address alone is
    taken."""
    app.config.update(
        SECRET_KEY=settings.secret("secret_key"),
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        SESSION_COOKIE_NAME="zcforms",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
    )
    csrf.init_app(app)
    if settings.proxies:  # otherwise anybody could say any address
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    fixed = _headers(settings)
    framed = {**fixed, POLICY: _only_looked_at(fixed[POLICY])}

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in (framed if g.get("only_looked_at") else fixed).items():
            response.headers.setdefault(name, value)
        return response


def only_looked_at() -> None:
    """The answer may stand in a frame of one of our own pages, and none of its forms can be sent."""
    g.only_looked_at = True


def _only_looked_at(policy: str) -> str:
    kept = [each for each in policy.split("; ") if not each.startswith(("frame-ancestors", "form-action"))]
    return "; ".join([*kept, "frame-ancestors 'self'", "form-action 'none'"])


def _headers(settings: Settings) -> dict[str, str]:
    provider = urlsplit(settings.issuer)
    headers = {
        POLICY: (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
            "connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
            # signing out is a form, and ends at the provider
            f"form-action 'self' {provider.scheme}://{provider.netloc}"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    if settings.base_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers
