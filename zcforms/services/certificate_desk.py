"""Certificates at the issuing authority's desk: found, looked at, revoked with a reason; making one that failed is tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from zcforms.domain.certificate import CertificateState, PaperState, TitleCertificate
from zcforms.domain.errors import InputFault, InputRefused, NotFound
from zcforms.domain.identity import Role, masked
from zcforms.services.access import Hidden, note, reading, require_other, writing
from zcforms.services.actor import Actor
from zcforms.services.certificates import (
    CertificateFile,
    CertificateView,
    caption_of,
    file_of,
    view_of,
    waits_of,
)
from zcforms.services.granting import JOB
from zcforms.services.house import House
from zcforms.services.job_retries import retried
from zcforms.services.paging import Page, page_at
from zcforms.services.telling import Target, tell_person
from zcforms.storage.jobs import FailedJob
from zcforms.storage.shelves.certificates import IssuedSought
from zcforms.storage.work import Work


class View(StrEnum):
    """Which certificates of the authority are listed."""

    ALL = "all"
    MADE = "made"
    QUEUED = "queued"
    FAILED = "failed"
    WANTS_PHOTO = "wants_photo"
    REVOKED = "revoked"


VIEWS: Mapping[View, str] = {
    View.ALL: "全部",
    View.MADE: "已生成",
    View.QUEUED: "生成中",
    View.FAILED: "生成失败",
    View.WANTS_PHOTO: "待上传照片",
    View.REVOKED: "已撤销",
}
"""What each view is called."""
_PAPER = {
    View.MADE: PaperState.MADE,
    View.QUEUED: PaperState.QUEUED,
    View.WANTS_PHOTO: PaperState.WANTS_PHOTO,
}
_UNKNOWN = (
    "没有一份发证机关文档与本单位同名（{name}），所以这里列不出证书。请系统管理员核对：发证机关文档的名称是“{known}”，"
    "本单位账号的名称须与其中一个完全相同。"
)
_REVOKED = "您的{title}职称证书（编号 {number}）已被发证机关撤销。原因：{reason}"


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One certificate in the list; `id_number` is masked; `fault`: why its file could not be made, "" where nothing went wrong."""

    id: str
    number: str
    name: str
    id_number: str
    title: str
    specialty: str
    employer: str
    issued_on: date | None
    state: CertificateState
    paper: PaperState
    caption: str
    fault: str


@dataclass(frozen=True, slots=True)
class IssuedList:
    """`counts`: view -> how many it has. `unknown`: what to do where no document of an authority is called as the actor's organisation, so that
    nothing is listed; "" where one is."""

    rows: Page[IssuedRow]
    counts: Mapping[View, int]
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class IssuedCase:
    """One certificate. `fault`: why its file could not be made; `revocable`: it is valid."""

    view: CertificateView
    name: str
    fault: str
    revocable: bool


def issues(actor: Actor) -> bool:
    """Whether the actor's organisation issues certificates."""
    return actor.organisation_id is not None and actor.role is Role.ISSUER


def listing(house: House, actor: Actor, view: View, text: str = "", *, page: int = 1) -> IssuedList:
    """The authority's certificates, the latest first. Raises `NotFound` for who issues none."""
    failed = _failed(house)
    with reading(house, actor) as w:
        mine = IssuedSought(_issuer(w, actor))
        unknown = _unknown(house, mine.issuer)
        counts = {each: w.certificates.count_issued(_sought(mine, each, failed)) for each in View}
        sought = replace(_sought(mine, view, failed), text=text.strip())
        rows = page_at(
            lambda limit, offset: w.certificates.issued(sought, limit, offset),
            page,
            w.certificates.count_issued(sought),
        )
    return IssuedList(rows.map(lambda each: _row(each, failed)), counts, unknown)


def case(house: House, actor: Actor, certificate_id: str) -> IssuedCase:
    """Raises `NotFound` for what another authority issued."""
    failed = _failed(house).get(certificate_id)
    with reading(house, actor) as w:
        found = _own(w, actor, certificate_id)
        view = view_of(w, house, found)
    fault = failed.reason if failed else ""
    return IssuedCase(view, found.name, fault, found.state is CertificateState.VALID)


def issued_file(house: House, actor: Actor, certificate_id: str) -> CertificateFile:
    """The PDF, to be printed and stamped where there is no electronic seal (feature 82). Raises `WrongState`, `NotFound`, `FileUnreadable`."""
    with reading(house, actor) as w:
        found = _own(w, actor, certificate_id)
        waits = waits_of(w, house, found)
    return file_of(house, found, waits)


def revoke(
    house: House, actor: Actor, certificate_id: str, reason: str, now: datetime, *, confirmed: bool
) -> None:
    """撤销: the title is not held any more; its holder is told why.

    Raises:
        InputRefused: at "/reason" without a reason, at "/confirmed" unless it was confirmed.
        WrongState: it is not valid any more. NotAllowed: the actor's own. NotFound.
    """
    with writing(house, actor) as w:
        found = _own(w, actor, certificate_id)
        holder = w.people.by_id_number(found.id_type, found.id_number)
        if holder is not None:
            require_other(w, actor, holder.id)
        if not confirmed:
            raise InputRefused([InputFault("/confirmed", "撤销以后不能恢复，请先勾选确认。")])
        found.revoke(reason, now)
        note(w, actor, "certificate.revoke", f"certificate:{found.id}", now, number=found.number)
        if holder is not None:
            text = _REVOKED.format(title=found.title, number=found.number, reason=found.reason)
            tell_person(w, holder.id, text, Target("titles"), now)


def make_again(house: House, actor: Actor, certificate_id: str, now: datetime) -> None:
    """重试: the job that was given up begins again. Raises `NotFound` where none was."""
    failed = _failed(house).get(certificate_id)
    with writing(house, actor) as w:
        found = _own(w, actor, certificate_id)
        if failed is None:
            raise NotFound("这张证书没有生成失败的记录，可能已经重试成功。请刷新页面。")
        note(w, actor, "certificate.make_again", f"certificate:{found.id}", now)
    retried(house, failed)


def make_all_again(house: House, actor: Actor, now: datetime) -> int:
    """全部重试: whatever of the authority's certificates failed; how many begin again."""
    failed = _failed(house)
    with writing(house, actor) as w:
        found = w.certificates.issued(_sought(IssuedSought(_issuer(w, actor)), View.FAILED, failed))
        ids = [each.id for each in found]
        for each in ids:
            note(w, actor, "certificate.make_again", f"certificate:{each}", now)
    return sum(retried(house, failed[each]) for each in ids)


def _failed(house: House) -> dict[str, FailedJob]:
    """Certificate's id -> the job that was given up."""
    return {job.key: job for job in house.database.jobs.failed() if job.kind == JOB}


def _issuer(w: Work, actor: Actor) -> str:
    """The name of the actor's authority, as its certificates bear it."""
    organisation = w.organisations.get(actor.organisation())
    if organisation.role is not Role.ISSUER:
        raise NotFound("本单位不是发证机关，没有可以管理的证书。")
    return organisation.name


def _unknown(house: House, name: str) -> str:
    known = [each.caption for each in house.catalogue.authorities.values()]
    return "" if name in known else _UNKNOWN.format(name=name, known="”“".join(known))


def _own(w: Work, actor: Actor, certificate_id: str) -> TitleCertificate:
    issuer = _issuer(w, actor)
    found = w.certificates.get(certificate_id)
    if found.issuer != issuer or found.authority is None:
        raise Hidden(f"certificate:{certificate_id}")
    return found


def _sought(mine: IssuedSought, view: View, failed: Mapping[str, FailedJob]) -> IssuedSought:
    if view is View.FAILED:
        return replace(mine, paper=PaperState.QUEUED, ids=tuple(failed))
    if view is View.REVOKED:
        return replace(mine, state=CertificateState.REVOKED)
    return replace(mine, paper=_PAPER.get(view))


def _row(each: TitleCertificate, failed: Mapping[str, FailedJob]) -> IssuedRow:
    fault = failed[each.id].reason if each.id in failed and each.paper is PaperState.QUEUED else ""
    return IssuedRow(
        each.id,
        each.number or "",
        each.name,
        masked(each.id_number),
        each.title,
        each.specialty,
        each.employer,
        each.issued_on,
        each.state,
        each.paper,
        caption_of(each),
        fault,
    )
