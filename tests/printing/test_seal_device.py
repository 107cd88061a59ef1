"""A seal whose key stays in a device (PKCS#11): SoftHSM, a real token in software; left out only where it is not installed."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.printing.pages import page
from zcforms.domain.errors import PrintingFailed
from zcforms.printing import seal as seals
from zcforms.printing.pdf import render_html
from zcforms.printing.seal import DeviceKey, Sealer, SealKeyUnusable, SealState, verify
from zcforms.services.seal_keys import default_sealer
from zcforms.settings import Settings

MODULES = [
    Path(folder) / "softhsm/libsofthsm2.so"
    for folder in ("/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/local/lib")
]
MODULE = next((str(each) for each in MODULES if each.exists()), "")
pytest.importorskip("pkcs11", reason="the extra zcforms[pkcs11] is not installed")
pytestmark = pytest.mark.skipif(
    not MODULE or shutil.which("softhsm2-util") is None, reason="SoftHSM is not installed"
)
PIN, TOKEN = "824611", "zcforms test"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, DeviceKey]]:
    """One token with a key of each kind, under an authority of its own. A process reads its configuration once."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        util("--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", "12345678")
        yield {name: imported(folder, name, place) for place, name in enumerate(("ec", "rsa"), 1)}


def util(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True)


def imported(folder: Path, name: str, place: int) -> DeviceKey:
    root = ec.generate_private_key(ec.SECP256R1())
    own = (
        ec.generate_private_key(ec.SECP256R1())
        if name == "ec"
        else rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    file = folder / f"{name}.pem"
    file.write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    util("--import", str(file), "--token", TOKEN, "--label", name, "--id", f"0{place}", "--pin", PIN)
    file.unlink()
    ca = seals._certificate("测试根", root.public_key(), "测试根", root, is_ca=True)
    certificate = seals._certificate("设备中的章", own.public_key(), "测试根", root, is_ca=False)
    chain = certificate.public_bytes(Encoding.PEM) + ca.public_bytes(Encoding.PEM)
    return DeviceKey(MODULE, TOKEN, name, PIN, chain)


@pytest.fixture(scope="module")
def plain() -> bytes:
    return render_html(page("<p>专业技术资格证书 9342022000102000001</p>"))


@pytest.mark.parametrize("name", ["ec", "rsa"])
def test_a_file_is_sealed_by_the_device_and_another_reader_agrees(
    keys: dict[str, DeviceKey], plain: bytes, name: str, tmp_path: Path
) -> None:
    sealer = Sealer(keys[name])
    try:
        sealed = sealer.seal(plain, reason="某机关 1")
        found = sealer.verify(sealed)
        assert (found.state, found.signer) == (SealState.INTACT, "设备中的章")
        assert verify(sealed, Sealer(None).roots).state is SealState.FOREIGN
        (tmp_path / "sealed.pdf").write_bytes(sealed)
        if shutil.which("pdfsig"):
            told = subprocess.run(
                ["pdfsig", "-nocert", str(tmp_path / "sealed.pdf")], capture_output=True, check=False
            )
            assert b"Signature is Valid" in told.stdout
    finally:
        sealer.close()


def test_several_threads_share_one_session_and_a_closed_one_is_opened_again(
    keys: dict[str, DeviceKey], plain: bytes
) -> None:
    sealer, made = Sealer(keys["ec"]), []
    try:
        threads = [
            threading.Thread(target=lambda: made.append(sealer.seal(plain, reason=""))) for _ in range(4)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert {verify(each, sealer.roots).state for each in made} == {SealState.INTACT}
        assert len(made) == 4
        sealer._signer.pkcs11_session.close()  # as when the device was taken out
        with pytest.raises(PrintingFailed, match="系统会再试"):
            sealer.seal(plain, reason="")
        assert verify(sealer.seal(plain, reason=""), sealer.roots).state is SealState.INTACT
    finally:
        sealer.close()


@pytest.mark.parametrize(
    "wrong",
    [{"pin": "000000"}, {"token": "another"}, {"label": "another"}, {"module": "/nowhere/module.so"}],
)
def test_what_is_wrong_with_the_device_is_told_each_time(
    keys: dict[str, DeviceKey], plain: bytes, wrong: dict[str, str]
) -> None:
    sealer = Sealer(replace(keys["ec"], **wrong))
    for _ in range(2):
        with pytest.raises(SealKeyUnusable, match="设备无法打开"):
            sealer.seal(plain, reason="")
    sealer.close()


def test_certificates_that_cannot_be_read_are_told(keys: dict[str, DeviceKey]) -> None:
    for junk in (b"", b"junk"):
        with pytest.raises(SealKeyUnusable, match="证书无法读取，请核对 ZCFORMS_SEAL_CERTIFICATES"):
            _ = Sealer(replace(keys["ec"], certificates=junk)).roots
        with pytest.raises(SealKeyUnusable, match=r"ZCFORMS_SEAL_KEYS 文件中 \[anhui\] 的 certificates"):
            _ = Sealer(replace(keys["ec"], certificates=junk, named="anhui")).roots


def test_the_settings_name_the_device_and_the_pin_comes_from_a_file(
    keys: dict[str, DeviceKey], plain: bytes, tmp_path: Path
) -> None:
    (tmp_path / "pin").write_text(f"{PIN}\n")
    (tmp_path / "chain.pem").write_bytes(keys["rsa"].certificates)
    device = {"seal_module": MODULE, "seal_token": TOKEN, "seal_label": "rsa"}
    files = {"seal_pin_file": str(tmp_path / "pin"), "seal_certificates": str(tmp_path / "chain.pem")}
    sealer = default_sealer(Settings(var=tmp_path, demo=True, **device, **files))  # type: ignore[arg-type]
    try:
        assert not sealer.demonstration
        assert verify(sealer.seal(plain, reason=""), sealer.roots).state is SealState.INTACT
    finally:
        sealer.close()
    with pytest.raises(ValueError, match="ZCFORMS_SEAL_TOKEN"):
        Settings(var=tmp_path, seal_module=MODULE)
