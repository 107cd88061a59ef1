"""职称证书 at the organising unit's desk, and several certificates downloaded at once (feature 82)."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from zcforms.services import certificate_making
from zcforms.storage.shelves.certificates import IssuedSought
from zcforms.storage.work import work

LIST, SEVERAL = "/desk/certificates", "/desk/certificates/several"


@pytest.fixture
def organiser(demonstration: Demonstration) -> Visitor:
    return demonstration.sign_in("demo-teacher-office", "legal")


@pytest.fixture
def certificate(demonstration: Demonstration) -> tuple[str, str]:
    """The number and id of the one that was issued here; its file is made."""
    house = demonstration.house
    with work(house.database, write=False) as w:
        (found,) = w.certificates.issued(IssuedSought(plans=("2022-teacher-senior",)))
    certificate_making.make_certificate(house, found.id, house.now())
    return str(found.number), found.id


def test_the_room_of_the_organising_unit(organiser: Visitor, certificate: tuple[str, str]) -> None:
    number, id_ = certificate
    page = organiser.get(f"{LIST}?seal=with&view=made&text={number}&plan=2022-teacher-senior").text
    assert 'aria-current="page"' in page
    assert number in page
    assert "已生成（1）" in page
    assert "生成失败（0）" in page
    shown = organiser.get(f"{LIST}/{id_}").text
    assert "撤销证书" not in shown
    assert "重试" not in shown
    assert organiser.get(f"{LIST}/{id_}/certificate.pdf").data.startswith(b"%PDF")
    token = organiser.get("/desk/opinions") and organiser.csrf()
    revoked = {"csrf_token": token, "reason": "弄虚作假", "confirmed": "1"}
    assert organiser.post(f"{LIST}/{id_}", revoked).status_code == 404
    assert organiser.post(f"{LIST}/{id_}/make-again", {"csrf_token": token}).status_code == 404


def test_outside_ones_scope(demonstration: Demonstration, certificate: tuple[str, str]) -> None:
    number, id_ = certificate
    other = demonstration.sign_in("demo-engineer-office", "legal")
    assert number not in other.get(LIST).text
    chosen = f"?id={id_}"
    for path in (f"{LIST}/{id_}", f"{LIST}/{id_}/certificate.pdf"):
        assert other.get(path).status_code == 404
    for path in (SEVERAL, f"{SEVERAL}/certificates.zip", f"{SEVERAL}/certificates.pdf"):
        assert other.get(path + chosen).status_code == 404
    assert other.get(f"{SEVERAL}/certificates.zip?every=1").status_code == 409
    school = demonstration.sign_in("demo-school", "legal")
    assert "职称证书</span>" not in school.get("/desk").text
    assert school.get(f"{SEVERAL}?every=1").status_code == 404


@pytest.mark.parametrize("who", ["demo-teacher-office", "demo-issuer"])
def test_several_at_once(demonstration: Demonstration, certificate: tuple[str, str], who: str) -> None:
    number, id_ = certificate
    visitor = demonstration.sign_in(who, "legal")
    visitor.get(f"{LIST}?text={number}")
    page = visitor.send("every", every="1").text
    assert "可以下载的证书（1 张）" in page
    assert "只供打印" in page
    assert f"?text={number}&amp;every=1" in page
    packed = visitor.get(f"{SEVERAL}/certificates.zip?text={number}&every=1", buffered=True)
    assert packed.headers["Content-Disposition"].startswith("attachment")
    assert packed.headers["Cache-Control"] == "private, no-store"
    assert packed.content_length == len(packed.data)
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert archive.namelist() == [f"{number}-杨青禾.pdf"]
    printed = visitor.get(f"{SEVERAL}/certificates.pdf?id={id_}&volume=1", buffered=True)
    assert printed.data.startswith(b"%PDF")
    assert printed.headers["Content-Disposition"].startswith("attachment")
    assert visitor.get(f"{SEVERAL}/certificates.pdf?id={id_}&volume=2").status_code == 404


def test_nothing_ticked(organiser: Visitor) -> None:
    """One is back at the list, with its filter."""
    page = organiser.get(f"{SEVERAL}?text=杨&seal=with").text
    assert "请先勾选要下载的证书" in page
    assert organiser.path.startswith(f"{LIST}?")
    assert 'value="杨"' in page


def test_what_the_address_says_wrong_asks_nothing(organiser: Visitor) -> None:
    assert organiser.get(f"{LIST}?view=nonsense&seal=nonsense&plan=nonsense&page=x").status_code == 200
    page = organiser.get(f"{SEVERAL}?every=1&part=x&plan=nonsense").text
    assert "都不能下载" in page
