"""What a request for 补换证 is about, as people read it: the certificate, what is to be corrected, the holder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zcforms.domain.certificate import TitleCertificate
from zcforms.domain.identity import Person, masked
from zcforms.domain.replacement import Replacement, ReplacementKind
from zcforms.services.house import House
from zcforms.services.prefilling import person_document
from zcforms.services.wording import CERTIFICATE
from zcforms.storage.work import Work

_FIELDS: tuple[tuple[str, str, str], ...] = (
    ("number", "证书编号", ""),
    ("series", "系列名称", "series"),
    ("specialty", "专业名称", ""),
    ("level", "职称级别", "levels"),
    ("title", "资格名称", ""),
    ("obtained_on", "取得资格时间", ""),
    ("approval", "批准文号", ""),
    ("nature", "资格性质", "qualification_natures"),
    ("issued_on", "发证日期", ""),
    ("issuer", "发证机构", ""),
    ("committee", "评委会名称", ""),
    ("employer", "取得资格时所在单位", ""),
)
"""Field of a certificate, its caption, and the list that its code is of; in the order of figure 5-24."""
_HOLDER: tuple[tuple[str, str, str], ...] = (
    ("name", "姓名", ""),
    ("sex", "性别", "sex"),
    ("birth_date", "出生日期", ""),
    ("id_type", "证件类型", "id_types"),
    ("id_number", "证件号码", ""),
    ("phone", "联系方式", ""),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the certificate says. `right`: what it shall say instead, "" where nothing is wrong with it."""

    id: str
    caption: str
    text: str
    right: str


def lines(house: House, kind: ReplacementKind, old: TitleCertificate, told: Mapping[str, str]) -> list[Line]:
    """The certificate that is replaced, with the corrections beside. `told`: what the form says of it (`ReplacementKind.told`)."""
    wrong = told if kind.listed else {}
    return [
        Line(
            name,
            caption,
            _text(house, codes, getattr(old, name)),
            _text(house, codes, wrong[name]) if name in wrong else "",
        )
        for name, caption, codes in _FIELDS
    ]


def holder(house: House, w: Work, person_id: str, *, mask: bool = True) -> list[tuple[str, str, str]]:
    """(id, caption, text) of what identifies the person; the identity number masked, as screens must."""
    document: Mapping[str, Any] = person_document(house, w, w.people.get(person_id))
    told = {**document, "id_number": masked(document["id_number"])} if mask else document
    return [(name, caption, _text(house, codes, told.get(name))) for name, caption, codes in _HOLDER]


def about(kind: ReplacementKind, replacement: Replacement, old: TitleCertificate | None) -> tuple[str, str]:
    """Number and title of the certificate that it is about."""
    if old is not None:
        return old.number or "", old.title
    told = kind.told(replacement.answers)
    return told.get("number", ""), told.get("title", "")


def same_title(told: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two forms of one person describe one title: by its name and the day."""
    return all(told.get(name) == other.get(name) for name in ("title", "obtained_on"))


def titled(w: Work, person: Person, told: Mapping[str, str]) -> TitleCertificate | None:
    """What is registered of the title that the form describes, if anything is."""
    held = w.certificates.of(person.id_type, person.id_number)
    known = ({"title": each.title, "obtained_on": each.obtained_on.isoformat()} for each in held)
    return next((each for each, of in zip(held, known, strict=True) if same_title(told, of)), None)


def known_of(w: Work, person: Person) -> list[tuple[str, str]]:
    """(title, number, day and state) of every certificate that is registered of the person, for who decides on one that is described."""
    return [
        (each.title, f"{each.number or '无编号'}，{each.obtained_on} 取得，{CERTIFICATE[each.state]}")
        for each in w.certificates.of(person.id_type, person.id_number)
    ]


def _text(house: House, codes: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return (house.codes(codes).caption_of(str(value)) or str(value)) if codes else str(value)
