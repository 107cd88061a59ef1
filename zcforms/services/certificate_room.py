"""Whose certificates an organisation looks after, and which of them it looks for: an issuing authority those that it issued, an organising unit
(评委会组建单位) those of the plans that it organises (feature 82)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from zcforms.domain.certificate import CertificateState, PaperState, TitleCertificate
from zcforms.domain.errors import NotFound
from zcforms.domain.identity import Organisation, Role
from zcforms.domain.plan import Plan
from zcforms.domain.scope import organises
from zcforms.services.access import Hidden
from zcforms.services.actor import Actor
from zcforms.services.granting import JOB
from zcforms.services.house import House
from zcforms.storage.jobs import FailedJob
from zcforms.storage.shelves.certificates import IssuedSought, SealSought
from zcforms.storage.work import Work

_ROLES = frozenset({Role.ISSUER, Role.ORGANISING_UNIT})
_NOBODYS = "本单位不是发证机关，也不是评委会组建单位，没有可以管理的证书。"
_NO_ISSUER = "本单位不是发证机关，不能办理这项操作。"
_UNKNOWN = (
    "没有一份发证机关文档与本单位同名（{name}），所以这里列不出证书。请系统管理员核对：发证机关文档的名称是“{known}”，"
    "本单位账号的名称须与其中一个完全相同。"
)
_ORGANISES_NOTHING = "没有一个评审计划写明由本单位（{name}）组建评委会，所以这里列不出证书。请系统管理员核对评审计划中组建单位的名称，须与本单位账号的名称完全相同。"


class View(StrEnum):
    """How what is listed stands."""

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


class SealKind(StrEnum):
    """Whether a certificate bears an electronic seal, or will when it is made."""

    WITH = "with"
    WITHOUT = "without"


SEALS: Mapping[SealKind, str] = {
    SealKind.WITHOUT: "没有电子印章（需线下盖章）",
    SealKind.WITH: "有电子印章",
}
"""What each kind is called."""


@dataclass(frozen=True, slots=True)
class CertificateQuery:
    """Empty fields ask nothing. `plan`: the id of one; `text`: in the holder's name, the number or the employer."""

    view: View = View.ALL
    plan: str = ""
    seal: SealKind | None = None
    text: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it asks anything beside the view."""
        return bool(self.plan or self.seal or self.text.strip())


@dataclass(frozen=True, slots=True)
class Room:
    """What the actor's organisation looks after: `everything` of it; `plans`: the newest first, to filter by; `issues`: it is the authority that
    issued them, which alone revokes and lets them be made again; `unknown`: what to do where it can have none, "" where it can."""

    everything: IssuedSought
    plans: tuple[Plan, ...]
    issues: bool
    unknown: str = ""


def has_room(actor: Actor) -> bool:
    """Whether the actor's organisation looks after certificates."""
    return actor.organisation_id is not None and actor.role in _ROLES


def room_of(w: Work, house: House, actor: Actor) -> Room:
    """Raises `NotFound` for who looks after none."""
    organisation = w.organisations.get(actor.organisation())
    if organisation.role is Role.ISSUER:
        return _issuers(house, organisation)
    if organisation.role is Role.ORGANISING_UNIT:
        return _organisers(house, organisation)
    raise NotFound(_NOBODYS)


def issuing_room(w: Work, house: House, actor: Actor) -> Room:
    """Raises `NotFound` for who issues none."""
    room = room_of(w, house, actor)
    if not room.issues:
        raise NotFound(_NO_ISSUER)
    return room


def one_of(w: Work, room: Room, certificate_id: str) -> TitleCertificate:
    """Raises `NotFound` for what stands in another room."""
    found = w.certificates.get(certificate_id)
    if not w.certificates.count_issued(replace(room.everything, ids=(certificate_id,))):
        raise Hidden(f"certificate:{certificate_id}")
    return found


def sought(
    house: House, room: Room, query: CertificateQuery, failed: Mapping[str, FailedJob]
) -> IssuedSought:
    """What the query finds in the room. A plan that is not the room's finds nothing."""
    wanted = replace(room.everything, text=query.text.strip())
    if query.plan:
        wanted = replace(wanted, plans=tuple(each.id for each in room.plans if each.id == query.plan))
    if query.seal is not None:
        sealing = tuple(each.id for each in house.catalogue.authorities.values() if each.sealed)
        wanted = replace(wanted, seal=SealSought(query.seal is SealKind.WITH, sealing))
    if query.view is View.FAILED:
        return replace(wanted, paper=PaperState.QUEUED, ids=tuple(failed))
    if query.view is View.REVOKED:
        return replace(wanted, state=CertificateState.REVOKED)
    return replace(wanted, paper=_PAPER.get(query.view))


def failed_jobs(house: House) -> dict[str, FailedJob]:
    """Certificate's id -> the job that was given up."""
    return {job.key: job for job in house.database.jobs.failed() if job.kind == JOB}


def _issuers(house: House, organisation: Organisation) -> Room:
    plans = house.catalogue.plans.values()
    mine = (each for each in plans if each.issuing and each.issuing.authority.caption == organisation.name)
    known = [each.caption for each in house.catalogue.authorities.values()]
    told = _UNKNOWN.format(name=organisation.name, known="”“".join(known))
    unknown = "" if organisation.name in known else told
    return Room(IssuedSought(issuer=organisation.name), _newest_first(mine), True, unknown)


def _organisers(house: House, organisation: Organisation) -> Room:
    mine = _newest_first(each for each in house.catalogue.plans.values() if organises(organisation, each))
    unknown = "" if mine else _ORGANISES_NOTHING.format(name=organisation.name)
    return Room(IssuedSought(plans=tuple(each.id for each in mine)), mine, False, unknown)


def _newest_first(plans: Iterable[Plan]) -> tuple[Plan, ...]:
    return tuple(sorted(plans, key=lambda plan: (plan.year, plan.opens, plan.id), reverse=True))
