"""Signing in and out through the real provider, and every way in which it must not work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

from flask import Flask

from tests.web.conftest import Site
from tests.web.site import Visitor
from zcforms.settings import Settings
from zcforms.web.transport import WsgiAdapter


def start(visitor: Visitor) -> str:
    """The provider's address that 个人登录 leads to."""
    answer = visitor.client.get("/signin/person", base_url=visitor.base)
    assert answer.status_code == 302
    return str(answer.location)


def provider_answer(visitor: Visitor, address: str, sub: str) -> str:
    parts = urlsplit(address)
    answer = visitor.client.post(f"{parts.path}?{parts.query}", data={"sub": sub}, base_url=visitor.base)
    return str(answer.location)


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def test_both_doors_stand_on_the_first_page(visitor: Visitor) -> None:
    """Features 1 to 3."""
    page = visitor.get("/").text
    assert visitor.path == "/signin"
    assert "前往政务服务网个人登录" in page
    assert "前往政务服务网法人登录" in page


def test_the_request_carries_pkce_nonce_and_state(visitor: Visitor) -> None:
    asked = parse_qs(urlsplit(start(visitor)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert asked["nonce"][0]
    assert asked["state"][0]
    assert "openid" in asked["scope"][0]


def test_an_answer_without_a_beginning_is_refused_in_words(site: Site, visitor: Visitor) -> None:
    """Another session's state: a forged or stolen callback."""
    other = site.visitor()
    callback = provider_answer(other, start(other), site.identity().sub)
    page = visitor.get(path_of(callback))
    assert page.status_code == 400
    assert "登录没有完成" in page.text
    assert visitor.get("/centre").status_code == 200
    assert visitor.path == "/signin"


def test_a_callback_works_once(site: Site, visitor: Visitor) -> None:
    callback = path_of(provider_answer(visitor, start(visitor), site.identity().sub))
    assert visitor.get(callback).status_code == 200
    assert visitor.get(callback).status_code == 400


def test_a_refusing_provider_is_told(visitor: Visitor) -> None:
    state = parse_qs(urlsplit(start(visitor)).query)["state"][0]
    page = visitor.get(f"/signin/callback?error=access_denied&state={state}")
    assert page.status_code == 400
    assert "登录没有完成" in page.text


def test_a_person_cannot_take_over_anothers_number(site: Site, visitor: Visitor) -> None:
    first = site.identity("甲甲")
    site.visitor().sign_in(first.sub)
    thief = site.identity("乙乙", id_number=first.id_number)
    page = visitor.sign_in(thief.sub)
    assert page.status_code == 403


def test_signing_out_revokes_the_session_itself(site: Site, visitor: Visitor) -> None:
    """A copied cookie is worth nothing afterwards."""
    visitor.sign_in(site.identity().sub)
    cookie = visitor.client.get_cookie("zcforms", domain="127.0.0.1")
    assert cookie is not None
    copied = cookie.value
    visitor.send("signout")
    assert visitor.path == "/signin"
    visitor.client.set_cookie("zcforms", copied, domain="127.0.0.1")
    visitor.get("/centre")
    assert visitor.path == "/signin"


def test_a_tampered_cookie_is_nobody(site: Site, visitor: Visitor) -> None:
    visitor.sign_in(site.identity().sub)
    visitor.client.set_cookie("zcforms", "eyJzZXNzaW9uIjoiZ3Vlc3NlZCJ9.aaaa.bbbb", domain="127.0.0.1")
    visitor.get("/centre")
    assert visitor.path == "/signin"


def test_after_signing_in_nobody_is_sent_to_another_site(site: Site, visitor: Visitor) -> None:
    visitor.get("//evil.example/x")
    visitor.sign_in(site.identity().sub)
    assert visitor.path == "/registration"


def test_sign_in_happens_under_the_public_address(site: Site, visitor: Visitor) -> None:
    answer = visitor.client.get("/signin", base_url="http://localhost:8765")
    assert answer.location == f"{site.settings.base_url}/signin"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site: Site, visitor: Visitor) -> None:
    visitor.get("/signin")
    answer = visitor.client.get("/signin/person", base_url=visitor.base)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_many_at_once_do_not_wait_for_each_other(site: Site) -> None:
    """Token calls stay inside the process: they need no second thread of the server's pool."""
    people = [site.identity(f"众人{number}") for number in range(8)]

    def enter(sub: str) -> str:
        visitor = site.visitor()
        visitor.sign_in(sub)
        return visitor.path

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(enter, [each.sub for each in people])) == {"/registration"}


def test_the_transport_speaks_http_to_a_wsgi_application() -> None:
    app = Flask("other")

    @app.post("/echo")
    def echo() -> tuple[str, int]:
        from flask import request

        return f"{request.form['a']} {request.headers['X-Mine']} {request.args['q']}", 201

    from requests import Session

    session = Session()
    session.mount("http://inside/idp", WsgiAdapter(app, "http://inside/idp"))
    answer = session.post("http://inside/idp/echo?q=3", data={"a": "一"}, headers={"X-Mine": "2"})
    assert (answer.status_code, answer.text) == (201, "一 2 3")


def test_another_provider_is_used_by_settings_alone(tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings = Settings(var=tmp_path, oidc_issuer="https://sso.example.gov.cn", oidc_client_secret="s")
    assert not settings.embedded_idp
    assert settings.issuer == "https://sso.example.gov.cn"
