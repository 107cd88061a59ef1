"""Signing in with a provider that is somewhere else: another process, reached over HTTP, named by settings alone."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask

from tests.web.site import Visitor
from zcforms.idp.people import made_up_id
from zcforms.services import maintenance
from zcforms.settings import Settings
from zcforms.web.app import create_app

OURS = "http://127.0.0.1:8773"
SECRET = "agreed-between-the-two"
NUMBER = made_up_id("19790203", "1", 41)

PROVIDER = """
import sys
from pathlib import Path
from werkzeug.serving import run_simple
from zcforms.idp import Directory, Identity, create_idp

issuer, folder, ours, secret, number = sys.argv[1:]
directory = Directory(Path(folder) / "people.json")
directory.replace([Identity("gov-1", "任远舟", "person", id_type="居民身份证", id_number=number, phone_number="13900000041")])
provider = create_idp(issuer=issuer, client_id="title-platform", client_secret=secret,
                      redirect_uris=(ours + "/signin/callback", ours + "/signin"),
                      directory=directory, key_path=Path(folder) / "key.pem")
run_simple("127.0.0.1", int(issuer.rpartition(":")[2]), provider, threaded=True)
"""


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{probe.getsockname()[1]}"
    folder = str(tmp_path_factory.mktemp("provider"))
    process = subprocess.Popen(
        [sys.executable, "-c", PROVIDER, issuer, folder, OURS, SECRET, NUMBER], stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(150):
            try:
                if requests.get(f"{issuer}/.well-known/openid-configuration", timeout=2).ok:
                    break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def application(issuer: str, var: Path, secret: str = SECRET) -> Flask:
    settings = Settings(
        var=var, base_url=OURS, oidc_issuer=issuer, oidc_client_id="title-platform", oidc_client_secret=secret
    )
    maintenance.upgrade(settings)
    return create_app(settings)


def signed_in(app: Flask) -> Visitor:
    """Our redirect, the provider's page over the network, and back."""
    visitor = Visitor(app.test_client(), OURS)
    there = visitor.client.get("/signin/person", base_url=OURS).location
    back = requests.post(there, data={"sub": "gov-1"}, allow_redirects=False, timeout=10).headers["Location"]
    parts = urlsplit(back)
    assert f"{parts.scheme}://{parts.netloc}" == OURS
    visitor.get(f"{parts.path}?{parts.query}")
    return visitor


@pytest.fixture
def app(issuer: str, tmp_path: Path) -> Iterator[Flask]:
    made = application(issuer, tmp_path)
    yield made
    made.extensions["zcforms"].house.close()


def test_a_person_of_another_provider_is_registered_here(app: Flask, issuer: str) -> None:
    """Features 1 to 5, without the embedded provider."""
    visitor = signed_in(app)
    assert visitor.path == "/registration"
    assert "任远舟" in visitor.page.text
    assert NUMBER not in visitor.page.text
    assert app.test_client().get("/idp/.well-known/openid-configuration").status_code == 404


def test_the_request_asks_for_our_client_with_pkce(app: Flask, issuer: str) -> None:
    there = app.test_client().get("/signin/legal", base_url=OURS).location
    assert there.startswith(issuer)
    asked = parse_qs(urlsplit(there).query)
    assert asked["client_id"] == ["title-platform"]
    assert asked["redirect_uri"] == [f"{OURS}/signin/callback"]
    assert asked["code_challenge_method"] == ["S256"]


def test_signing_out_ends_here_and_there(app: Flask, issuer: str) -> None:
    visitor = signed_in(app)
    token = visitor.csrf()
    answer = visitor.client.post(
        "/signout", data={"csrf_token": token}, base_url=OURS, headers={"Origin": OURS}
    )
    assert answer.location.startswith(issuer)
    visitor.get("/centre")
    assert visitor.path == "/signin"


def test_browsers_may_send_the_sign_out_to_that_provider(app: Flask, issuer: str) -> None:
    policy = app.test_client().get("/signin", base_url=OURS).headers["Content-Security-Policy"]
    assert f"form-action 'self' {issuer}" in policy


def test_a_wrong_secret_signs_nobody_in(issuer: str, tmp_path: Path) -> None:
    app = application(issuer, tmp_path, secret="guessed")
    try:
        visitor = signed_in(app)
        assert visitor.page.status_code == 400
        assert "登录没有完成" in visitor.page.text
    finally:
        app.extensions["zcforms"].house.close()


def test_a_provider_that_does_not_answer_is_told(tmp_path: Path) -> None:
    app = application("http://127.0.0.1:1", tmp_path)
    try:
        page = app.test_client().get("/signin/person", base_url=OURS)
        assert page.status_code == 502
        assert "暂时无法登录" in page.text
    finally:
        app.extensions["zcforms"].house.close()
