"""Public verification (feature 83): whoever has a certificate's code sees whether it holds. No account, no query without a code."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zcforms.domain.certificate import CertificateState, TitleCertificate
from zcforms.domain.errors import TooOften
from zcforms.domain.identity import masked_for_strangers, name_for_strangers
from zcforms.domain.look_up import LookUp, LookUpOutcome, origin_of, subscriber_of
from zcforms.printing.photo import thumbnail
from zcforms.services.certificate_codes import certificate_of
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.look_ups import ask_for_clearing
from zcforms.storage.work import Work, work

_ID = 24
"""Characters of a certificate's id, before the signature."""
_LONGEST = 200
_VISITOR = "visitor"
_PHOTO_EDGE = 200
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a stranger sees of a certificate. `since`: from when on it is not valid any more, None where that is not known;
    `rows`: caption and text; `photo`: a small JPEG, of a valid certificate alone."""

    code: str
    state: CertificateState
    since: date | None
    rows: tuple[tuple[str, str], ...]
    photo: bytes | None
    at: datetime


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
        photo = _photo_digest(w, found)
    return _verified(house, tidy(code), found, photo, now)


@contextmanager
def _asked(house: House, address: str, now: datetime) -> Iterator[Work]:
    """A unit of work for one question of a stranger. One who asks too often costs a look at the database and no writing."""
    minute = now.replace(second=0, microsecond=0)
    visitor = house.database.keyring.digest(_VISITOR, subscriber_of(address).encode())
    most, over = house.terms.verify_per_minute, TooOften(60 - now.second)
    with work(house.database, write=False) as w:
        if w.visits.full(visitor, minute, most):
            raise over
    with work(house.database) as w:
        if not w.visits.add(visitor, minute, most):
            raise over
        ask_for_clearing(w, house, now)
        yield w


def _certificate(w: Work, house: House, code: str) -> TitleCertificate | None:
    """A code that we have not signed is never looked for, so it cannot be told from a wrong one by the time that the answer takes."""
    certificate_id = certificate_of(house, tidy(code))
    return w.certificates.find(certificate_id) if certificate_id else None


def _keep(
    w: Work, found: TitleCertificate | None, outcome: LookUpOutcome, address: str, *, now: datetime
) -> None:
    w.look_ups.add(LookUp(new_id(), found.id if found else None, now, outcome, origin_of(address)))


def _photo_digest(w: Work, certificate: TitleCertificate) -> str | None:
    if certificate.state is not CertificateState.VALID:
        return None
    person = w.people.by_id_number(certificate.id_type, certificate.id_number)
    return person.photo if person else None


def _verified(house: House, code: str, found: TitleCertificate, photo: str | None, now: datetime) -> Verified:
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
    small = thumbnail(house.files.get(photo), _PHOTO_EDGE) if photo else None
    told = tuple((caption, text) for caption, text in rows if text)
    return Verified(code, found.state, None, told, small, now)


def _caption(house: House, list_id: str, code: str) -> str:
    return house.codes(list_id).caption_of(code) or code
