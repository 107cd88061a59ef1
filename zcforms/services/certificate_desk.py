"""Certificates at the desks of the authority that issues them and of the unit that organises their plans: found, looked at, downloaded one by one;
the authority alone revokes them with a reason, and has what failed made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from zcforms.domain.certificate import CertificateState, PaperState, TitleCertificate
from zcforms.domain.errors import InputFault, InputRefused, NotFound
from zcforms.domain.identity import masked
from zcforms.services.access import note, reading, require_other, writing
from zcforms.services.actor import Actor
from zcforms.services.approval_turn import require_length
from zcforms.services.certificate_room import (
    CertificateQuery,
    Room,
    View,
    failed_jobs,
    issuing_room,
    one_of,
    room_of,
    sought,
)
from zcforms.services.certificates import (
    CertificateFile,
    CertificateView,
    caption_of,
    file_of,
    view_of,
    waiting_words,
    waits_of,
)
from zcforms.services.house import House
from zcforms.services.job_retries import retried
from zcforms.services.paging import Page, page_at
from zcforms.services.telling import Target, tell_person
from zcforms.storage.jobs import FailedJob
from zcforms.storage.work import Work

PAGE_SIZE = 20
_OTHERS_MATTER = "由发证机关处理后重新生成，本单位不需要操作。"
_REVOKED = "您的{title}职称证书（编号 {number}）已被发证机关撤销。原因：{reason}"


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One certificate in the list; `id_number` is masked; `fault`: why its file could not be made, "" where nothing went wrong; `waits`: where the
    file stands in the queue, "" where it does not wait."""

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
    sealed: bool
    fault: str
    waits: str


@dataclass(frozen=True, slots=True)
class IssuedList:
    """`counts`: view -> how many the rest of the query finds in it; `room`: whose they are."""

    rows: Page[IssuedRow]
    counts: Mapping[View, int]
    room: Room


@dataclass(frozen=True, slots=True)
class IssuedCase:
    """One certificate. `fault`: why its file could not be made; `retriable`, `revocable`: the actor may do that now."""

    view: CertificateView
    name: str
    fault: str
    retriable: bool
    revocable: bool


def listing(house: House, actor: Actor, query: CertificateQuery, *, page: int = 1) -> IssuedList:
    """The certificates that the organisation looks after, the latest first. Raises `NotFound` for who looks after none."""
    failed = failed_jobs(house)
    with reading(house, actor) as w:
        room = room_of(w, house, actor)
        every = {each: sought(house, room, replace(query, view=each), failed) for each in View}
        counts = {each: w.certificates.count_issued(wanted) for each, wanted in every.items()}
        rows = page_at(
            lambda limit, offset: w.certificates.issued(every[query.view], limit, offset),
            page,
            counts[query.view],
            PAGE_SIZE,
        )
        shown = rows.map(lambda each: _row(w, room, each, failed))
    return IssuedList(shown, counts, room)


def case(house: House, actor: Actor, certificate_id: str) -> IssuedCase:
    """Raises `NotFound` for what another organisation looks after."""
    failed = failed_jobs(house)
    with reading(house, actor) as w:
        room = room_of(w, house, actor)
        found = one_of(w, room, certificate_id)
        view = view_of(w, house, found)
    fault = _fault(room, found, failed)
    revocable = room.issues and found.state is CertificateState.VALID
    return IssuedCase(view, found.name, fault, room.issues and bool(fault), revocable)


def issued_file(house: House, actor: Actor, certificate_id: str, now: datetime) -> CertificateFile:
    """The PDF, to be printed and stamped where there is no electronic seal (feature 82). The journal keeps who took it.
    Raises `WrongState`, `NotFound`, `FileUnreadable`."""
    with reading(house, actor) as w:
        found = one_of(w, room_of(w, house, actor), certificate_id)
        waits = waits_of(w, house, found)
    file = file_of(house, found, waits)
    if file.data is not None:
        with writing(house, actor) as w:
            note(w, actor, "certificate.download", f"certificate:{found.id}", now)
    return file


def revoke(
    house: House, actor: Actor, certificate_id: str, reason: str, now: datetime, *, confirmed: bool
) -> None:
    """撤销: the title is not held any more; its holder is told why.

    Raises:
        InputRefused: at "/reason" without a reason or with one that is too long, at "/confirmed" unless it was confirmed.
        WrongState: it is not valid any more. NotAllowed: the actor's own. NotFound: another authority issued it.
    """
    with writing(house, actor) as w:
        found = one_of(w, issuing_room(w, house, actor), certificate_id)
        holder = w.people.by_id_number(found.id_type, found.id_number)
        if holder is not None:
            require_other(w, actor, holder.id)
        if not confirmed:
            raise InputRefused([InputFault("/confirmed", "撤销以后不能恢复，请先勾选确认。")])
        require_length(reason, "/reason", "撤销原因")
        found.revoke(reason, now)
        note(w, actor, "certificate.revoke", f"certificate:{found.id}", now, number=found.number)
        if holder is not None:
            text = _REVOKED.format(title=found.title, number=found.number, reason=found.reason)
            tell_person(w, holder.id, text, Target("titles"), now)


def make_again(house: House, actor: Actor, certificate_id: str, now: datetime) -> None:
    """重试: the job that was given up begins again. Raises `NotFound` where none was."""
    failed = failed_jobs(house).get(certificate_id)
    with writing(house, actor) as w:
        found = one_of(w, issuing_room(w, house, actor), certificate_id)
        if failed is None:
            raise NotFound("这张证书没有生成失败的记录，可能已经重试成功。请刷新页面。")
        note(w, actor, "certificate.make_again", f"certificate:{found.id}", now)
    retried(house, failed)


def make_all_again(house: House, actor: Actor, now: datetime) -> int:
    """全部重试: whatever of the authority's certificates failed; how many begin again."""
    failed = failed_jobs(house)
    with writing(house, actor) as w:
        room = issuing_room(w, house, actor)
        found = w.certificates.issued(sought(house, room, CertificateQuery(View.FAILED), failed))
        ids = [each.id for each in found]
        for each in ids:
            note(w, actor, "certificate.make_again", f"certificate:{each}", now)
    return sum(retried(house, failed[each]) for each in ids)


def _fault(room: Room, each: TitleCertificate, failed: Mapping[str, FailedJob]) -> str:
    """Who can do something about it reads the reason, the others that they need not."""
    if each.id not in failed or each.paper is not PaperState.QUEUED:
        return ""
    return failed[each.id].reason if room.issues else _OTHERS_MATTER


def _row(w: Work, room: Room, each: TitleCertificate, failed: Mapping[str, FailedJob]) -> IssuedRow:
    fault = _fault(room, each, failed)
    waiting = each.paper is PaperState.QUEUED and not fault
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
        each.sealed,
        fault,
        waiting_words(w.certificates.ahead(each, failed)) if waiting else "",
    )
