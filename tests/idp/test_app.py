"""The provider from outside: discovery, the page of people, and every way in which a request is refused."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.test import TestResponse

from tests.idp.conftest import AFTER, ISSUER, REDIRECT, SCHOOL, SECRET, TEACHER
from zcforms.idp import Directory, grants

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
ASKED = {
    "response_type": "code",
    "client_id": "zcforms",
    "redirect_uri": REDIRECT,
    "scope": "openid profile phone",
    "state": "st-1",
    "nonce": "n-1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}
BASE = "http://127.0.0.1:8000"


def address(**changed: str | None) -> str:
    asked = {key: value for key, value in {**ASKED, **changed}.items() if value is not None}
    return f"/authorize?{urlencode(asked)}"


def choose(visitor: FlaskClient, sub: str = TEACHER.sub, **changed: str | None) -> TestResponse:
    return visitor.post(address(**changed), data={"sub": sub}, base_url=BASE)


def code_of(answer: TestResponse) -> str:
    return parse_qs(urlsplit(answer.location).query)["code"][0]


def redeem(visitor: FlaskClient, code: str, **changed: str) -> TestResponse:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    }
    return visitor.post("/token", data={**form, **changed}, auth=("zcforms", SECRET), base_url=BASE)


def claims_of(visitor: FlaskClient, id_token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(visitor.get("/jwks").json)
    return jwt.decode(id_token, keys, algorithms=["RS256"]).claims


def test_discovery_names_every_endpoint(visitor: FlaskClient) -> None:
    told = visitor.get("/.well-known/openid-configuration").json
    assert told["issuer"] == ISSUER
    assert told["authorization_endpoint"] == f"{ISSUER}/authorize"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["id_token_signing_alg_values_supported"] == ["RS256"]


def test_published_keys_are_public_only(visitor: FlaskClient) -> None:
    (key,) = visitor.get("/jwks").json["keys"]
    assert key["kty"] == "RSA"
    assert "d" not in key


def test_both_tabs_offer_their_people_with_stories(visitor: FlaskClient) -> None:
    """Features 1 and 2: 个人登录 and 法人登录."""
    persons = visitor.get(address(), base_url=BASE).text
    assert "吴若兰" in persons
    assert "小学教师，资料齐全" in persons
    assert "青阳路小学" not in persons
    legal = re.search(r'href="([^"]*account_kind=legal[^"]*)"', persons)
    assert legal
    page = visitor.get(legal[1].replace("&amp;", "&"), base_url=BASE).text
    assert "青阳路小学" in page
    assert "吴若兰" not in page


def test_identity_numbers_are_not_on_the_page(visitor: FlaskClient) -> None:
    assert TEACHER.id_number not in visitor.get(address(), base_url=BASE).text


def test_one_click_ends_at_the_relying_party_with_the_contracts_claims(visitor: FlaskClient) -> None:
    answer = choose(visitor)
    assert answer.status_code == 302
    assert answer.location.startswith(REDIRECT)
    assert parse_qs(urlsplit(answer.location).query)["state"] == ["st-1"]
    token = redeem(visitor, code_of(answer)).json
    claims = claims_of(visitor, token["id_token"])
    assert {key: claims[key] for key in ("iss", "aud", "nonce", "sub", "name")} == {
        "iss": ISSUER,
        "aud": ["zcforms"],
        "nonce": "n-1",
        "sub": "person-1",
        "name": "吴若兰",
    }
    assert claims["id_number"] == TEACHER.id_number
    assert claims["account_kind"] == "person"
    assert claims["exp"] > time.time()


def test_a_legal_account_names_its_organisation(visitor: FlaskClient) -> None:
    token = redeem(visitor, code_of(choose(visitor, SCHOOL.sub))).json
    claims = claims_of(visitor, token["id_token"])
    assert (claims["organisation_name"], claims["credit_code"]) == ("青阳路小学", "12340199MA00000016")
    assert "id_number" not in claims


def test_userinfo_needs_the_access_token(visitor: FlaskClient) -> None:
    token = redeem(visitor, code_of(choose(visitor))).json["access_token"]
    told = visitor.get("/userinfo", headers={"Authorization": f"Bearer {token}"}, base_url=BASE)
    assert told.json["phone_number"] == "13900000001"
    refused = visitor.get("/userinfo", headers={"Authorization": "Bearer made-up"}, base_url=BASE)
    assert refused.status_code == 401


def test_a_code_works_once(visitor: FlaskClient) -> None:
    code = code_of(choose(visitor))
    assert redeem(visitor, code).status_code == 200
    again = redeem(visitor, code)
    assert (again.status_code, again.json["error"]) == (400, "invalid_grant")


def test_a_wrong_verifier_is_refused_and_burns_the_code(visitor: FlaskClient) -> None:
    code = code_of(choose(visitor))
    assert redeem(visitor, code, code_verifier="w" * 64).json["error"] == "invalid_grant"
    assert redeem(visitor, code).json["error"] == "invalid_grant"


def test_a_missing_verifier_is_refused(visitor: FlaskClient) -> None:
    assert redeem(visitor, code_of(choose(visitor)), code_verifier="").status_code == 400


def test_a_wrong_secret_is_refused(visitor: FlaskClient) -> None:
    form = {"grant_type": "authorization_code", "code": code_of(choose(visitor)), "redirect_uri": REDIRECT}
    refused = visitor.post(
        "/token", data={**form, "code_verifier": VERIFIER}, auth=("zcforms", "guess"), base_url=BASE
    )
    assert (refused.status_code, refused.json["error"]) == (401, "invalid_client")


def test_a_code_older_than_five_minutes_is_refused(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = code_of(choose(visitor))
    later = time.time() + grants.CODE_SECONDS + 1
    monkeypatch.setattr("zcforms.idp.grants.time.time", lambda: later)
    assert redeem(visitor, code).json["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changed", [{"code_challenge": None}, {"code_challenge_method": "plain"}, {"nonce": None}]
)
def test_a_request_without_pkce_or_nonce_gets_no_code(
    visitor: FlaskClient, changed: dict[str, str | None]
) -> None:
    answer = visitor.get(address(**changed), base_url=BASE)
    assert "code=" not in (answer.location or "")
    assert "invalid_request" in (answer.location or "") or answer.status_code == 400
    posted = choose(visitor, **changed)
    assert "code=" not in (posted.location or "")


@pytest.mark.parametrize(
    "changed", [{"client_id": "other"}, {"redirect_uri": "http://evil.example/callback"}]
)
def test_a_strangers_request_never_redirects(visitor: FlaskClient, changed: dict[str, str | None]) -> None:
    answer = visitor.get(address(**changed), base_url=BASE)
    assert answer.status_code == 400
    assert answer.location is None
    assert "请返回申报系统" in answer.text


def test_a_person_who_is_gone_is_told(visitor: FlaskClient, directory: Directory) -> None:
    directory.replace([SCHOOL])
    answer = choose(visitor)
    assert answer.status_code == 400
    assert "已不存在" in answer.text


def test_registering_brings_back_to_the_page_with_the_new_person(visitor: FlaskClient) -> None:
    """Feature 3: no account yet."""
    page = visitor.get(address(), base_url=BASE).text
    register = re.search(r'href="(/register[^"]*)"', page)
    assert register
    where = register[1].replace("&amp;", "&")
    form = {"name": "秦有容", "birth_date": "1988-05-06", "sex": "女", "phone": "13900000077"}
    answer = visitor.post(where, data=form, base_url=BASE)
    assert answer.status_code == 302
    assert "秦有容" in visitor.get(answer.location, base_url=BASE).text


def test_a_wrong_registration_says_what_to_do_and_keeps_what_was_typed(visitor: FlaskClient) -> None:
    form = {"name": "秦", "birth_date": "1988-02-30", "sex": "", "phone": "139"}
    page = visitor.post("/register", data=form, base_url=BASE).text
    for sentence in ("请输入姓名", "请选择出生日期", "请选择性别", "请输入 11 位手机号码"):
        assert sentence in page
    assert 'value="139"' in page


def test_signing_out_returns_to_registered_addresses_only(visitor: FlaskClient) -> None:
    assert visitor.get("/logout", query_string={"post_logout_redirect_uri": AFTER}).location == AFTER
    stay = visitor.get("/logout", query_string={"post_logout_redirect_uri": "http://evil.example"})
    assert (stay.status_code, stay.location) == (200, None)


def test_pages_forbid_scripts_and_frames(visitor: FlaskClient) -> None:
    headers = visitor.get(address(), base_url=BASE).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:8000" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_key_outlives_the_process(
    provider: Flask, visitor: FlaskClient, directory: Directory, tmp_path: Any
) -> None:
    from zcforms.idp import create_idp

    again = create_idp(
        issuer=ISSUER,
        client_id="zcforms",
        client_secret=SECRET,
        redirect_uris=(REDIRECT,),
        directory=directory,
        key_path=tmp_path / "keys" / "idp.pem",
    )
    assert again.test_client().get("/jwks").json == visitor.get("/jwks").json
