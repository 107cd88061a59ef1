"""A title is granted: the certificate with its number, and the job that makes its file (features 78 to 84, 88).

Everything here happens in the transaction of whoever calls it: the step of the approval chain that grants, the decision on a replacement,
the photo that somebody uploads. A number is taken from its counter in that transaction, so that of two at the same moment one waits for the
other; what is undone gives its number back, and what was committed keeps it for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as changed
from datetime import date, datetime
from typing import Any

import structlog

from zcforms.domain.application import Application
from zcforms.domain.authority import Authority, Issuing
from zcforms.domain.certificate import CertificateAct, CertificateState, PaperState, TitleCertificate, follow
from zcforms.domain.errors import WrongState
from zcforms.domain.identity import Person, Role
from zcforms.services.exporting import applicant_of
from zcforms.services.house import House
from zcforms.services.issuing_again import issuing_again
from zcforms.services.keys import new_id
from zcforms.services.telling import Target, tell_person
from zcforms.storage.work import Work

JOB = "certificate"
"""The background job that makes a certificate's file."""
CORRECTED = ("employer", "nature", "series", "specialty", "title")
"""What a replacement may correct (feature 89): fields of a certificate."""
_NO_AUTHORITY = "没有指定发证机关，不能生成证书。请系统管理员在评审计划或发证机关文档中补充后再办理。"
_NO_DESK = "register an account with the role issuer and exactly this name: nobody else can revoke or retry its certificates"
_TWICE = "这份申报取得的资格已经发过证书，不能再发一次。"
_log = structlog.get_logger("zcforms.certificates")
_WANTS_PHOTO = (
    "您取得{title}资格的电子职称证书（编号 {number}）需要照片：请上传个人证件照片，系统随后自动生成证书。"
)


def grant(
    w: Work, house: House, application: Application, *, approval: str, obtained_on: date, now: datetime
) -> TitleCertificate:
    """The certificate of the title that the application asked for. `approval`: the approval's number (批准文号); `obtained_on`: the day from
    which the title is held.

    Raises:
        WrongState: it was granted before, no authority issues the plan's certificates, or its numbers are used up.
    """
    plan = house.plan_of(application)
    if plan.issuing is None:
        raise WrongState(_NO_AUTHORITY)
    if w.certificates.granted_on(application.id) is not None:
        raise WrongState(_TWICE)
    person = w.people.get(application.person_id)
    applicant = applicant_of(w, house, application)
    title = next(each for each in plan.titles if each.id == application.title)
    specialty = next(each for each in plan.specialties if each.id == application.specialty)
    made = TitleCertificate(
        new_id(),
        person.id_type,
        person.id_number,
        str(applicant["name"]),
        _number(w, plan.issuing, year=plan.year, level=title.level),
        plan.series.id,
        specialty.caption,
        title.caption,
        title.level,
        obtained_on,
        now.date(),
        now,
        nature=plan.issuing.nature,
        approval=approval.strip(),
        committee=plan.committee,
        employer=applicant["employer"]["name"],
        issuer=plan.issuing.authority.caption,
        application_id=application.id,
        authority=plan.issuing.authority.id,
    )
    return _issue(w, made, person, _digest(applicant["photo"]) or person.photo, now)


def replace(
    w: Work,
    house: House,
    certificate: TitleCertificate,
    authority: Authority | None,
    *,
    corrections: Mapping[str, str],
    now: datetime,
) -> TitleCertificate:
    """补换证: a new certificate with a number of its own in the old one's place. `authority`: whoever decided about it (`replacement_chain`);
    `corrections`: what of `CORRECTED` is said otherwise, by the certificate's field; nothing where the old one was lost.

    Raises:
        WrongState: it was replaced or revoked, no document of an authority issues it, or the numbers are used up.
    """
    follow(certificate.state, CertificateAct.REPLACE)  # before a number is taken
    if authority is None:
        raise WrongState(_NO_AUTHORITY)
    issuing = issuing_again(w, house, certificate, authority)
    told: dict[str, Any] = {name: corrections[name] for name in CORRECTED if name in corrections}
    made = changed(
        certificate,
        id=new_id(),
        number=_number(w, issuing, year=now.year, level=certificate.level),
        issued_on=now.date(),
        recorded_at=now,
        issuer=authority.caption,
        authority=authority.id,
        state=CertificateState.VALID,
        replaces=certificate.id,
        replaced_by=None,
        photo=None,
        queued_at=None,
        file=None,
        sealed=False,
        **told,
    )
    person = w.people.by_id_number(certificate.id_type, certificate.id_number)
    issued = _issue(w, made, person, certificate.photo or (person.photo if person else None), now)
    certificate.replace_by(issued)
    return issued


def photographed(w: Work, person: Person, now: datetime) -> int:
    """The person has a photo now: whatever certificate waits for one is made with it; how many there are (features 79, 80)."""
    waiting = [
        each
        for each in w.certificates.of(person.id_type, person.id_number)
        if each.paper is PaperState.WANTS_PHOTO and person.photo is not None
    ]
    for each in waiting:
        _queue(w, each, str(person.photo), now)
    return len(waiting)


def _issue(
    w: Work, certificate: TitleCertificate, person: Person | None, photo: str | None, now: datetime
) -> TitleCertificate:
    w.certificates.add(certificate)
    w.flush()  # others refer to it
    detail = {"number": certificate.number, "replaces": certificate.replaces}
    if certificate.issuer not in {each.name for each in w.organisations.by_role(Role.ISSUER)}:
        _log.warning("certificate_without_desk", issuer=certificate.issuer, remedy=_NO_DESK)
    w.journal.append("system", "certificate.issue", f"certificate:{certificate.id}", detail, now)
    if photo is not None:
        _queue(w, certificate, photo, now)
    elif person is not None:
        text = _WANTS_PHOTO.format(title=certificate.title, number=certificate.number)
        tell_person(w, person.id, text, Target("titles"), now)
    return certificate


def _queue(w: Work, certificate: TitleCertificate, photo: str, now: datetime) -> None:
    certificate.queue(photo, now)
    w.enqueue(JOB, certificate.id, {"certificate_id": certificate.id})


def _number(w: Work, issuing: Issuing, *, year: int, level: str) -> str:
    """The next one of its counter that no certificate bears, an earlier system's included. One that was given out is never given out again."""
    authority = issuing.authority
    parts = authority.parts(year=year, committee=issuing.committee, level=level)
    while True:
        (serial,) = w.serials.take(authority.scope(parts), 1)
        number = authority.numbered(parts, serial)
        if w.certificates.numbered(number) is None:
            return number


def _digest(photo: Any) -> str | None:
    """Of a file document, or None."""
    return str(photo["digest"]) if photo else None
