"""The embedded identity provider, made for our own address."""

from __future__ import annotations

from flask import Flask

from zcforms.idp import Directory, create_idp
from zcforms.settings import Settings
from zcforms.web.signin import CALLBACK, CHOOSE


def embedded_provider(settings: Settings) -> Flask | None:
    """None where the settings name another provider."""
    if not settings.embedded_idp:
        return None
    return create_idp(
        issuer=settings.issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.secret("oidc_client_secret"),
        redirect_uris=(settings.base_url + CALLBACK, settings.base_url + CHOOSE),
        directory=Directory(settings.var / "idp" / "people.json"),
        key_path=settings.var / "keys" / "idp.pem",
    )
