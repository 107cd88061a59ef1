"""The file of a certificate: what is on it, its code, its seal, where it stands in the queue, what happens when it fails (features 79 to 84)."""

from __future__ import annotations

import dataclasses
import io
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.printing import qr_reader
from tests.printing.pages import text
from tests.services.conftest import NOW
from tests.services.titled import APPROVAL, declared, found, grant, titled
from zcforms.demo.load import Stage
from zcforms.domain.authority import SealText
from zcforms.domain.certificate import PaperState
from zcforms.domain.errors import PrintingFailed, WrongState
from zcforms.printing.seal import Sealer, SealKeyUnusable, SealState, demonstration_key, verify
from zcforms.services import certificate_making, certificates, notices
from zcforms.services.certificate_codes import address_of, certificate_of
from zcforms.services.house import House
from zcforms.storage.work import work
from zcforms.worker import KINDS, Terms, embedded


def made(house: House, certificate_id: str) -> bytes:
    digest = certificate_making.make_certificate(house, certificate_id, NOW)
    assert digest
    return house.files.get(digest)


def with_authority(house: House, **values: object) -> House:
    authorities = {
        name: dataclasses.replace(each, **values)  # type: ignore[arg-type]  # a test names what it changes
        for name, each in house.catalogue.authorities.items()
    }
    return dataclasses.replace(house, instead=dataclasses.replace(house.catalogue, authorities=authorities))


def test_the_certificate(house: House, town: Stage) -> None:
    """Features 81 to 84: one page with everything, a code that leads to the verification, a seal."""
    actor, certificate = titled(town)
    pdf = made(house, certificate.id)
    said = text(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    for words in (
        "专业技术资格证书", "林晓禾经蚌埠市中小学教师系列高级职称评审委员会评审", "姓名林晓禾", "性别女", "出生日期1985年3月12日",
        "系列名称中小学教师", "专业名称小学科学", "资格名称高级教师", "职称级别高级", "资格性质社会化", "取得资格时间2022年11月20日",
        f"批准文号{APPROVAL}", "所在单位蚌埠市禾田路小学", f"证书编号{certificate.number}", "发证机构：安徽省人力资源和社会保障厅",
        "发证日期：2022年7月5日", "与纸质证书具有同等效力",
    ):  # fmt: skip
        assert words in said, words
    assert verify(pdf, house.sealer.roots).state is SealState.INTACT
    kept = found(house, certificate.id)
    assert (kept.paper, kept.sealed) == (PaperState.MADE, True)
    file = certificates.certificate_file(house, actor, certificate.id)
    assert (file.name, file.data) == (f"职称证书-林晓禾-{certificate.number}.pdf", pdf)
    assert any("已生成" in each.text for each in notices.listing(house, actor).rows)


def test_the_code_on_it_leads_to_its_verification(house: House, town: Stage) -> None:
    """Feature 83."""
    _, certificate = titled(town)
    pictures = [each.image for each in PdfReader(io.BytesIO(made(house, certificate.id))).pages[0].images]
    square = min((each for each in pictures if each and each.width == each.height), key=lambda one: one.width)
    file = io.BytesIO()
    Image.Image.save(square, file, "PNG")
    level, address = qr_reader.read(file.getvalue())
    assert (level, address) == ("M", address_of(house, certificate.id))
    code = address.rpartition("/")[2]
    assert certificate_of(house, code) == certificate.id
    assert f"查验码：{code}" in text(made(house, certificate.id))  # for whoever has no camera


def test_an_authority_without_a_seal(house: House, town: Stage) -> None:
    """Feature 82: to be stamped by hand."""
    unsealed = with_authority(house, sealed=False)
    _, certificate = titled(town)
    pdf = made(unsealed, certificate.id)
    assert verify(pdf, house.sealer.roots).state is SealState.UNSIGNED
    assert not found(house, certificate.id).sealed
    assert len(PdfReader(io.BytesIO(pdf)).pages[0].images) == 3  # ground, portrait, code


def with_committee_seal(house: House, key: str, keys: Path) -> House:
    """The plans' committees seal with this key; `keys`: where the demonstration keeps it."""
    plans = {
        name: dataclasses.replace(
            plan, issuing=dataclasses.replace(plan.issuing, key=key, seal=SealText("某评审委员会"))
        )
        for name, plan in house.catalogue.plans.items()
        if plan.issuing
    }
    instead = dataclasses.replace(house.catalogue, plans=plans)
    return dataclasses.replace(
        house, instead=instead, sealers={key: Sealer(demonstration_key(keys, key), named=key)}
    )


def test_the_committee_seals_too(house: House, town: Stage, tmp_path: Path) -> None:
    """Feature 82: its own key and picture, before the authority's, which is the one that verification asks for."""
    sealed = with_committee_seal(house, "committee", tmp_path / "committee")
    _, certificate = titled(town)
    pdf = made(sealed, certificate.id)
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    assert len(reader.pages[0].images) == 5  # ground, portrait, code, two seals
    assert verify(pdf, house.sealer.roots).state is SealState.INTACT
    fields = reader.get_fields() or {}
    assert [each["/V"]["/Reason"].split(" ")[0] for each in fields.values()] == [
        certificate.committee,
        "安徽省人力资源和社会保障厅",
    ]


def test_a_committee_without_its_key_is_named(house: House, town: Stage, tmp_path: Path) -> None:
    sealed = with_committee_seal(house, "committee", tmp_path / "committee")
    _, certificate = titled(town)
    with pytest.raises(SealKeyUnusable, match=r"评委会“蚌埠市中小学教师系列高级职称评审委员会”.*committee"):
        made(dataclasses.replace(sealed, sealers={}), certificate.id)


def test_what_is_not_known_of_a_title_is_not_on_its_certificate(house: House, town: Stage) -> None:
    """One that an examination gave, or that replaces an old one: no committee, no number of approval."""
    _, certificate = titled(town)
    with work(house.database) as w:
        kept = w.certificates.get(certificate.id)
        kept.committee = kept.approval = kept.employer = kept.specialty = ""
    said = text(made(house, certificate.id))
    assert "林晓禾具备高级教师资格，特发此证。" in said
    for caption in ("＿", "批准文号", "所在单位", "专业名称"):
        assert caption not in said, caption


def test_a_seal_without_a_picture(house: House, town: Stage) -> None:
    bare = with_authority(house, seal=None)
    _, certificate = titled(town)
    pdf = made(bare, certificate.id)
    assert verify(pdf, house.sealer.roots).state is SealState.INTACT
    assert len(PdfReader(io.BytesIO(pdf)).pages[0].images) == 3


def test_each_authority_seals_with_its_own_key(house: House, town: Stage, tmp_path: Path) -> None:
    """Never with another's: where its own is missing the certificate waits, and the list says whose key is missing, and where it is set."""
    _, certificate = titled(town)
    named = with_authority(house, key="anhui")
    lacking = "发证机关“安徽省人力资源和社会保障厅”：还没有配置电子签章的密钥（ZCFORMS_SEAL_KEYS 文件中 [anhui] 的 key）"
    with pytest.raises(SealKeyUnusable, match=re.escape(lacking)):
        certificate_making.make_certificate(named, certificate.id, NOW)
    assert found(house, certificate.id).paper is PaperState.QUEUED
    own = Sealer(demonstration_key(tmp_path / "anhui", "anhui"), named="anhui")
    pdf = made(dataclasses.replace(named, sealers={"anhui": own}), certificate.id)
    assert verify(pdf, own.roots).state is SealState.INTACT
    assert verify(pdf, house.sealer.roots).state is SealState.FOREIGN


def test_made_once_however_often_it_is_asked(house: House, town: Stage) -> None:
    _, certificate = titled(town)
    first = certificate_making.make_certificate(house, certificate.id, NOW)
    assert certificate_making.make_certificate(house, certificate.id, NOW + timedelta(days=1)) == first
    with work(house.database, write=False) as w:
        acts = [each.act for each in w.journal.of(f"certificate:{certificate.id}")]
    assert acts.count("certificate.made") == 1


def test_what_was_revoked_meanwhile_is_not_made(house: House, town: Stage) -> None:
    """Nobody reads that a certificate is ready after reading that it was revoked, and nobody waits behind it."""
    actor, certificate = titled(town)
    with work(house.database) as w:
        w.certificates.get(certificate.id).revoke("查实弄虚作假", NOW)
    assert certificate_making.make_certificate(house, certificate.id, NOW) is None
    assert not [each for each in notices.listing(house, actor).rows if "已生成" in each.text]
    with pytest.raises(WrongState, match="没有文件"):
        certificates.certificate_file(house, actor, certificate.id)
    other, application_id = declared(town, "submitted")
    grant(house, application_id, NOW + timedelta(minutes=1))
    assert certificates.held(house, other).rows[0].waits == "正在生成，请稍后再下载。"


def test_the_place_in_the_queue(house: House, town: Stage) -> None:
    """Feature 81, figure 5-10."""
    (one, first), (other, application_id) = titled(town), declared(town, "submitted")
    second = grant(house, application_id, NOW + timedelta(minutes=1))
    assert certificates.held(house, one).rows[0].waits == "正在生成，请稍后再下载。"
    assert certificates.held(house, other).rows[0].waits == "前面还有 1 份，请过段时间再下载。"
    assert certificates.certificate_file(house, other, second.id).data is None
    made(house, first.id)
    assert certificates.held(house, other).rows[0].waits == "正在生成，请稍后再下载。"


def test_long_names_stay_on_the_page(house: House, town: Stage) -> None:
    """Names of the rare characters among them, drawn and read back."""
    _, certificate = titled(town)
    with work(house.database) as w:
        kept = w.certificates.get(certificate.id)
        kept.name = "王䶮𬭸𠅤"
        kept.specialty = "电气工程（新能源发电与并网技术、智能电网调度自动化方向）"
        kept.employer = "中国某某建设集团第二十三工程局有限公司新疆维吾尔自治区伊犁哈萨克自治州分公司"
    said = text(made(house, certificate.id))
    assert "王䶮𬭸𠅤" in said
    assert "伊犁哈萨克自治州分公司" in said


def test_what_does_not_fit_is_told_and_nothing_is_kept(house: House, town: Stage) -> None:
    _, certificate = titled(town)
    with work(house.database) as w:
        w.certificates.get(certificate.id).employer = "某某公司" * 90
    with pytest.raises(PrintingFailed, match="一页印不下"):
        certificate_making.make_certificate(house, certificate.id, NOW)
    assert found(house, certificate.id).paper is PaperState.QUEUED


def until(condition: Callable[[], object], house: House) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, house.database.jobs.failed()
        time.sleep(0.1)


@pytest.mark.slow
def test_by_the_worker_given_up_and_made_again(house: House, town: Stage) -> None:
    """A character that no font has: tried again with pauses, then listed with its reason; mended, it is made."""
    actor, certificate = titled(town)
    with work(house.database) as w:
        w.certificates.get(certificate.id).employer = "某\U000f0000公司"
    fast = Terms(pause=0.05, growth=1.5, attempts=2, poll=0.05)
    with embedded(house, KINDS, fast):
        until(lambda: [each.key for each in house.database.jobs.failed()] == [certificate.id], house)
        (job,) = house.database.jobs.failed()
        assert "打印字库里没有" in job.reason
        (row,) = certificates.held(house, actor).rows
        assert row.waits == "生成时出现问题，发证机关正在处理，您不需要操作。"
        with work(house.database) as w:
            w.certificates.get(certificate.id).employer = "某公司"
        house.database.jobs.retry(job.id)
        until(lambda: found(house, certificate.id).file, house)
    assert house.database.jobs.failed() == []
