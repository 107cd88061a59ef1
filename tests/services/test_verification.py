"""Public verification: what a stranger learns, how often one may ask, and what is kept of it (feature 83)."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.printing.pages import page
from tests.services.conftest import NOW
from tests.services.test_certificates import GIVEN, file_of
from tests.storage.queries import counted
from zcforms.demo.load import Stage
from zcforms.demo.replay import Replay
from zcforms.domain.certificate import CertificateState
from zcforms.domain.errors import NotFound, TooOften, UploadRefused, WrongState
from zcforms.domain.look_up import LookUpOutcome
from zcforms.printing.pdf import render_html
from zcforms.printing.seal import Sealer, demonstration_key
from zcforms.services import certificates, look_ups, verification
from zcforms.services.certificate_codes import address_of, code_of
from zcforms.services.house import House
from zcforms.storage import outside_tables
from zcforms.storage.files import FileUnreadable
from zcforms.storage.work import work

ADDRESS = "117.64.23.9"


@pytest.fixture
def holder(town: Stage) -> Replay:
    return town.employed("ready", "teacher-complete")


def issued(house: House, holder: Replay, **given: Any) -> str:
    """The code of a certificate that the holder has."""
    told = {"id_number": holder.person.id_number, "number": "9342015000102000117", **given}
    certificates.record(house, file_of(told), NOW)
    with work(house.database, write=False) as w:
        found = w.certificates.numbered(told["number"])
    assert found
    return code_of(house, found.id)


def seen(house: House, code: str, **at: Any) -> verification.Verified:
    found = verification.verify(house, code, ADDRESS, at.get("now", NOW))
    assert found
    return found


def test_a_valid_certificate(house: House, holder: Replay) -> None:
    """Name, number and photo so far that the paper and its holder can be compared, and no further."""
    found = seen(house, issued(house, holder, committee="蚌埠市评委会", issuer="蚌埠市人社局"))
    told = dict(found.rows)
    assert (found.state, found.since, found.at) == (CertificateState.VALID, None, NOW)
    assert told["姓名"] == "林**"
    number = holder.person.id_number
    assert told["证件号码"] == number[:3] + "*" * 11 + number[-4:]
    assert [told[each] for each in ("系列名称", "资格名称", "职称级别", "评委会", "发证机关")] == [
        "中小学教师",
        "一级教师",
        "中级",
        "蚌埠市评委会",
        "蚌埠市人社局",
    ]
    assert "专业名称" not in told
    assert number not in str(found)
    assert GIVEN["name"] not in str(found)
    assert found.photo is not None
    assert max(Image.open(io.BytesIO(found.photo)).size) <= 200


@pytest.mark.parametrize("state", ["replaced", "revoked"])
def test_one_that_is_not_valid_says_so_and_shows_no_face(house: House, holder: Replay, state: str) -> None:
    found = seen(house, issued(house, holder, state=state))
    assert (found.state.value, found.photo) == (state, None)


def test_a_code_as_people_type_it(house: House, holder: Replay) -> None:
    code = issued(house, holder)
    full_width = code.upper().translate({ord(each): ord(each) + 0xFEE0 for each in "ABCDEF0123456789-"})
    certificate_id, signature = code.split("-")
    typed = [
        f"  {code[:10]} {code[10:]}\n",
        full_width,
        code.replace("-", ""),
        f"https://zc.example/verify/{code}",
        f"https://zc.example/verify/{code}/",
        f"{certificate_id.replace('0', 'O')}-{signature.replace('o', '0')}",
    ]
    for each in typed:
        assert verification.tidy(each) == code
        assert seen(house, each).code == code
    assert verification.tidy(" -/ ") == ""


def test_a_guess_tells_nothing_and_looks_nothing_up(house: House, holder: Replay) -> None:
    """A malformed code, a certificate's own id without its signature, and another's signature are one and the same."""
    code = issued(house, holder)
    other = issued(house, holder, number="A2", title="二级教师")
    certificate_id, _, signature = code.partition("-")
    guesses = ["", "x", "证书", "\udc80", certificate_id, code[:-1], "a" * 5000, code.replace("-", "-a")]
    guesses.append(f"{other.split('-')[0]}-{signature}")
    with counted(house.database) as asked:
        for each in guesses:
            assert verification.verify(house, each, ADDRESS, NOW) is None
    assert asked
    assert [each for each in asked if "title_certificates" in each] == []
    with counted(house.database) as asked:
        assert verification.verify(house, code, ADDRESS, NOW)
    assert [each for each in asked if "title_certificates" in each] != []


def test_who_asks_too_often_waits_for_the_next_minute(house: House, holder: Replay) -> None:
    code, strict = issued(house, holder), replace(house, terms=replace(house.terms, verify_per_minute=2))
    at = NOW + timedelta(seconds=15)
    seen(strict, code, now=at)
    assert verification.verify(strict, "wrong", ADDRESS, at) is None
    for each in (code, "wrong"):
        with pytest.raises(TooOften) as refused:
            verification.verify(strict, each, ADDRESS, at)
        assert refused.value.seconds == 45
    assert verification.verify(strict, code, "117.64.23.10", at)
    assert verification.verify(strict, code, ADDRESS, NOW + timedelta(minutes=1))


def test_no_address_is_kept(house: House, holder: Replay) -> None:
    """Neither where one asked from nor with whom the limit counts can be read from the database."""
    verification.verify(house, issued(house, holder), ADDRESS, NOW)
    with house.database.session(write=False) as session:
        for table in (outside_tables.look_ups, outside_tables.visits):
            rows = session.execute(table.select()).all()
            assert len(rows) == 1
            assert ADDRESS not in str(rows)
    if house.database.on_sqlite:
        raw = b"".join(
            path.read_bytes() for path in Path(str(house.database.url.database)).parent.glob("*.db*")
        )
        assert ADDRESS.encode() not in raw


def test_the_holder_sees_that_it_was_looked_up(house: House, holder: Replay) -> None:
    code = issued(house, holder)
    (row,) = certificates.held(house, holder.actor).rows
    assert look_ups.history(house, holder.actor, row.id).count == 0
    for minute in range(look_ups.SHOWN + 2):
        seen(house, code, now=NOW + timedelta(minutes=minute))
    verification.verify(house, code + "x", ADDRESS, NOW)
    shown = look_ups.history(house, holder.actor, row.id)
    assert (shown.code, shown.count, len(shown.rows)) == (code, 22, 20)
    first = shown.rows[0]
    assert (first.at, first.outcome, first.origin) == (
        NOW + timedelta(minutes=21),
        "查验证书：有效",
        "117.64.*.*",
    )
    assert address_of(house, row.id) == f"https://zc.example/verify/{shown.code}"


def test_nobody_else_sees_them(house: House, town: Stage, holder: Replay) -> None:
    issued(house, holder)
    (row,) = certificates.held(house, holder.actor).rows
    other = town.employed("draft", "teacher-complete")
    with pytest.raises(NotFound):
        look_ups.history(house, other.actor, row.id)


def test_old_look_ups_are_forgotten(house: House, holder: Replay) -> None:
    """By a job that the next visitor asks for, once an hour at most."""
    code = issued(house, holder)
    seen(house, code)
    later = NOW + timedelta(days=house.terms.look_ups_days, minutes=1)
    seen(house, code, now=later)
    seen(house, code, now=later)
    assert house.database.jobs.counts().waiting == 1
    assert look_ups.clear(house, later) == 1
    with work(house.database, write=False) as w:
        assert w.look_ups.count_of(code.split("-")[0]) == 2
        assert not w.visits.any_before(later - timedelta(hours=1))


PDF = b"%PDF-1.7 as it was issued"


def with_file(house: House, code: str, file: bytes = PDF) -> str:
    """The same certificate with a file that was made for it."""
    with work(house.database) as w:
        w.certificates.get(code.split("-", maxsplit=1)[0]).file = hashlib.sha256(file).hexdigest()
    return code


def beside(house: House, code: str, file: bytes) -> LookUpOutcome:
    told = verification.compare(house, code, file, ADDRESS, NOW)
    assert told
    return told[1]


def test_a_file_is_the_issued_one_to_its_last_byte(house: House, holder: Replay) -> None:
    code = issued(house, holder)
    assert not seen(house, code).has_file
    with pytest.raises(WrongState):
        verification.compare(house, code, PDF, ADDRESS, NOW)
    with_file(house, code)
    assert seen(house, code).has_file
    assert beside(house, code, PDF) is LookUpOutcome.FILE_ISSUED
    for other in (PDF + b" ", PDF[:-1], b"\0" * 1000, b"%PDF-1.7\n" * 1000, b"PK\x03\x04"):
        assert beside(house, code, other) is LookUpOutcome.FILE_UNREADABLE
    with work(house.database, write=False) as w:
        told = [each.outcome for each in w.look_ups.of(code.split("-")[0], 20)]
    assert sorted(told) == sorted(["valid", "valid", "file_issued", *["file_unreadable"] * 5])


def test_a_file_that_is_too_large_or_none_is_refused_and_none_is_kept(house: House, holder: Replay) -> None:
    code = with_file(house, issued(house, holder))
    for file in (b"", b"x" * (verification.MOST_BYTES + 1)):
        with pytest.raises(UploadRefused):
            verification.compare(house, code, file, ADDRESS, NOW)
    assert verification.compare(house, "wrong", PDF, ADDRESS, NOW) is None
    beside(house, code, PDF)
    with pytest.raises(FileUnreadable):
        house.files.get(hashlib.sha256(PDF).hexdigest())


def test_a_crowd_of_files_is_told_to_wait(house: House, holder: Replay) -> None:
    """Strangers' files must not take every thread that others are served with."""
    code = with_file(house, issued(house, holder))
    busy = Sealer(None)
    while busy._turns.acquire(blocking=False):
        pass
    with pytest.raises(UploadRefused, match="稍等片刻"):
        verification.compare(replace(house, sealer=busy), code, b"x", ADDRESS, NOW)


def test_comparing_is_limited_as_looking_is(house: House, holder: Replay) -> None:
    code = with_file(house, issued(house, holder))
    strict = replace(house, terms=replace(house.terms, verify_per_minute=1))
    beside(strict, code, PDF)
    with pytest.raises(TooOften):
        verification.compare(strict, code, PDF, ADDRESS, NOW)


def test_the_seal_tells_another_of_our_files_from_a_changed_one(
    house: House, holder: Replay, tmp_path: Path
) -> None:
    sealer = Sealer(demonstration_key(tmp_path))
    sealing = replace(house, sealer=sealer)
    mine, other = (sealer.seal(render_html(page(f"<p>{each}</p>")), reason="某机关") for each in "12")
    code = with_file(sealing, issued(sealing, holder), mine)
    assert beside(sealing, code, mine) is LookUpOutcome.FILE_ISSUED
    assert beside(sealing, code, other) is LookUpOutcome.FILE_SEALED
    changed = mine.replace(b"ReportLab Generated", b"ReportLab generated", 1)
    assert changed != mine
    assert beside(sealing, code, changed) is LookUpOutcome.FILE_CHANGED
    assert beside(sealing, code, mine + b"\n%%EOF\n") is not LookUpOutcome.FILE_ISSUED
    plain = render_html(page("<p>1</p>"))
    assert beside(sealing, code, plain) is LookUpOutcome.FILE_UNSIGNED
    foreign = Sealer(demonstration_key(tmp_path / "other")).seal(plain, reason="别人")
    assert beside(sealing, code, foreign) is LookUpOutcome.FILE_FOREIGN
    sealer.close()


def test_another_authoritys_seal_is_not_the_issuers(house: House, holder: Replay, tmp_path: Path) -> None:
    """Both keys are ours; but on a certificate of the one the other's seal proves nothing."""
    city, province = (Sealer(demonstration_key(tmp_path / name), named=name) for name in ("city", "province"))
    anhui = house.catalogue.authorities["anhui"]
    known = {"anhui": replace(anhui, key="province"), "bengbu": replace(anhui, id="bengbu", key="city")}
    both = replace(
        house,
        instead=replace(house.catalogue, authorities=known),
        sealers={"city": city, "province": province},
    )
    plain = render_html(page("<p>1</p>"))
    code = with_file(both, issued(both, holder))
    for authority, own, other in (("anhui", province, city), ("bengbu", city, province)):
        with work(house.database) as w:
            w.certificates.get(code.split("-", maxsplit=1)[0]).authority = authority
        assert beside(both, code, own.seal(plain, reason="")) is LookUpOutcome.FILE_SEALED
        for foreign in (other, house.sealer):
            assert beside(both, code, foreign.seal(plain, reason="")) is LookUpOutcome.FILE_FOREIGN
