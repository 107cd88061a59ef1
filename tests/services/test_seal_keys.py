"""Keys to seal with, from the settings and from the file that has one for each authority (feature 82)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.printing.pages import page
from zcforms import resources
from zcforms.domain.authority import Authority
from zcforms.forms.catalogue import load
from zcforms.printing.pdf import render_html
from zcforms.printing.seal import Sealer, SealKeyUnusable, SealState, demonstration_key, verify
from zcforms.services.seal_keys import default_sealer, named_sealers
from zcforms.settings import Settings


@pytest.fixture(scope="module")
def authorities() -> list[Authority]:
    """Three that seal, one of them without an id for its key, and one that does not."""
    anhui = load(resources.folder("schemas")).authorities["anhui"]
    return [
        anhui,
        *(replace(anhui, id=name, caption=name, key=name) for name in ("hefei", "bengbu")),
        replace(anhui, id="wuhu", key="wuhu", sealed=False),
    ]


@pytest.fixture(scope="module")
def plain() -> bytes:
    return render_html(page("<p>专业技术资格证书</p>"))


def told(folder: Path, text: str) -> Settings:
    (folder / "keys.toml").write_text(text, encoding="utf-8")
    return Settings(var=folder / "var", seal_keys=str(folder / "keys.toml"))


def test_each_authority_has_a_key_of_its_own(
    authorities: list[Authority], plain: bytes, tmp_path: Path
) -> None:
    """Paths begin where the file lies; what earlier keys sealed stays the same authority's."""
    keys = {name: demonstration_key(tmp_path / name) for name in ("hefei", "earlier")}
    (tmp_path / "hefei.p12").write_bytes(keys["hefei"].pkcs12)
    earlier = Sealer(keys["earlier"])
    (tmp_path / "earlier.pem").write_bytes(_pem(earlier.roots[0]))
    settings = told(
        tmp_path, '[hefei]\nkey = "hefei.p12"\npassphrase = "demonstration"\ntrusted = "earlier.pem"\n'
    )
    made = named_sealers(settings, authorities)
    assert set(made) == {"hefei", "bengbu"}
    sealed = made["hefei"].seal(plain, reason="合肥")
    assert not made["hefei"].demonstration
    assert verify(sealed, made["hefei"].roots).state is SealState.INTACT
    assert verify(earlier.seal(plain, reason=""), made["hefei"].roots).state is SealState.INTACT
    for other in (made["bengbu"], default_sealer(settings)):
        assert verify(sealed, other.roots).state is SealState.FOREIGN
        with pytest.raises(SealKeyUnusable):
            other.seal(plain, reason="")


def _pem(der: bytes) -> bytes:
    from cryptography import x509  # not needed to collect the tests
    from cryptography.hazmat.primitives.serialization import Encoding  # as above

    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


def test_the_demonstration_makes_one_up_for_each_authority_that_seals(
    authorities: list[Authority], tmp_path: Path
) -> None:
    settings = Settings(var=tmp_path, demo=True)
    made = {"": default_sealer(settings), **named_sealers(settings, authorities)}
    assert {each.name for each in (tmp_path / "keys").iterdir()} == {
        f"seal-demonstration{name}.p12" for name in ("", "-hefei", "-bengbu")
    }
    assert all(each.demonstration for each in made.values())
    assert len({each.roots for each in made.values()}) == 3
    assert named_sealers(settings, authorities)["hefei"].roots == made["hefei"].roots


def test_without_settings_there_is_nothing_to_seal_with(
    authorities: list[Authority], plain: bytes, tmp_path: Path
) -> None:
    made = named_sealers(Settings(var=tmp_path), authorities)
    with pytest.raises(SealKeyUnusable, match=r"ZCFORMS_SEAL_KEYS 文件中 \[hefei\] 的 key"):
        made["hefei"].seal(plain, reason="")
    with pytest.raises(SealKeyUnusable, match="ZCFORMS_SEAL_KEY）"):
        default_sealer(Settings(var=tmp_path)).seal(plain, reason="")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[hefei\n", "不是 TOML"),
        ('hefei = "hefei.p12"\n', "“hefei”应是一节"),
        ("[hefei]\nkey = 1\n", "“hefei”应是一节"),
        ('[hefei]\nkey = "a.p12"\npasphrase = "x"\n', "没有“pasphrase”这一项。.*passphrase"),
        ('[hefei]\npassphrase = "x"\n', "要么写 key"),
        ('[hefei]\nkey = "a.p12"\nmodule = "x.so"\n', "要么写 key"),
        ('[hefei]\nmodule = "x.so"\ntoken = "seal"\n', "要么写 key"),
        ('[hefei]\nkey = "nowhere.p12"\n', "无法读取：.*nowhere.p12"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_place(
    authorities: list[Authority], tmp_path: Path, text: str, fault: str
) -> None:
    with pytest.raises(SealKeyUnusable, match=fault):
        named_sealers(told(tmp_path, text), authorities)


def test_a_file_that_is_not_there_is_told(authorities: list[Authority], tmp_path: Path) -> None:
    with pytest.raises(SealKeyUnusable, match=r"无法读取：.*nowhere\.toml"):
        named_sealers(Settings(var=tmp_path, seal_keys=str(tmp_path / "nowhere.toml")), authorities)
