"""我的职称: the titles that a person holds (features 74, 78), and taking over the certificates of an earlier system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zcforms.documents.metaschema import hold
from zcforms.documents.nearest import remedy_for
from zcforms.documents.reading import Document
from zcforms.domain.certificate import CertificateState, PaperState, TitleCertificate
from zcforms.domain.errors import DocumentFault, DocumentsInvalid, WrongState
from zcforms.domain.identity import masked, resident_id_valid
from zcforms.services.access import Hidden, reading
from zcforms.services.accounts import RESIDENT_ID
from zcforms.services.actor import Actor
from zcforms.services.certificate_making import ahead
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.wording import CERTIFICATE, PAPER
from zcforms.storage.work import Work, work

_CODED = {
    "id_type": "id_types",
    "series": "series",
    "level": "levels",
    "nature": "qualification_natures",
}
"""Field of a certificate -> the list that its code is of."""
_TOLD = (
    *("id_type", "id_number", "name", "number", "series", "specialty", "title", "level", "obtained_on"),
    *("issued_on", "nature", "approval", "committee", "employer", "issuer", "state", "recorded_at"),
)
"""What a file says of a certificate."""
_NO_FILE = "这张证书不是在本系统生成的，没有电子证书文件；需要时请申请补换证。"
_NO_FILE_ANY_MORE = "这张证书在电子证书文件生成以前已经换发或撤销，没有文件。"


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A row of figure 5-25; texts as shown. `waits`: where the file that is to be made stands, "" where none is."""

    id: str
    number: str
    series: str
    specialty: str
    title: str
    level: str
    year: int
    issued_on: date | None
    state: CertificateState
    caption: str
    paper: PaperState
    waits: str


@dataclass(frozen=True, slots=True)
class CertificateView:
    """One certificate. `rows`: caption and text of everything that it says, as figure 5-24 orders it; `sealed`: its file bears an electronic
    seal; `ended`: why it is not valid any more, "" while it is."""

    id: str
    title: str
    state: CertificateState
    caption: str
    rows: tuple[tuple[str, str], ...]
    paper: PaperState
    waits: str
    sealed: bool
    ended: str


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """The PDF with the name to save it under; `data` is None while it is being made, and `waits` says how long the queue is."""

    name: str
    data: bytes | None
    waits: str


@dataclass(frozen=True, slots=True)
class Held:
    """`photographed`: whether there is the photo without which no electronic certificate can be made."""

    rows: tuple[CertificateRow, ...]
    photographed: bool


def held(house: House, actor: Actor) -> Held:
    """What the actor holds, the title that was obtained last first."""
    with reading(house, actor) as w:
        person = w.people.get(actor.person())
        found = w.certificates.of(person.id_type, person.id_number)
        rows = tuple(_row(house, each, waits_of(w, house, each)) for each in found)
    return Held(rows, person.photo is not None)


def certificate(house: House, actor: Actor, certificate_id: str) -> CertificateView:
    """Raises `NotFound` for what is not the actor's."""
    with reading(house, actor) as w:
        found = _own(w, actor, certificate_id)
        return view_of(w, house, found)


def certificate_file(house: House, actor: Actor, certificate_id: str) -> CertificateFile:
    """下载: the PDF of one's own certificate (features 81, 83).

    Raises:
        WrongState: it wants a photo, or was issued elsewhere. NotFound. FileUnreadable.
    """
    with reading(house, actor) as w:
        found = _own(w, actor, certificate_id)
        waits = waits_of(w, house, found)
    return file_of(house, found, waits)


def file_of(house: House, found: TitleCertificate, waits: str) -> CertificateFile:
    """Raises as `certificate_file`."""
    if found.paper is PaperState.WANTS_PHOTO:
        raise WrongState("必须先上传个人证件照片，系统才可以生成对应的电子职称证书。")
    if found.paper is PaperState.NONE:
        raise WrongState(_NO_FILE if found.authority is None else _NO_FILE_ANY_MORE)
    data = house.files.get(found.file) if found.file else None
    return CertificateFile(f"职称证书-{found.name}-{found.number}.pdf", data, waits)


def waits_of(w: Work, house: House, each: TitleCertificate) -> str:
    """Where a file that is to be made stands in the queue; "" where none is (feature 81)."""
    if each.paper is not PaperState.QUEUED:
        return ""
    count, given_up = ahead(w, house, each)
    if given_up:
        return "生成时出现问题，发证机关正在处理，您不需要操作。"
    return waiting_words(count)


def waiting_words(count: int) -> str:
    """What is said of a file before which so many are to be made."""
    return f"前面还有 {count} 份，请过段时间再下载。" if count else "正在生成，请稍后再下载。"


def _own(w: Work, actor: Actor, certificate_id: str) -> TitleCertificate:
    person = w.people.get(actor.person())
    found = w.certificates.get(certificate_id)
    if found.id not in {each.id for each in w.certificates.of(person.id_type, person.id_number)}:
        raise Hidden(f"certificate:{certificate_id}")
    return found


def record(house: House, document: Document, now: datetime) -> tuple[int, int]:
    """Take over the certificates of a file (schemas/meta/certificates.json), all or none; how many are new and how many were known.
    What was known is brought up to date, so a file can be read again.

    Raises:
        DocumentsInvalid: every fault of the file; nothing was taken over.
    """
    faults = hold(document, "certificates") or list(_faults(house, document))
    if faults:
        raise DocumentsInvalid(faults)
    given = [_certificate(each, now) for each in document.data["certificates"]]
    with work(house.database) as w:
        known = sum(_kept(w, each) for each in given)
    return len(given) - known, known


def _kept(w: Work, given: TitleCertificate) -> bool:
    """Whether there was one already; its content is what was given now."""
    numbered = w.certificates.numbered(given.number) if given.number else None
    others = (each for each in w.certificates.of(given.id_type, given.id_number) if each.same_as(given))
    known = numbered or next(others, None)
    if known is None:
        w.certificates.add(given)
        w.flush()
        return False
    if known.authority is None:  # what was issued here is not a file's to change
        for name in _TOLD:
            setattr(known, name, getattr(given, name))
    return True


def _certificate(given: Mapping[str, Any], now: datetime) -> TitleCertificate:
    days = {
        name: date.fromisoformat(given[name]) if name in given else None
        for name in ("obtained_on", "issued_on")
    }
    state = CertificateState(given.get("state", CertificateState.VALID))
    told = {"number": None, "specialty": "", **given, **days, "state": state}
    return TitleCertificate(id=new_id(), recorded_at=now, **told)


def _faults(house: House, document: Document) -> Iterator[DocumentFault]:
    """What the metaschema cannot know: codes, identity numbers, the order of days, and one number written twice."""
    numbers: dict[str, int] = {}
    for index, given in enumerate(document.data["certificates"]):
        at = f"/certificates/{index}"
        for name, list_id in _CODED.items():
            codes = [code.id for code in house.codes(list_id).codes]
            if name in given and given[name] not in codes:
                fault = f"{house.codes(list_id).caption}里没有代码“{given[name]}”"
                yield DocumentFault(document.file, f"{at}/{name}", fault, remedy_for(given[name], codes))
        if given["id_type"] == RESIDENT_ID and not resident_id_valid(given["id_number"]):
            fault = f"证件号码 {masked(given['id_number'])} 不是有效的居民身份证号码"
            yield DocumentFault(document.file, f"{at}/id_number", fault, "请核对 18 位号码和最后一位校验码。")
        if given.get("issued_on", given["obtained_on"]) < given["obtained_on"]:
            fault = f"发证日期 {given['issued_on']} 早于取得资格时间 {given['obtained_on']}"
            yield DocumentFault(document.file, f"{at}/issued_on", fault, "请核对两个日期。")
        number = given.get("number")
        if number and (first := numbers.setdefault(number, index)) != index:
            fault = f"证书编号 {number} 与第 {first + 1} 项相同"
            yield DocumentFault(document.file, f"{at}/number", fault, "一张证书只写一次，请删去其中一项。")


def _row(house: House, each: TitleCertificate, waits: str) -> CertificateRow:
    return CertificateRow(
        each.id,
        each.number or "",
        _caption(house, "series", each.series),
        each.specialty,
        each.title,
        _caption(house, "levels", each.level),
        each.year,
        each.issued_on,
        each.state,
        caption_of(each),
        each.paper,
        waits,
    )


def caption_of(each: TitleCertificate) -> str:
    """How it stands, as shown: what the file of a valid one waits for comes first."""
    waiting = PAPER.get(each.paper) if each.state is CertificateState.VALID else None
    return waiting or CERTIFICATE[each.state]


def view_of(w: Work, house: House, each: TitleCertificate) -> CertificateView:
    rows = (
        ("姓名", each.name),
        ("证件类型", _caption(house, "id_types", each.id_type)),
        ("证件号码", masked(each.id_number)),
        ("证书编号", each.number or "无（发证时没有编号）"),
        ("系列名称", _caption(house, "series", each.series)),
        ("专业名称", each.specialty),
        ("职称级别", _caption(house, "levels", each.level)),
        ("资格名称", each.title),
        ("取得资格时间", each.obtained_on.isoformat()),
        ("批准文号", each.approval),
        ("资格性质", _caption(house, "qualification_natures", each.nature)),
        ("发证日期", each.issued_on.isoformat() if each.issued_on else ""),
        ("发证机构", each.issuer),
        ("评委会名称", each.committee),
        ("取得资格时所在单位", each.employer),
    )
    state, waits = caption_of(each), waits_of(w, house, each)
    return CertificateView(
        each.id, each.title, each.state, state, rows, each.paper, waits, each.sealed, _ended(w, each)
    )


def _ended(w: Work, each: TitleCertificate) -> str:
    if each.revoked_at is not None:
        return f"这张证书已于 {each.revoked_at:%Y-%m-%d} 撤销。原因：{each.reason}"
    if each.replaced_by is not None:
        return f"这张证书已换发，新证书编号 {w.certificates.get(each.replaced_by).number}。"
    return ""


def _caption(house: House, list_id: str, code: str) -> str:
    return house.codes(list_id).caption_of(code) or code
