"""我的职称 from the photo to the file, and the issuing authority's desk (features 78 to 84)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from tests.services.test_certificates import file_of
from tests.web.conftest import SEASON, Site
from tests.web.site import Visitor
from tests.web.test_centre import portrait
from zcforms.domain.identity import Organisation, Role
from zcforms.idp import Identity
from zcforms.services import certificate_making, certificates, granting
from zcforms.storage.work import work
from zcforms.worker import KINDS, Terms, embedded

CREDIT_CODE, AUTHORITY = "11340199MA0000211P", "安徽省人力资源和社会保障厅"


@dataclass
class Titled:
    """Somebody whose title was granted, and who has no photo yet."""

    site: Site
    holder: Visitor
    id: str
    number: str = field(default="")

    def make(self) -> None:
        certificate_making.make_certificate(self.site.house, self.id, SEASON)


@pytest.fixture
def titled(site: Site, registered: Callable[..., Visitor]) -> Titled:
    holder = registered("方若梅")
    id_number = next(each.id_number for each in reversed(site.people) if each.name == "方若梅")
    certificates.record(site.house, file_of({"id_number": id_number, "name": "方若梅"}), SEASON)
    with work(site.house.database) as w:
        (old,) = w.certificates.of("resident-id", id_number)
        made = granting.replace(
            w, site.house, old, site.house.catalogue.authorities["anhui"], corrections={}, now=SEASON
        )
    return Titled(site, holder, made.id, str(made.number))


@pytest.fixture
def issuer(site: Site) -> Visitor:
    """The issuing authority's account, logged in."""
    with work(site.house.database) as w:
        if w.organisations.by_credit_code(CREDIT_CODE) is None:
            region = site.house.codes("regions").codes[0].id
            nature = site.house.codes("employer_natures").codes[0].id
            w.organisations.add(Organisation("issuer", AUTHORITY, CREDIT_CODE, nature, Role.ISSUER, region))
            account = Identity(
                "legal-issuer", "证书管理", "legal", organisation_name=AUTHORITY, credit_code=CREDIT_CODE
            )
            site.people.append(account)
            site.directory.replace(site.people)
    visitor = site.visitor()
    visitor.sign_in("legal-issuer", "legal")
    return visitor


def test_from_the_photo_to_the_file(titled: Titled) -> None:
    """Features 79 to 81, 83, 84."""
    holder = titled.holder
    page = holder.get("/centre/titles").text
    assert "待上传照片" in page
    assert 'aria-label="为一级教师的证书上传照片"' in page
    assert "/certificate.pdf" not in page
    file = f"/centre/titles/{titled.id}/certificate.pdf"
    assert holder.get(file).status_code == 409
    holder.get("/centre/photo?back=/centre/titles")
    assert "返回我的职称" in holder.page.text
    token = holder.csrf()
    holder.post(holder.path, {"csrf_token": token, "photo": (portrait(), "me.jpg")})
    assert holder.path == "/centre/titles"
    assert "生成中" in holder.page.text
    waiting = holder.get(file)
    assert (waiting.status_code, waiting.headers["Refresh"]) == (202, "5")
    assert "正在生成" in waiting.text
    titled.make()
    made = holder.get(file)
    assert made.data.startswith(b"%PDF")
    assert made.headers["Content-Disposition"].startswith("inline")
    assert holder.get(f"{file}?download=1").headers["Content-Disposition"].startswith("attachment")
    shown = holder.get(f"/centre/titles/{titled.id}").text
    assert f'<iframe class="zc-viewer-frame is-landscape" src="{file}"' in shown
    assert titled.number in shown
    assert "有效" in shown


def test_nobody_else_gets_the_file(titled: Titled, registered: Callable[..., Visitor]) -> None:
    stranger = registered("吴若兰")
    assert stranger.get(f"/centre/titles/{titled.id}/certificate.pdf").status_code == 404
    assert stranger.get("/desk/certificates").status_code == 403


def test_the_authority_finds_looks_and_revokes(titled: Titled, issuer: Visitor) -> None:
    page = issuer.get(f"/desk/certificates?text={titled.number}").text
    assert 'aria-current="page"' in page
    assert "待上传照片" in page
    assert titled.number in page
    assert "没有这样的证书" in issuer.get(f"/desk/certificates?view=revoked&text={titled.number}").text
    here = f"/desk/certificates/{titled.id}"
    issuer.get(here)
    refused = issuer.send("confirmed", reason="", confirmed="1")
    assert refused.status_code == 422
    assert "请写明撤销的原因" in refused.text
    refused = issuer.send("confirmed", reason="查实弄虚作假", confirmed=None)
    assert refused.status_code == 422
    assert "请先勾选确认" in refused.text
    assert "查实弄虚作假" in refused.text
    done = issuer.send("confirmed", reason="查实弄虚作假", confirmed="1")
    assert "证书已撤销" in done.text
    assert "撤销证书</button>" not in done.text
    shown = titled.holder.get(f"/centre/titles/{titled.id}").text
    assert "已撤销" in shown
    assert "查实弄虚作假" in shown
    assert "查实弄虚作假" in titled.holder.get("/notices").text


def test_another_organisation_sees_none(titled: Titled, employer: Visitor) -> None:
    assert employer.get("/desk/certificates").status_code == 404
    assert employer.get(f"/desk/certificates/{titled.id}").status_code == 404
    assert "职称证书</span>" not in employer.get("/desk").text


def test_every_view_of_the_list_opens(issuer: Visitor) -> None:
    for view in ("all", "made", "queued", "failed", "wants_photo", "revoked", "nonsense"):
        assert issuer.get(f"/desk/certificates?view={view}").status_code == 200


def test_what_did_not_fail_is_not_made_again(titled: Titled, issuer: Visitor) -> None:
    here = f"/desk/certificates/{titled.id}"
    issuer.get(here)
    token = issuer.csrf()
    answered = issuer.post(f"{here}/make-again", {"csrf_token": token})
    assert answered.status_code == 404
    assert "没有生成失败的记录" in answered.text


def failed(titled: Titled) -> bool:
    return [each.key for each in titled.site.house.database.jobs.failed()] == [titled.id]


def made(titled: Titled) -> bool:
    with work(titled.site.house.database, write=False) as w:
        return w.certificates.get(titled.id).file is not None


@pytest.mark.slow
def test_what_was_given_up_stands_in_a_list_with_its_reason_and_a_button(
    titled: Titled, issuer: Visitor
) -> None:
    """Feature 81: a job that fails is tried again, then listed; the authority mends the reason and presses 重试."""
    house = titled.site.house
    with work(house.database) as w:
        w.certificates.get(titled.id).employer = "某\U000f0000公司"  # no font has the character
    titled.holder.get("/centre/photo")
    token = titled.holder.csrf()
    titled.holder.post("/centre/photo", {"csrf_token": token, "photo": (portrait(), "me.jpg")})
    with embedded(house, KINDS, Terms(pause=0.05, growth=1.5, attempts=2, poll=0.05)):
        until(lambda: failed(titled))
        page = issuer.get("/desk/certificates?view=failed").text
        assert "生成失败（1）" in page
        assert titled.number in page
        assert "打印字库里没有" in page
        assert "打印字库里没有" in issuer.get(f"/desk/certificates/{titled.id}").text
        with work(house.database) as w:
            w.certificates.get(titled.id).employer = "某公司"
        issuer.get("/desk/certificates?view=failed")
        issuer.press("重试")
        until(lambda: made(titled))
        page = issuer.get("/desk/certificates?view=failed").text
    assert "生成失败（0）" in page
    assert "没有这样的证书" in page


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
