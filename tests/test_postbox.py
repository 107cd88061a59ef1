"""Letters are handed over to a real server, and it is known what became of them."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from tests.mail_server import SENDER, certificate, mail_server, only
from zcforms.postbox import NotSent, Refused, Unclear

TO = "wu@example.cn"


def test_a_letter_arrives_as_it_was_written() -> None:
    with mail_server() as server:
        server.postbox().send(TO, "【平台】您有一条新消息", "您好：\n\n已通过。𬭸䶮\n")
        (letter,) = server.letters
    assert server.recipients == [TO]
    assert (letter["To"], letter["Subject"]) == (TO, "【平台】您有一条新消息")
    assert letter["From"] == f"职称申报 <{SENDER}>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert str(letter["Message-ID"]).endswith("@example.gov.cn>")
    assert server.texts == ["您好：\n\n已通过。𬭸䶮\n"]


@pytest.fixture
def secured(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """The server's certificate, and the context in which it speaks."""
    public, secret = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, secret)
    return public, context


def test_encrypted_and_logged_in(
    secured: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    public, context = secured
    monkeypatch.setenv("SSL_CERT_FILE", str(public))
    options = {"tls_context": context, "require_starttls": True, "authenticator": only("zc", "geheim")}
    with mail_server(**options, auth_required=True) as server:
        server.postbox(security="starttls", user="zc", password="geheim").send(TO, "x", "x")
        with pytest.raises(NotSent):
            server.postbox(security="starttls", user="zc", password="wrong").send(TO, "x", "x")
        with pytest.raises(NotSent):
            server.postbox(security="none").send(TO, "x", "x")
    assert server.encrypted == [True]
    with mail_server(ssl_context=context, server_hostname="localhost") as server:
        server.postbox(security="tls").send(TO, "x", "x")
        assert len(server.letters) == 1


def test_nothing_is_said_to_a_server_that_cannot_show_who_it_is(
    secured: tuple[Path, ssl.SSLContext],
) -> None:
    _, context = secured
    with mail_server(tls_context=context) as server, pytest.raises(NotSent):
        server.postbox(security="starttls").send(TO, "x", "x")
    with mail_server() as server, pytest.raises(NotSent):
        server.postbox(security="starttls").send(TO, "x", "x")
    assert server.letters == []


def test_what_became_of_it() -> None:
    with mail_server() as server:
        box = server.postbox()
        server.rcpt = "450 try again"
        with pytest.raises(NotSent, match="450"):
            box.send(TO, "x", "x")
        server.rcpt = "550 no such mailbox"
        with pytest.raises(Refused, match="550"):
            box.send(TO, "x", "x")
        server.rcpt, server.data = "", "452 full"
        with pytest.raises(NotSent, match="452"):
            box.send(TO, "x", "x")
        server.data, server.hang_up = "", True
        with pytest.raises(Unclear):
            box.send(TO, "x", "x")
        server.hang_up = False
        for address in ("no address\n", "吴@例子.cn"):
            with pytest.raises(Refused):
                box.send(address, "x", "x")
    with pytest.raises(NotSent):
        box.send(TO, "x", "x")
    assert "password" not in repr(box)
