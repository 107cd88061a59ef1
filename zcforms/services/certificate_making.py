"""The file of a certificate: made by a background job, sealed, and where it stands until then (features 79 to 84)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from zcforms.domain.authority import Authority, Issuing, SealText
from zcforms.domain.certificate import PaperState, TitleCertificate
from zcforms.domain.errors import PrintingFailed
from zcforms.printing import ornament, pdf_reading, sheet
from zcforms.printing.seal import Sealer, SealKeyUnusable
from zcforms.services.certificate_codes import address_of
from zcforms.services.granting import JOB
from zcforms.services.house import House
from zcforms.services.prefilling import person_document
from zcforms.services.telling import Target, tell_person
from zcforms.storage.work import Work, work

_DEMONSTRATION = "演示专用"
_TOO_LONG = "证书上的文字过长，一页印不下（{pages} 页），请发证机关核对评委会、单位等名称。"
_MADE = "您的{title}电子职称证书（编号 {number}）已生成，可以在“我的职称”中查看和下载。"


def make_certificate(house: House, certificate_id: str, now: datetime) -> str | None:
    """The job behind a granted title: draw, seal, store; the PDF's digest, None where there is nothing to make. Running it again changes
    nothing.

    Raises:
        PrintingFailed: it cannot be drawn on one page, or not be sealed. SealKeyUnusable, FileUnreadable, NotFound.
    """
    with work(house.database, write=False) as w:
        certificate = w.certificates.get(certificate_id)
        if certificate.paper is not PaperState.QUEUED or certificate.authority is None:
            return certificate.file
        authority = house.catalogue.authorities[certificate.authority]
        group = _group(w, house, certificate)
        committee = _committee(w, house, certificate)
    pdf = _pdf(house, certificate, (authority, committee), group)
    digest = house.files.put(pdf)
    with work(house.database) as w:
        certificate = w.certificates.get(certificate_id)
        if certificate.paper is not PaperState.QUEUED:
            return certificate.file
        certificate.made(digest, sealed=authority.sealed)
        detail = {"digest": digest, "sealed": authority.sealed}
        w.journal.append("system", "certificate.made", f"certificate:{certificate_id}", detail, now)
        holder = w.people.by_id_number(certificate.id_type, certificate.id_number)
        if holder is not None:
            text = _MADE.format(title=certificate.title, number=certificate.number)
            tell_person(w, holder.id, text, Target("titles"), now)
    return digest


def ahead(w: Work, house: House, certificate: TitleCertificate) -> tuple[int, bool]:
    """Of a file that is to be made: how many come before it (前面还有 N 份), and whether making it was given up for now."""
    failed = {job.key for job in house.database.jobs.failed() if job.kind == JOB}
    return w.certificates.ahead(certificate, failed), certificate.id in failed


def _committee(w: Work, house: House, certificate: TitleCertificate) -> Issuing | None:
    """How the plan issues, whose committee seals with a key of its own (feature 82); None where there is no such plan or key."""
    application = w.applications.find(certificate.application_id) if certificate.application_id else None
    issuing = house.plan_of(application).issuing if application else None
    return issuing if issuing and issuing.key else None


def _pdf(
    house: House,
    certificate: TitleCertificate,
    by: tuple[Authority, Issuing | None],
    group: Mapping[str, Any],
) -> bytes:
    authority, committee = by
    html = sheet.render(
        house.catalogue.sheets[authority.sheet],
        {"heading": [], "groups": [group]},
        {"validity": list(authority.validity)},
        photo=house.files.get(certificate.photo or ""),
        draft=False,
        number=certificate.number or "",
        link=address_of(house, certificate.id),
        seal=_picture(house.sealer_of(authority), authority.seal if authority.sealed else None),
        committee_seal=_picture(house.sealer_named(committee.key), committee.seal) if committee else None,
    )
    pdf = house.press.pdf(html)
    if (pages := pdf_reading.pages(pdf)) != 1:
        raise PrintingFailed(_TOO_LONG.format(pages=pages))
    if committee:
        sealer, who = house.sealer_named(committee.key), f"评委会“{certificate.committee}”"
        pdf = _sealed(
            sealer, pdf, who, f"{certificate.committee} {certificate.number}", more=authority.sealed
        )
    if not authority.sealed:
        return pdf
    reason = f"{authority.caption} {certificate.number}"
    return _sealed(house.sealer_of(authority), pdf, f"发证机关“{authority.caption}”", reason)


def _sealed(sealer: Sealer, pdf: bytes, who: str, reason: str, *, more: bool = False) -> bytes:
    try:
        return sealer.seal(pdf, reason=reason, more=more)
    except SealKeyUnusable as error:
        raise SealKeyUnusable(f"{who}：{error}") from error


def _picture(sealer: Sealer, text: SealText | None) -> bytes | None:
    """What the seal looks like; one without legal effect says so."""
    if text is None:
        return None
    return ornament.seal(text.text, _DEMONSTRATION if sealer.demonstration else text.foot)


def _group(w: Work, house: House, certificate: TitleCertificate) -> dict[str, Any]:
    """What a certificate's sheet can name, as `certificate.<name>`."""
    holder = w.people.by_id_number(certificate.id_type, certificate.id_number)
    known = person_document(house, w, holder) if holder else {}
    profile = {**(holder.profile if holder else {}), **known}
    told = {
        "name": certificate.name,
        "sex": house.codes("sex").caption_of(str(profile.get("sex", ""))) or "",
        "birth_date": _day(_date(profile.get("birth_date"))),
        "id_type": house.codes("id_types").caption_of(certificate.id_type) or certificate.id_type,
        "id_number": certificate.id_number,
        "number": certificate.number or "",
        "series": house.codes("series").caption_of(certificate.series) or certificate.series,
        "specialty": certificate.specialty,
        "title": certificate.title,
        "level": house.codes("levels").caption_of(certificate.level) or certificate.level,
        "nature": house.codes("qualification_natures").caption_of(certificate.nature) or "",
        "obtained_on": _day(certificate.obtained_on),
        "approval": certificate.approval,
        "committee": certificate.committee,
        "employer": certificate.employer,
        "issuer": certificate.issuer,
        "issued_on": _day(certificate.issued_on),
    }
    fields = [{"id": name, "caption": name, "text": text} for name, text in told.items()]
    return {"id": "certificate", "caption": "", "kind": "fields", "fields": fields}


def _date(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
