"""Public verification (feature 83): whoever has a certificate's code sees whether it holds. No account, no query without a code."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zcforms.domain.certificate import CertificateState, TitleCertificate
from zcforms.domain.errors import UploadRefused, WrongState
from zcforms.domain.identity import masked_for_strangers, name_for_strangers
from zcforms.domain.look_up import LookUp, LookUpOutcome, origin_of
from zcforms.printing.photo import thumbnail
from zcforms.printing.seal import SealBusy, SealState
from zcforms.services.certificate_codes import certificate_of
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.visiting import counted
from zcforms.storage.work import Work, work

_ID = 24
"""Characters of a certificate's id, before the signature."""
_LONGEST = 200
MOST_BYTES = 10 * 1024 * 1024
"""Of a file that somebody compares; certificates have a tenth of it."""
_BY_SEAL = {
    SealState.INTACT: LookUpOutcome.FILE_SEALED,
    SealState.CHANGED: LookUpOutcome.FILE_CHANGED,
    SealState.FOREIGN: LookUpOutcome.FILE_FOREIGN,
    SealState.UNSIGNED: LookUpOutcome.FILE_UNSIGNED,
    SealState.UNREADABLE: LookUpOutcome.FILE_UNREADABLE,
}
_VISITOR = "visitor"
_PHOTO_EDGE = 200
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a stranger sees of a certificate. `since`: from when on it is not valid any more, None where that is not known;
    `rows`: caption and text; `photo`: a small JPEG, of a valid certificate alone; `has_file`: there is a file to compare one with."""

    code: str
    state: CertificateState
    since: date | None
    rows: tuple[tuple[str, str], ...]
    photo: bytes | None
    at: datetime
    has_file: bool = False


def tidy(typed: str) -> str:
    """A code as it is signed, from what somebody typed or pasted: the whole address, blanks, capitals, full-width characters; an o and a
    nought are told apart by where they stand. What is no code at all comes out as something that was never signed."""
    text = unicodedata.normalize("NFKC", typed[:_LONGEST]).rstrip("/ ").rpartition("/")[2]
    letters = "".join(each for each in text.lower() if each.isascii() and each.isalnum())
    return f"{letters[:_ID].replace('o', '0')}-{letters[_ID:].replace('0', 'o')}" if letters else ""


def verify(house: House, code: str, address: str, now: datetime) -> Verified | None:
    """The certificate behind the code; None where there is none, whatever the code looks like. `address`: the visitor's.

    Raises:
        TooOften: this visitor has asked too often within this minute.
    """
    with _asked(house, address, now) as w:
        found = _certificate(w, house, code)
        outcome = LookUpOutcome(found.state.value) if found else LookUpOutcome.UNKNOWN
        _keep(w, found, outcome, address, now=now)
        if found is None:
            return None
        shown = _shown(w, found)
    return _verified(house, tidy(code), found, shown, now)


def compare(
    house: House, code: str, file: bytes, address: str, now: datetime
) -> tuple[Verified, LookUpOutcome] | None:
    """The certificate, and what a file that somebody brought is beside it; None where there is no such certificate. Nothing of the file is kept.

    Raises:
        TooOften: as `verify`. UploadRefused: there is nothing, it is larger than any certificate, or others are being served.
        WrongState: nothing to compare it with.
    """
    _require_small(file)
    with _asked(house, address, now) as w:
        found = _certificate(w, house, code)
        if found is None:
            _keep(w, found, LookUpOutcome.UNKNOWN, address, now=now)
            return None
        shown = _shown(w, found)
    if found.file is None:
        raise WrongState("这张证书没有由本平台制作的电子文件，不能比对。")
    outcome = _beside(
        house, found, file
    )  # a hostile file takes its time: nobody waits for it in the database
    with work(house.database) as w:
        _keep(w, found, outcome, address, now=now)
    return _verified(house, tidy(code), found, shown, now), outcome


def _beside(house: House, certificate: TitleCertificate, file: bytes) -> LookUpOutcome:
    """What a file is beside the one that was issued. A seal counts only if it is the issuing authority's own: another's, though it is ours
    too, cannot be on this certificate."""
    if hmac.compare_digest(hashlib.sha256(file).hexdigest(), certificate.file or ""):
        return LookUpOutcome.FILE_ISSUED
    authority = house.catalogue.authorities.get(certificate.authority or "")
    roots = (house.sealer_of(authority) if authority else house.sealer).roots
    try:
        return _BY_SEAL[house.sealer.verify(file, roots).state]
    except SealBusy as error:
        raise UploadRefused(
            "现在系统繁忙，这个文件没有比对成，请稍等片刻再试；本页面显示的信息不受影响。"
        ) from error


def _require_small(file: bytes) -> None:
    if not file:
        raise UploadRefused("请选择要比对的 PDF 文件。")
    if len(file) > MOST_BYTES:
        raise UploadRefused(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，不是本平台发放的证书文件。")


@contextmanager
def _asked(house: House, address: str, now: datetime) -> Iterator[Work]:
    """A unit of work for one look-up."""
    with counted(house, _VISITOR, address, house.terms.verify_per_minute, now) as w:
        yield w


def _certificate(w: Work, house: House, code: str) -> TitleCertificate | None:
    """A code that we have not signed is never looked for, so it cannot be told from a wrong one by the time that the answer takes."""
    certificate_id = certificate_of(house, tidy(code))
    return w.certificates.find(certificate_id) if certificate_id else None


def _keep(
    w: Work, found: TitleCertificate | None, outcome: LookUpOutcome, address: str, *, now: datetime
) -> None:
    w.look_ups.add(LookUp(new_id(), found.id if found else None, now, outcome, origin_of(address)))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is not told by the certificate alone. `photo`: a digest."""

    since: date | None
    photo: str | None


def _shown(w: Work, certificate: TitleCertificate) -> _Shown:
    return _Shown(_since(w, certificate), _photo(w, certificate))


def _since(w: Work, certificate: TitleCertificate) -> date | None:
    """From when on it is not valid any more; None while it is, and of those that came with their state from an earlier system."""
    if certificate.revoked_at is not None:
        return certificate.revoked_at.date()
    newer = w.certificates.find(certificate.replaced_by) if certificate.replaced_by else None
    return (newer.issued_on or newer.recorded_at.date()) if newer else None


def _photo(w: Work, certificate: TitleCertificate) -> str | None:
    """The portrait that the certificate bears; of one that was issued elsewhere, the one that its holder uses here."""
    if certificate.state is not CertificateState.VALID:
        return None
    if certificate.photo is not None:
        return certificate.photo
    person = w.people.by_id_number(certificate.id_type, certificate.id_number)
    return person.photo if person else None


def _verified(house: House, code: str, found: TitleCertificate, shown: _Shown, now: datetime) -> Verified:
    rows = (
        ("姓名", name_for_strangers(found.name)),
        ("证件号码", masked_for_strangers(found.id_number)),
        ("系列名称", _caption(house, "series", found.series)),
        ("专业名称", found.specialty),
        ("资格名称", found.title),
        ("职称级别", _caption(house, "levels", found.level)),
        ("取得资格时间", found.obtained_on.isoformat()),
        ("评委会", found.committee),
        ("发证机关", found.issuer),
        ("发证日期", found.issued_on.isoformat() if found.issued_on else ""),
        ("证书编号", found.number or "无（发证时没有编号）"),
    )
    small = thumbnail(house.files.get(shown.photo), _PHOTO_EDGE) if shown.photo else None
    told = tuple((caption, text) for caption, text in rows if text)
    return Verified(code, found.state, shown.since, told, small, now, found.file is not None)


def _caption(house: House, list_id: str, code: str) -> str:
    return house.codes(list_id).caption_of(code) or code
