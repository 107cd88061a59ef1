"""/verify, as strangers meet it (feature 83)."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator

import pytest

from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from zcforms import logs
from zcforms.demo.people import people
from zcforms.domain.certificate import CertificateState
from zcforms.services.certificate_codes import code_of
from zcforms.services.house import House
from zcforms.storage.work import work
from zcforms.web.app import create_app

NUMBER = "9342015000102000117"
HOLDER = next(each for each in people() if each.sub == "demo-ready")


@pytest.fixture
def stranger(demonstration: Demonstration, request: pytest.FixtureRequest) -> Visitor:
    """Somebody on a network of their own, so that no test counts another one's look-ups."""
    client = demonstration.app.test_client()
    client.environ_base["REMOTE_ADDR"] = f"117.64.{sum(request.node.name.encode()) % 250}.7"
    return Visitor(client, demonstration.settings.base_url)


def certificate_id(house: House) -> str:
    with work(house.database, write=False) as w:
        found = w.certificates.numbered(NUMBER)
    assert found
    return found.id


@pytest.fixture
def code(demonstration: Demonstration) -> str:
    return code_of(demonstration.house, certificate_id(demonstration.house))


@pytest.fixture
def ends(demonstration: Demonstration) -> Iterator[None]:
    """Whatever becomes of the certificate, it is valid again afterwards."""
    yield
    become(demonstration.house, CertificateState.VALID)


def become(house: House, state: CertificateState) -> None:
    wanted = certificate_id(house)
    with work(house.database) as w:
        w.certificates.get(wanted).state = state


def test_a_valid_certificate_without_signing_in(stranger: Visitor, code: str) -> None:
    page = stranger.get(f"/verify/{code}")
    assert page.status_code == 200
    assert '<h1 id="answer">证书有效</h1>' in page.text
    for text in (
        "林**",
        HOLDER.id_number[:3] + "*" * 11 + HOLDER.id_number[-4:],
        "中小学教师",
        "小学科学",
        "一级教师",
        "中级",
        "2015-11-20",
        "蚌埠市中小学教师中级职称评审委员会",
        "蚌埠市人力资源和社会保障局",
        "2015-12-15",
        NUMBER,
        "data:image/jpeg;base64,",
        "查验时间：",
        "noindex",
    ):
        assert text in page.text, text
    for hidden in (HOLDER.name, HOLDER.id_number, HOLDER.phone, HOLDER.id_number[6:14]):
        assert hidden not in page.text
    assert "登录" not in page.text


@pytest.mark.parametrize(
    ("state", "words"),
    [(CertificateState.REPLACED, "证书已换发"), (CertificateState.REVOKED, "证书已撤销")],
)
def test_the_page_says_which_it_is(
    demonstration: Demonstration,
    stranger: Visitor,
    code: str,
    ends: None,
    state: CertificateState,
    words: str,
) -> None:
    become(demonstration.house, state)
    page = stranger.get(f"/verify/{code}").text
    assert f'<h1 id="answer">{words}</h1>' in page
    assert f"zc-answer is-{state.value}" in page
    assert "证书有效" not in page
    assert "data:image/jpeg" not in page


def test_whatever_is_no_code_gets_one_calm_answer(stranger: Visitor, code: str) -> None:
    """A guess, a mistake, another one's signature, an SQL injection: the same page, byte for byte but for its token."""
    answers = set()
    for wrong in (
        f"{code[:-1]}{'a' if code[-1] != 'a' else 'b'}",
        code[:24],
        "x",
        "a" * 300,
        "' or 1=1 --",
        "证书",
    ):
        page = stranger.get(f"/verify/{wrong}")
        assert page.status_code == 404
        answers.add(re.sub(r'content="[^"]{60,}"|value="[^"]{60,}"', "", page.text))
    assert len(answers) == 1
    assert "没有查到证书" in answers.pop()


def test_typing_the_code(stranger: Visitor, code: str) -> None:
    assert "查验码印在证书二维码下面" in stranger.get("/verify").text
    page = stranger.send("code", code=f" {code.upper()} ")
    assert stranger.path == f"/verify/{code}"
    assert "证书有效" in page.text
    stranger.get("/verify")
    assert "没有查到证书" in stranger.send("code", code="不是查验码 abc").text
    stranger.get("/verify")
    page = stranger.send("code", code="。")
    assert (page.status_code, "请填写证书上的查验码" in page.text) == (422, True)


def test_too_often(demonstration: Demonstration, stranger: Visitor, code: str) -> None:
    """Counted for right and wrong codes alike; another network is not held up, and what cannot be looked up is not limited."""
    most = demonstration.house.terms.verify_per_minute
    answers = [stranger.get(f"/verify/{code if number % 2 else 'x'}") for number in range(2 * most + 1)]
    refused = [each for each in answers if each.status_code == 429]
    assert refused  # two minutes at most have let in `most` each
    assert 1 <= int(refused[0].headers["Retry-After"]) <= 60
    assert "查验的次数过多" in refused[0].text
    assert stranger.get("/verify").status_code == 200
    stranger.client.environ_base["REMOTE_ADDR"] = "117.65.1.1"
    assert stranger.get(f"/verify/{code}").status_code == 200


def test_the_holder_sees_the_look_up(demonstration: Demonstration, stranger: Visitor, code: str) -> None:
    holder = demonstration.sign_in("demo-ready")
    where = f"/centre/titles/{certificate_id(demonstration.house)}"
    before = re.search(r"共被查验 (\d+) 次", holder.get(where).text)
    stranger.get(f"/verify/{code}")
    page = holder.get(where).text
    after = re.search(r"共被查验 (\d+) 次", page)
    assert after
    assert int(after[1]) == (int(before[1]) if before else 0) + 1
    assert "查验证书：有效" in page
    assert "117.64.*.*" in page
    assert stranger.client.environ_base["REMOTE_ADDR"] not in page
    assert f'href="/verify/{code}"' in page


@pytest.fixture
def logged_again() -> Iterator[None]:
    """Log lines go to where they went before, once nobody catches them any more."""
    yield
    logs.configure("info")


def test_the_code_stands_in_no_log(
    stranger: Visitor, code: str, logged_again: None, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure("info")
    stranger.get(f"/verify/{code}")
    said = capfd.readouterr().err
    assert '"/verify/' in said
    assert code not in said
    assert stranger.client.environ_base["REMOTE_ADDR"] not in said


@pytest.mark.parametrize(("proxies", "origin"), [(0, "内部网络"), (1, "223.5.*.*"), (2, "101.6.*.*")])
def test_behind_proxies_the_visitor_is_known_as_far_as_they_are_ours(
    demonstration: Demonstration, code: str, proxies: int, origin: str
) -> None:
    """What a visitor writes in front of what our proxies add is not believed."""
    settings = demonstration.settings.model_copy(update={"proxies": proxies})
    app = create_app(settings)
    client = app.test_client()
    headers = {"X-Forwarded-For": "8.8.8.8, 101.6.6.6, 223.5.5.5"}
    assert client.get(f"/verify/{code}", headers=headers, base_url=settings.base_url).status_code == 200
    app.extensions["zcforms"].house.close()
    with work(demonstration.house.database, write=False) as w:
        (last,) = w.look_ups.of(certificate_id(demonstration.house), 1)
    assert last.origin == origin


ISSUED = b"%PDF-1.7 as it was issued"


@pytest.fixture
def filed(demonstration: Demonstration) -> Iterator[None]:
    """The certificate has a file."""
    wanted = certificate_id(demonstration.house)
    with work(demonstration.house.database) as w:
        w.certificates.get(wanted).file = hashlib.sha256(ISSUED).hexdigest()
    yield
    with work(demonstration.house.database) as w:
        w.certificates.get(wanted).file = None


def test_comparing_a_file(stranger: Visitor, code: str, filed: None) -> None:
    """As a plain upload; what it is stands beside the form, and the certificate's own answer stays at the top."""
    for file, words in ((ISSUED, "与发放的文件完全一致"), (ISSUED + b"x", "不是能读取的 PDF 文件")):
        assert "比对证书文件" in stranger.get(f"/verify/{code}").text
        page = stranger.send("比对", file=(io.BytesIO(file), "证书.pdf"))
        assert page.status_code == 200
        assert f"<strong>{words}</strong>" in page.text
        assert '<h1 id="answer">证书有效</h1>' in page.text


@pytest.mark.parametrize(
    ("state", "words"),
    [(CertificateState.REPLACED, "证书已换发"), (CertificateState.REVOKED, "证书已撤销")],
)
def test_the_file_of_what_counts_no_more_is_not_called_right(
    stranger: Visitor,
    code: str,
    filed: None,
    ends: None,
    demonstration: Demonstration,
    state: CertificateState,
    words: str,
) -> None:
    """On a phone the comparison is all that is in sight."""
    become(demonstration.house, state)
    stranger.get(f"/verify/{code}")
    page = stranger.send("比对", file=(io.BytesIO(ISSUED), "证书.pdf")).text
    assert f'class="zc-compared is-{state.value}"' in page
    assert f"<strong>文件是真的，但{words}</strong>" in page
    assert "与发放的文件完全一致" not in page


def test_what_is_no_file_is_told_calmly(stranger: Visitor, code: str, filed: None) -> None:
    stranger.get(f"/verify/{code}")
    page = stranger.send("比对")
    assert (page.status_code, "请选择要比对的 PDF 文件" in page.text) == (422, True)
    page = stranger.send("比对", file=(io.BytesIO(b"x" * (10 * 1024 * 1024 + 1)), "证书.pdf"))
    assert (page.status_code, "超过 10 MB" in page.text) == (422, True)
    page.request.environ["wsgi.input"].close()  # the test client keeps a long body in a file of its own
    fields = {"csrf_token": stranger.csrf(), "file": (io.BytesIO(ISSUED), "证书.pdf")}
    assert stranger.post("/verify/wrong/file", fields).status_code == 404


def test_without_a_file_of_ours_nothing_is_compared(stranger: Visitor, code: str) -> None:
    page = stranger.get(f"/verify/{code}").text
    assert "比对证书文件" not in page
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token
    fields = {"csrf_token": token[1], "file": (io.BytesIO(ISSUED), "证书.pdf")}
    assert stranger.post(f"/verify/{code}/file", fields).status_code == 409
