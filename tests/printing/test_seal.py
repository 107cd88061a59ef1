"""PDFs that are sealed, and what becomes of a seal (feature 82): real keys, real signatures, read back by the library and by another reader."""

from __future__ import annotations

import io
import shutil
import stat
import subprocess
import threading
import zlib
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12

from tests.printing.pages import page
from zcforms.domain.errors import PrintingFailed
from zcforms.printing import seal as seals
from zcforms.printing.pdf import render_html
from zcforms.printing.seal import (
    Seal,
    SealBusy,
    Sealer,
    SealKey,
    SealKeyUnusable,
    SealState,
    demonstration_key,
    verify,
)


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SealKey:
    return demonstration_key(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def plain() -> bytes:
    return render_html(page("<p>专业技术资格证书 9342022000102000001</p>"))


@pytest.fixture(scope="module")
def sealed(key: SealKey, plain: bytes) -> bytes:
    return Sealer(key).seal(plain, reason="某机关 9342022000102000001")


def judged(pdf: bytes, key: SealKey) -> Seal:
    return verify(pdf, Sealer(key).roots)


def test_a_sealed_file_is_intact_and_still_the_same_page(key: SealKey, plain: bytes, sealed: bytes) -> None:
    found = judged(sealed, key)
    assert (found.state, found.signer) == (SealState.INTACT, "zcforms 演示签章（无法律效力）")
    assert found.at is not None
    assert sealed.startswith(plain)
    assert len(sealed) - len(plain) < 40_000
    assert "9342022000102000001" in pypdf.PdfReader(io.BytesIO(sealed)).pages[0].extract_text()


def test_another_reader_agrees(sealed: bytes, tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("no pdfsig here")
    (tmp_path / "sealed.pdf").write_bytes(sealed)
    command = ["pdfsig", "-nocert", str(tmp_path / "sealed.pdf")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid." in said
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said


def test_tampering_is_seen(key: SealKey, plain: bytes, sealed: bytes) -> None:
    """Anywhere in what was signed, and anything behind it."""
    for place in (100, len(plain) // 2, len(plain) - 200):
        other = bytes([sealed[place] ^ 1])
        changed = sealed[:place] + other + sealed[place + 1 :]
        assert judged(changed, key).state in (SealState.CHANGED, SealState.UNREADABLE), place
    writer = pypdf.PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.add_metadata({"/Title": "另一张证书"})
    grown = io.BytesIO()
    writer.write(grown)
    assert judged(grown.getvalue(), key).state is SealState.CHANGED


def test_a_changed_text_is_seen(key: SealKey) -> None:
    made = Sealer(key).seal(render_html(page("<p>x</p>")), reason="某机关 A1")
    assert b"/Producer" in made
    assert judged(made.replace(b"/Producer", b"/Produced", 1), key).state is SealState.CHANGED


def test_what_others_signed_is_not_ours(key: SealKey, plain: bytes, tmp_path: Path) -> None:
    other = Sealer(demonstration_key(tmp_path))
    foreign = other.seal(plain, reason="别人")
    assert judged(foreign, key).state is SealState.FOREIGN
    assert verify(foreign, other.roots).state is SealState.INTACT
    assert verify(foreign, ()).state is SealState.FOREIGN


def certified(names: tuple[str, ...]) -> list[SealKey]:
    """Keys of different customers of one public authority, which comes with each."""
    root = ec.generate_private_key(ec.SECP256R1())
    ca = seals._certificate("某数字证书认证中心", root.public_key(), "某数字证书认证中心", root, is_ca=True)
    found = []
    for name in names:
        private = ec.generate_private_key(ec.SECP256R1())
        own = seals._certificate(name, private.public_key(), "某数字证书认证中心", root, is_ca=False)
        packed = pkcs12.serialize_key_and_certificates(b"x", private, own, [ca], NoEncryption())
        found.append(SealKey(packed, b""))
    return found


def test_another_customer_of_our_authority_is_not_us(plain: bytes) -> None:
    """An authority that certifies a province certifies companies too."""
    ours, theirs = certified(("某省厅", "某公司"))
    assert judged(Sealer(ours).seal(plain, reason="某省厅"), ours).state is SealState.INTACT
    assert judged(Sealer(theirs).seal(plain, reason="某省厅"), ours).state is SealState.FOREIGN


def test_a_signature_of_somebody_else_behind_ours_is_a_change(
    key: SealKey, sealed: bytes, tmp_path: Path
) -> None:
    other = Sealer(demonstration_key(tmp_path))
    with pytest.raises(PrintingFailed):  # the field is taken, and no change is allowed
        other.seal(sealed, reason="别人")
    writer = pypdf.PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.add_blank_page(100, 100)
    grown = io.BytesIO()
    writer.write(grown)
    assert judged(grown.getvalue(), key).state is SealState.CHANGED


def test_an_encrypted_file_is_unreadable(key: SealKey, plain: bytes) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(plain))
    writer.encrypt("secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    assert judged(locked.getvalue(), key).state in (SealState.UNREADABLE, SealState.UNSIGNED)


def bomb() -> bytes:
    """A PDF of some megabytes whose table of objects unfolds into three gigabytes of noughts."""
    packer = zlib.compressobj(9)
    block = bytes(16 << 20)
    first = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = first + again * 191 + packer.flush()
    head = b"%%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 9/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n"
    return head % len(packed) + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


def test_a_file_that_unfolds_without_end_takes_no_memory(key: SealKey) -> None:
    sealer = Sealer(key)
    try:
        assert sealer.verify(bomb()).state is SealState.UNREADABLE
        status = Path(f"/proc/{sealer._child.pid}/status").read_text()
        (peak,) = (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
        assert peak < 400_000  # kilobytes
        limits = Path(f"/proc/{sealer._child.pid}/limits").read_text()
        assert (
            f"Max address space         {seals._MOST_MEMORY} " in limits
        )  # for what the library does not see
    finally:
        sealer.close()


def test_who_comes_while_others_are_read_is_told_instead_of_waiting(key: SealKey, plain: bytes) -> None:
    sealer = Sealer(key)
    taken = [sealer._turns.acquire(blocking=False) for _ in range(seals._AT_ONCE)]
    assert all(taken)
    with pytest.raises(SealBusy):
        sealer.verify(plain)
    sealer._turns.release()
    assert sealer.verify(plain).state is SealState.UNSIGNED
    sealer.close()


def test_what_takes_too_long_is_not_called_unreadable(key: SealKey, sealed: bytes) -> None:
    """A busy machine says nothing wrong of a good file."""
    hurried = Sealer(key, timeout=0.001)
    try:
        with pytest.raises(SealBusy):
            hurried.verify(sealed)
    finally:
        hurried.close()


def test_earlier_keys_stay_ours(key: SealKey, sealed: bytes, tmp_path: Path) -> None:
    """After a change of keys (ZCFORMS_SEAL_TRUSTED)."""
    _, _, above = pkcs12.load_key_and_certificates(key.pkcs12, key.passphrase)
    pem = b"".join(each.public_bytes(Encoding.PEM) for each in above)
    fresh = demonstration_key(tmp_path)
    assert verify(sealed, Sealer(fresh).roots).state is SealState.FOREIGN
    assert verify(sealed, Sealer(fresh, pem).roots).state is SealState.INTACT


def test_what_is_not_signed_and_what_is_no_pdf(key: SealKey, plain: bytes) -> None:
    assert judged(plain, key).state is SealState.UNSIGNED
    for junk in (b"", b"hello", b"%PDF-1.7\n" + b"\0" * 500, plain[:300]):
        assert judged(junk, key).state is SealState.UNREADABLE, junk[:20]


def test_a_strangers_file_is_read_in_a_child(key: SealKey, sealed: bytes) -> None:
    sealer = Sealer(key)
    try:
        assert sealer.verify(sealed).state is SealState.INTACT
        assert sealer.verify(b"junk").state is SealState.UNREADABLE
    finally:
        sealer.close()


def test_without_a_key_nothing_is_sealed_and_nothing_is_ours(plain: bytes, sealed: bytes) -> None:
    with pytest.raises(SealKeyUnusable, match="ZCFORMS_SEAL_KEY"):
        Sealer(None).seal(plain, reason="")
    assert verify(sealed, Sealer(None).roots).state is SealState.FOREIGN
    with pytest.raises(SealKeyUnusable, match=r"ZCFORMS_SEAL_KEYS 文件中 \[anhui\] 的 key"):
        Sealer(None, named="anhui").seal(plain, reason="")


def test_one_reads_by_the_certificates_of_another_key(key: SealKey, sealed: bytes, tmp_path: Path) -> None:
    """Strangers' files are read in one child, whosever seal they should bear."""
    reader, other = Sealer(key), Sealer(demonstration_key(tmp_path, "bengbu"))
    try:
        assert reader.verify(sealed).state is SealState.INTACT
        assert reader.verify(sealed, other.roots).state is SealState.FOREIGN
        assert reader.verify(sealed, ()).state is SealState.FOREIGN
        theirs = other.seal(render_html(page("<p>x</p>")), reason="某市局")
        found = reader.verify(theirs, other.roots)
        assert (found.state, found.signer) == (SealState.INTACT, "zcforms 演示签章（无法律效力） bengbu")
        assert reader.verify(theirs).state is SealState.FOREIGN
    finally:
        reader.close()


def test_a_key_that_cannot_be_opened_is_told(key: SealKey, plain: bytes) -> None:
    for broken in (SealKey(key.pkcs12, b"wrong"), SealKey(b"junk", b"")):
        with pytest.raises(
            SealKeyUnusable, match="无法打开，请核对 ZCFORMS_SEAL_KEY、ZCFORMS_SEAL_PASSPHRASE"
        ):
            Sealer(broken).seal(plain, reason="")
        with pytest.raises(SealKeyUnusable, match=r"ZCFORMS_SEAL_KEYS 文件中 \[anhui\] 的 key、passphrase"):
            Sealer(replace(broken, named="anhui")).seal(plain, reason="")
        with pytest.raises(SealKeyUnusable, match="无法打开"):
            _ = Sealer(broken).roots


def test_a_key_without_certificates_above_it_vouches_for_itself(plain: bytes) -> None:
    """A self-signed certificate, as some suppliers deliver it."""
    private = ec.generate_private_key(ec.SECP256R1())
    own = seals._certificate("某省厅", private.public_key(), "某省厅", private, is_ca=False)
    bare = SealKey(pkcs12.serialize_key_and_certificates(b"x", private, own, None, NoEncryption()), b"")
    sealed = Sealer(bare).seal(plain, reason="")
    assert judged(sealed, bare).state is SealState.INTACT


def test_what_cannot_be_signed_is_told(key: SealKey) -> None:
    with pytest.raises(PrintingFailed, match="电子签章未能完成"):
        Sealer(key).seal(b"junk", reason="")


def test_the_demonstrations_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    made: list[bytes] = []

    def make() -> None:
        made.append(demonstration_key(tmp_path / "keys").pkcs12)

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 6
    assert len(set(made)) == 1
    (kept,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_committee_seals_before_the_authority(key: SealKey, plain: bytes, tmp_path: Path) -> None:
    """Feature 82: two seals, each by its own key; the last is over everything, and what is added to it is seen."""
    committee = Sealer(demonstration_key(tmp_path))
    first = committee.seal(plain, reason="某评委会", more=True)
    assert verify(first, committee.roots).state is SealState.INTACT
    both = Sealer(key).seal(first, reason="某机关")
    assert judged(both, key).state is SealState.INTACT
    assert list(pypdf.PdfReader(io.BytesIO(both)).get_fields() or {}) == ["Seal", "Seal2"]
    assert verify(both, committee.roots).state is not SealState.INTACT  # the authority's is what counts
    writer = pypdf.PdfWriter(io.BytesIO(both), incremental=True)
    writer.add_metadata({"/Title": "另一张证书"})
    grown = io.BytesIO()
    writer.write(grown)
    assert judged(grown.getvalue(), key).state is SealState.CHANGED
    assert judged(both.replace(b"/Producer", b"/Produced", 1), key).state is SealState.CHANGED
