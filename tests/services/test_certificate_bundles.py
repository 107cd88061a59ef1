"""Several certificates at once: the ZIP, the PDF to be printed, what is left out, and the journal (feature 82)."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from pypdf import PdfReader

from tests.services.conftest import NOW
from tests.services.journal import acts
from tests.services.pile import Pile
from zcforms.demo.load import Stage
from zcforms.domain.certificate import CertificateState
from zcforms.domain.errors import InputRefused, NotFound, PrintingFailed, WrongState
from zcforms.printing.seal import SealState, verify
from zcforms.services import certificate_bundles
from zcforms.services.certificate_bundles import LEFT_OUT, MOST, MOST_PRINTED, Choice, Packed, Volume
from zcforms.services.certificate_room import CertificateQuery, SealKind, View
from zcforms.storage.work import work

EVERYTHING = Choice(CertificateQuery())


@pytest.fixture
def pile(town: Stage) -> Pile:
    return Pile.of(town)


def content(packed: Packed) -> bytes:
    with packed.file as file:
        data = file.read()
    assert len(data) == packed.size
    return data


def archive(pile: Pile, choice: Choice = EVERYTHING) -> dict[str, bytes]:
    packed = certificate_bundles.zipped(pile.house, pile.organiser, choice, NOW)
    with zipfile.ZipFile(io.BytesIO(content(packed))) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def left_out(pile: Pile) -> None:
    """One of each kind that is left out."""
    pile.add("撤销的", state=CertificateState.REVOKED, revoked_at=NOW, reason="查实")
    pile.add("换发的", state=CertificateState.REPLACED)
    pile.add("没照片的", file=None, queued_at=None)
    pile.add("排队的", file=None, queued_at=NOW)


def test_the_files_as_they_were_issued(pile: Pile) -> None:
    """Byte for byte, so that a seal holds, under names that Windows takes."""
    pile.add("李/四", "王五", "CON")
    files = archive(pile)
    first = int(str(pile.first.number))
    assert list(files) == [
        f"{first}-林晓禾.pdf",
        f"{first + 1}-李_四.pdf",
        f"{first + 2}-王五.pdf",
        f"{first + 3}-CON.pdf",
    ]
    assert set(files.values()) == {pile.pdf}
    assert verify(files[f"{first}-林晓禾.pdf"], pile.house.sealer.roots).state is SealState.INTACT


def test_what_is_left_out_is_told_before_and_in_the_archive(pile: Pile) -> None:
    left_out(pile)
    bundle = certificate_bundles.look(pile.house, pile.organiser, EVERYTHING)
    assert (bundle.total, bundle.count, bundle.sealed, bundle.parts) == (5, 1, 1, 1)
    assert {each.name: each.reason for each in bundle.left} == {
        "撤销的": "已撤销。",
        "换发的": "已换发，请下载换发后的新证书。",
        "没照片的": "还没有生成：等待持证人上传照片。",
        "排队的": "正在生成，请稍后再下载。",
    }
    files = archive(pile)
    assert list(files) == [f"{pile.first.number}-林晓禾.pdf", LEFT_OUT]
    assert files[LEFT_OUT].startswith(b"\xef\xbb\xbf")
    lines = files[LEFT_OUT].decode("utf-8-sig").split("\r\n")
    assert lines[0] == "下面 4 张证书没有放进这个压缩包："
    assert sum(each.number in line and each.reason in line for each in bundle.left for line in lines) == 4


def test_only_what_was_ticked(pile: Pile) -> None:
    _, second = pile.add("甲", "乙")
    chosen = Choice(CertificateQuery(), (second, second))
    assert list(archive(pile, chosen)) == [f"{int(str(pile.first.number)) + 2}-乙.pdf"]
    assert certificate_bundles.look(pile.house, pile.organiser, chosen).total == 1


def test_only_what_the_filter_finds(pile: Pile) -> None:
    pile.add("甲")
    for query in (CertificateQuery(seal=SealKind.WITHOUT), CertificateQuery(text="甲")):
        assert [name[-5:] for name in archive(pile, Choice(query))] == ["甲.pdf"]


def test_one_pdf_to_be_printed_bears_no_signature(pile: Pile) -> None:
    pile.add("甲", "乙")
    left_out(pile)
    packed = certificate_bundles.merged(pile.house, pile.organiser, EVERYTHING, 1, NOW)
    assert packed.name == "职称证书-仅供打印-20220705-第1册.pdf"
    data = content(packed)
    reader = PdfReader(io.BytesIO(data))
    assert len(reader.pages) == 3
    assert reader.metadata
    assert "仅供打印" in str(reader.metadata.title)
    assert "林晓禾" in reader.pages[0].extract_text()
    assert verify(data, pile.house.sealer.roots).state is SealState.UNSIGNED
    assert verify(pile.pdf, pile.house.sealer.roots).state is SealState.INTACT
    with pytest.raises(NotFound, match="没有这一册"):
        certificate_bundles.merged(pile.house, pile.organiser, EVERYTHING, 2, NOW)


def test_more_than_one_download_takes_comes_in_parts(pile: Pile) -> None:
    """Every one in exactly one part, in the order of their numbers; printed a hundred at a time."""
    pile.add(*(f"人{number}" for number in range(MOST + 1)))
    bundles = [
        certificate_bundles.look(pile.house, pile.issuer, Choice(CertificateQuery(), part=part))
        for part in (1, 2, 99)
    ]
    assert [(each.total, each.part, each.parts, each.count) for each in bundles] == [
        (MOST + 2, 1, 2, MOST),
        (MOST + 2, 2, 2, 2),
        (MOST + 2, 2, 2, 2),
    ]
    assert bundles[0].first == pile.first.number
    assert int(bundles[1].first) == int(bundles[0].last) + 1
    assert bundles[0].volumes[-1] == Volume(5, MOST - MOST_PRINTED + 1, MOST)
    assert len(archive(pile, Choice(CertificateQuery(), part=2))) == 2
    packed = certificate_bundles.zipped(pile.house, pile.issuer, Choice(CertificateQuery(), part=2), NOW)
    assert packed.name == "职称证书-20220705-第2部分.zip"
    packed.file.close()
    ids = tuple(f"{number:024x}" for number in range(MOST + 1))
    with pytest.raises(InputRefused, match="一次最多勾选"):
        certificate_bundles.look(pile.house, pile.issuer, Choice(CertificateQuery(), ids))


def test_a_file_that_cannot_be_read(pile: Pile) -> None:
    """The archive says so; of what is printed nothing is left out without a word."""
    pile.add("坏的", file="0" * 64)
    files = archive(pile)
    assert len(files) == 2
    assert "坏的  文件暂时无法读取" in files[LEFT_OUT].decode("utf-8-sig")
    with pytest.raises(PrintingFailed, match="坏的"):
        certificate_bundles.merged(pile.house, pile.organiser, EVERYTHING, 1, NOW)
    with pytest.raises(PrintingFailed, match="都无法读取"):
        certificate_bundles.zipped(pile.house, pile.organiser, Choice(CertificateQuery(text="坏的")), NOW)


def test_nothing_to_download(pile: Pile) -> None:
    left_out(pile)
    with pytest.raises(InputRefused, match="先勾选"):
        certificate_bundles.look(pile.house, pile.organiser, Choice(CertificateQuery(), ()))
    queued = Choice(CertificateQuery(View.QUEUED))
    assert certificate_bundles.look(pile.house, pile.organiser, queued).volumes == ()
    for act in (
        lambda: certificate_bundles.zipped(pile.house, pile.organiser, queued, NOW),
        lambda: certificate_bundles.merged(pile.house, pile.organiser, queued, 1, NOW),
    ):
        with pytest.raises(WrongState, match="没有可以下载的文件"):
            act()


def test_the_journal_keeps_who_took_which(pile: Pile) -> None:
    (other,) = pile.add("甲")
    left_out(pile)
    certificate_bundles.look(pile.house, pile.organiser, EVERYTHING)
    archive(pile)
    later = NOW + timedelta(hours=1)
    chosen = Choice(CertificateQuery(), (other,))
    certificate_bundles.merged(pile.house, pile.organiser, chosen, 1, later).file.close()
    with work(pile.house.database, write=False) as w:
        lines = w.journal.of(f"organisation:{pile.organiser.organisation()}")
    assert [(each.act, each.actor, each.at, each.detail) for each in lines] == [
        ("certificate.download_many", pile.organiser.account_id, at, detail)
        for at, detail in (
            (NOW, {"form": "zip", "count": 2, "left": 4}),
            (later, {"form": "pdf", "count": 1, "left": 0}),
        )
    ]
    assert acts(pile.house, f"certificate:{other}") == ["certificate.download"] * 2
    assert acts(pile.house, f"certificate:{pile.first.id}")[-1] == "certificate.download"
