"""Talking to the embedded identity provider inside this process.

A token call over HTTP to ourselves would need a second thread of the same pool: when every thread waits in a sign-in
callback, none is left to answer. So requests to the embedded issuer call its WSGI application directly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from authlib.integrations.flask_client import FlaskOAuth2App
from authlib.integrations.requests_client import OAuth2Session
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from werkzeug.test import EnvironBuilder, run_wsgi_app


class WsgiAdapter(BaseAdapter):
    """A transport of `requests` whose other end is a WSGI application mounted at `base`."""

    def __init__(self, wsgi: Any, base: str) -> None:
        super().__init__()
        self._wsgi, self._base = wsgi, urlsplit(base)

    def send(  # noqa: PLR0917 - the signature is BaseAdapter's
        self,
        request: PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        asked = urlsplit(request.url or "")
        body = request.body.encode() if isinstance(request.body, str) else request.body
        builder = EnvironBuilder(
            path=str(asked.path)[len(self._base.path) :] or "/",
            base_url=self._base.geturl(),
            query_string=str(asked.query),
            method=request.method or "GET",
            headers=list(request.headers.items()),
            data=body if isinstance(body, bytes) else None,
        )
        chunks, status, headers = run_wsgi_app(self._wsgi, builder.get_environ(), buffered=True)
        answer = Response()
        answer.status_code = int(status.split(" ", 1)[0])
        answer.reason = status.split(" ", 1)[1]
        answer.headers = CaseInsensitiveDict(headers.items())
        answer._content = b"".join(chunks)
        answer.encoding = "utf-8"
        answer.url, answer.request = request.url or "", request
        return answer

    def close(self) -> None:
        """Nothing is kept open."""


def client_for(wsgi: Any, issuer: str) -> type[FlaskOAuth2App]:
    """Authlib's client, with requests to `issuer` answered by `wsgi`."""

    class InProcessSession(OAuth2Session):  # type: ignore[misc]  # Authlib ships no types
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.mount(issuer, WsgiAdapter(wsgi, issuer))

    class InProcessApp(FlaskOAuth2App):  # type: ignore[misc]
        client_cls = InProcessSession

    return InProcessApp
