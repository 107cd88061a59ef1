"""Several certificates downloaded at once, to be printed and stamped offline (feature 82): a ZIP of the files as they were issued, and PDFs to be
printed in one go."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from zcforms.domain.certificate import CertificateState, PaperState, TitleCertificate
from zcforms.domain.errors import InputFault, InputRefused, NotFound, PrintingFailed, WrongState
from zcforms.domain.file_name import composed, told_apart
from zcforms.printing import merging
from zcforms.services.access import Hidden, note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.certificate_room import CertificateQuery, failed_jobs, room_of, sought
from zcforms.services.house import House
from zcforms.storage.files import FileUnreadable
from zcforms.storage.jobs import FailedJob
from zcforms.storage.shelves.certificates import IssuedSought
from zcforms.storage.work import Work

MOST = 500
"""Certificates of one download; of more there are several parts."""
MOST_PRINTED = 100
"""Certificates of one PDF to be printed: it is put together in memory."""
LEFT_OUT = "未包含的证书.txt"
ZIP, PDF = "application/zip", "application/pdf"
_NOTHING_CHOSEN = "请先勾选要下载的证书。"
_TOO_MANY = f"一次最多勾选 {MOST} 张证书，请用筛选条件选出后下载筛选结果。"
_NOTHING_FIT = "所选证书里没有可以下载的文件。请返回列表，查看每张证书的状态。"
_UNREADABLE = "文件暂时无法读取，请稍后单独下载；仍然不行的，请告诉系统管理员。"
_UNREADABLE_ALL = "所选证书的文件暂时都无法读取，请稍后再试；仍然不行的，请告诉系统管理员。"
_UNMERGED = "证书 {number}（{name}）的文件暂时无法读取，没有合并。请稍后再试，或先下载压缩包。"
_ENDED: Mapping[CertificateState, str] = {
    CertificateState.REVOKED: "已撤销。",
    CertificateState.REPLACED: "已换发，请下载换发后的新证书。",
}
_UNMADE: Mapping[PaperState, str] = {
    PaperState.WANTS_PHOTO: "还没有生成：等待持证人上传照片。",
    PaperState.QUEUED: "正在生成，请稍后再下载。",
}
_FAILED = "生成失败：由发证机关处理后重新生成。"


@dataclass(frozen=True, slots=True)
class Choice:
    """`ids`: what was ticked; None: everything that the query finds, of which `part` is taken, from 1 on."""

    query: CertificateQuery
    ids: tuple[str, ...] | None = None
    part: int = 1


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A certificate that is not among the files; `reason` says what it waits for."""

    number: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Volume:
    """One PDF to be printed; `first` and `last` count from 1 within the part."""

    number: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a download would bring. `total`: how many were chosen, in all parts; `part` of `parts`; `count`: the files of this part, `sealed` of
    them with an electronic seal, from number `first` to `last`; `volumes`: the PDFs to be printed; `left`: what is left out of this part."""

    total: int
    part: int
    parts: int
    count: int
    sealed: int
    first: str
    last: str
    volumes: tuple[Volume, ...]
    left: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """A file to be sent, at its beginning, with its size in bytes; whoever sends it closes it, and it is gone."""

    name: str
    media_type: str
    file: IO[bytes]
    size: int


@dataclass(frozen=True, slots=True)
class _Gathered:
    total: int
    part: int
    parts: int
    fit: tuple[TitleCertificate, ...]
    left: tuple[LeftOut, ...]


def look(house: House, actor: Actor, choice: Choice) -> Bundle:
    """What a download would bring, and what it leaves out.

    Raises:
        InputRefused: nothing was ticked, or too much. NotFound: one of them stands in another room.
    """
    found = _gathered(house, actor, choice)
    return Bundle(
        found.total,
        found.part,
        found.parts,
        len(found.fit),
        sum(each.sealed for each in found.fit),
        (found.fit[0].number or "") if found.fit else "",
        (found.fit[-1].number or "") if found.fit else "",
        _volumes(len(found.fit)),
        found.left,
    )


def zipped(house: House, actor: Actor, choice: Choice, now: datetime) -> Packed:
    """The files as they were issued, each as 证书编号-姓名.pdf, with a list of what was left out. The journal keeps who took which.

    Raises:
        WrongState: there is none among them. PrintingFailed: none of them can be read. InputRefused, NotFound: as `look`.
    """
    found = _gathered(house, actor, choice)
    if not found.fit:
        raise WrongState(_NOTHING_FIT)
    target: IO[bytes] = tempfile.TemporaryFile(prefix="zcforms-")  # noqa: SIM115 - whoever sends it closes it
    try:
        left = list(found.left)
        taken = _pack(house, found.fit, left, target, now)
        if not taken:
            raise PrintingFailed(_UNREADABLE_ALL)
        _note(house, actor, taken, now, form="zip", left=len(left))
    except BaseException:
        target.close()
        raise
    return _packed(f"职称证书-{now:%Y%m%d}{_part(found)}.zip", ZIP, target)


def merged(house: House, actor: Actor, choice: Choice, volume: int, now: datetime) -> Packed:
    """One PDF of a part's certificates, for printing alone: in it no electronic signature holds. `volume` counts from 1.

    Raises:
        WrongState: there is none among them. NotFound: no such volume, or as `look`. PrintingFailed: one of them cannot be read; nothing is left out
        of what is printed without a word. InputRefused.
    """
    found = _gathered(house, actor, choice)
    if not found.fit:
        raise WrongState(_NOTHING_FIT)
    place = next((each for each in _volumes(len(found.fit)) if each.number == volume), None)
    if place is None:
        raise NotFound("没有这一册，证书的状态可能有变化。请刷新页面后重新下载。")
    taken = found.fit[place.first - 1 : place.last]
    target: IO[bytes] = tempfile.TemporaryFile(prefix="zcforms-")  # noqa: SIM115 - as above
    try:
        title = f"职称证书 {taken[0].number} 至 {taken[-1].number}（仅供打印）"
        merging.merge(_read_all(house, taken), target, title=title)
        _note(house, actor, taken, now, form="pdf", left=len(found.left))
    except BaseException:
        target.close()
        raise
    return _packed(f"职称证书-仅供打印-{now:%Y%m%d}{_part(found)}-第{volume}册.pdf", PDF, target)


def _packed(name: str, media_type: str, target: IO[bytes]) -> Packed:
    size = target.seek(0, os.SEEK_END)
    target.seek(0)
    return Packed(name, media_type, target, size)


def _part(found: _Gathered) -> str:
    return f"-第{found.part}部分" if found.parts > 1 else ""


def _gathered(house: House, actor: Actor, choice: Choice) -> _Gathered:
    failed = failed_jobs(house)
    with reading(house, actor) as w:
        room = room_of(w, house, actor)
        if choice.ids is None:
            wanted = sought(house, room, choice.query, failed)
            total = w.certificates.count_issued(wanted)
            parts = max(1, -(-total // MOST))
            part = min(max(choice.part, 1), parts)
            rows = w.certificates.issued(wanted, MOST, (part - 1) * MOST, numbered=True)
        else:
            rows = _ticked(w, room.everything, choice.ids)
            total, part, parts = len(rows), 1, 1
    reasons = [_reason(each, failed) for each in rows]
    fit = tuple(each for each, reason in zip(rows, reasons, strict=True) if not reason)
    left = tuple(_left(each, reason) for each, reason in zip(rows, reasons, strict=True) if reason)
    return _Gathered(total, part, parts, fit, left)


def _ticked(w: Work, everything: IssuedSought, ids: Sequence[str]) -> list[TitleCertificate]:
    if not ids:
        raise InputRefused([InputFault("/id", _NOTHING_CHOSEN)])
    if len(set(ids)) > MOST:
        raise InputRefused([InputFault("/id", _TOO_MANY)])
    found = w.certificates.issued(replace(everything, ids=tuple(ids)), numbered=True)
    known = {each.id for each in found}
    for each in ids:
        if each not in known:
            w.certificates.get(each)  # what does not exist is nobody's
            raise Hidden(f"certificate:{each}")
    return found


def _reason(each: TitleCertificate, failed: Mapping[str, FailedJob]) -> str:
    """Why its file is left out; "" where it is not."""
    if each.state in _ENDED:
        return _ENDED[each.state]
    if each.paper is PaperState.QUEUED and each.id in failed:
        return _FAILED
    return _UNMADE.get(each.paper, "")


def _left(each: TitleCertificate, reason: str) -> LeftOut:
    return LeftOut(each.number or "", each.name, reason)


def _volumes(count: int) -> tuple[Volume, ...]:
    return tuple(
        Volume(number, first + 1, min(first + MOST_PRINTED, count))
        for number, first in enumerate(range(0, count, MOST_PRINTED), 1)
    )


def _pack(
    house: House, fit: Sequence[TitleCertificate], left: list[LeftOut], target: IO[bytes], now: datetime
) -> list[TitleCertificate]:
    """Those whose files are in the archive now; what cannot be read joins `left`. One file at a time is in memory."""
    names = told_apart([composed(f"{each.number}-{each.name}", ".pdf") for each in fit])
    taken = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:  # a PDF is compressed already
        for each, name in zip(fit, names, strict=True):
            try:
                data = house.files.get(each.file or "")
            except FileUnreadable:
                left.append(_left(each, _UNREADABLE))
                continue
            archive.writestr(_entry(name, now), data)
            taken.append(each)
        if left:
            archive.writestr(_entry(LEFT_OUT, now), _told(left))
    return taken


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    """With business time, and readable where a system keeps who may read."""
    made = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    made.external_attr = 0o644 << 16
    return made


def _told(left: Sequence[LeftOut]) -> bytes:
    """As Windows' own editor shows it: with a mark of its encoding, and its ends of lines."""
    head = f"下面 {len(left)} 张证书没有放进这个压缩包：", ""
    lines = (f"{each.number}  {each.name}  {each.reason}" for each in left)
    return "\r\n".join((*head, *lines, "")).encode("utf-8-sig")


def _read_all(house: House, taken: Sequence[TitleCertificate]) -> Iterator[bytes]:
    for each in taken:
        try:
            yield house.files.get(each.file or "")
        except FileUnreadable as error:
            raise PrintingFailed(_UNMERGED.format(number=each.number, name=each.name)) from error


def _note(
    house: House, actor: Actor, taken: Sequence[TitleCertificate], now: datetime, *, form: str, left: int
) -> None:
    """One line for the download, and one for each certificate in it, as where it is downloaded alone."""
    with writing(house, actor) as w:
        subject = f"organisation:{actor.organisation()}"
        note(w, actor, "certificate.download_many", subject, now, form=form, count=len(taken), left=left)
        for each in taken:
            note(w, actor, "certificate.download", f"certificate:{each.id}", now, form=form)
