"""Headers, tokens, and what must never appear: on every page, in every log line."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from tests.web.conftest import Site
from tests.web.site import Visitor
from zcforms import logs
from zcforms.settings import Settings
from zcforms.web import security
from zcforms.web.requestlog import masked_path


def test_every_page_forbids_foreign_content(visitor: Visitor) -> None:
    headers = visitor.get("/signin").headers
    policy = headers["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_behind_https_browsers_are_told_to_stay_there(tmp_path) -> None:  # type: ignore[no-untyped-def]
    headers = security._headers(Settings(var=tmp_path, base_url="https://zc.example.gov.cn"))
    assert "max-age" in headers["Strict-Transport-Security"]


def test_a_post_without_a_token_changes_nothing_and_loses_nothing(registered: Callable[..., Visitor]) -> None:
    """419: what was typed comes back, with a fresh token, behind one button."""
    visitor = registered()
    visitor.get("/library/work/new")
    fields = visitor.form("data.employer").fields.copy()
    fields["data.employer"] = "辛辛苦苦打的字"
    fields["csrf_token"] = "old"
    page = visitor.post("/library/work/new", fields)
    assert page.status_code == 419
    assert "辛辛苦苦打的字" in page.text
    page = visitor.send("继续提交")
    assert "已保存" in page.text
    assert "辛辛苦苦打的字" in page.text


def test_another_site_gets_no_button_for_its_content(registered: Callable[..., Visitor]) -> None:
    visitor = registered()
    page = visitor.post(
        "/library/work/new", {"data.employer": "恶意"}, headers={"Origin": "http://evil.example"}
    )
    assert page.status_code == 419
    assert "恶意" not in page.text


def test_a_session_that_ended_loses_nothing_either(registered: Callable[..., Visitor]) -> None:
    visitor = registered()
    visitor.get("/library/work/new")
    fields = visitor.form("data.employer").fields.copy()
    fields["data.employer"] = "写到一半"
    visitor.get("/")
    visitor.send("signout")
    visitor.get("/signin")
    fields["csrf_token"] = "whatever"
    page = visitor.post("/library/work/new", fields)
    assert page.status_code in (401, 419)
    assert "写到一半" in page.text


@pytest.mark.parametrize(
    ("path", "masked"),
    [
        ("/x/340199198503120023", "/x/" + "*" * 18),
        ("/x/13900000001/y", "/x/***********/y"),
        ("/applications/91601755e30d125db6c03662", "/applications/91601755e30d125db6c03662"),
    ],
)
def test_logged_paths_hold_no_numbers_of_people(path: str, masked: str) -> None:
    assert masked_path(path) == masked


def test_log_lines_name_accounts_and_never_people(site: Site, visitor: Visitor) -> None:
    logs.configure("info")  # a command line that ran in this process before has made it quieter
    identity = site.identity("不该出现")
    with capture_logs() as lines:
        visitor.sign_in(identity.sub)
        visitor.get("/registration?x=340199198503120023")
    said = json.dumps(lines, ensure_ascii=False, default=str)
    assert lines[-1]["event"] == "request"
    assert lines[-1]["account"]
    for secret in (identity.id_number, identity.phone_number, "不该出现", "340199198503120023"):
        assert secret not in said


def test_the_request_id_is_given_back_and_never_trusted_blindly(visitor: Visitor) -> None:
    assert (
        visitor.get("/signin", headers={"X-Request-ID": "abcd-1234-ef"}).headers["X-Request-ID"]
        == "abcd-1234-ef"
    )
    made = visitor.get("/signin", headers={"X-Request-ID": "<script>"}).headers["X-Request-ID"]
    assert made.isalnum()


def test_health_tells_a_supervisor(visitor: Visitor) -> None:
    answer = visitor.get("/healthz")
    assert json.loads(answer.text)["status"] == "ok"
